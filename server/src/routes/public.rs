//! What the hall's public screen shows (公开屏), for a computer that has no record of its own. Nobody signs in:
//! it is what everybody in the hall sees.

use super::views::HEARTBEAT;
use crate::api::Fault;
use crate::app::App;
use crate::board::Frame;
use crate::error::AppError;
use actix_web::{HttpResponse, get, web};
use cunxuan_core::id::Scope;
use cunxuan_core::public::{self, PublicView};
use futures_util::stream::{self, Stream};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;

/// What the hall sees of a village.
#[utoipa::path(get, path = "/api/public/{code}", tag = "public",
    params(("code" = String, Path, description = "The village's administrative code")),
    responses(
        (status = 200, description = "A `PublicView` of `cunxuan_core::public`: no voter, and no result before it is signed",
            body = Object),
        (status = 404, description = "No such village", body = Fault),
    ))]
#[get("/public/{code}")]
pub async fn hall(code: web::Path<String>, app: web::Data<App>) -> Result<HttpResponse, AppError> {
    let view = web::block(move || look(&app, &app.township.scope(&code)));
    Ok(HttpResponse::Ok().json(view.await??))
}

fn look(app: &App, scope: &Scope) -> Result<PublicView, AppError> {
    if !app.board.knows(scope) {
        return Err(AppError::NoSuchVillage);
    }
    app.shelf.read(scope, |book| public::look(book.village()).from_afar())
}

/// The same, now and whenever it changes.
#[utoipa::path(get, path = "/api/public/{code}/events", tag = "public",
    params(("code" = String, Path, description = "The village's administrative code")),
    responses(
        (status = 200, description = "Server-sent events: `public` with a `PublicView`",
            content_type = "text/event-stream", body = String),
        (status = 404, description = "No such village", body = Fault),
    ))]
#[get("/public/{code}/events")]
pub async fn hall_events(code: web::Path<String>, app: web::Data<App>) -> Result<HttpResponse, AppError> {
    // Before anything else, so that nothing is missed between the two.
    let heard = app.board.listen();
    let scope = app.township.scope(&code);
    if !app.board.knows(&scope) {
        return Err(AppError::NoSuchVillage);
    }
    let told = format!("\"code\":\"{}\"", scope.code());
    let line = Line { app, scope, told, heard, begun: false, shown: None };
    Ok(HttpResponse::Ok().content_type("text/event-stream").streaming(frames(line)))
}

/// What a screen heard.
enum News {
    /// The wall's frame for a change of its village.
    Changed(Frame),
    /// It may have missed something, or has only begun.
    Missed,
    /// Nothing for a while: it is time for a heartbeat.
    Quiet,
}

/// One screen that listens.
struct Line {
    app: web::Data<App>,
    scope: Scope,
    /// What a frame of the wall says when it is about this village.
    told: String,
    heard: Receiver<Frame>,
    begun: bool,
    shown: Option<Frame>,
}

impl Line {
    /// Waits until the village may have changed; none at the end.
    async fn news(&mut self) -> Option<News> {
        loop {
            match timeout(HEARTBEAT, self.heard.recv()).await {
                Ok(Ok(frame)) => {
                    if String::from_utf8_lossy(&frame).contains(&self.told) {
                        return Some(News::Changed(frame));
                    }
                }
                Ok(Err(RecvError::Lagged(_))) => return Some(News::Missed),
                Ok(Err(RecvError::Closed)) => return None,
                Err(_) => return Some(News::Quiet),
            }
        }
    }

    /// The village as it is now, if that differs from what the screen shows.
    async fn fresh(&mut self, news: News) -> Option<Frame> {
        let work = told(self.app.clone(), self.scope.clone());
        let frame = match news {
            News::Changed(news) => self.app.hall.tell(&self.scope, &news, work).await?,
            News::Missed => work.await?,
            News::Quiet => return None,
        };
        let before = self.shown.replace(frame.clone());
        (before.as_ref() != Some(&frame)).then_some(frame)
    }
}

/// What a screen is told of a village as it is now.
async fn told(app: web::Data<App>, scope: Scope) -> Option<Frame> {
    let view = web::block(move || look(&app, &scope)).await.ok()?.ok()?;
    let data = serde_json::to_string(&view).ok()?;
    Some(Frame::from(format!("event: public\ndata: {data}\n\n")))
}

fn frames(line: Line) -> impl Stream<Item = Result<Frame, std::convert::Infallible>> {
    stream::unfold(line, |mut line| async {
        let news = if std::mem::replace(&mut line.begun, true) { line.news().await? } else { News::Missed };
        let frame = line.fresh(news).await.unwrap_or_else(|| Frame::from_static(b": \n\n"));
        Some((Ok(frame), line))
    })
}
