//! The commands of `cunxuan` and their flags.

use crate::db::Location;
use crate::error::AppError;
use crate::lease;
use crate::store::{DATABASE, Store};
use clap::{Args, Parser, Subcommand};
use cunxuan_core::plan::Revocation;
use cunxuan_core::time::Day;
use std::path::PathBuf;

/// What the exit codes say, so that whatever starts the server knows whether to try again.
const EXITS: &str = "Exit codes:
   1  the command could not do it
   2  wrong flags
   3  no township was imported yet
   4  another server uses the folder or the database
   5  the address cannot be listened on
   6  a file or folder cannot be used, or the disk is full
   7  the database cannot be used
   8  the database was changed by a newer version
   9  certificate or key cannot be used, or the certificate has expired
  10  the clock of this machine is wrong";

/// Tools for village elections (村选): the township's server and its commands.
#[derive(Debug, Parser)]
#[command(name = "cunxuan", version, after_help = EXITS)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Keeps the township's record and serves phones and desk.
    Serve(Serve),
    /// Plays an invented township on a declared day.
    Demo(Demo),
    /// Writes an empty workbook for a township, to be filled in and imported.
    New(New),
    /// Takes in a folder with `township.json` and `residents.csv`, a workbook, or a village's household list.
    Import(Import),
    /// Prints fresh one-time codes, and sets the PINs of the people of the poll.
    Codes(Codes),
    /// Writes a village's whole record as one flat file.
    Export(Export),
    /// Checks such a file: chains, seals, certificates, papers, and each signed result counted again.
    Verify(Verify),
    /// Prints the township's public key, to be posted where everybody can read it.
    Key(Key),
    /// Revokes the keys of an officer's phones: what is held of them counts, what comes later does not.
    Revoke(Revoke),
    /// Lists the logs of a village that go on in several ways, after a phone was copied or set back.
    Branches(Branches),
    /// Two officials decide which branch of such a log counts.
    Settle(Settle),
    /// Copies the whole database into a file, while the server goes on, and checks the copy.
    Backup(Backup),
    /// Says whether the server on this folder answers.
    Health(Health),
    /// Puts such a copy in place; phones then give back what it lacks.
    Restore(Restore),
}

/// Where the database lies.
#[derive(Clone, Debug, Args)]
pub struct Data {
    /// The folder with the database.
    #[arg(long, value_name = "DIR", env = "CUNXUAN_DATA_DIR", default_value = "data")]
    pub data: PathBuf,
    /// A PostgreSQL database such as postgres://user:password@host/name, instead of SQLite in the folder.
    #[arg(long, value_name = "URL", env = "DATABASE_URL", hide_env_values = true)]
    pub database: Option<Location>,
}

impl Data {
    /// The database itself.
    #[must_use]
    pub fn location(&self) -> Location {
        self.database.clone().unwrap_or_else(|| Location::File(self.data.join(DATABASE)))
    }

    /// Opens it, making it if it is not there.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn open(&self) -> Result<Store, AppError> {
        lease::usable(&self.data)?;
        Store::at(&self.data, self.location())
    }
}

/// Where to listen, and what pages to serve.
#[derive(Clone, Debug, Args)]
pub struct Site {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// The folder with the packed pages, instead of the built-in ones or `dist`.
    #[arg(long, value_name = "DIR", env = "CUNXUAN_DIST")]
    pub dist: Option<PathBuf>,
    /// Certificate chain for https, PEM.
    #[arg(long, value_name = "PEM", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Key for https, PEM.
    #[arg(long, value_name = "PEM", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Play on this day instead of today.
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub today: Option<Day>,
}

/// `cunxuan serve`
#[derive(Debug, Args)]
pub struct Serve {
    /// The database.
    #[command(flatten)]
    pub data: Data,
    /// The site.
    #[command(flatten)]
    pub site: Site,
}

/// `cunxuan demo`
#[derive(Debug, Args)]
pub struct Demo {
    /// Keep the demonstration in this folder; otherwise in a temporary one, which is removed.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The site.
    #[command(flatten)]
    pub site: Site,
    /// Start on a free port, ask for the wall, and end.
    #[arg(long)]
    pub check: bool,
    /// Another number makes another township.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// `cunxuan health`
#[derive(Debug, Args)]
pub struct Health {
    /// The folder that the server was given.
    #[arg(long, value_name = "DIR", env = "CUNXUAN_DATA_DIR", default_value = "data")]
    pub data: PathBuf,
}

/// `cunxuan new`
#[derive(Debug, Args)]
pub struct New {
    /// The file to write.
    pub file: PathBuf,
}

/// `cunxuan import`
#[derive(Debug, Args)]
pub struct Import {
    /// The folder, the township's workbook (XLSX), or a village's household list (XLSX, XLS, CSV).
    pub source: PathBuf,
    /// The administrative code of the village whose household list this is.
    #[arg(long, value_name = "CODE")]
    pub village: Option<String>,
    /// Import the household list after showing what was read of it.
    #[arg(long, requires = "village")]
    pub yes: bool,
    /// The database.
    #[command(flatten)]
    pub data: Data,
}

/// `cunxuan codes`
#[derive(Debug, Args)]
pub struct Codes {
    /// One officer's code, for example `O001`: his one-time code and the PINs of his villages.
    pub officer: Option<String>,
    /// A one-time code for the office.
    #[arg(long, conflicts_with_all = ["officer", "all"])]
    pub office: bool,
    /// Codes for the office and all officers, PINs for all villages.
    #[arg(long, conflicts_with = "officer")]
    pub all: bool,
    /// New PINs also for people of the poll who have one.
    #[arg(long)]
    pub new_pins: bool,
    /// The database.
    #[command(flatten)]
    pub data: Data,
}

/// `cunxuan export`
#[derive(Debug, Args)]
pub struct Export {
    /// The village's administrative code.
    pub village: String,
    /// The file to write; otherwise `<scope>.cx` here.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// The database.
    #[command(flatten)]
    pub data: Data,
}

/// `cunxuan backup`
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write: SQLite whatever the database is. It holds the township's key too.
    pub file: PathBuf,
    /// The database.
    #[command(flatten)]
    pub data: Data,
}

/// `cunxuan restore`
#[derive(Debug, Args)]
pub struct Restore {
    /// The copy.
    pub file: PathBuf,
    /// In place of a record that is there; that is kept in the folder.
    #[arg(long)]
    pub replace: bool,
    /// The database.
    #[command(flatten)]
    pub data: Data,
}

/// `cunxuan verify`
#[derive(Debug, Args)]
pub struct Verify {
    /// The file that `cunxuan export` wrote.
    pub file: PathBuf,
    /// The township's public key, as it was posted.
    #[arg(long, value_name = "HEX")]
    pub key: Option<String>,
}

/// `cunxuan key`
#[derive(Debug, Args)]
pub struct Key {
    /// The database.
    #[command(flatten)]
    pub data: Data,
}

/// Why keys are revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Reason {
    /// The phone is lost.
    Lost,
    /// The phone was replaced, or its key made anew.
    Replaced,
    /// The officer was relieved.
    Relieved,
    /// The key is in other hands.
    Stolen,
}

impl From<Reason> for Revocation {
    fn from(reason: Reason) -> Self {
        match reason {
            Reason::Lost => Self::Lost,
            Reason::Replaced => Self::Replaced,
            Reason::Relieved => Self::Relieved,
            Reason::Stolen => Self::Stolen,
        }
    }
}

/// `cunxuan revoke`
#[derive(Debug, Args)]
pub struct Revoke {
    /// The officer's code, for example `O001`.
    pub officer: String,
    /// Why.
    #[arg(long, value_enum)]
    pub reason: Reason,
    /// The database.
    #[command(flatten)]
    pub data: Data,
}

/// `cunxuan branches`
#[derive(Debug, Args)]
pub struct Branches {
    /// The village's administrative code.
    pub village: String,
    /// The database.
    #[command(flatten)]
    pub data: Data,
}

/// `cunxuan settle`
#[derive(Debug, Args)]
pub struct Settle {
    /// The village's administrative code.
    pub village: String,
    /// The log, as `cunxuan branches` prints it.
    pub log: String,
    /// The last entry of the branch that counts.
    pub head: String,
    /// Who decided; two names.
    #[arg(long, value_name = "NAME", required = true)]
    pub by: Vec<String>,
    /// The database.
    #[command(flatten)]
    pub data: Data,
}

fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "not a day such as 2026-11-02".to_owned())
}
