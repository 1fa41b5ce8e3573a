//! 按原票改: a paper of a full bundle is marked anew on the board as it lies there, and set right with a reason and the
//! scrutineer's PIN.

use super::{Over, Teller};
use crate::markup::{pressed, view};
use crate::part::{NumPad, Sheet};
use crate::screen::hand_over::{PIN, WrongPins};
use crate::session::Desk;
use crate::text::{self, count as words};
use cunxuan_core::count::BUNDLE;
use cunxuan_core::id::ActorNo;
use cunxuan_core::plan::{Actor, Role};
use leptos::prelude::*;

/// In place of the readback: which paper is marked anew, what was recorded, and the way out.
pub(super) fn bar(teller: Teller) -> AnyView {
    let at = teller.correcting.get_untracked().unwrap_or_default();
    let stop = move |_| {
        teller.picks.set(super::Picks::default());
        teller.correcting.set(None);
    };
    view! {
        <section class="read warn">
            <div aria-live="polite"><small>{words::correcting(at / BUNDLE, at % BUNDLE + 1)}</small>{before(teller, at)}</div>
            <button type="button" class="undo" on:click=stop>{text::part::CANCEL}</button>
        </section>
    }
}

/// What was recorded of a paper.
fn before(teller: Teller, at: u32) -> String {
    let run = teller.board.with_untracked(|board| board.run);
    let paper = teller.session.view(|view| {
        let papers = &view.election.count.run(run)?.papers;
        papers.get(usize::try_from(at).ok()?).cloned()
    });
    paper.flatten().map(|paper| teller.board.with_untracked(|board| board.said(&paper))).unwrap_or_default()
}

/// The reason and the PIN.
pub(super) fn sheet(teller: Teller, at: u32) -> AnyView {
    let close = Callback::new(move |()| teller.over.set(None));
    let anew = teller.anew.get_untracked();
    let anew = anew.map(|paper| teller.board.with_untracked(|board| board.said(&paper))).unwrap_or_default();
    let watchers = watchers(teller);
    let (reason, who) = (RwSignal::new(0_usize), RwSignal::new(watchers.first().map(|one| one.no)));
    let choose = (watchers.len() > 1).then(|| {
        let chips = watchers.iter().map(|one| chip(one.name.clone(), who, Some(one.no))).collect::<Vec<_>>();
        view! { <div class="picks">{chips}</div> }
    });
    let reasons = words::REASONS.iter().enumerate();
    let reasons = reasons.map(|(no, word)| chip((*word).to_owned(), reason, no)).collect::<Vec<_>>();
    view! {
        <Sheet title=words::correcting(at / BUNDLE, at % BUNDLE + 1) on_cancel=close>
            <p>{words::WAS}<b>{before(teller, at)}</b></p>
            <p>{words::IS}<b>{anew}</b></p>
            <div class="picks">{reasons}</div>
            <p class="hint">{words::WATCHER_PIN}</p>
            {choose}
            {pin(teller, at, reason, who)}
        </Sheet>
    }
}

fn watchers(teller: Teller) -> Vec<Actor> {
    let watches = |role| matches!(role, Role::Scrutineer | Role::ChiefScrutineer);
    teller.session.village(|village| {
        let plan = village.plan();
        plan.actors().filter(|actor| watches(actor.role) && plan.has_pin(actor.no)).cloned().collect()
    })
}

fn chip<T: Copy + PartialEq + Send + Sync + 'static>(word: String, chosen: RwSignal<T>, own: T) -> AnyView {
    let pressed = pressed(move || chosen.get() == own);
    view! { <button type="button" class="pick small" aria-pressed=pressed on:click=move |_| chosen.set(own)>{word}</button> }
}

fn pin(teller: Teller, at: u32, reason: RwSignal<usize>, who: RwSignal<Option<ActorNo>>) -> AnyView {
    let (typed, said) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let full = Callback::new(move |pin: String| {
        typed.set(String::new());
        let Some(scrutineer) = who.get_untracked() else { return said.set(words::NO_PINS.to_owned()) };
        match WrongPins::check(teller.session, scrutineer, &pin) {
            Ok(()) => set_right(teller, at, reason.get_untracked(), scrutineer),
            Err(why) => said.set(why),
        }
    });
    view! {
        <p class="error" role="status">{said}</p>
        <NumPad length=PIN value=typed on_full=full />
    }
}

fn set_right(teller: Teller, at: u32, reason: usize, scrutineer: ActorNo) {
    let Some(paper) = teller.anew.get_untracked() else { return };
    let run = teller.board.with_untracked(|board| board.run);
    let reason = words::REASONS.get(reason).copied().unwrap_or_default().to_owned();
    let verb =
        move |desk: &Desk<'_>| Ok(vec![desk.view.correct_call(desk.actor, run, (at, paper), (reason, scrutineer))?]);
    teller.session.act(verb, move |outcome| match outcome {
        Ok(()) => {
            teller.picks.set(super::Picks::default());
            teller.correcting.set(None);
            // The two compare again at once: the bundle's code is another one now.
            teller.over.set(Some(Over::Compare(at / BUNDLE)));
            teller.session.well(words::CORRECTED);
        }
        Err(failure) => teller.session.wrong(&failure),
    });
}
