//! Signing the office in (镇换届办登录): by the link with the code in it, or by typing the code.

use super::live::{Desk, Page, ask};
use crate::browser::net::NetError;
use crate::browser::{page, spawn};
use crate::markup::view;
use crate::part::{Button, Field, Weight};
use crate::text::part::SEAL;
use crate::text::{desk as text, first};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// Signs in with the code of the link, if there is one, and asks for the wall in any case: the code may be
/// used up while the session it opened still holds.
pub fn enter(desk: Desk, error: RwSignal<&'static str>) {
    let Some(code) = page::place().strip_prefix("code=").map(str::to_owned) else {
        return desk.refresh();
    };
    forget_code();
    spawn(async move {
        error.set(send(&code).await.err().unwrap_or_default());
        desk.refresh();
    });
}

/// The code stays neither in the address bar nor in the browser's history.
fn forget_code() {
    let Some(window) = web_sys::window() else { return };
    let path = window.location().pathname().unwrap_or_default();
    if let Ok(history) = window.history() {
        history.replace_state_with_url(&JsValue::NULL, "", Some(&path)).ok();
    }
}

/// Sends the code; the server answers with the desk's cookie.
async fn send(code: &str) -> Result<(), &'static str> {
    let body = serde_json::json!({ "code": code }).to_string();
    match ask("/api/sign-in", Some(body.as_bytes())).await {
        Ok(_) => Ok(()),
        Err(NetError::Status(401 | 400, _)) => Err(text::CODE_REFUSED),
        Err(NetError::NotOurs) => Err(text::FOREIGN_NET),
        Err(NetError::Offline | NetError::Timeout | NetError::Status(..)) => Err(text::NO_SERVER),
    }
}

/// The page while nothing was imported; it goes on by itself once something is.
pub fn empty() -> AnyView {
    let step = |word: &'static str| view! { <li>{word}</li> };
    view! {
        <div class="gate panel" role="status">
            <h1><span class="seal">{SEAL}</span>{first::EMPTY}</h1>
            <ol class="steps">{first::EMPTY_STEPS.into_iter().map(step).collect::<Vec<_>>()}</ol>
            <p>{first::EMPTY_DEMO}</p>
        </div>
    }
}

/// The page for typing the code.
#[component]
pub fn SignIn(
    /// What is signed in to.
    desk: Desk,
    /// What was wrong with the last code.
    error: RwSignal<&'static str>,
) -> AnyView {
    let code = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let off = Signal::derive(move || busy.get() || code.with(|code| code.trim().is_empty()));
    let go = move || {
        if off.get_untracked() {
            return;
        }
        busy.set(true);
        spawn(async move {
            // Digits alone: a code may be written in groups.
            let typed: String = code.get_untracked().chars().filter(char::is_ascii_digit).collect();
            let sent = send(&typed).await;
            busy.set(false);
            error.set(sent.err().unwrap_or_default());
            if sent.is_ok() {
                desk.page.set(Page::Loading);
                desk.refresh();
            }
        });
    };
    view! {
        <form class="gate panel" on:submit=move |event| { event.prevent_default(); go() }>
            <h1><span class="seal">{SEAL}</span>{text::SIGN_IN}</h1>
            <Field label=text::CODE value=code kind="text" error=Signal::derive(move || error.get().to_owned()) />
            <p>{text::CODE_NOTE}</p>
            <Button word=text::ENTER weight=Weight::Primary off=off on_press=move |()| go() />
        </form>
    }
}
