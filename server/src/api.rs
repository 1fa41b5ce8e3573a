//! The JSON of signing in and of failures; views of the township come from `cunxuan_core::api`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A telephone number with the one-time code handed out for it.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct SignInRequest {
    /// The officer's telephone number; empty for the township office.
    #[serde(default)]
    pub phone: String,
    /// The one-time code: digits.
    pub code: String,
    /// The phone's public key, P-256 as an uncompressed point in hexadecimal digits; none for a desk.
    #[serde(default)]
    pub key: Option<String>,
}

/// Who signed in, and what he looks after.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SignedIn {
    /// To be sent as `Authorization: Bearer …`.
    pub token: String,
    /// The number that this person's entries carry.
    pub actor: u32,
    /// The name; empty for the office.
    pub name: String,
    /// `OFFICE` or `LIAISON`.
    pub role: &'static str,
    /// The villages; for the office all.
    pub villages: Vec<VillageName>,
    /// The township's name.
    pub township: String,
    /// The township's code, which logs carry.
    pub township_code: String,
    /// The township's public key, P-256 as an uncompressed point in hexadecimal digits.
    pub anchor: String,
    /// The civil day at +08:00, or the day that the demonstration plays on.
    pub today: String,
    /// Whether all of this is a demonstration.
    pub demo: bool,
}

/// A village by name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VillageName {
    /// The administrative code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The scope of its record.
    pub scope: String,
}

/// Why a request failed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Fault {
    /// `SIGN_IN_REFUSED`, `NOT_SIGNED_IN`, `NOT_YOURS`, `NO_SUCH_VILLAGE`, `BAD_REQUEST`, `WRONG_VERSION`,
    /// `TOO_LARGE`, `NOT_NOW`, `BUSY` or `STORAGE`.
    pub code: String,
}

/// The server is well.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Health {
    /// The version of this server.
    pub version: &'static str,
    /// How many villages it knows.
    pub villages: usize,
    /// How many of them are folded already.
    pub folded: usize,
}
