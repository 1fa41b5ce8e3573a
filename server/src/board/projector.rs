//! The thread that keeps the wall: it folds what is new into rows, at most every quarter of a second.

use super::Board;
use crate::host;
use crate::shelf::{News, Shelf};
use crate::store::Store;
use cunxuan_core::id::Scope;
use cunxuan_core::progress;
use cunxuan_core::time::Day;
use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

/// The shortest time between two rows of a village.
const PACE: Duration = Duration::from_millis(250);
/// How often it looks whether a command wrote beside the server, or the day changed.
const LOOK: Duration = Duration::from_millis(250);

/// Keeps the wall until `stop` is closed.
pub fn run(
    board: &Board,
    shelf: &Shelf,
    store: &Store,
    declared: Option<Day>,
    news: &Receiver<News>,
    stop: &Receiver<()>,
) {
    let today = || declared.unwrap_or_else(host::today);
    let mut seen = (store.outside().ok(), today());
    project_all(board, shelf, store, today());
    loop {
        let fresh = gather(news);
        let began = Instant::now();
        if stop.try_recv() == Err(TryRecvError::Disconnected) {
            return;
        }
        project(board, shelf, store, today(), &fresh);
        board.tell_heard();
        let now = (store.outside().ok(), today());
        if now != seen {
            if now.0 != seen.0 {
                shelf.forget();
            }
            project_all(board, shelf, store, today());
            seen = now;
        }
        if !fresh.is_empty() {
            std::thread::sleep(PACE.saturating_sub(began.elapsed()));
        }
    }
}

/// Waits a while for news, then takes all there are.
fn gather(news: &Receiver<News>) -> BTreeSet<Scope> {
    let first = news.recv_timeout(LOOK).ok();
    first.into_iter().chain(news.try_iter()).map(|news| news.scope).collect()
}

fn project_all(board: &Board, shelf: &Shelf, store: &Store, today: Day) {
    let scopes = store.scopes(shelf.township()).unwrap_or_default();
    project(board, shelf, store, today, &scopes.into_iter().collect());
}

fn project(board: &Board, shelf: &Shelf, store: &Store, today: Day, scopes: &BTreeSet<Scope>) {
    let mut changed = Vec::new();
    for scope in scopes {
        match shelf.read(scope, |book| progress::row(book.village(), book.journal(), today)) {
            Ok(row) if board.show(scope, row.clone()) => changed.push((scope.clone(), row)),
            Ok(_) => {}
            Err(fault) => tracing::error!(%scope, %fault, "a village could not be folded"),
        }
    }
    // The wall shows them already; the rows on the disk are for the next start.
    if let Err(fault) = store.keep_rows(shelf.township(), changed) {
        tracing::error!(%fault, "the wall's rows were not kept");
    }
}
