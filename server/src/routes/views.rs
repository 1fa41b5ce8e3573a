//! What the desk looks at (进度总览): the wall, one village, and what changes meanwhile.

use crate::api::{Fault, Health};
use crate::app::{App, bearer_or_cookie};
use crate::board::{Frame, RELOAD};
use crate::error::AppError;
use actix_web::{HttpRequest, HttpResponse, get, web};
use cunxuan_core::api::Wall;
use futures_util::stream::{self, Stream};
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

/// A line now and then keeps the connection from being cut on the way.
pub(super) const HEARTBEAT: Duration = Duration::from_secs(15);

/// All villages with their progress, for the office.
#[utoipa::path(get, path = "/api/wall", tag = "desk", security(("bearer" = [])), responses(
    (status = 200, description = "A `Wall` of `cunxuan_core::api`", body = Object),
    (status = 401, description = "Nobody's token", body = Fault),
    (status = 403, description = "Not the office", body = Fault),
))]
#[get("/wall")]
pub async fn wall(request: HttpRequest, app: web::Data<App>) -> Result<HttpResponse, AppError> {
    let token = bearer_or_cookie(&request);
    let wall = web::block(move || {
        office(&app, &token)?;
        let officers = app.accounts.officers()?;
        let wall = app.board.wall(&app.township, officers, app.today());
        Ok::<_, AppError>(Wall { restored: app.shelf.given_back()?, ..wall })
    });
    Ok(HttpResponse::Ok().json(wall.await??))
}

/// Refuses everybody but the office.
pub(super) fn office(app: &App, token: &str) -> Result<(), AppError> {
    if app.account(token)?.is_office() { Ok(()) } else { Err(AppError::NotYours) }
}

/// One village in detail.
#[utoipa::path(get, path = "/api/village/{code}", tag = "desk", security(("bearer" = [])),
    params(("code" = String, Path, description = "The village's administrative code")),
    responses(
        (status = 200, description = "A `VillageView` of `cunxuan_core::api`", body = Object),
        (status = 401, description = "Nobody's token", body = Fault),
        (status = 403, description = "Another officer's village", body = Fault),
        (status = 404, description = "No such village", body = Fault),
    ))]
#[get("/village/{code}")]
pub async fn village(
    request: HttpRequest,
    code: web::Path<String>,
    app: web::Data<App>,
) -> Result<HttpResponse, AppError> {
    let token = bearer_or_cookie(&request);
    let page = web::block(move || {
        let scope = app.township.scope(&code);
        let account = app.account(&token)?;
        if !account.may(&scope) {
            return Err(AppError::NotYours);
        }
        app.board.page(&app.shelf, &scope, app.today())
    });
    Ok(HttpResponse::Ok().json(page.await??))
}

/// The roll of a village as it is posted and printed: names by group, no ID numbers.
#[utoipa::path(get, path = "/api/village/{code}/roll", tag = "desk", security(("bearer" = [])),
    params(("code" = String, Path, description = "The village's administrative code")),
    responses(
        (status = 200, description = "A `RollSheet` of `cunxuan_core::api`", body = Object),
        (status = 401, description = "Nobody's token", body = Fault),
        (status = 403, description = "Not the office", body = Fault),
        (status = 404, description = "No such village", body = Fault),
    ))]
#[get("/village/{code}/roll")]
pub async fn roll(
    request: HttpRequest,
    code: web::Path<String>,
    app: web::Data<App>,
) -> Result<HttpResponse, AppError> {
    let token = bearer_or_cookie(&request);
    let sheet = web::block(move || {
        office(&app, &token)?;
        app.board.sheet(&app.shelf, &app.township.scope(&code))
    });
    Ok(HttpResponse::Ok().json(sheet.await??))
}

/// What changes, as it changes.
#[utoipa::path(get, path = "/api/events", tag = "desk", security(("bearer" = [])), responses(
    (status = 200, description = "Server-sent events: `village` with a `VillageRow` that changed; `heard` with the codes of the villages whose \
        phones spoke, at most every five seconds; `reload` when some were missed and the \
        wall is to be asked for anew",
        content_type = "text/event-stream", body = String),
    (status = 401, description = "Nobody's token", body = Fault),
    (status = 403, description = "Not the office", body = Fault),
))]
#[get("/events")]
pub async fn events(request: HttpRequest, app: web::Data<App>) -> Result<HttpResponse, AppError> {
    let token = bearer_or_cookie(&request);
    // Before anything else, so that nothing is missed between the two.
    let heard = app.board.listen();
    web::block(move || office(&app, &token)).await??;
    Ok(HttpResponse::Ok().content_type("text/event-stream").streaming(frames(heard)))
}

fn frames(heard: Receiver<Frame>) -> impl Stream<Item = Result<Frame, std::convert::Infallible>> {
    let first = stream::once(std::future::ready(Ok(Frame::from_static(b"retry: 2000\n\n"))));
    let rest = stream::unfold(heard, |mut heard| async {
        let frame = match timeout(HEARTBEAT, heard.recv()).await {
            Ok(Ok(frame)) => frame,
            Ok(Err(RecvError::Lagged(_))) => Frame::from_static(RELOAD),
            Ok(Err(RecvError::Closed)) => return None,
            Err(_) => Frame::from_static(b": \n\n"),
        };
        Some((Ok(frame), heard))
    });
    stream::StreamExt::chain(first, rest)
}

/// Whether the server is well.
#[utoipa::path(get, path = "/healthz", tag = "server", responses((status = 200, body = Health)))]
#[get("/healthz")]
pub async fn healthz(app: web::Data<App>) -> HttpResponse {
    let (villages, folded) = app.board.folded();
    HttpResponse::Ok().json(Health { version: env!("CARGO_PKG_VERSION"), villages, folded })
}
