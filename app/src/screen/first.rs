//! The first hours (刚开始用): what stands before the first screen, or over it, when browser or phone will not do.

use crate::browser::{self, device, fitness, page, spawn, timer};
use crate::markup::{live, view};
use crate::part::{Button, Notice, Sheet, Tone, Weight};
use crate::session::Session;
use crate::storage::{Store, StoreError, local};
use crate::text::{first as words, screen, sync};
use cunxuan_core::key::PublicKey;
use cunxuan_core::plan::{KeyCertified, Role};
use cunxuan_core::record::LogOpened;
use leptos::prelude::*;

/// Kept where WeChat's browser was found to do.
const TRIED: &str = "cx-wechat";
/// How often the worker is looked for, a second apart.
const LOOKS: u32 = 10;

/// How far WeChat's browser was tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tried {
    Not,
    Trying,
    Good,
    Bad,
}

/// The page itself where it can be worked with; otherwise what is the matter and the way out.
pub fn guarded(inside: impl Fn() -> AnyView + 'static) -> AnyView {
    let agent = browser::agent();
    let open = RwSignal::new(!agent.contains("MicroMessenger") || local::load(TRIED).is_some());
    // WeChat on an iPhone has no worker: nothing would open without a signal.
    let hopeless = ["iPhone", "iPad", "iPod"].iter().any(|name| agent.contains(name));
    live(move || match open.get() && !(hopeless && agent.contains("MicroMessenger")) {
        true if local::save("cx-open", "1") => inside(),
        true => closed(&StoreError::Missing),
        false => wechat(open, hopeless),
    })
}

fn wechat(open: RwSignal<bool>, hopeless: bool) -> AnyView {
    let tried = RwSignal::new(Tried::Not);
    let attempt = Callback::new(move |()| {
        tried.set(Tried::Trying);
        spawn(async move {
            tried.set(if will_do().await { Tried::Good } else { Tried::Bad });
        });
    });
    let enter = Callback::new(move |()| {
        local::save(TRIED, "1");
        open.set(true);
    });
    let said = move || match tried.get() {
        Tried::Not if hopeless => ().into_any(),
        Tried::Not => view! { <Button word=words::WECHAT_TRY on_press=attempt /> },
        Tried::Trying => view! { <Notice tone=Tone::Plain title=words::WECHAT_TRYING /> },
        Tried::Good => view! {
            <Notice tone=Tone::Warn title=words::WECHAT_GOOD />
            <Button word=words::WECHAT_IN on_press=enter />
        },
        Tried::Bad => view! { <Notice tone=Tone::Bad title=words::WECHAT_BAD /> },
    };
    view! {
        <main class="phone out">
            <p class="corner" aria-hidden="true">"···"</p>
            <div class="main">
                <h1>{words::WECHAT}</h1>
                {steps(words::WECHAT_STEPS)}
                <p>{words::WECHAT_WHY}</p>
                <p>{words::WECHAT_ADDRESS}<b>{page::address()}</b></p>
                {said}
            </div>
        </main>
    }
}

fn steps(words: [&'static str; 3]) -> AnyView {
    let step = |word: &'static str| view! { <li>{word}</li> };
    view! { <ol class="steps">{words.into_iter().map(step).collect::<Vec<_>>()}</ol> }
}

/// Whether the page opens here without a signal, and what is kept stays.
async fn will_do() -> bool {
    let mut offline = false;
    for _ in 0..LOOKS {
        offline = offline || fitness::opens_offline(&[super::place::PHONE]).await;
        if offline {
            break;
        }
        timer::sleep(1000).await;
    }
    offline && device::keep_storage().await && keeps().await.is_ok()
}

/// Writes and reads back.
async fn keeps() -> Result<(), StoreError> {
    let store = Store::connect().await?;
    store.put(TRIED, b"1").await?;
    let read = store.get(TRIED).await?;
    if read.as_deref() == Some(b"1") { Ok(()) } else { Err(StoreError::Missing) }
}

/// Nothing can be kept here, so nothing is begun.
pub fn closed(error: &StoreError) -> AnyView {
    let (title, note) = match error {
        StoreError::Quota => (words::FULL, words::FULL_SAFE),
        StoreError::Missing | StoreError::Closed | StoreError::Duplicate | StoreError::Other(_) => {
            (screen::NO_STORE, words::NO_STORE_WHAT)
        }
    };
    let again = Callback::new(|()| page::reload());
    view! {
        <main class="phone">
            <div class="main">
                <Notice tone=Tone::Bad title=title note=note />
                <Button word=words::AGAIN weight=Weight::Primary on_press=again />
            </div>
        </main>
    }
}

/// Over the screen after an act that the full phone could not keep, until somebody has read it.
pub fn full(session: Session) -> AnyView {
    let known = Callback::new(move |()| session.full.set(false));
    live(move || {
        if !session.full.get() {
            return ().into_any();
        }
        let waiting = session.outbox.get_untracked().unsent;
        view! {
            <Sheet title=words::FULL on_cancel=known>
                <p>{words::FULL_SAFE}{sync::waiting(waiting)}</p>
                {steps(words::FULL_STEPS)}
                <Button word=words::FULL_KNOWN weight=Weight::Primary on_press=known />
            </Sheet>
        }
    })
}

/// What the officer should know of another phone of his, or of this one.
pub fn phones(session: Session) -> AnyView {
    session.revisions.people.track();
    let Some(known) = session.book(|book| {
        let trust = book.trust();
        let own = session.logs().into_iter().find_map(|log| own_key(book.journal().log(&log)?.first()?));
        let is_mine = |it: &&KeyCertified| it.actor == session.officer().actor;
        let stopped = |it: &KeyCertified| trust.revoked().iter().any(|revoked| revoked.serial == it.serial);
        let mine = trust.certificates().iter().filter(is_mine).filter(|it| Some(&it.key) == own.as_ref());
        // A key may be certified anew: the newest certificate counts.
        let mine = mine.max_by_key(|it| it.serial)?;
        let others = trust.certificates().iter().filter(is_mine).filter(|it| it.key != mine.key && !stopped(it));
        Some((stopped(mine), others.map(|it| it.serial > mine.serial).max()))
    }) else {
        return ().into_any();
    };
    match known {
        (true, _) => view! { <Notice tone=Tone::Bad title=words::STOPPED note=words::STOPPED_WHAT /> },
        (false, Some(true)) => {
            view! { <Notice tone=Tone::Warn title=words::NEWER_PHONE note=words::NEWER_PHONE_WHAT /> }
        }
        (false, Some(false)) => {
            view! { <Notice tone=Tone::Who title=words::OLDER_PHONE note=words::OLDER_PHONE_WHAT /> }
        }
        (false, None) => ().into_any(),
    }
}

/// The key of the officer's own log on this phone.
fn own_key(first: &cunxuan_core::record::log::Link) -> Option<PublicKey> {
    let opened = LogOpened::read(&first.item)?;
    (Role::numbered(opened.role) == Some(Role::Liaison)).then(|| opened.public_key()).flatten()
}
