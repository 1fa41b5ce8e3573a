//! What can go wrong in the server: a code for the page, a sentence in English for the terminal.

use crate::import::ImportError;
use crate::lists::ListFault;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde_json::json;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// What can go wrong in the server.
#[derive(Debug)]
pub enum AppError {
    /// Phone and code do not belong together, the code was used or is too old, or there were too many tries.
    SignInRefused,
    /// There is no token, or nobody holds it.
    NotSignedIn,
    /// The token's officer does not look after this village.
    NotYours,
    /// There is no such village here.
    NoSuchVillage,
    /// The request cannot be read.
    BadRequest,
    /// The phone speaks another version of the exchange.
    WrongVersion,
    /// The request is larger than allowed.
    TooLarge,
    /// What is asked for is not possible as the village stands now.
    NotNow,
    /// Too much is waiting to be written: come back later.
    Busy,
    /// Nothing was imported here yet.
    NoTownship,
    /// The database failed, or something else the server stands on.
    Storage(String),
    /// The disk is full, or takes nothing more for another reason.
    Full(String),
    /// Another server uses the folder or the database: which, and by whom.
    InUse(String),
    /// A newer version of this program has changed the database.
    Newer(String),
    /// The clock of this machine cannot be right: what it shows.
    Clock(String),
    /// A file or folder cannot be used.
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The address cannot be listened on.
    Listen {
        /// Which.
        address: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// Certificate and key cannot be used.
    Tls(String),
    /// A household list cannot be taken in or back.
    List(ListFault),
    /// The folder to be imported cannot be read.
    Import(ImportError),
    /// The command asks for something that is not there.
    Command(String),
}

impl AppError {
    /// The code that pages turn into words.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignInRefused => "SIGN_IN_REFUSED",
            Self::NotSignedIn => "NOT_SIGNED_IN",
            Self::NotYours => "NOT_YOURS",
            Self::NoSuchVillage => "NO_SUCH_VILLAGE",
            Self::BadRequest => "BAD_REQUEST",
            Self::WrongVersion => "WRONG_VERSION",
            Self::TooLarge => "TOO_LARGE",
            Self::NotNow => "NOT_NOW",
            Self::List(fault) => fault.code(),
            Self::Busy => "BUSY",
            Self::NoTownship => "NO_TOWNSHIP",
            Self::Storage(_) | Self::Full(_) | Self::File { .. } | Self::Listen { .. } => "STORAGE",
            Self::InUse(_) | Self::Newer(_) | Self::Clock(_) => "COMMAND",
            Self::Tls(_) | Self::Import(_) | Self::Command(_) => "COMMAND",
        }
    }

    /// The exit code of a command that ends so, as `cunxuan --help` lists them.
    #[must_use]
    pub fn exit(&self) -> u8 {
        match self {
            Self::NoTownship => 3,
            Self::InUse(_) => 4,
            Self::Listen { .. } => 5,
            Self::File { .. } | Self::Full(_) => 6,
            Self::Storage(_) => 7,
            Self::Newer(_) => 8,
            Self::Tls(_) => 9,
            Self::Clock(_) => 10,
            Self::SignInRefused | Self::NotSignedIn | Self::NotYours | Self::NoSuchVillage | Self::BadRequest => 1,
            Self::WrongVersion | Self::TooLarge | Self::NotNow | Self::Busy => 1,
            Self::List(_) | Self::Import(_) | Self::Command(_) => 1,
        }
    }

    /// What the database, or the system below it, said.
    #[must_use]
    pub fn storage(text: String) -> Self {
        const FULL: [&str; 3] = ["database or disk is full", "disk I/O error", "No space left on device"];
        if FULL.iter().any(|full| text.contains(full)) { Self::Full(text) } else { Self::Storage(text) }
    }

    /// For `map_err`: a fault with this file or folder.
    pub fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::File { path: path.to_owned(), source }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Storage(text) | Self::Command(text) => f.write_str(text),
            Self::NoTownship => f.write_str(
                "there is no township here yet: `cunxuan import FOLDER` takes one in, `cunxuan demo` plays an invented one",
            ),
            Self::Full(text) => write!(
                f,
                "{text}: make room on the disk, older copies in the folder's backup/ first; phones keep what was not \
                 taken in and send it again"
            ),
            Self::InUse(text) => write!(f, "{text}: stop that first, or choose another place with --data or --database"),
            Self::Newer(text) => {
                write!(f, "{text}: a newer version of cunxuan has changed it; run that, or restore a copy from before")
            }
            Self::Clock(text) => {
                write!(f, "the clock of this machine shows {text}: set it first (`timedatectl set-time`, or `date -s`)")
            }
            Self::File { path, source } => write!(f, "{}: {source}{}", path.display(), hint(&FILE_HINTS, source.kind())),
            Self::Listen { address, source } => {
                write!(f, "cannot listen on {address}: {source}{}", hint(&LISTEN_HINTS, source.kind()))
            }
            Self::Tls(text) => write!(f, "certificate or key: {text}"),
            Self::Import(fault) => fault.fmt(f),
            Self::SignInRefused
            | Self::NotSignedIn
            | Self::NotYours
            | Self::NoSuchVillage
            | Self::BadRequest
            | Self::WrongVersion
            | Self::TooLarge
            | Self::NotNow
            | Self::List(_)
            | Self::Busy => f.write_str(self.code()),
        }
    }
}

/// The way out when a file or folder cannot be used, by what the system said.
const FILE_HINTS: [(ErrorKind, &str); 6] = [
    (ErrorKind::PermissionDenied, "; let the user of this process write there (chown), or choose another with --data"),
    (ErrorKind::ReadOnlyFilesystem, "; it can only be read: choose another place with --data"),
    (ErrorKind::NotADirectory, "; choose a folder with --data"),
    (ErrorKind::AlreadyExists, "; choose a folder with --data"),
    (ErrorKind::StorageFull, "; make room on the disk"),
    (ErrorKind::QuotaExceeded, "; make room on the disk"),
];
/// The way out when an address cannot be listened on.
const LISTEN_HINTS: [(ErrorKind, &str); 3] = [
    (ErrorKind::AddrInUse, "; another program listens there: stop it, or choose another port with --listen"),
    (ErrorKind::AddrNotAvailable, "; this machine has no such address: 0.0.0.0 stands for all it has"),
    (
        ErrorKind::PermissionDenied,
        "; ports below 1024 need CAP_NET_BIND_SERVICE: grant it, or choose another port with --listen",
    ),
];

fn hint(hints: &[(ErrorKind, &'static str)], kind: ErrorKind) -> &'static str {
    hints.iter().find(|(known, _)| *known == kind).map_or("", |(_, hint)| hint)
}

impl std::error::Error for AppError {}

impl From<diesel::result::Error> for AppError {
    fn from(fault: diesel::result::Error) -> Self {
        Self::storage(format!("database: {fault}"))
    }
}

impl From<diesel::r2d2::PoolError> for AppError {
    fn from(_: diesel::r2d2::PoolError) -> Self {
        Self::Busy
    }
}

impl From<actix_web::error::BlockingError> for AppError {
    fn from(_: actix_web::error::BlockingError) -> Self {
        Self::Busy
    }
}

impl From<ListFault> for AppError {
    fn from(fault: ListFault) -> Self {
        Self::List(fault)
    }
}

impl From<ImportError> for AppError {
    fn from(fault: ImportError) -> Self {
        Self::Import(fault)
    }
}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::SignInRefused | Self::NotSignedIn => StatusCode::UNAUTHORIZED,
            Self::NotYours => StatusCode::FORBIDDEN,
            Self::NoSuchVillage => StatusCode::NOT_FOUND,
            Self::BadRequest | Self::WrongVersion => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotNow => StatusCode::CONFLICT,
            Self::List(ListFault::Unreadable) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::List(ListFault::Gone) => StatusCode::NOT_FOUND,
            Self::List(ListFault::Done | ListFault::NothingNew | ListFault::BuiltOn) => StatusCode::CONFLICT,
            Self::Busy | Self::NoTownship => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full(_) => StatusCode::INSUFFICIENT_STORAGE,
            Self::InUse(_) | Self::Newer(_) | Self::Clock(_) => StatusCode::INTERNAL_SERVER_ERROR,
            Self::Storage(_)
            | Self::File { .. }
            | Self::Listen { .. }
            | Self::Tls(_)
            | Self::Import(_)
            | Self::Command(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        if self.status_code().is_server_error() && !matches!(self, Self::NoTownship) {
            tracing::error!(code = self.code(), "{self}");
        }
        HttpResponse::build(self.status_code()).json(json!({ "code": self.code() }))
    }
}
