//! What the browser says of itself (自检): whether this phone can be worked on all day without a signal.

use super::device::{call, settled};
use super::{field, navigator, now_ms};
use std::pin::Pin;
use wasm_bindgen::JsValue;

/// Whether the page was opened from the phone's desktop, like an app of its own.
pub fn on_desktop() -> bool {
    let asked = call(&window(), "matchMedia", &"(display-mode: standalone)".into());
    field(&asked, "matches").is_truthy()
}

/// Whether these pages, such as `/m/`, open without a network: a worker is active and holds each.
pub async fn opens_offline(pages: &[&str]) -> bool {
    let workers = navigator().map_or(JsValue::UNDEFINED, |navigator| field(&navigator, "serviceWorker"));
    let known = ask(&workers, "getRegistrations", &JsValue::UNDEFINED).await;
    let known = js_sys::Array::from(&known.unwrap_or_default());
    let caches = field(&window(), "caches");
    for page in pages {
        let here = |one: &JsValue| field(one, "scope").as_string().is_some_and(|scope| scope.ends_with(page));
        let active = known.iter().any(|one| here(&one) && field(&one, "active").is_truthy());
        let held = ask(&caches, "match", &(*page).into()).await.is_some_and(|it| it.is_truthy());
        if !(active && held) {
            return false;
        }
    }
    true
}

/// Bytes that the browser still grants to this address; none where it does not say.
pub async fn room() -> Option<u64> {
    let navigator = navigator()?;
    let storage = field(&navigator, "storage");
    let told = ask(&storage, "estimate", &JsValue::UNDEFINED).await?;
    let bytes = |name| field(&told, name).as_f64();
    Some((bytes("quota")? - bytes("usage")?) as u64)
}

/// Whether the screen can be kept on.
pub fn stays_on() -> bool {
    navigator().is_some_and(|navigator| field(&navigator, "wakeLock").is_object())
}

/// How full the battery is, in percent; none where the browser does not say.
pub async fn battery() -> Option<u32> {
    let navigator = navigator()?;
    let told = ask(&navigator, "getBattery", &JsValue::UNDEFINED).await?;
    field(&told, "level").as_f64().map(|level| (level * 100.0) as u32)
}

/// By how many seconds this phone's clock is ahead of the server's; none without an answer.
pub async fn clock_ahead() -> Option<i64> {
    let before = now_ms();
    let answer = ask(&window(), "fetch", &"/healthz".into()).await?;
    let date = call(&field(&answer, "headers"), "get", &"date".into()).as_string();
    let server = js_sys::Date::parse(&date.filter(|_| field(&answer, "ok").is_truthy())?);
    // The answer was written at some moment between the question and now.
    let here = before.midpoint(now_ms());
    (!server.is_nan()).then(|| (here as i64 - server as i64) / 1000)
}

/// Asks a promise of the browser. Boxed: what waits for it would otherwise be downloaded once for each question.
fn ask(object: &JsValue, name: &str, argument: &JsValue) -> Pin<Box<dyn Future<Output = Option<JsValue>>>> {
    Box::pin(settled(call(object, name, argument)))
}

fn window() -> JsValue {
    web_sys::window().map_or(JsValue::UNDEFINED, JsValue::from)
}
