//! P01 登录村选: once with a signal; afterwards the phone goes straight in.

use crate::browser::{page, spawn};
use crate::markup::view;
use crate::part::{Button, Field, Notice, Tone, Weight};
use crate::session::{self, Opened, Session, SignInFault};
use crate::storage::StoreError;
use crate::text::{first, screen as text};
use leptos::prelude::*;

/// The form of the telephone number and the one-time code.
#[component]
pub fn SignIn(
    /// The phone's database.
    opened: StoredValue<Opened, LocalStorage>,
    /// The village is open.
    on_ready: Callback<Session>,
) -> AnyView {
    let (phone, code) = handed();
    let (phone, code) = (RwSignal::new(phone), RwSignal::new(code));
    let fault = RwSignal::new(None::<SignInFault>);
    let busy = RwSignal::new(false);
    let enter = Callback::new(move |()| {
        busy.set(true);
        spawn(async move {
            let store = opened.with_value(|opened| opened.store.clone());
            match session::sign_in(&store, &phone.get_untracked(), &code.get_untracked()).await {
                Ok(officer) => {
                    page::go("today");
                    let kept = officer.save(&store).await;
                    let started = session::start(store, officer).await;
                    match (kept, started) {
                        (Ok(()), Ok(session)) => on_ready.run(session),
                        (Err(StoreError::Quota), _) | (_, Err(StoreError::Quota)) => fault.set(Some(SignInFault::Full)),
                        (_, _) => fault.set(Some(SignInFault::NoKey)),
                    }
                }
                Err(why) => fault.set(Some(why)),
            }
            busy.try_set(false);
        });
    });
    let said =
        move || fault.get().map(|fault| view! { <Notice tone=Tone::Bad title=words(fault) note=way_out(fault) /> });
    let off = move || busy.get() || phone.with(String::is_empty) || code.with(String::is_empty);
    view! {
        <main class="phone">
            <header class="top"><span class="seal" aria-hidden="true">{crate::text::part::SEAL}</span><div><h1>{text::SIGN_IN}</h1></div></header>
            <div class="main">
                <Field label=text::PHONE value=phone kind="tel" />
                <Field label=text::CODE value=code kind="tel" />
                {said}
                <Button word=text::ENTER weight=Weight::Primary off=off on_press=enter />
                <p class="hint">{text::NEEDS_NETWORK}"。"{first::CODE_WHAT}</p>
            </div>
        </main>
    }
}

fn words(fault: SignInFault) -> &'static str {
    match fault {
        SignInFault::Offline => text::NEEDS_NETWORK,
        SignInFault::Wrong => text::WRONG,
        SignInFault::NotOurs => text::NOT_OURS,
        SignInFault::Server => text::SERVER,
        SignInFault::NoVillage => text::NO_VILLAGE,
        SignInFault::NoKey => text::NO_KEY,
        SignInFault::Full => first::FULL,
        SignInFault::NoTownship => first::NO_TOWNSHIP,
    }
}

/// What to do about it, where that is not said already.
fn way_out(fault: SignInFault) -> &'static str {
    match fault {
        SignInFault::Wrong => first::CODE_WHAT,
        SignInFault::Full => first::FULL_CLEAN,
        SignInFault::NoKey => first::NO_STORE_WHAT,
        SignInFault::Offline | SignInFault::NotOurs | SignInFault::Server => "",
        SignInFault::NoVillage | SignInFault::NoTownship => "",
    }
}

/// Number and code from a link, `#phone=…&code=…`; a code is good once and does not stay in the address.
fn handed() -> (String, String) {
    let place = page::place();
    let value = |name: &str| {
        let pair = place.split('&').filter_map(|pair| pair.split_once('='));
        pair.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).next().unwrap_or_default()
    };
    let handed = (value("phone"), value("code"));
    if !handed.1.is_empty() {
        page::go("today");
    }
    handed
}
