//! The addresses of the server, and what stands on every answer.

mod decide;
mod docs;
mod lists;
mod public;
mod sign_in;
mod sync;
mod views;

use crate::api::Health;
use crate::assets;
use crate::error::AppError;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::{Compress, DefaultHeaders, Next};
use actix_web::{HttpResponse, ResponseError, web};
use std::time::Instant;

pub use docs::document;

/// Only what this server itself serves may run, load or be asked.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; frame-ancestors 'none'; \
    base-uri 'none'; form-action 'self'";
/// The largest request: a whole log of the largest village, which is handed on in one piece.
const LARGEST: usize = 4 * 1024 * 1024;
/// The largest choice of columns for a list: a file may have many sheets.
const LARGEST_MAP: usize = 256 * 1024;

/// Puts all addresses into an application.
pub fn configure(config: &mut web::ServiceConfig) {
    let json = |most| web::JsonConfig::default().limit(most).error_handler(|_, _| AppError::BadRequest.into());
    let map = web::resource("/lists/{village}/{id}/map").app_data(json(LARGEST_MAP));
    let api = web::scope("/api")
        .wrap(DefaultHeaders::new().add((header::CACHE_CONTROL, "no-store")))
        .app_data(web::PayloadConfig::new(LARGEST))
        .app_data(json(16 * 1024))
        .service(views::events)
        .service(public::hall_events)
        .service(
            web::scope("")
                .wrap(Compress::default())
                .service(sign_in::sign_in)
                .service(sync::sync)
                .service(views::wall)
                .service(views::village)
                .service(views::roll)
                .service(decide::decide)
                .service(decide::dismiss)
                .service(public::hall)
                .service(lists::stage)
                .service(map.route(web::post().to(lists::map)))
                .service(lists::import)
                .service(lists::undo)
                .service(lists::problem_rows)
                .service(docs::description)
                .service(docs::page),
        )
        .default_service(web::to(nothing));
    config.service(views::healthz).service(api);
    pages(config);
}

/// Puts the pages alone into an application that has no township yet; whatever else is asked is told so.
pub fn configure_empty(config: &mut web::ServiceConfig) {
    let none = || async { AppError::NoTownship.error_response() };
    let health =
        || async { HttpResponse::Ok().json(Health { version: env!("CARGO_PKG_VERSION"), villages: 0, folded: 0 }) };
    config.service(web::resource("/healthz").to(health)).service(web::scope("/api").default_service(web::to(none)));
    pages(config);
}

fn pages(config: &mut web::ServiceConfig) {
    for page in ["/m", "/desk", "/check", "/count", "/public", "/help"] {
        config.service(web::redirect(page, format!("{page}/")));
    }
    config.service(web::redirect("/", "/desk/"));
    config.default_service(web::route().guard(actix_web::guard::Get()).to(assets::serve));
}

async fn nothing() -> HttpResponse {
    HttpResponse::NotFound().finish()
}

/// The headers on every answer; with https also the order to stay with it for a year.
#[must_use]
pub fn headers(secure: bool) -> DefaultHeaders {
    let headers = DefaultHeaders::new()
        .add((header::CONTENT_SECURITY_POLICY, POLICY))
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add(("cross-origin-opener-policy", "same-origin"));
    if secure { headers.add((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000")) } else { headers }
}

/// Notes a request: the way it took, without query, body, token or name.
///
/// # Errors
/// Whatever the handler behind it fails with.
pub async fn note(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let (began, method, path) = (Instant::now(), request.method().clone(), request.path().to_owned());
    let answer = next.call(request).await;
    let status = match &answer {
        Ok(response) => response.status(),
        Err(fault) => fault.as_response_error().status_code(),
    };
    tracing::info!(%method, path, status = status.as_u16(), ms = began.elapsed().as_millis(), "request");
    answer
}
