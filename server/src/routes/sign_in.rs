//! Signing in (登录): a telephone number and a one-time code for a token.

use crate::api::{Fault, SignInRequest, SignedIn, VillageName};
use crate::app::{App, COOKIE};
use crate::error::AppError;
use actix_web::cookie::{Cookie, SameSite, time::Duration};
use actix_web::{HttpRequest, HttpResponse, post, web};
use cunxuan_core::key::PublicKey;

/// How long the desk stays signed in.
const COOKIE_LIFE: Duration = Duration::days(60);

/// Signs in with a one-time code.
#[utoipa::path(post, path = "/api/sign-in", tag = "account", request_body = SignInRequest, responses(
    (status = 200, description = "Signed in; the office also gets a cookie for its desk", body = SignedIn),
    (status = 401, description = "Whatever was wrong", body = Fault),
))]
#[post("/sign-in")]
pub async fn sign_in(
    request: HttpRequest,
    asked: web::Json<SignInRequest>,
    app: web::Data<App>,
) -> Result<HttpResponse, AppError> {
    let peer = request.peer_addr().map(|peer| peer.ip().to_string()).unwrap_or_default();
    let secure = app.secure;
    let signed_in = web::block(move || signed_in(&app, &asked, &peer)).await??;
    let mut response = HttpResponse::Ok();
    if signed_in.actor == crate::account::OFFICE {
        let cookie = Cookie::build(COOKIE, signed_in.token.clone());
        let cookie =
            cookie.path("/api").http_only(true).same_site(SameSite::Strict).secure(secure).max_age(COOKIE_LIFE);
        response.cookie(cookie.finish());
    }
    Ok(response.json(signed_in))
}

/// The key that a phone announces.
fn device_key(text: &str) -> Result<PublicKey, AppError> {
    PublicKey::from_hex(text).ok_or(AppError::BadRequest)
}

fn signed_in(app: &App, asked: &SignInRequest, peer: &str) -> Result<SignedIn, AppError> {
    let key = asked.key.as_deref().map(device_key).transpose()?;
    let (token, account) = app.accounts.sign_in(asked.phone.trim(), asked.code.trim(), peer)?;
    if let Some(key) = key.filter(|_| !account.is_office()) {
        account.villages().try_for_each(|scope| app.certify(&account, &key, &scope))?;
    }
    let villages = app.board.names().into_iter().map(|(code, name)| {
        let scope = app.township.scope(&code);
        (account.may(&scope), VillageName { code, name, scope: scope.0 })
    });
    Ok(SignedIn {
        token,
        actor: account.no(),
        role: if account.is_office() { "OFFICE" } else { "LIAISON" },
        villages: villages.filter_map(|(may, village)| may.then_some(village)).collect(),
        name: account.name,
        township: app.township.name.clone(),
        township_code: app.township.code.clone(),
        anchor: app.shelf.key().public().to_hex(),
        today: app.today().to_string(),
        demo: app.township.demo_day.is_some(),
    })
}
