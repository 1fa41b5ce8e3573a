//! A server that runs: everything opened, bound and started, and stopped again in order.

use crate::account::Accounts;
use crate::app::App;
use crate::assets::Assets;
use crate::author::Author;
use crate::backup;
use crate::board::{Board, projector};
use crate::config::Site;
use crate::error::AppError;
use crate::routes;
use crate::shelf::Shelf;
use crate::store::{Store, Township};
use crate::tls;
use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App as Actix, HttpServer, web};
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

/// The threads beside the server; they end when this is dropped.
pub struct Beside {
    stops: Vec<Sender<()>>,
    threads: Vec<JoinHandle<()>>,
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
        format!("{}://{}", if self.secure { "https" } else { "http" }, self.address)
    }
}

/// Starts a server on a store that holds a township. To be called within an actix system.
///
/// # Errors
/// When there is no township, the address is taken, or certificate and key cannot be used.
pub fn start(store: &Store, site: &Site) -> Result<Serving, AppError> {
    let none = || AppError::Command("there is no township here yet: run `cunxuan import DIR` first".into());
    let township = store.township()?.ok_or_else(none)?;
    let (news, heard) = channel();
    let shelf = Arc::new(Shelf::new(store.clone(), &township, news)?);
    let board = Arc::new(Board::open(store, &township)?);
    let app = web::Data::new(app(store, site, &township, &shelf, &board)?);
    let assets = web::Data::new(Assets::new(site.dist.clone()));
    if !assets.are_there() {
        tracing::warn!("there are no packed pages: run `cargo xtask pack`, or name their folder with --dist");
    }
    let (server, address) = listen(app.clone(), assets, site)?;
    let mut beside = Beside { stops: Vec::new(), threads: Vec::new() };
    let day = app.declared;
    let (wall, kept) = (store.clone(), store.clone());
    beside.add("wall", move |stop| projector::run(&board, &shelf, &wall, day, &heard, &stop))?;
    beside.add("backup", move |stop| backup::daily(&kept, &stop))?;
    Ok(Serving { address, secure: app.secure, server, beside })
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
        life: store.begin_life()?,
        township: township.clone(),
        declared: site.today.or(township.demo_day),
        secure: site.tls_cert.is_some(),
    })
}

fn listen(app: web::Data<App>, assets: web::Data<Assets>, site: &Site) -> Result<(Server, SocketAddr), AppError> {
    let secure = app.secure;
    let server = HttpServer::new(move || {
        let site = Actix::new().app_data(app.clone()).app_data(assets.clone());
        site.wrap(routes::headers(secure)).wrap(from_fn(routes::note)).configure(routes::configure)
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
