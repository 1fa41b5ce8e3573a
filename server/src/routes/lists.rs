//! Household lists on the desk (导入户籍表): a file becomes a preview, and that an import that can be taken back.
//!
//! The desk asks with its cookie, which no other page's request carries (`SameSite=Strict`); a file comes as
//! `application/octet-stream` and a choice of columns as JSON, which no other page can send unasked either.

use super::sync::inflated;
use super::views::office;
use crate::api::Fault;
use crate::app::{App, bearer_or_cookie};
use crate::error::AppError;
use crate::host::{hex, random};
use crate::lists::{Batch, ListFault, problems};
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use cunxuan_core::Event;
use cunxuan_core::api::lists::{ListState, Mapping, Preview};
use cunxuan_core::id::Scope;
use cunxuan_core::village::Book;
use std::sync::PoisonError;

/// The largest file.
const LARGEST: usize = 8 * 1024 * 1024;
const FILE: &str = "application/octet-stream";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Reads a household list for a village, without importing it.
#[utoipa::path(post, path = "/api/lists/{village}", tag = "lists", security(("bearer" = [])),
    params(("village" = String, Path, description = "The village's administrative code")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream",
        description = "XLSX, XLS, or CSV in UTF-8 or GB18030; at most 8 MiB"),
    responses(
        (status = 200, description = "A `Preview` of `cunxuan_core::api::lists`", body = Object),
        (status = 401, description = "Nobody's token", body = Fault),
        (status = 403, description = "Not the office", body = Fault),
        (status = 404, description = "No such village", body = Fault),
        (status = 413, description = "Larger than allowed", body = Fault),
        (status = 422, description = "No spreadsheet", body = Fault),
    ))]
#[post("/lists/{village}")]
pub async fn stage(
    request: HttpRequest,
    village: web::Path<String>,
    payload: web::Payload,
    app: web::Data<App>,
) -> Result<HttpResponse, AppError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind != Some(FILE) {
        return Err(AppError::BadRequest);
    }
    let coding =
        request.headers().get(header::CONTENT_ENCODING).map(|coding| coding.to_str().unwrap_or("?").to_owned());
    let token = bearer_or_cookie(&request);
    let body = payload.to_bytes_limited(LARGEST).await;
    let body = body.map_err(|_| AppError::TooLarge)?.map_err(|_| AppError::BadRequest)?;
    let preview = web::block(move || {
        office(&app, &token)?;
        let scope = known(&app, &village)?;
        let file = inflated(&body, coding.as_deref(), LARGEST)?;
        let batch = Batch::stage(&file, &app.shelf, &scope)?;
        let name = hex(&random::<16>()?);
        let preview = batch.preview(&name);
        app.lists.keep(name, batch);
        Ok::<_, AppError>(preview)
    });
    Ok(HttpResponse::Ok().json(preview.await??))
}

/// Reads a list anew, with other columns.
#[utoipa::path(post, path = "/api/lists/{village}/{id}/map", tag = "lists", security(("bearer" = [])),
    params(("village" = String, Path), ("id" = String, Path, description = "As the preview names it")),
    request_body(content = Object, description = "A list of `Mapping` of `cunxuan_core::api::lists`"),
    responses(
        (status = 200, description = "A `Preview`", body = Object),
        (status = 400, description = "The headings are said to stand below a sheet", body = Fault),
        (status = 404, description = "No such list", body = Fault),
        (status = 409, description = "It is imported already", body = Fault),
    ))]
pub async fn map(
    request: HttpRequest,
    place: web::Path<(String, String)>,
    wanted: web::Json<Vec<Mapping>>,
    app: web::Data<App>,
) -> Result<HttpResponse, AppError> {
    let wanted = wanted.into_inner();
    act(request, place, app, |app, scope, batch| batch.map(wanted, &app.shelf, scope)).await
}

/// Imports a list, all of it or nothing.
#[utoipa::path(post, path = "/api/lists/{village}/{id}/import", tag = "lists", security(("bearer" = [])),
    params(("village" = String, Path), ("id" = String, Path, description = "As the preview names it")),
    responses(
        (status = 200, description = "Its people are in the village's record, on the disk: a `Preview`", body = Object),
        (status = 404, description = "No such list", body = Fault),
        (status = 409, description = "It is imported already, or brings nobody", body = Fault),
    ))]
#[post("/lists/{village}/{id}/import")]
pub async fn import(
    request: HttpRequest,
    place: web::Path<(String, String)>,
    app: web::Data<App>,
) -> Result<HttpResponse, AppError> {
    act(request, place, app, |app, scope, batch| write(app, scope, batch, ListState::Imported, Batch::import)).await
}

/// Takes an imported list back, all of it, as long as nothing was built on it.
#[utoipa::path(post, path = "/api/lists/{village}/{id}/undo", tag = "lists", security(("bearer" = [])),
    params(("village" = String, Path), ("id" = String, Path, description = "As the preview names it")),
    responses(
        (status = 200, description = "Its people are out of the village again: a `Preview`", body = Object),
        (status = 404, description = "No such list", body = Fault),
        (status = 409, description = "It is not imported, or somebody of it was registered or left off", body = Fault),
    ))]
#[post("/lists/{village}/{id}/undo")]
pub async fn undo(
    request: HttpRequest,
    place: web::Path<(String, String)>,
    app: web::Data<App>,
) -> Result<HttpResponse, AppError> {
    let withdraw = |batch: &mut Batch, book: &Book| batch.withdraw(book);
    act(request, place, app, move |app, scope, batch| write(app, scope, batch, ListState::Withdrawn, withdraw)).await
}

/// The rows that must be looked at, with their reasons in red.
#[utoipa::path(get, path = "/api/lists/{village}/{id}/problems.xlsx", tag = "lists", security(("bearer" = [])),
    params(("village" = String, Path), ("id" = String, Path, description = "As the preview names it")),
    responses(
        (status = 200, description = "The office's own rows, ID numbers in full", content_type = XLSX, body = Vec<u8>),
        (status = 404, description = "No such list", body = Fault),
    ))]
#[get("/lists/{village}/{id}/problems.xlsx")]
pub async fn problem_rows(
    request: HttpRequest,
    place: web::Path<(String, String)>,
    app: web::Data<App>,
) -> Result<HttpResponse, AppError> {
    let token = bearer_or_cookie(&request);
    let file = web::block(move || {
        office(&app, &token)?;
        let (village, id) = place.into_inner();
        let file =
            app.lists.on(&village, &id, |batch| problems::write(&batch.sheets, &batch.maps, &batch.reading.rows))?;
        file.map_err(|fault| AppError::Storage(format!("spreadsheet: {fault}")))
    });
    let named = (header::CONTENT_DISPOSITION, "attachment; filename*=UTF-8''%E9%97%AE%E9%A2%98%E8%A1%8C.xlsx");
    Ok(HttpResponse::Ok().content_type(XLSX).insert_header(named).body(file.await??))
}

/// The office acts on a list; it sees what came of it.
async fn act(
    request: HttpRequest,
    place: web::Path<(String, String)>,
    app: web::Data<App>,
    work: impl FnOnce(&App, &Scope, &mut Batch) -> Result<(), AppError> + Send + 'static,
) -> Result<HttpResponse, AppError> {
    let token = bearer_or_cookie(&request);
    let preview = web::block(move || {
        office(&app, &token)?;
        let (village, id) = place.into_inner();
        let scope = known(&app, &village)?;
        app.lists.on(&village, &id, |batch| {
            work(&app, &scope, batch)?;
            Ok::<Preview, AppError>(batch.preview(&id))
        })?
    });
    Ok(HttpResponse::Ok().json(preview.await??))
}

fn known(app: &App, village: &str) -> Result<Scope, AppError> {
    let scope = app.township.scope(village);
    if app.board.knows(&scope) { Ok(scope) } else { Err(AppError::NoSuchVillage) }
}

/// Writes what the list makes of the record in one piece, and then says what the list is now.
fn write(
    app: &App,
    scope: &Scope,
    batch: &mut Batch,
    state: ListState,
    decide: impl FnOnce(&mut Batch, &Book) -> Result<Vec<Event>, ListFault>,
) -> Result<(), AppError> {
    let mut author = app.author.lock().unwrap_or_else(PoisonError::into_inner);
    let mut refused = None;
    author.write(scope, |book| {
        decide(batch, book).unwrap_or_else(|fault| {
            refused = Some(fault);
            Vec::new()
        })
    })?;
    match refused {
        Some(fault) => Err(fault.into()),
        None => {
            batch.state = state;
            Ok(())
        }
    }
}
