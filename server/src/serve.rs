//! A server that runs: everything opened, bound and started, and stopped again in order.

mod waiting;

pub use waiting::wait;

use crate::account::Accounts;
use crate::app::App;
use crate::assets::Assets;
use crate::author::Author;
use crate::backup;
use crate::board::{Board, projector};
use crate::config::Site;
use crate::error::AppError;
use crate::hall::Hall;
use crate::host::now_s;
use crate::lease::Lease;
use crate::lists::Lists;
use crate::routes;
use crate::shelf::Shelf;
use crate::store::{Store, Township};
use crate::tls;
use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App as Actix, HttpServer, web};
use cunxuan_core::time::Day;
use std::net::SocketAddr;
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long open requests may take to end, in seconds.
const PATIENCE: u64 = 2;
/// How long a connection is kept without a request: a settled phone asks every ten seconds, and on a bad line a
/// connection of its own for each would cost more than what it asks.
const KEPT: Duration = Duration::from_secs(60);

/// 2026-01-01 at +08:00, in seconds since 1970: no clock that is right shows less.
const EARLIEST_S: i64 = 1_767_196_800;

/// A server that runs.
pub struct Serving {
    /// Where it listens.
    pub address: SocketAddr,
    /// Whether it speaks https.
    pub secure: bool,
    /// To be awaited.
    pub server: Server,
    /// The threads beside it.
    pub beside: Beside,
}

/// The threads beside the server; they end when this is dropped, and so does the right to serve.
pub struct Beside {
    stops: Vec<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
    _lease: Lease,
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.stops.clear();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Serving {
    /// The address as a browser takes it.
    #[must_use]
    pub fn url(&self) -> String {
        url(self.secure, self.address)
    }
}

fn url(secure: bool, address: SocketAddr) -> String {
    format!("{}://{address}", if secure { "https" } else { "http" })
}

/// Starts a server on a store that holds a township. To be called within an actix system.
///
/// # Errors
/// When there is no township, another server uses the folder or the database, the address is taken, certificate
/// and key cannot be used, or the clock is wrong.
pub fn start(store: &Store, site: &Site) -> Result<Serving, AppError> {
    let mut lease = Lease::take(store)?;
    clock(now_s())?;
    let township = store.township()?.ok_or(AppError::NoTownship)?;
    let (news, heard) = channel();
    let shelf = Arc::new(Shelf::new(store.clone(), &township, news)?);
    let board = Arc::new(Board::open(store, &township)?);
    let app = web::Data::new(app(store, site, &township, &shelf, &board)?);
    let assets = assets(site);
    let (server, address) = listen(Some(app.clone()), assets, site)?;
    lease.note(&url(app.secure, address));
    let mut beside = Beside { stops: Vec::new(), threads: Vec::new(), _lease: lease };
    let day = app.declared;
    let (wall, kept) = (store.clone(), store.clone());
    beside.add("wall", move |stop| projector::run(&board, &shelf, &wall, day, &heard, &stop))?;
    beside.add("backup", move |stop| backup::daily(&kept, &stop))?;
    Ok(Serving { address, secure: app.secure, server, beside })
}

/// One-time codes, certificates and labels need a clock that is about right; one whose battery is empty shows 1970.
fn clock(now: i64) -> Result<(), AppError> {
    if now < EARLIEST_S { Err(AppError::Clock(Day::from_unix(now).to_string())) } else { Ok(()) }
}

impl Beside {
    fn add(
        &mut self,
        name: &str,
        work: impl FnOnce(std::sync::mpsc::Receiver<()>) + Send + 'static,
    ) -> Result<(), AppError> {
        let (stop, stopped) = channel();
        let thread = thread::Builder::new().name(name.into()).spawn(move || work(stopped));
        self.threads.push(thread.map_err(|fault| AppError::Storage(format!("{name}: {fault}")))?);
        self.stops.push(stop);
        Ok(())
    }
}

fn assets(site: &Site) -> web::Data<Assets> {
    let assets = Assets::new(site.dist.clone());
    if !assets.are_there() {
        tracing::warn!("there are no packed pages: run `cargo xtask pack`, or name their folder with --dist");
    }
    web::Data::new(assets)
}

fn app(
    store: &Store,
    site: &Site,
    township: &Township,
    shelf: &Arc<Shelf>,
    board: &Arc<Board>,
) -> Result<App, AppError> {
    Ok(App {
        author: Mutex::new(Author::new(Arc::clone(shelf), &township.code)),
        shelf: Arc::clone(shelf),
        accounts: Accounts::new(store.clone(), &township.code),
        board: Arc::clone(board),
        hall: Hall::default(),
        lists: Lists::default(),
        life: store.begin_life()?,
        township: township.clone(),
        declared: site.today.or(township.demo_day),
        secure: site.tls_cert.is_some(),
    })
}

/// Binds the address and runs a server there; one without an application says that there is no township.
fn listen(
    app: Option<web::Data<App>>,
    assets: web::Data<Assets>,
    site: &Site,
) -> Result<(Server, SocketAddr), AppError> {
    let secure = site.tls_cert.is_some();
    let server = HttpServer::new(move || {
        let app = app.clone();
        let site = Actix::new().app_data(assets.clone());
        site.wrap(routes::headers(secure)).wrap(from_fn(routes::note)).configure(move |config| match app {
            Some(app) => routes::configure(config.app_data(app)),
            None => routes::configure_empty(config),
        })
    });
    let server = server.shutdown_timeout(PATIENCE).keep_alive(KEPT);
    let fault = |source| AppError::Listen { address: site.listen.clone(), source };
    let server = match (&site.tls_cert, &site.tls_key) {
        (Some(cert), Some(key)) => server.bind_rustls_0_23(&site.listen, tls::config(cert, key)?).map_err(fault)?,
        (Some(_) | None, _) => server.bind(&site.listen).map_err(fault)?,
    };
    let address = server.addrs().first().copied();
    let address = address.ok_or_else(|| AppError::Command(format!("{}: no such address", site.listen)))?;
    Ok((server.run(), address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_clock_battery_is_told() {
        assert!(matches!(clock(0), Err(AppError::Clock(day)) if day == "1970-01-01"));
        assert!(clock(EARLIEST_S - 1).is_err() && clock(EARLIEST_S).is_ok());
    }
}
