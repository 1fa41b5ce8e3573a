//! The description of the interface (接口说明): OpenAPI, and the same as a plain page.

use super::{decide, lists, public, sign_in, sync, views};
use actix_web::{HttpResponse, get};
use serde_json::Value;
use std::fmt::Write;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(title = "Cunxuan 村选", description = "The township server: the record's exchange, and views for the desk."),
    paths(sign_in::sign_in, sync::sync, views::wall, views::village, views::roll, decide::decide, decide::dismiss,
        views::events, views::healthz, public::hall, public::hall_events,
        lists::stage, lists::map, lists::import, lists::undo, lists::problem_rows),
    modifiers(&Token)
)]
struct Api;

struct Token;

impl Modify for Token {
    fn modify(&self, document: &mut Document) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some("The token from /api/sign-in"));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}

/// The description of the interface.
#[must_use]
pub fn document() -> Document {
    Api::openapi()
}

/// The description as OpenAPI.
#[get("/openapi.json")]
pub async fn description() -> HttpResponse {
    HttpResponse::Ok().json(document())
}

/// The description as a page.
#[get("/docs")]
pub async fn page() -> HttpResponse {
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(written())
}

fn written() -> String {
    let document = serde_json::to_value(document()).unwrap_or_default();
    let mut html = String::from(
        "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>村选 · 接口说明</title>\
         <main><h1>村选 · 接口说明</h1><p><a href=\"openapi.json\">openapi.json</a></p>",
    );
    for (path, methods) in members(document.get("paths")) {
        for (method, operation) in members(Some(methods)) {
            operation_html(&mut html, method, path, operation);
        }
    }
    html.push_str("</main>");
    html
}

fn operation_html(html: &mut String, method: &str, path: &str, operation: &Value) {
    let text = |value: Option<&Value>| escaped(value.and_then(Value::as_str).unwrap_or_default());
    let (method, path, summary) = (escaped(&method.to_uppercase()), escaped(path), text(operation.get("summary")));
    // Writing into a string cannot fail.
    let _ = write!(
        html,
        "<h2><code>{method} {path}</code></h2><p>{summary}</p><p>{}</p><dl>",
        text(operation.get("description"))
    );
    for (status, answer) in members(operation.get("responses")) {
        let _ = write!(html, "<dt>{}<dd>{}", escaped(status), text(answer.get("description")));
    }
    html.push_str("</dl>");
}

fn members(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_page_names_every_operation() {
        let page = super::written();
        for operation in ["POST /api/sign-in", "POST /api/sync", "GET /api/wall", "GET /api/events", "GET /healthz"] {
            assert!(page.contains(operation), "{operation}");
        }
    }
}
