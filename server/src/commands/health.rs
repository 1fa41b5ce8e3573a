//! Whether a server answers (健康检查): for whatever starts it, and starts it again.

use crate::config::Health;
use crate::error::AppError;
use crate::lease;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(3);

/// Asks the server that uses the folder; one that speaks https is only called, for nobody here knows its name.
///
/// # Errors
/// When there is none, or it does not answer.
pub fn run(asked: &Health) -> Result<(), AppError> {
    let none = || AppError::Command(format!("{}: no server uses this folder", asked.data.display()));
    let url = lease::address(&asked.data)?.ok_or_else(none)?;
    let silent = |reason: String| AppError::Command(format!("{url}: {reason}"));
    let (scheme, address) = url.split_once("://").ok_or_else(none)?;
    let address: SocketAddr = address.parse().map_err(|_| none())?;
    let mut stream =
        TcpStream::connect_timeout(&here(address), PATIENCE).map_err(|reason| silent(reason.to_string()))?;
    if scheme == "http" && !is_well(&mut stream).map_err(|reason| silent(reason.to_string()))? {
        return Err(silent("it is not well".into()));
    }
    println!("{url}: well");
    Ok(())
}

/// An address that stands for all of this machine is asked on its own.
fn here(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn is_well(stream: &mut TcpStream) -> std::io::Result<bool> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(answer.starts_with(b"HTTP/1.1 200"))
}
