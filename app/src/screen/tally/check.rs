//! 两人核对: two tellers of one pile compare each full bundle, by the network or by reading four digits to each other.

use super::{Over, Teller};
use crate::markup::{Memo, Value, live, view};
use crate::part::{Button, Notice, Sheet, Tone, Weight};
use crate::screen::boxes::form;
use crate::screen::number::NumberEntry;
use crate::session::Desk;
use crate::text::{self, count as words};
use cunxuan_core::count::{BUNDLE, Check, code};
use leptos::prelude::*;

/// The line under the bundle's ticks: how the two tellers stand. It leads to the sheet.
pub(super) fn bar(teller: Teller) -> AnyView {
    let guard = Memo::new(move || teller.board.with(|board| (board.guard, board.code, board.apart.clone())));
    live(move || {
        let (Some((bundle, check)), code, apart) = guard.get() else { return ().into_any() };
        let (tone, said) = match check {
            Check::Alone => (Tone::Plain, words::ALONE.to_owned()),
            Check::Waiting => (Tone::Who, words::WAITING.to_owned()),
            Check::Agrees => (Tone::Ok, words::AGREES.to_owned()),
            Check::Differs { at: Some(_) } => (Tone::Bad, apart),
            Check::Differs { at: None } => (Tone::Bad, words::DIFFERS.to_owned()),
        };
        let press = move |_| teller.over.set(Some(Over::Compare(bundle)));
        view! {
            <button type="button" class=Value::from(tone.class()).beside("check") on:click=press>
                <span><b>{said}</b><small>{words::bundle_code(bundle, code)}</small></span>
                <em>{words::COMPARE}</em>
            </button>
        }
    })
}

/// The sheet of one bundle.
pub(super) fn sheet(teller: Teller, bundle: u32) -> AnyView {
    let close = Callback::new(move |()| teller.over.set(None));
    let state = Memo::new(move || {
        teller.session.revisions.count.track();
        let run = teller.board.with(|board| board.run);
        let looked = teller.session.view(|view| {
            let run = view.election.count.run(run)?;
            let settled = view.election.ballots.form(run.form)?;
            Some((view.check(run, bundle), code::code(run.bundle(bundle), settled)))
        });
        looked.flatten().unwrap_or((Check::Alone, 0))
    });
    let code = move || words::digits(state.get().1);
    let body = move || match state.get().0 {
        Check::Agrees => {
            view! { <Notice tone=Tone::Ok title=words::AGREES note=words::tie(bundle) /> }
        }
        Check::Alone | Check::Waiting => entry(teller, bundle),
        Check::Differs { at: Some(at) } => differs(teller, at),
        Check::Differs { at: None } => lines(teller, bundle),
    };
    view! {
        <Sheet title=words::compare(bundle) on_cancel=close>
            <p class="code"><span>{words::OWN_CODE}</span><b>{code}</b></p>
            {body}
        </Sheet>
    }
}

/// The other's code is typed as he reads it out.
fn entry(teller: Teller, bundle: u32) -> AnyView {
    let done = Callback::new(move |typed: u32| {
        let run = teller.board.with_untracked(|board| board.run);
        let told = u16::try_from(typed).unwrap_or(code::CODES);
        let verb = move |desk: &Desk<'_>| Ok(vec![desk.view.compare_bundle(desk.actor, run, bundle, told)?]);
        teller.session.act_and_say(verb, text::sync::KEPT);
    });
    view! { <NumberEntry label=words::THEIR_CODE word=words::COMPARE on_done=done /> }
}

/// Both counts are here: which paper it is, and what either recorded.
fn differs(teller: Teller, at: u32) -> AnyView {
    let apart = move || teller.board.with(|board| board.apart.clone());
    view! {
        <Notice tone=Tone::Bad title=apart note=words::LOOK_AT_PAPER />
        <Button word=words::correct(at % BUNDLE + 1) weight=Weight::Primary on_press=Callback::new(move |()| correct(teller, at)) />
    }
}

fn correct(teller: Teller, at: u32) {
    teller.over.set(None);
    teller.picks.set(super::Picks::default());
    teller.correcting.set(Some(at));
}

/// Only codes are known: every paper with a running code, so that the first that differs names the paper.
fn lines(teller: Teller, bundle: u32) -> AnyView {
    let run = teller.board.with_untracked(|board| board.run);
    let looked = teller.session.view(|view| {
        let run = view.election.count.run(run)?;
        let papers = run.bundle(bundle);
        let settled = view.election.ballots.form(form(view))?;
        let said =
            teller.board.with_untracked(|board| papers.iter().map(|paper| board.said(paper)).collect::<Vec<_>>());
        Some(code::lines(papers, settled).into_iter().zip(said).collect::<Vec<_>>())
    });
    let line = |(no, (code, said)): (u32, (String, String))| {
        let press = move |_| correct(teller, bundle * BUNDLE + no);
        view! { <button type="button" class="line" on:click=press><i>{(no + 1).to_string()}</i><span>{said}</span><b>{code}</b></button> }
    };
    let lines = (0..).zip(looked.flatten().unwrap_or_default()).map(line).collect::<Vec<_>>();
    let again = RwSignal::new(false);
    let retype = move || match again.get() {
        true => entry(teller, bundle),
        false => view! { <Button word=words::AGAIN on_press=Callback::new(move |()| again.set(true)) /> },
    };
    view! {
        <Notice tone=Tone::Bad title=words::DIFFERS note=words::READ_LINES />
        <div class="list lines">{lines}</div>
        {retype}
    }
}
