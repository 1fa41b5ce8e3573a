//! Small things that every started program needs: a port, a folder, an end.

use std::error::Error;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// What a helper returns; the error is for a person to read.
pub type Result<T = ()> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// The root of the checkout. Cargo runs tests elsewhere, so paths start here.
pub fn root() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&own).parent().map_or_else(PathBuf::new, Path::to_path_buf)
}

/// A path from a variable, taken from the root when it is not absolute, or the usual place.
pub fn path_from(variable: &str, usual: &str) -> PathBuf {
    root().join(std::env::var_os(variable).map_or_else(|| usual.into(), PathBuf::from))
}

/// A port of this machine that was free a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}

/// A folder of its own that goes when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// Makes an empty folder whose name tells what it is for.
    pub fn new(purpose: &str) -> Result<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("cunxuan-{purpose}-{}-{count:04}", std::process::id());
        let path = std::env::temp_dir().join(name);
        if path.exists() {
            std::fs::remove_dir_all(&path)?;
        }
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A program that is still ending may write once more; what is left is in the temporary folder.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Sends a signal (`TERM`, `KILL`) to processes by id; those already gone are no error.
pub fn signal(name: &str, ids: &[u32]) -> Result {
    for id in ids {
        Command::new("kill").arg(format!("-{name}")).arg(id.to_string()).output()?;
    }
    Ok(())
}

/// The processes whose command line holds a text, which must be one that no stranger has.
pub fn with_argument(text: &str) -> Result<Vec<u32>> {
    let mut ids = Vec::new();
    for entry in std::fs::read_dir("/proc")?.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
            continue;
        };
        let line = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        if String::from_utf8_lossy(&line).contains(text) {
            ids.push(id);
        }
    }
    Ok(ids)
}

/// Asks again until there is an answer; says what was waited for, and the last error, when time is up.
pub fn patiently<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    loop {
        let last = match ask() {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) => String::new(),
            Err(error) => format!(": {error}"),
        };
        if start.elapsed() > limit {
            return Err(format!("waited {limit:?} for {what}{last}").into());
        }
        std::thread::sleep(Duration::from_millis(25));
    }
}
