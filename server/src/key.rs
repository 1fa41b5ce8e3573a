//! The township's signing key (镇换届办密钥): made at the first start, kept beside the database and in every backup.

use crate::error::AppError;
use crate::host::{hex, random, unhex};
use cunxuan_core::id::{ActorNo, Scope};
use cunxuan_core::key::PublicKey;
use cunxuan_core::key::sign::PrivateKey;
use cunxuan_core::plan::{KeyCertified, Role};
use cunxuan_core::record::Seal;
use cunxuan_core::record::journal::Range;
use cunxuan_core::time::Day;
use std::fs;
use std::io::Write;
use std::path::Path;

/// The file in the data folder: 64 hexadecimal digits.
pub const FILE: &str = "township.key";
/// How long a certificate is meant to hold, in days: a term change takes about two months.
const LIFE: i32 = 92;
/// What the phone of a liaison officer may open logs as: his own, and one for whoever counts on it by PIN.
const ROLES: [Role; 2] = [Role::Liaison, Role::Teller];

/// Reads the key of a data folder, or makes it.
///
/// # Errors
/// When the file cannot be read or written, or holds no key.
pub fn load_or_make(folder: &Path) -> Result<PrivateKey, AppError> {
    let file = folder.join(FILE);
    if !file.exists() {
        make(&file)?;
    }
    let text = fs::read_to_string(&file).map_err(AppError::file(&file))?;
    let secret = unhex(text.trim()).and_then(|bytes| bytes.try_into().ok());
    let key = secret.and_then(|secret: [u8; 32]| PrivateKey::from_secret(&secret));
    key.ok_or_else(|| AppError::Command(format!("{}: this is not a township key", file.display())))
}

/// Makes a key file that nobody else may read; of two at once the first stays.
fn make(file: &Path) -> Result<(), AppError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Ok(mut open) => {
            writeln!(open, "{}", hex(&random::<32>()?)).and_then(|()| open.sync_all()).map_err(AppError::file(file))
        }
        Err(fault) if fault.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(fault) => Err(AppError::file(file)(fault)),
    }
}

/// A fresh key of a device, for the phones of a played village.
///
/// # Errors
/// When the system has no randomness to give.
pub fn device() -> Result<PrivateKey, AppError> {
    let none = || AppError::Storage("the system gave a number that is no key".into());
    PrivateKey::from_secret(&random()?).ok_or_else(none)
}

/// Signs the last entry of a range.
pub fn seal(range: &mut Range, key: &PrivateKey, wall: i64) {
    range.seal = Seal::over(range, wall).map(|seal| Seal { signature: key.sign(&seal.signed()), ..seal });
}

/// Certifies the key of an officer's phone in one village's record, as the `serial`th there.
#[must_use]
pub fn certify(
    township: &PrivateKey,
    serial: u32,
    key: PublicKey,
    actor: ActorNo,
    scope: &Scope,
    from: Day,
) -> KeyCertified {
    let (roles, scope, until) = (ROLES.to_vec(), scope.clone(), from.plus(LIFE));
    let mut certificate = KeyCertified { serial, key, actor, roles, scope, from, until, signature: Vec::new() };
    certificate.signature = township.sign(&certificate.signed());
    certificate
}
