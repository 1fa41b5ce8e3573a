//! What the office decides (批示): on a village, in the township's own log; and that it has seen what a restore brought back.
//!
//! The desk asks with its cookie, which no other page's request carries (`SameSite=Strict`), and in JSON, which no
//! other page can send unasked.

use super::views::office;
use crate::api::Fault;
use crate::app::{App, bearer_or_cookie};
use crate::error::AppError;
use actix_web::{HttpRequest, HttpResponse, post, web};
use cunxuan_core::Event;
use cunxuan_core::api::{Act, Decision};
use cunxuan_core::id::Scope;
use cunxuan_core::plan::Plan;
use cunxuan_core::polling::HaltReason;
use cunxuan_core::village::{Book, ElectionView};
use serde::Deserialize;
use std::sync::PoisonError;

/// The longest name of a colour, in characters.
const COLOUR: usize = 8;

/// Decides on a village.
#[utoipa::path(post, path = "/api/village/{code}/decide", tag = "desk", security(("bearer" = [])),
    params(("code" = String, Path, description = "The village's administrative code")),
    request_body(content = Object, description = "A `Decision` of `cunxuan_core::api`: `act` is `halt`, `reprint` or \
        `resume`; `group` is its number, or null for the whole village; `reprint` needs `colour` and `papers`"),
    responses(
        (status = 200, description = "It is in the record, on the disk: the village as a `VillageView`", body = Object),
        (status = 400, description = "No such group, colour or number of papers", body = Fault),
        (status = 401, description = "Nobody's token", body = Fault),
        (status = 403, description = "Not the office", body = Fault),
        (status = 404, description = "No such village", body = Fault),
        (status = 409, description = "Not as the village stands now, for example because it goes on already", body = Fault),
    ))]
#[post("/village/{code}/decide")]
pub async fn decide(
    request: HttpRequest,
    code: web::Path<String>,
    decision: web::Json<Decision>,
    app: web::Data<App>,
) -> Result<HttpResponse, AppError> {
    let token = bearer_or_cookie(&request);
    let page = web::block(move || {
        office(&app, &token)?;
        let scope = app.township.scope(&code);
        write(&app, &scope, &decision)?;
        app.board.page(&app.shelf, &scope, app.today())
    });
    Ok(HttpResponse::Ok().json(page.await??))
}

fn write(app: &App, scope: &Scope, decision: &Decision) -> Result<(), AppError> {
    if !app.board.knows(scope) {
        return Err(AppError::NoSuchVillage);
    }
    if !app.shelf.read(scope, |book| is_sound(book.village().plan(), decision))? {
        return Err(AppError::BadRequest);
    }
    let mut author = app.author.lock().unwrap_or_else(PoisonError::into_inner);
    match author.write(scope, |book| events(book, decision))? {
        0 => Err(AppError::NotNow),
        _ => Ok(()),
    }
}

/// Whether a decision says all that it needs to.
fn is_sound(plan: &Plan, decision: &Decision) -> bool {
    let known = decision.group.is_none_or(|group| plan.group(group).is_some());
    let colour = decision.colour.trim();
    let named = !colour.is_empty() && colour.chars().count() <= COLOUR && !colour.chars().any(char::is_control);
    known
        && match decision.act {
            Act::Halt | Act::Resume => true,
            Act::Reprint => decision.group.is_some() && named && decision.papers > 0,
        }
}

/// What the decision is in the record; nothing where it is not possible now.
fn events(book: &Book, decision: &Decision) -> Vec<Event> {
    book.village().election(1).and_then(|view| in_election(&view, decision)).unwrap_or_default()
}

fn in_election(view: &ElectionView<'_>, decision: &Decision) -> Option<Vec<Event>> {
    let halted = view.is_halted(decision.group);
    let reported = view.election.polling.reported().iter().any(|(group, _)| *group == decision.group);
    match decision.act {
        Act::Halt => (!halted).then(|| vec![view.halt(decision.group, HaltReason::Other)]),
        Act::Resume => (halted || reported).then(|| vec![view.resume(decision.group)]),
        Act::Reprint => view.reprint(decision.group?, decision.colour.trim(), decision.papers).map(Vec::from),
    }
}

/// Nothing: the body that makes a request one of our own pages'.
#[derive(Deserialize)]
pub struct Nothing {}

/// The office has seen what phones gave back since the server was restored: it is counted no more.
#[utoipa::path(post, path = "/api/restored/dismiss", tag = "desk", security(("bearer" = [])),
    request_body(content = Object, description = "`{}`"),
    responses(
        (status = 200, description = "`{}`", body = Object),
        (status = 401, description = "Nobody's token", body = Fault),
        (status = 403, description = "Not the office", body = Fault),
    ))]
#[post("/restored/dismiss")]
pub async fn dismiss(
    request: HttpRequest,
    _: web::Json<Nothing>,
    app: web::Data<App>,
) -> Result<HttpResponse, AppError> {
    let token = bearer_or_cookie(&request);
    web::block(move || {
        office(&app, &token)?;
        app.shelf.dismiss_given_back()
    })
    .await??;
    Ok(HttpResponse::Ok().json(serde_json::json!({})))
}
