//! The real server as a process of its own, to be stopped, killed and started again.

use crate::postgres::{self, Postgres};
use crate::process::{Folder, Result, free_port, path_from, patiently, signal};
use cunxuan_server::db::Location;
use cunxuan_server::sample::Sample;
use cunxuan_server::store::{DATABASE, Store};
use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const START: Duration = Duration::from_secs(30);

/// A running `cunxuan serve`; dropped, it is killed.
pub struct Server {
    child: Option<Child>,
    data: PathBuf,
    args: Vec<String>,
    port: u16,
}

impl Server {
    /// Starts on a free port with its data in a folder, and waits until it answers.
    /// `args` are added to `serve`.
    pub fn start(data: &Path, args: &[&str]) -> Result<Self> {
        let args = args.iter().map(ToString::to_string).collect();
        let mut server = Self { child: None, data: data.into(), args, port: free_port()? };
        server.restart()?;
        Ok(server)
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Where it listens, also while it is down.
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// Asks it to end, and waits until it has.
    pub fn stop(&mut self) -> Result {
        self.end("TERM")
    }

    /// Kills it without a warning, as a power cut would.
    pub fn kill9(&mut self) -> Result {
        self.end("KILL")
    }

    /// Starts it again on the same port and data; ends it first if it runs.
    pub fn restart(&mut self) -> Result {
        self.stop()?;
        let mut command = cunxuan();
        command.arg("serve").arg("--listen").arg(self.address().to_string());
        command.arg("--data").arg(&self.data).args(&self.args);
        command.env("CUNXUAN_DIST", path_from("CUNXUAN_DIST", "dist"));
        command.stdin(Stdio::null()).stdout(Stdio::null());
        self.child = Some(command.spawn()?);
        match patiently("the server to answer", START, || self.alive())? {
            true => Ok(()),
            false => Err("the server ended at its start".into()),
        }
    }

    /// Nothing yet, or true once it answers, or false once the process has ended by itself.
    fn alive(&mut self) -> Result<Option<bool>> {
        if self.child.as_mut().map(Child::try_wait).transpose()?.flatten().is_some() {
            return Ok(Some(false));
        }
        let answer = get(self.address(), "/healthz")?;
        Ok(answer.starts_with("HTTP/1.1 200").then_some(true))
    }

    fn end(&mut self, name: &str) -> Result {
        if let Some(mut child) = self.child.take() {
            signal(name, &[child.id()])?;
            child.wait()?;
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // There is nobody left to tell.
        let _ = self.kill9();
    }
}

/// The `cunxuan` command as built; it notes no more than warnings unless asked, and knows only the database
/// that it is told.
pub fn cunxuan() -> Command {
    let mut command = Command::new(path_from("CUNXUAN_BIN", "target/debug/cunxuan"));
    command.env_remove("DATABASE_URL");
    if std::env::var_os("CUNXUAN_LOG").is_none() {
        command.env("CUNXUAN_LOG", "warn");
    }
    command
}

/// Runs a command of the server to its end, and gives what it printed.
pub fn run(args: &[&str], data: &Path) -> Result<String> {
    let output = cunxuan().args(args).arg("--data").arg(data).output()?;
    if output.status.success() {
        return Ok(String::from_utf8(output.stdout)?);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(format!("cunxuan {}: {said}", args.join(" ")).into())
}

/// Where a server keeps what it knows: a folder, and one of the two databases.
pub struct Home {
    folder: Folder,
    location: Location,
}

impl Home {
    /// An SQLite database in a fresh folder.
    pub fn sqlite() -> Result<Self> {
        let folder = Folder::new("server")?;
        let location = Location::File(folder.path().join("data").join(DATABASE));
        Ok(Self { folder, location })
    }

    /// A fresh database of the shared PostgreSQL; nothing where it is not installed.
    pub fn postgres() -> Result<Option<Self>> {
        let Some(postgres) = postgres::shared()? else { return Ok(None) };
        Self::of(postgres).map(Some)
    }

    /// A fresh database of a PostgreSQL.
    pub fn of(postgres: &Postgres) -> Result<Self> {
        Ok(Self { folder: Folder::new("server")?, location: Location::Url(postgres.database()?) })
    }

    /// Another of the same kind, with nothing in it.
    pub fn another(&self) -> Result<Self> {
        match &self.location {
            Location::File(_) => Self::sqlite(),
            Location::Url(_) => Self::postgres()?.ok_or_else(|| "PostgreSQL is gone".into()),
        }
    }

    /// The folder of all of it.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The server's own folder.
    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    /// The database, opened as a command beside the server does.
    pub fn store(&self) -> Result<Store> {
        Ok(Store::at(&self.data(), self.location.clone())?)
    }

    /// Starts a server of its own process.
    pub fn serve(&self) -> Result<Server> {
        Server::start(&self.data(), &self.flags())
    }

    /// Runs a command of the server to its end, and gives what it printed.
    pub fn run(&self, args: &[&str]) -> Result<String> {
        run(&[args, &self.flags()].concat(), &self.data())
    }

    /// The flags that name the database, if they are needed.
    pub fn flags(&self) -> Vec<&str> {
        match &self.location {
            Location::File(_) => Vec::new(),
            Location::Url(url) => vec!["--database", url],
        }
    }
}

/// Takes the first villages of the invented township into a fresh data folder.
pub fn import_sample(data: &Path, villages: usize) -> Result {
    let mut sample = Sample::generate(1).ok_or("no sample")?;
    sample.township.villages.truncate(villages);
    let codes: BTreeSet<String> = sample.township.villages.iter().map(|village| village.code.clone()).collect();
    sample.residents.retain(|row| codes.contains(&row.village));
    sample
        .township
        .on_two_lists
        .retain(|person| codes.contains(&person.household_village) && codes.contains(&person.other_village));
    let folder = Folder::new("sample")?;
    sample.write(folder.path())?;
    run(&["import", &folder.path().display().to_string()], data).map(drop)
}

/// One plain GET; the whole answer with its head.
pub fn get(address: SocketAddr, path: &str) -> Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
