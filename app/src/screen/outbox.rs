//! P16 待传记录: what waits in words, when the township last had everything, and the way out.

use super::Place;
use super::frame::Frame;
use super::place::COUNT;
use crate::browser::{page, spawn};
use crate::markup::{Memo, view};
use crate::part::{Button, Notice, Tone, Weight};
use crate::session::{self, Session};
use crate::{sync, text};
use cunxuan_core::record::RefusedCode;
use cunxuan_core::record::exchange::{Failure, Input};
use leptos::prelude::*;

/// The most rows that are drawn, newest first.
const MOST: usize = 40;

/// The list of what waits.
#[component]
pub fn Outbox() -> AnyView {
    let session = Session::here();
    let unsent = Memo::new(move || session.outbox.with(|outbox| outbox.unsent));
    let rows = move || rows(session, unsent.get());
    let state = move || {
        session.outbox.with(|outbox| match (outbox.failure, outbox.settled) {
            (None, _) if outbox.refused.is_some() && outbox.unsent > 0 => {
                (Tone::Bad, text::sync::refused(outbox.refused.unwrap_or(RefusedCode::Busy)).to_owned())
            }
            (Some(Failure::SignedOut), _) => (Tone::Bad, text::sync::SIGN_IN_AGAIN.to_owned()),
            (Some(Failure::Unreachable), _) => (Tone::Warn, text::sync::FAILED.to_owned()),
            (Some(Failure::Refused), _) => (Tone::Warn, text::sync::REFUSED.to_owned()),
            (None, Some(at)) => (Tone::Ok, text::sync::received(&text::plan::clock(at))),
            (None, None) => (Tone::Who, text::sync::NEVER.to_owned()),
        })
    };
    let state = Memo::new(move || StateLine::from(state()));
    let told = move || state.with(|line| view! { <Notice tone=line.tone title=line.word.clone() /> });
    let now = Callback::new(move |()| sync::step(session, Input::Wake));
    let again = move || {
        let signed_out = session.outbox.with(|outbox| outbox.failure == Some(Failure::SignedOut));
        let press = Callback::new(move |()| leave(session));
        signed_out.then(|| view! { <Button word=text::sync::SIGN_IN weight=Weight::Primary on_press=press /> })
    };
    let parent = if page::path() == COUNT { Place::Boxes } else { Place::Me };
    view! {
        <Frame title=text::sync::OUTBOX sub=move || text::sync::waiting(unsent.get()) parent=parent>
            <div class="main">
                {told}
                {again}
                {rows}
            </div>
            <div class="foot"><Button word=text::sync::NOW weight=Weight::Primary on_press=now /></div>
        </Frame>
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct StateLine {
    tone: Tone,
    word: String,
}

impl From<(Tone, String)> for StateLine {
    fn from((tone, word): (Tone, String)) -> Self {
        Self { tone, word }
    }
}

fn rows(session: Session, unsent: u32) -> AnyView {
    if unsent == 0 {
        return view! { <p class="empty">{text::sync::NOTHING}</p> };
    }
    let entries: Vec<(u32, u16, i64)> = session.book(|book| {
        let logs = session.logs();
        let chains = logs.iter().filter_map(|log| book.journal().log(log));
        let entries = chains.flat_map(cunxuan_core::record::Log::entries);
        let read = |(seq, _, link): (u32, _, &cunxuan_core::record::log::Link)| {
            link.item.open().ok().map(|(entry, _)| (seq, entry.kind, entry.wall))
        };
        let mut all: Vec<_> = entries.filter_map(read).collect();
        // The latest first; two logs of one phone share its clock.
        all.sort_by_key(|(_, _, wall)| std::cmp::Reverse(*wall));
        all.truncate(usize::try_from(unsent).unwrap_or(MOST).min(MOST));
        all
    });
    let row = |(seq, kind, wall): (u32, u16, i64)| {
        view! {
            <div class="task">
                <span class="dot">{seq}</span>
                <span><b>{text::sync::kind(kind)}</b><small>{text::plan::clock(wall)}" · "{text::sync::KEPT}</small></span>
            </div>
        }
    };
    view! { <div class="list">{entries.into_iter().map(row).collect::<Vec<_>>()}</div> }
}

/// Leads back to the sign-in; nothing that is kept is touched.
pub fn leave(session: Session) {
    spawn(async move {
        match session.sign_out().await {
            Ok(()) => {
                page::go("");
                page::reload();
            }
            Err(error) => session.wrong(&session::Failure::from(error)),
        }
    });
}
