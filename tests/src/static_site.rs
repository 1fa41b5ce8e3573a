//! A file server of a few lines: shows what the packed pages can do without our server.

use crate::process::Result;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// Serves a folder until it is stopped or dropped.
pub struct StaticSite {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl StaticSite {
    /// Serves a folder on a free port of this machine.
    pub fn start(folder: &Path) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let stopping = Arc::new(AtomicBool::new(false));
        let (folder, stop) = (folder.to_path_buf(), Arc::clone(&stopping));
        let serve = move || {
            let visits = listener.incoming().take_while(|_| !stop.load(Ordering::SeqCst));
            for stream in visits.flatten() {
                let folder = folder.clone();
                // A visitor who hangs up early is no concern of ours.
                std::thread::spawn(move || drop(answer(stream, &folder)));
            }
        };
        Ok(Self { address, stopping, thread: Some(std::thread::spawn(serve)) })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From here on nobody listens at the address.
    pub fn stop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // The visit wakes the listener, which then sees that it is to stop.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for StaticSite {
    fn drop(&mut self) {
        self.stop();
    }
}

/// One request, one answer, and the line is closed.
fn answer(mut stream: TcpStream, folder: &Path) -> Result {
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().ok_or("no request")??;
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = first.split(' ').nth(1).ok_or("no path")?;
    let file = file_of(folder, path);
    let (status, body) = match std::fs::read(&file) {
        Ok(body) => ("200 OK", body),
        Err(_) => ("404 Not Found", Vec::new()),
    };
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\
         Content-Security-Policy: default-src 'self'; script-src 'self' 'wasm-unsafe-eval'\r\n\r\n",
        kind_of(&file),
        body.len()
    )?;
    Ok(stream.write_all(&body)?)
}

fn file_of(folder: &Path, path: &str) -> PathBuf {
    let path = path.split('?').next().unwrap_or_default();
    let parts = path.split('/').filter(|part| !part.is_empty() && *part != "..");
    let file = parts.fold(folder.to_path_buf(), |file, part| file.join(part));
    if path.ends_with('/') { file.join("index.html") } else { file }
}

fn kind_of(file: &Path) -> &'static str {
    match file.extension().and_then(|end| end.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript",
        "css" => "text/css",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
