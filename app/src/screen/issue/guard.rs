//! The guard of a table (余票核对): the strip of its numbers, the count of what is left, and the stop when it runs dry.

use super::Over;
use crate::markup::{Memo, view};
use crate::part::{Button, Counter, CounterStrip, Notice, Sheet, Tone, Weight};
use crate::screen::Place;
use crate::screen::number::NumberEntry;
use crate::session::{Desk, Session};
use crate::text::{self, incident, polling as words};
use cunxuan_core::id::GroupNo;
use cunxuan_core::polling::{HaltReason, Refusal, TableState};
use cunxuan_core::village::{Event, Refusal as Refused};
use leptos::prelude::*;

/// The strip of the table's numbers, amber when those who have not come are more than the papers left.
pub fn strip(table: Memo<TableState>, over: RwSignal<Option<Over>>) -> AnyView {
    let of = move |read: fn(&TableState) -> String| move || table.with(read);
    let tone = move || if table.with(TableState::short) > 0 { Tone::Warn } else { Tone::Plain };
    let check = move |table: &TableState| match (table.left, table.short()) {
        (None, _) => (words::NOT_TAKEN, Tone::Warn),
        (Some(_), 0) => (words::AGREES, Tone::Ok),
        (Some(_), _) => (words::RUNS_SHORT, Tone::Warn),
    };
    let short = move || {
        let short = table.with(missing);
        (short > 0).then(|| view! { <Notice tone=Tone::Warn title=words::short(short) /> })
    };
    let take = move || {
        let (taken, short) = table.with(|table| (table.taken, missing(table)));
        let word = if taken.is_none() { words::TAKE } else { words::TAKE_MORE };
        let press = move |_| over.set(Some(Over::Papers));
        (taken.is_none() || short > 0)
            .then(|| view! { <button type="button" class="btn" on:click=press>{word}</button> })
    };
    view! {
        <CounterStrip tone=tone>
            <Counter label=words::DRAWN value=of(|it| it.issued.to_string()) unit=of(|it| [" / ", &it.due.to_string()].concat()) />
            <Counter label=words::LEFT value=of(left) unit=words::PAPERS />
            <Counter
                label=words::CHECK
                value=move || table.with(check).0.to_owned()
                tone=move || table.with(check).1
            />
        </CounterStrip>
        {short}
        {take}
    }
}

/// Papers that are missing at a table that hands out.
fn missing(table: &TableState) -> u32 {
    if table.halted { 0 } else { table.short() }
}

fn left(table: &TableState) -> String {
    table.left.map_or(text::count::NO_MARK.to_owned(), |left| left.to_string())
}

/// Asks for a count of the papers on the table, once so many went out since the last.
pub fn asks(session: Session, group: GroupNo, table: TableState, over: RwSignal<Option<Over>>) -> Option<AnyView> {
    let expected = table.to_count()?;
    let agrees = Callback::new(move |()| note_count(session, group, expected, expected));
    let differs = Callback::new(move |()| over.set(Some(Over::Count)));
    Some(view! {
        <section class="card sel" data-ask="count">
            <p class="say">{words::count_papers(expected)}</p>
            <div class="two">
                <Button word=words::COUNT_AGREES weight=Weight::Primary on_press=agrees />
                <Button word=words::COUNT_DIFFERS weight=Weight::Odd on_press=differs />
            </div>
        </section>
    })
}

/// Reports how many papers lay there, and says what that means.
fn note_count(session: Session, group: GroupNo, expected: u32, counted: u32) {
    let verb = move |desk: &Desk<'_>| on_series(desk, group, |series| desk.view.report_counted(group, series, counted));
    session.act_and_say(verb, words::counted(expected, counted));
}

fn on_series(
    desk: &Desk<'_>,
    group: GroupNo,
    event: impl FnOnce(cunxuan_core::id::SeriesNo) -> Event,
) -> Result<Vec<Event>, Refused> {
    let series = desk.view.series_for(group).ok_or(Refusal::SeriesNotForGroup)?;
    Ok(vec![event(series)])
}

/// The sheet for papers that are brought.
pub fn papers(session: Session, group: GroupNo, over: RwSignal<Option<Over>>) -> AnyView {
    let done = Callback::new(move |papers: u32| {
        over.set(None);
        let verb =
            move |desk: &Desk<'_>| on_series(desk, group, |series| desk.view.report_papers(group, series, papers));
        session.act_and_say(verb, text::sync::KEPT);
    });
    let close = Callback::new(move |()| over.set(None));
    view! {
        <Sheet title=words::TAKE on_cancel=close>
            <NumberEntry label=words::TAKE word=words::TAKEN on_done=done />
        </Sheet>
    }
}

/// The sheet for the papers that were counted.
pub fn counting(session: Session, group: GroupNo, over: RwSignal<Option<Over>>) -> AnyView {
    let expected = session.view(|view| view.table(group).left).flatten().unwrap_or(0);
    let done = Callback::new(move |counted: u32| {
        over.set(None);
        note_count(session, group, expected, counted);
    });
    let close = Callback::new(move |()| over.set(None));
    view! {
        <Sheet title=words::COUNT_AGAIN on_cancel=close>
            <NumberEntry label=words::COUNT_WHAT word=words::COUNT_DONE on_done=done />
        </Sheet>
    }
}

/// The table has run dry before everybody had his paper: nothing else can be done on the screen.
pub fn dry(session: Session, group: GroupNo, table: TableState, over: RwSignal<Option<Over>>) -> AnyView {
    let open = move |what: Over| Callback::new(move |()| over.set(Some(what)));
    let other = Callback::new(move |()| Place::Incident(Some(group)).go());
    let halt = Callback::new(move |()| {
        let verb = move |desk: &Desk<'_>| Ok(vec![desk.view.halt(Some(group), HaltReason::PapersDiffer)]);
        session.act_and_say(verb, incident::HALTED);
    });
    let note = words::dry_note(table.taken.unwrap_or(0), table.issued);
    view! {
        <div class="main dry">
            <Notice tone=Tone::Bad title=words::dry(table.waiting) note=note />
            <p class="say">{words::halt(HaltReason::PapersDiffer)}</p>
            <Button word=words::TAKE_MORE on_press=open(Over::Papers) />
            <Button word=words::COUNT_AGAIN on_press=open(Over::Count) />
            <Button word=incident::INCIDENT on_press=other />
        </div>
        <div class="foot">
            <Button word=words::HALT weight=Weight::Stop on_press=halt />
        </div>
    }
}
