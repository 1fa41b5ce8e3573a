//! The exchange of entries with a phone (同步).

use crate::api::Fault;
use crate::app::{App, bearer};
use crate::error::AppError;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, post, web};
use flate2::read::ZlibDecoder;
use std::borrow::Cow;
use std::io::Read;

const CBOR: &str = "application/cbor";

/// Takes in what a phone pushes and answers with what it lacks.
#[utoipa::path(post, path = "/api/sync", tag = "record", security(("bearer" = [])),
    request_body(content = Vec<u8>, content_type = "application/cbor",
        description = "A `SyncRequest` of one village, as `cunxuan_core::record::exchange` describes it; at most 4 MiB, \
            also where `Content-Encoding: deflate` (zlib, RFC 1950) makes it smaller"),
    responses(
        (status = 200, description = "A `SyncAnswer`: what it names as held is on the disk",
            content_type = "application/cbor", body = Vec<u8>),
        (status = 400, description = "Not a request, or of another version of the exchange", body = Fault),
        (status = 401, description = "Nobody's token", body = Fault),
        (status = 403, description = "Another officer's village", body = Fault),
        (status = 404, description = "No such village", body = Fault),
        (status = 413, description = "Larger than allowed", body = Fault),
        (status = 503, description = "Come back later; nothing was taken in", body = Fault),
    ))]
#[post("/sync")]
pub async fn sync(request: HttpRequest, payload: web::Payload, app: web::Data<App>) -> Result<HttpResponse, AppError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind != Some(CBOR) {
        return Err(AppError::BadRequest);
    }
    let coding =
        request.headers().get(header::CONTENT_ENCODING).map(|coding| coding.to_str().unwrap_or("?").to_owned());
    let token = bearer(&request);
    let body = payload.to_bytes_limited(super::LARGEST).await;
    let body = body.map_err(|_| AppError::TooLarge)?.map_err(|_| AppError::BadRequest)?;
    // On a thread of its own: a phone that hangs up does not stop a write half-way.
    let answer = web::block(move || {
        let account = app.account(&token)?;
        crate::sync::sync(&app, &account, &inflated(&body, coding.as_deref(), super::LARGEST)?)
    });
    Ok(HttpResponse::Ok().content_type(CBOR).body(answer.await??))
}

/// The body as it was before it was deflated; of one that would grow larger than `most` no more is inflated.
pub(super) fn inflated<'a>(body: &'a [u8], coding: Option<&str>, most: usize) -> Result<Cow<'a, [u8]>, AppError> {
    match coding {
        None | Some("identity") => Ok(Cow::Borrowed(body)),
        Some("deflate") => {
            let mut whole = Vec::new();
            ZlibDecoder::new(body).take(most as u64 + 1).read_to_end(&mut whole).map_err(|_| AppError::BadRequest)?;
            if whole.len() > most { Err(AppError::TooLarge) } else { Ok(Cow::Owned(whole)) }
        }
        Some(_) => Err(AppError::BadRequest),
    }
}
