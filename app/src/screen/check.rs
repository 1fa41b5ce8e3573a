//! 核验: anybody checks a village's export on his own device, with no server.

use crate::markup::{Content, view};
use crate::part::{Field, Notice, Tone, TopBar};
use crate::text::check as words;
use cunxuan_core::key::PublicKey;
use cunxuan_core::record::export::{self, Unreadable};
use cunxuan_core::verify::{Report, check};
use cunxuan_core::village::ElectionView;
use leptos::ev::Event;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

/// How far a check is.
#[derive(Clone)]
enum Phase {
    Waiting,
    AtWork,
    Refused(&'static str),
    Done(StoredValue<Report, LocalStorage>, bool),
}

/// The page.
#[component]
pub fn Check() -> AnyView {
    let key = RwSignal::new(String::new());
    let phase = RwSignal::new_local(Phase::Waiting);
    let read = move |event: Event| {
        let Some(file) = chosen(&event) else { return };
        phase.set(Phase::AtWork);
        crate::browser::spawn(async move {
            let bytes = wasm_bindgen_futures::JsFuture::from(file.array_buffer()).await;
            let bytes = bytes.map(|buffer| js_sys::Uint8Array::new(&buffer).to_vec()).unwrap_or_default();
            phase.set(checked(&bytes, key.get_untracked().trim()));
        });
    };
    let shown = move || match phase.get() {
        Phase::Waiting => ().view(),
        Phase::AtWork => view! { <p class="empty">{words::CHECKING}</p> },
        Phase::Refused(why) => view! { <Notice tone=Tone::Bad title=why /> },
        Phase::Done(report, named) => report.with_value(|report| told(report, named)),
    };
    view! {
        <main class="phone">
            <TopBar title=words::TITLE />
            <div class="main">
                <p class="hint">{words::WHAT}</p>
                <Field label=words::KEY value=key />
                <label class="field"><span>{words::FILE}</span><input type="file" accept=".cx" on:change=read /></label>
                {shown}
            </div>
        </main>
    }
}

fn chosen(event: &Event) -> Option<web_sys::File> {
    event.target()?.dyn_into::<HtmlInputElement>().ok()?.files()?.get(0)
}

fn checked(bytes: &[u8], key: &str) -> Phase {
    let anchor = match public_key(key) {
        Ok(anchor) => anchor,
        Err(why) => return Phase::Refused(why),
    };
    match export::read(bytes) {
        Ok(export) => Phase::Done(StoredValue::new_local(check(&export, anchor.as_ref())), anchor.is_some()),
        Err(Unreadable::NotAnExport) => Phase::Refused(words::NO_EXPORT),
        Err(Unreadable::BadChain { .. }) => Phase::Refused(words::BROKEN),
    }
}

fn public_key(text: &str) -> Result<Option<PublicKey>, &'static str> {
    if text.is_empty() {
        return Ok(None);
    }
    PublicKey::from_hex(text).map(Some).ok_or(words::NO_KEY)
}

fn told(report: &Report, named: bool) -> AnyView {
    let journal = report.book.journal();
    let village = report.book.village();
    let counted = words::counted(journal.len(), journal.logs().count(), journal.sealed_logs());
    let verdict = match report.faults.len() {
        0 => view! { <Notice tone=Tone::Ok title=words::FITS note=counted /> },
        faults => view! { <Notice tone=Tone::Bad title=words::wrong(faults) note=counted /> },
    };
    let fault = |fault| {
        let (title, note) = words::fault(fault);
        view! { <Notice tone=Tone::Bad title=title note=note /> }
    };
    let self_named = (!named).then(|| view! { <Notice tone=Tone::Warn title=words::SELF_NAMED /> });
    view! {
        <div class="head">{village.plan().village().name.clone()}<span>{journal.scope().0.clone()}</span></div>
        {verdict}
        {self_named}
        {report.faults.iter().map(fault).collect::<Vec<_>>()}
        {village.elections().map(|view| results(&view)).collect::<Vec<_>>()}
    }
}

fn results(election: &ElectionView<'_>) -> AnyView {
    let forms = election.election.ballots.forms();
    let shown = forms.filter_map(|form| {
        let result = election.result(form.form)?;
        let signed = election.election.canvass.signed(form.form).is_some();
        let state = if signed { words::SIGNED } else { words::NOT_SIGNED };
        let posts = form.posts.iter().zip(&result.sums.posts).map(|(post, tally)| {
            let row = |(name, votes): (&u32, &cunxuan_core::law::tally::Votes)| {
                let name = result.name(*name).unwrap_or_default().to_owned();
                view! { <div class="eq"><span>{name}</span><b>{words::votes(votes.yes)}</b></div> }
            };
            let rows: Vec<_> = tally.votes.iter().map(row).collect();
            view! { <div class="head">{post.name.clone()}</div><section class="eqs">{rows}</section> }
        });
        let posts: Vec<_> = posts.collect();
        Some(view! { <div class="head">{words::papers(result.issued, result.sums.returned)}<span>{state}</span></div>{posts} })
    });
    shown.collect::<Vec<_>>().view()
}
