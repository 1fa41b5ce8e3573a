//! What every request handler has at hand.

use crate::account::{Account, Accounts};
use crate::author::Author;
use crate::board::Board;
use crate::error::AppError;
use crate::hall::Hall;
use crate::host;
use crate::key;
use crate::lists::Lists;
use crate::shelf::Shelf;
use crate::store::{Life, Township};
use actix_web::HttpRequest;
use actix_web::http::header;
use cunxuan_core::Event;
use cunxuan_core::id::Scope;
use cunxuan_core::key::PublicKey;
use cunxuan_core::time::Day;
use std::sync::{Arc, Mutex, PoisonError};

/// The cookie that holds the office's token on the desk.
pub const COOKIE: &str = "cunxuan";

/// What every request handler has at hand.
pub struct App {
    /// The village books.
    pub shelf: Arc<Shelf>,
    /// What the office writes while the server runs.
    pub author: Mutex<Author<Arc<Shelf>>>,
    /// Who may sign in.
    pub accounts: Accounts,
    /// The wall.
    pub board: Arc<Board>,
    /// What the public screens are told.
    pub hall: Hall,
    /// Household lists that wait for the office.
    pub lists: Lists,
    /// The store's life.
    pub life: Life,
    /// The township.
    pub township: Township,
    /// The day on which all of it plays, if it was declared.
    pub declared: Option<Day>,
    /// Whether cookies may travel over https alone.
    pub secure: bool,
}

impl App {
    /// The civil day at +08:00, or the declared one.
    #[must_use]
    pub fn today(&self) -> Day {
        self.declared.unwrap_or_else(host::today)
    }

    /// Certifies the key of an officer's phone in a village's record, unless it is already.
    ///
    /// # Errors
    /// When nothing can be written.
    pub fn certify(&self, account: &Account, key: &PublicKey, scope: &Scope) -> Result<(), AppError> {
        let mut author = self.author.lock().unwrap_or_else(PoisonError::into_inner);
        let written = author.write(scope, |book| {
            let certificates = book.trust().certificates();
            let known = certificates.iter().any(|it| it.key == *key && it.actor == account.no());
            let serial = u32::try_from(certificates.len()).unwrap_or(u32::MAX).saturating_add(1);
            let new = || key::certify(self.shelf.key(), serial, key.clone(), account.no(), scope, self.today());
            (!known).then(|| Event::Plan(new().into())).into_iter().collect()
        });
        written.map(drop)
    }

    /// Who asks: by the token in the header, or in the desk's cookie.
    ///
    /// # Errors
    /// When nobody holds the token. It blocks.
    pub fn account(&self, token: &str) -> Result<Account, AppError> {
        self.accounts.holder(token)
    }
}

/// The token of a phone's request: from the header alone, which no other page can set.
#[must_use]
pub fn bearer(request: &HttpRequest) -> String {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    header.and_then(|text| text.strip_prefix("Bearer ")).unwrap_or_default().trim().to_owned()
}

/// The token of a request that the desk may make: from the header, or from its cookie, which no other page's request
/// carries (`SameSite=Strict`).
#[must_use]
pub fn bearer_or_cookie(request: &HttpRequest) -> String {
    let token = bearer(request);
    if token.is_empty() {
        request.cookie(COOKIE).map(|cookie| cookie.value().to_owned()).unwrap_or_default()
    } else {
        token
    }
}
