//! Certificate and key for https: real phones need it, since plain http has no worker, crypto or camera.

use crate::error::AppError;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::path::Path;
use std::sync::Arc;

/// Reads certificate chain and key, both PEM.
///
/// # Errors
/// When a file cannot be read or the two do not belong together.
pub fn config(cert: &Path, key: &Path) -> Result<ServerConfig, AppError> {
    let fault = |file: &Path, reason: String| AppError::Tls(format!("{}: {reason}", file.display()));
    let chain = CertificateDer::pem_file_iter(cert).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = chain.map_err(|reason| fault(cert, reason.to_string()))?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|reason| fault(key, reason.to_string()))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(chain, private));
    config.map_err(|reason| fault(cert, reason.to_string()))
}
