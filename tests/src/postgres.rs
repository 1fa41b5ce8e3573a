//! A private PostgreSQL for the tests, made in a folder of its own; it ends with whoever started it.

use crate::process::{Folder, Result, patiently, signal};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const START: Duration = Duration::from_secs(30);
/// Makes the cluster in the folder `$2` with the programs of `$1` and runs it, again after a crash, until
/// this shell's input ends: that also happens when the tests are killed.
const KEEPER: &str = r#"
    exec 3<&0
    "$1/initdb" -D "$2/data" -U postgres -A trust -E UTF8 --locale=C --no-sync || exit 1
    (read -r _ <&3; touch "$2/end"; kill -INT "$(head -n 1 "$2/data/postmaster.pid")") &
    until [ -e "$2/end" ]; do
        "$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=on
        sleep 0.1
    done
    rm -rf "$2"
"#;

/// A running PostgreSQL; dropped, it ends.
pub struct Postgres {
    programs: PathBuf,
    folder: Folder,
    keeper: Child,
    until: Option<ChildStdin>,
    databases: AtomicU32,
}

/// The one that the tests of a program share; nothing, after one line on the terminal, where it is not installed.
pub fn shared() -> Result<Option<&'static Postgres>> {
    static SHARED: OnceLock<std::result::Result<Option<Postgres>, String>> = OnceLock::new();
    let shared = SHARED.get_or_init(|| Postgres::start().map_err(|fault| fault.to_string()));
    shared.as_ref().map(Option::as_ref).map_err(|fault| fault.clone().into())
}

impl Postgres {
    /// Starts a fresh one; nothing, after one line on the terminal, where it is not installed.
    pub fn start() -> Result<Option<Self>> {
        let Some(programs) = programs() else {
            // Written past the test harness, which keeps back what a test that passes has to say.
            writeln!(std::io::stderr(), "PostgreSQL is not installed (apt-get install postgresql): left out")?;
            return Ok(None);
        };
        let folder = Folder::new("postgres")?;
        let mut keeper = as_postgres(folder.path())?;
        keeper.args(["sh", "-c", KEEPER, "sh"]).arg(&programs).arg(folder.path()).stdin(Stdio::piped());
        let log = std::fs::File::create(folder.path().join("log"))?;
        let mut keeper = keeper.stdout(log.try_clone()?).stderr(log).spawn()?;
        let until = keeper.stdin.take();
        let postgres = Self { programs, folder, keeper, until, databases: AtomicU32::new(0) };
        let said = |fault| format!("{fault}: {}", postgres.said());
        postgres.wait().map_err(said)?;
        Ok(Some(postgres))
    }

    /// The address of a fresh database.
    pub fn database(&self) -> Result<String> {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.client("createdb", &[&name])?;
        Ok(format!("postgres:///{name}?user=postgres&host={}", self.folder.path().display()))
    }

    /// Ends it at once, as a power cut would but for the disk, and waits until it is there again.
    pub fn crash(&self) -> Result {
        let before = self.postmaster()?;
        signal("QUIT", &[before])?;
        let again = || Ok(self.postmaster().ok().filter(|now| *now != before).map(drop));
        patiently("PostgreSQL to start again", START, again)?;
        self.wait()
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn postmaster(&self) -> Result<u32> {
        let file = std::fs::read_to_string(self.folder.path().join("data/postmaster.pid"))?;
        Ok(file.lines().next().unwrap_or_default().trim().parse()?)
    }

    fn wait(&self) -> Result {
        patiently("PostgreSQL to answer", START, || self.client("pg_isready", &["-q"]).map(Some))
    }

    fn client(&self, program: &str, args: &[&str]) -> Result {
        let mut client = Command::new(self.programs.join(program));
        let output = client.args(["-U", "postgres", "-h"]).arg(self.folder.path()).args(args).output()?;
        match output.status.success() {
            true => Ok(()),
            false => Err(format!("{program}: {}", String::from_utf8_lossy(&output.stderr)).into()),
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.until = None;
        // There is nobody left to tell.
        let _ = self.keeper.wait();
    }
}

/// Where the newest `initdb` and `postgres` lie: Debian keeps them out of the search path.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin"))
        .collect();
    debian.sort_by_key(|bin| bin.parent().and_then(Path::file_name)?.to_str()?.parse::<u32>().ok());
    debian.into_iter().rev().chain(std::env::split_paths(&path)).find(|bin| bin.join("initdb").is_file())
}

/// PostgreSQL refuses to run as root: root hands the folder over to the user that came with it.
fn as_postgres(folder: &Path) -> Result<Command> {
    let root = Command::new("id").arg("-u").output()?.stdout.trim_ascii() == b"0";
    if !root {
        return Ok(Command::new("env"));
    }
    let given = Command::new("chown").arg("postgres").arg(folder).status()?;
    if !given.success() {
        return Err("there is no user postgres".into());
    }
    let mut runuser = Command::new("runuser");
    runuser.args(["-u", "postgres", "--"]);
    Ok(runuser)
}
