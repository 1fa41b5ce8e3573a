//! Before the first call, or beside another phone's count (别的手机正在计票): begin, count beside it, or begin anew where
//! that phone is dead. And the end of a count before witnesses.

use super::{Over, Teller};
use crate::markup::{live, view};
use crate::part::{Button, Notice, Sheet, Tone, Weight};
use crate::screen::boxes::form;
use crate::screen::seal::Doubt;
use crate::session::Desk;
use crate::text::{self, count as words};
use cunxuan_core::Refusal;
use cunxuan_core::count::RunOpened;
use cunxuan_core::event::Override;
use leptos::prelude::*;

/// Before the first call, on another phone's count, or without a teller.
pub(super) fn waiting(teller: Teller) -> AnyView {
    live(move || match (teller.session.teller.get(), teller.board.with(|board| board.started)) {
        (None, _) => view! { <p class="empty">{words::TELLERS_ONLY}</p> },
        (Some(_), true) => beside(teller),
        (Some(_), false) => view! {
            <div class="main"><p class="hint">{words::TAP_NAMES}</p><p class="hint">{words::TWO_TELLERS}</p></div>
            <div class="foot">
                {second(teller)}
                <Button word=words::START weight=Weight::Primary on_press=Callback::new(move |()| start(teller, false)) />
            </div>
        },
    })
}

fn second(teller: Teller) -> AnyView {
    view! { <Button word=words::SECOND on_press=Callback::new(move |()| start(teller, true)) /> }
}

/// Somebody else counts the box.
fn beside(teller: Teller) -> AnyView {
    let (closed, lacks, note) = teller.board.with(|board| {
        let (name, second) = &board.who;
        (board.closed, board.lacks_second, words::counts(name, *second, board.called, board.counted))
    });
    let (title, open) = if closed { (words::COUNTED_THERE, false) } else { (words::ELSEWHERE, true) };
    let give_up = Callback::new(move |()| teller.over.set(Some(Over::Abandon)));
    let choices = open.then(|| {
        let second = lacks.then(|| second(teller));
        view! { <div class="foot">{second}<Button word=words::DEAD_PHONE weight=Weight::Odd on_press=give_up /></div> }
    });
    view! {
        <div class="main"><Notice tone=Tone::Who title=title note=note /></div>
        {choices}
    }
}

fn start(teller: Teller, second: bool) {
    let box_no = teller.box_no;
    let verb = move |desk: &Desk<'_>| {
        let run = RunOpened { form: form(&desk.view), boxes: vec![box_no], caller: None, scrutineer: None };
        let (view, actor) = (&desk.view, desk.actor);
        Ok(vec![if second { view.open_second(actor, run)? } else { view.open_run(actor, run)? }])
    };
    teller.session.act_and_say(verb, text::sync::KEPT);
}

/// Gives another phone's count up, before witnesses.
pub(super) fn abandon(teller: Teller) -> AnyView {
    let run = teller.board.with_untracked(|board| board.run);
    witnessed(teller, words::DEAD_PHONE, words::DEAD_WHAT, move |desk, given| {
        Ok(vec![desk.view.abandon_run(desk.actor, run, given)?])
    })
}

/// Ends this phone's count although something does not agree, before witnesses.
pub(super) fn end(teller: Teller) -> AnyView {
    let run = teller.board.with_untracked(|board| board.run);
    witnessed(teller, words::END, words::END_WHAT, move |desk, given| desk.view.end_run(desk.actor, run, given))
}

fn witnessed(
    teller: Teller,
    title: &'static str,
    what: &'static str,
    verb: impl Fn(&Desk<'_>, Override) -> Result<Vec<cunxuan_core::Event>, Refusal> + Copy + Send + Sync + 'static,
) -> AnyView {
    let doubt = Doubt::new();
    let close = Callback::new(move |()| teller.over.set(None));
    let press = Callback::new(move |()| {
        let Some(given) = doubt.given() else { return };
        teller.session.act(
            move |desk: &Desk<'_>| verb(desk, given),
            move |outcome| {
                close.run(());
                match outcome {
                    Ok(()) => teller.session.well(text::sync::KEPT),
                    Err(failure) => teller.session.wrong(&failure),
                }
            },
        );
    });
    view! {
        <Sheet title=title on_cancel=close>
            <p class="hint">{what}</p>
            {doubt.fields()}
            <Button word=title weight=Weight::Primary off=move || !doubt.is_whole() on_press=press />
        </Sheet>
    }
}
