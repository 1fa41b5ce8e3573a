//! Certificate and key for https: real phones need it, since plain http has no worker, crypto or camera.

use crate::error::AppError;
use crate::host::now_s;
use cunxuan_core::time::Day;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use x509_cert::Certificate;
use x509_cert::der::Decode;

/// Whoever has so few seconds left is told to renew.
const SOON_S: i64 = 14 * 86_400;

/// Reads certificate chain and key, both PEM.
///
/// # Errors
/// When a file cannot be read or the two do not belong together.
pub fn config(cert: &Path, key: &Path) -> Result<ServerConfig, AppError> {
    let fault = |file: &Path, reason: String| AppError::Tls(format!("{}: {reason}", file.display()));
    let chain = CertificateDer::pem_file_iter(cert).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|reason| fault(cert, reason.to_string()))?;
    if let Some(first) = chain.first() {
        in_time(first, now_s()).map_err(|reason| fault(cert, reason))?;
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|reason| fault(key, reason.to_string()))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, private));
    config.map_err(|reason| fault(cert, reason.to_string()))
}

/// Phones refuse a certificate outside its time, and no officer can tell why.
fn in_time(certificate: &CertificateDer<'_>, now: i64) -> Result<(), String> {
    let read = Certificate::from_der(certificate).map_err(|reason| format!("not a certificate: {reason}"))?;
    let validity = read.tbs_certificate.validity;
    let at = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
    let (from, to) = (at(validity.not_before.to_unix_duration()), at(validity.not_after.to_unix_duration()));
    if now < from {
        return Err(format!("it begins on {}: or is the clock of this machine wrong?", Day::from_unix(from)));
    }
    if now > to {
        return Err(format!("it expired on {}: renew it, phones refuse it", Day::from_unix(to)));
    }
    if to - now < SOON_S {
        tracing::warn!("the certificate expires on {}: renew it", Day::from_unix(to));
    }
    Ok(())
}
