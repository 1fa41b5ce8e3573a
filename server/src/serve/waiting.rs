//! A server without a township (等待导入): it serves the pages, which say so, until one was imported.

use super::{assets, listen, url};
use crate::config::Site;
use crate::error::AppError;
use crate::lease::Lease;
use crate::store::Store;
use actix_web::web;
use futures_util::future::{Either, join, select};
use std::pin::pin;
use std::time::Duration;
use tokio::time::sleep;

/// How often it looks whether a township is there.
const LOOK: Duration = Duration::from_secs(1);

/// Serves until a township was imported; false when the process was told to stop before. To be called within an
/// actix system.
///
/// # Errors
/// As for [`super::start`].
pub async fn wait(store: &Store, site: &Site) -> Result<bool, AppError> {
    let mut lease = Lease::take(store)?;
    let (server, address) = listen(None, assets(site), site)?;
    let url = url(site.tls_cert.is_some(), address);
    lease.note(&url);
    eprintln!("cunxuan: {}; waiting for one on {url}", AppError::NoTownship);
    let handle = server.handle();
    let mut server = pin!(server);
    loop {
        match select(&mut server, pin!(sleep(LOOK))).await {
            Either::Left((ended, _)) => {
                return ended.map(|()| false).map_err(|fault| AppError::Storage(format!("server: {fault}")));
            }
            Either::Right(_) => {
                let looked = store.clone();
                if web::block(move || is_imported(&looked)).await?? {
                    let _ = join(handle.stop(false), server).await;
                    return Ok(true);
                }
            }
        }
    }
}

/// An import notes the township first, and at its end that it wrote.
fn is_imported(store: &Store) -> Result<bool, AppError> {
    Ok(store.township()?.is_some() && store.outside()?.is_some())
}
