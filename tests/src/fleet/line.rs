//! A phone's line to the server (线路): HTTP with the connection kept, every request timed and weighed without headers.

use crate::process::Result;
use cunxuan_core::record::exchange::Failure;
use flate2::Compression;
use flate2::read::{GzDecoder, ZlibEncoder};
use reqwest::{Client, RequestBuilder, StatusCode, header};
use std::collections::BTreeMap;
use std::io::Read;
use std::time::{Duration, Instant};

/// The time for one request, as the app has it.
const TIMEOUT: Duration = Duration::from_secs(30);
/// A body above so many bytes is deflated, as the app has it.
const LONG: usize = 1024;
/// The exchange of entries.
pub const CBOR: &str = "application/cbor";
/// Signing in, and the wall.
pub const JSON: &str = "application/json";

/// What went over a line.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Bytes of request bodies.
    pub up: u64,
    /// Bytes of answers' bodies, as they came over the wire.
    pub down: u64,
    /// How long each request took until its answer was there.
    pub times: Vec<Duration>,
    /// Requests that brought no answer of the exchange, by what came instead.
    pub failed: BTreeMap<String, usize>,
    /// Ranges that were not taken in, by the reason.
    pub refused: BTreeMap<String, usize>,
}

impl Tally {
    /// Adds what went over another line.
    pub fn add(&mut self, other: Self) {
        self.up += other.up;
        self.down += other.down;
        self.times.extend(other.times);
        other.failed.into_iter().for_each(|(what, count)| *self.failed.entry(what).or_default() += count);
        other.refused.into_iter().for_each(|(what, count)| *self.refused.entry(what).or_default() += count);
    }
}

/// A line.
pub struct Line {
    client: Client,
    url: String,
    /// The token of whoever signed in.
    pub token: String,
    /// What went over it.
    pub tally: Tally,
}

impl Line {
    /// A line to a server; nobody has signed in.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn new(url: &str) -> Result<Self> {
        let client = Client::builder().no_proxy().timeout(TIMEOUT).build()?;
        Ok(Self { client, url: url.to_owned(), token: String::new(), tally: Tally::default() })
    }

    /// Hangs up: what comes next is a connection of its own, counted from nothing.
    ///
    /// # Errors
    /// When no client can be made.
    pub fn anew(&mut self) -> Result {
        *self = Self { token: std::mem::take(&mut self.token), ..Self::new(&self.url)? };
        Ok(())
    }

    /// A POST with its body, which is weighed as it goes over the wire.
    fn post(&mut self, url: String, kind: &str, body: Vec<u8>) -> RequestBuilder {
        let deflated = if body.len() > LONG { deflated(&body).ok() } else { None };
        let request = self.client.post(url).header(header::CONTENT_TYPE, kind);
        let (request, body) = match deflated {
            Some(deflated) => (request.header(header::CONTENT_ENCODING, "deflate"), deflated),
            None => (request, body),
        };
        self.tally.up += body.len() as u64;
        request.body(body)
    }

    /// Asks, by POST if there is a body.
    ///
    /// # Errors
    /// Why there is no answer, as the app tells it to the exchange.
    pub async fn ask(
        &mut self,
        path: &str,
        kind: &str,
        body: Option<Vec<u8>>,
    ) -> std::result::Result<Vec<u8>, Failure> {
        let began = Instant::now();
        let url = format!("{}{path}", self.url);
        let request = match body {
            Some(body) => self.post(url, kind, body),
            None => self.client.get(url),
        };
        // A browser asks for this by itself.
        let request = request.header(header::ACCEPT_ENCODING, "gzip").bearer_auth(&self.token);
        let answer = received(request).await;
        self.tally.times.push(began.elapsed());
        let (failure, what) = match answer {
            Ok((StatusCode::OK, zipped, bytes)) => {
                self.tally.down += bytes.len() as u64;
                match if zipped { unzipped(&bytes) } else { Ok(bytes) } {
                    Ok(bytes) => return Ok(bytes),
                    Err(fault) => (Failure::Unreachable, fault.to_string()),
                }
            }
            Ok((StatusCode::UNAUTHORIZED, ..)) => (Failure::SignedOut, "401".to_owned()),
            Ok((status, ..)) => (Failure::Refused, status.as_u16().to_string()),
            Err(fault) => (Failure::Unreachable, deepest(&fault)),
        };
        *self.tally.failed.entry(what).or_default() += 1;
        Err(failure)
    }
}

/// The status of the answer, whether its body is compressed, and the body.
async fn received(request: RequestBuilder) -> reqwest::Result<(StatusCode, bool, Vec<u8>)> {
    let answer = request.send().await?;
    let zipped = answer.headers().get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding == "gzip");
    Ok((answer.status(), zipped, answer.bytes().await?.to_vec()))
}

fn deflated(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut deflated = Vec::new();
    ZlibEncoder::new(bytes, Compression::default()).read_to_end(&mut deflated)?;
    Ok(deflated)
}

fn unzipped(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut whole = Vec::new();
    GzDecoder::new(bytes).read_to_end(&mut whole)?;
    Ok(whole)
}

fn deepest(fault: &dyn std::error::Error) -> String {
    fault.source().map_or_else(|| fault.to_string(), deepest)
}
