//! The packed pages: from a folder, or from the binary itself when it was built with them.

use crate::error::AppError;
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::{HttpRequest, HttpResponse, web};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// What a hashed name promises: its content never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Asked for anew each time, and answered with 304 where nothing changed.
const ASK_AGAIN: &str = "no-cache";
/// The letters of a hash in a file's name, as `xtask` packs it.
const HASH: usize = 10;

#[cfg(feature = "embed")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../dist"]
struct Embedded;

/// Where the pages come from.
#[derive(Clone, Debug)]
pub enum Assets {
    /// A folder as `xtask pack` writes it.
    Folder(PathBuf),
    /// The binary.
    #[cfg(feature = "embed")]
    Embedded,
}

impl Assets {
    /// The folder if one is named; otherwise the binary's own pages if it has them, or `dist`.
    #[must_use]
    pub fn new(folder: Option<PathBuf>) -> Self {
        match folder {
            Some(folder) => Self::Folder(folder),
            None => Self::built_in(),
        }
    }

    #[cfg(feature = "embed")]
    fn built_in() -> Self {
        Self::Embedded
    }

    #[cfg(not(feature = "embed"))]
    fn built_in() -> Self {
        Self::Folder(PathBuf::from("dist"))
    }

    /// Whether there are pages at all.
    #[must_use]
    pub fn are_there(&self) -> bool {
        self.read("m/index.html").is_some()
    }

    fn read(&self, name: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            Self::Folder(folder) => std::fs::read(folder.join(Path::new(name))).ok().map(Cow::Owned),
            #[cfg(feature = "embed")]
            Self::Embedded => Embedded::get(name).map(|file| file.data),
        }
    }

    /// The file in the smallest form that the browser takes: its bytes, and how they are packed.
    fn find(&self, name: &str, accepted: &str) -> Option<(Cow<'static, [u8]>, Option<&'static str>)> {
        let packed = [("br", ".br"), ("gzip", ".gz")].into_iter().filter(|(coding, _)| accepts(accepted, coding));
        let mut packed = packed.filter_map(|(coding, end)| Some((self.read(&format!("{name}{end}"))?, Some(coding))));
        packed.next().or_else(|| Some((self.read(name)?, None)))
    }
}

/// Whether `Accept-Encoding` names a coding without refusing it.
fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').map(str::trim).any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        name.trim() == coding && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

/// Answers with a file of the pages; a folder with its `index.html`.
///
/// # Errors
/// When too much else is being read.
pub async fn serve(request: HttpRequest, assets: web::Data<Assets>) -> Result<HttpResponse, AppError> {
    let Some(name) = file_name(request.path()) else { return Ok(HttpResponse::NotFound().finish()) };
    let accepted = text(request.headers(), &header::ACCEPT_ENCODING).to_owned();
    let found = web::block({
        let name = name.clone();
        move || assets.find(&name, &accepted)
    });
    let Some((bytes, coding)) = found.await? else { return Ok(HttpResponse::NotFound().finish()) };
    let tag = format!("\"{}\"", crate::host::hex(&crate::host::sha256(&[&bytes])));
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CACHE_CONTROL, if has_hash(&name) { FOR_EVER } else { ASK_AGAIN }))
        .insert_header((header::VARY, "accept-encoding"))
        .insert_header((header::ETAG, tag.clone()));
    if text(request.headers(), &header::IF_NONE_MATCH) == tag {
        return Ok(response.status(actix_web::http::StatusCode::NOT_MODIFIED).finish());
    }
    if let Some(coding) = coding {
        response.insert_header((header::CONTENT_ENCODING, coding));
    }
    Ok(response.content_type(kind(&name)).body(bytes.into_owned()))
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The name of a file below the pages' folder; nothing for a path that would lead out of it.
fn file_name(path: &str) -> Option<String> {
    let path = path.strip_prefix('/')?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    let name = if path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() };
    (path.chars().all(allowed) && !hidden).then_some(name)
}

/// Whether the name bears the hash of its content: `app-0123456789.wasm`.
fn has_hash(name: &str) -> bool {
    let stem = name.rsplit('/').next().and_then(|file| file.split_once('.')).map_or("", |(stem, _)| stem);
    let hash = stem.rsplit_once('-').map_or("", |(_, hash)| hash);
    hash.len() == HASH && hash.chars().all(|c| c.is_ascii_hexdigit())
}

fn kind(name: &str) -> &'static str {
    match name.rsplit_once('.').map_or("", |(_, end)| end) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out() {
        for path in ["/../x", "/m/../../x", "/.git/config", "/m//../x", "x", "/m/%2e%2e/x", "/m\\x"] {
            assert_eq!(file_name(path), None, "{path}");
        }
        assert_eq!(file_name("/m/").as_deref(), Some("m/index.html"));
        assert_eq!(file_name("/m/app-0123456789.js").as_deref(), Some("m/app-0123456789.js"));
    }

    #[test]
    fn only_hashed_names_are_kept_for_ever() {
        assert!(has_hash("m/app-0123456789.wasm"));
        assert!(!has_hash("m/index.html"));
        assert!(!has_hash("m/app-x123456789.wasm"));
    }

    #[test]
    fn a_coding_with_weight_nought_is_refused() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(accepts("br;q=0.5", "br"));
        assert!(!accepts("br;q=0, gzip", "br"));
        assert!(!accepts("", "br"));
    }
}
