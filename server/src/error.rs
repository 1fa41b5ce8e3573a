//! What can go wrong in the server: a code for the page, a sentence in English for the terminal.

use crate::import::ImportError;
use actix_web::http::StatusCode;
use actix_web::{HttpResponse, ResponseError};
use serde_json::json;
use std::fmt;
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
    /// Too much is waiting to be written: come back later.
    Busy,
    /// The database failed, or something else the server stands on.
    Storage(String),
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
            Self::Busy => "BUSY",
            Self::Storage(_) | Self::File { .. } | Self::Listen { .. } => "STORAGE",
            Self::Tls(_) | Self::Import(_) | Self::Command(_) => "COMMAND",
        }
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
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Listen { address, source } => write!(f, "cannot listen on {address}: {source}"),
            Self::Tls(text) => write!(f, "certificate or key: {text}"),
            Self::Import(fault) => fault.fmt(f),
            Self::SignInRefused
            | Self::NotSignedIn
            | Self::NotYours
            | Self::NoSuchVillage
            | Self::BadRequest
            | Self::WrongVersion
            | Self::TooLarge
            | Self::Busy => f.write_str(self.code()),
        }
    }
}

impl std::error::Error for AppError {}

impl From<diesel::result::Error> for AppError {
    fn from(fault: diesel::result::Error) -> Self {
        Self::Storage(format!("database: {fault}"))
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
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Storage(_)
            | Self::File { .. }
            | Self::Listen { .. }
            | Self::Tls(_)
            | Self::Import(_)
            | Self::Command(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        if self.status_code().is_server_error() {
            tracing::error!(code = self.code(), "{self}");
        }
        HttpResponse::build(self.status_code()).json(json!({ "code": self.code() }))
    }
}
