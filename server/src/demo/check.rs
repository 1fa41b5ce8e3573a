//! The check of the demonstration: a server on a free port that is asked for its health and its wall.

use crate::codes::{self, Whose};
use crate::commands::serve_until_stopped;
use crate::config::Site;
use crate::error::AppError;
use crate::store::{Store, Township};
use cunxuan_core::api::Wall;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Starts, asks, and stops.
///
/// # Errors
/// When an answer is not as it should be.
pub fn run(store: &Store, township: &Township, site: &Site) -> Result<(), AppError> {
    let villages = store.scopes(&township.code)?.len();
    let code = codes::fresh(store, township, &Whose::Office)?.pop().map(|fresh| fresh.code).unwrap_or_default();
    let site = Site { listen: "127.0.0.1:0".into(), tls_cert: None, tls_key: None, ..site.clone() };
    let (answer, answered) = channel();
    serve_until_stopped(store, &site, |serving| {
        let (address, handle) = (serving.address, serving.server.handle());
        thread::spawn(move || {
            let _ = answer.send(ask_all(address, &code, villages));
            // The order to stop is given by the call; nobody waits for the answer.
            drop(handle.stop(true));
        });
        Ok(())
    })?;
    let wall = answered.recv().map_err(|_| fault("no answer"))??;
    let voting = wall.villages.iter().filter(|row| row.today).count();
    let signed = wall.villages.iter().filter(|row| row.signed).count();
    println!("ok: {} villages, {voting} vote today, {signed} signed", wall.villages.len());
    Ok(())
}

fn ask_all(address: SocketAddr, code: &str, villages: usize) -> Result<Wall, AppError> {
    let health = ask(address, "GET /healthz", "", "")?;
    if health.get("villages").and_then(Value::as_u64) != u64::try_from(villages).ok() {
        return Err(fault("/healthz does not know all villages"));
    }
    let signed_in = ask(address, "POST /api/sign-in", "", &serde_json::json!({ "code": code }).to_string())?;
    let token = signed_in.get("token").and_then(Value::as_str).ok_or_else(|| fault("/api/sign-in gave no token"))?;
    let wall = ask(address, "GET /api/wall", token, "")?;
    let wall: Wall = serde_json::from_value(wall).map_err(|_| fault("/api/wall is no wall"))?;
    let whole = wall.villages.len() == villages && wall.villages.iter().all(|row| row.registered > 0);
    if whole { Ok(wall) } else { Err(fault("/api/wall does not show all villages")) }
}

/// Asks this server itself, in the plainest HTTP.
fn ask(address: SocketAddr, what: &str, token: &str, body: &str) -> Result<Value, AppError> {
    let unreachable = |source| AppError::Listen { address: address.to_string(), source };
    let mut stream = TcpStream::connect(address).map_err(unreachable)?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).map_err(unreachable)?;
    let length = body.len();
    let request = format!(
        "{what} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).map_err(unreachable)?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).map_err(unreachable)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_default();
    if !head.starts_with("HTTP/1.1 200") {
        return Err(fault(&format!("{what}: {}", head.lines().next().unwrap_or_default())));
    }
    serde_json::from_str(body).map_err(|_| fault(&format!("{what}: no JSON")))
}

fn fault(text: &str) -> AppError {
    AppError::Command(format!("check: {text}"))
}
