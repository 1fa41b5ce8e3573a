//! The store's side of the exchange (同步): a phone's entries in, what it lacks out.

use crate::account::Account;
use crate::app::App;
use crate::error::AppError;
use cunxuan_core::record::exchange::{SyncAnswer, SyncRequest, WIRE, answer};

/// Answers a request. What the answer names as held is on the disk.
///
/// # Errors
/// When the request cannot be read, the scope is not the account's, or nothing can be written now.
pub fn sync(app: &App, account: &Account, body: &[u8]) -> Result<Vec<u8>, AppError> {
    let mut request: SyncRequest = minicbor::decode(body).map_err(|_| AppError::BadRequest)?;
    if request.version != WIRE {
        return Err(AppError::WrongVersion);
    }
    if !account.may(&request.scope) {
        return Err(AppError::NotYours);
    }
    if !app.board.knows(&request.scope) {
        return Err(AppError::NoSuchVillage);
    }
    let push = std::mem::take(&mut request.push);
    let scope = request.scope.clone();
    let told = app.shelf.take(&scope, |_| push, |book, taken| answer(book.journal(), &request, taken.refused))?;
    let told = SyncAnswer { epoch: app.life.epoch, generation: app.life.generation, ..told };
    minicbor::to_vec(&told).map_err(|_| AppError::Storage("an answer could not be written".into()))
}
