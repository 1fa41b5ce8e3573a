//! D02 今日选举: the villages that vote today, one row each, the slowest first.
//!
//! Rows stand in the page in a fixed order and are moved by a transform alone: nothing else is laid out anew, the
//! pointer's row stays where it is, and what changes is text in columns of a fixed width.

use super::contact::{Contact, SOON_S, contact};
use super::live::Desk;
use super::task::overdue;
use crate::markup::{Memo, view};
use crate::text::desk as text;
use crate::text::desk::today as words;
use cunxuan_core::api::{Figure, VillageRow, Wall};
use cunxuan_core::count::BUNDLE;
use cunxuan_core::time::Day;
use leptos::prelude::*;

/// Today's villages.
#[component]
pub fn Today(
    /// What is shown.
    desk: Desk,
) -> AnyView {
    let codes = Memo::new(move || desk.wall.with(codes));
    let order = order(desk);
    let rows = move || codes.get().into_iter().map(|code| village(desk, code, order.shown)).collect::<Vec<_>>();
    let signed = Memo::new(move || desk.wall.with(signed));
    let height = move || [&codes.with(Vec::len).to_string(), " * var(--row)"].concat();
    let heads: Vec<AnyView> =
        words::HEADS.into_iter().map(|head| view! { <b role="columnheader">{head}</b> }).collect();
    view! {
        <main class="page">
            <section class="panel today">
                <h2>
                    {words::TITLE}<small>{words::ORDER}</small>
                    <span>{move || words::signed(signed.get().0, signed.get().1)}</span>
                </h2>
                <p hidden=move || !codes.with(Vec::is_empty)>{words::NONE}</p>
                <div role="table" aria-label=words::TITLE>
                    <div class="tr th" role="row">{heads}</div>
                    <div
                        class="trs"
                        role="rowgroup"
                        style:height=move || ["calc(", &height(), ")"].concat()
                        on:pointerenter=move |_| order.held.set(true)
                        on:pointerleave=move |_| order.held.set(false)
                    >
                        {rows}
                    </div>
                </div>
            </section>
        </main>
    }
}

/// The villages that vote today, and those whose result is overdue, by code.
fn codes(wall: &Wall) -> Vec<String> {
    let waits = |row: &&VillageRow| row.today || overdue(row, wall.today);
    wall.villages.iter().filter(waits).map(|row| row.code.clone()).collect()
}

fn signed(wall: &Wall) -> (usize, usize) {
    let today = wall.villages.iter().filter(|row| row.today);
    (today.clone().filter(|row| row.signed).count(), today.count())
}

/// In which order the rows are shown.
#[derive(Clone, Copy)]
struct Order {
    shown: RwSignal<Vec<String>>,
    /// Whether the pointer is over the rows: then none moves.
    held: RwSignal<bool>,
}

fn order(desk: Desk) -> Order {
    let (shown, held) = (RwSignal::new(Vec::new()), RwSignal::new(false));
    let late = Memo::new(move || desk.wall.with(by_lateness));
    Effect::new(move |_| {
        let fresh = late.get();
        let stays = held.get() && shown.with_untracked(|shown: &Vec<String>| shown.len() == fresh.len());
        if !stays && shown.with_untracked(|shown| *shown != fresh) {
            shown.set(fresh);
        }
    });
    Order { shown, held }
}

/// The slowest first: overdue, then by the stage that a village is at. Within a stage the order is the township's.
fn by_lateness(wall: &Wall) -> Vec<String> {
    let mut rows: Vec<&VillageRow> = wall.villages.iter().filter(|row| row.today || overdue(row, wall.today)).collect();
    rows.sort_by_key(|row| stage(row, wall.today));
    rows.into_iter().map(|row| row.code.clone()).collect()
}

fn stage(row: &VillageRow, today: Option<Day>) -> u8 {
    match row.figure {
        _ if overdue(row, today) => 0,
        Figure::Halted { .. } => 1,
        Figure::Nothing | Figure::Day { .. } => 2,
        Figure::Issuing { issued, .. } => 2 + u8::from(issued > 0),
        Figure::Counting { .. } => 4,
        Figure::Signing => 5,
        Figure::Turnout { .. } => 6,
    }
}

fn village(desk: Desk, code: String, shown: RwSignal<Vec<String>>) -> AnyView {
    let row = desk.row(code.clone());
    let contact = contact(desk, row);
    let mine = code.clone();
    let place = Memo::new(move || shown.with(|shown| shown.iter().position(|one| *one == mine).unwrap_or_default()));
    let moved = move || ["translateY(calc(", &place.get().to_string(), " * var(--row)))"].concat();
    let cell = move |say: fn(&VillageRow) -> String| view! { <span role="cell">{move || row.with(say)}</span> };
    let class = move || match (row.with(is_halted), contact.get().older(SOON_S)) {
        (true, _) => "tr stop",
        (false, Some(_)) => "tr stale",
        (false, None) => "tr",
    };
    let link = ["#village/", &code].concat();
    view! {
        <div class=class role="row" data-village=code style:transform=moved>
            <b role="rowheader">
                <a href=link>{move || row.with(|row| row.name.clone())}</a>
                <em>{move || row.with(words::halted)}</em>
            </b>
            {cell(|row| text::work_group(row.work_group))}
            {cell(|row| words::of(row.drawn, row.registered))}
            {cell(|row| figure(row.returned > 0, || words::number(row.returned)))}
            {cell(|row| figure(row.returned > 0, || words::of(row.counted, row.returned)))}
            {cell(|row| figure(row.counted > 0, || words::number(row.counted.div_ceil(BUNDLE))))}
            {cell(|row| words::of(row.boxes_counted, row.boxes))}
            {cell(balanced)}
            {cell(|row| row.signed_at.map_or_else(|| words::NOT_YET.to_owned(), clock_of))}
            {cell(|row| until(row.signed, || words::RECEIVED.to_owned()))}
            {heard(contact)}
        </div>
    }
}

fn heard(contact: Memo<Contact>) -> AnyView {
    let said = move || {
        let it = contact.get();
        let at = it.at.map_or_else(|| words::NEVER.to_owned(), text::clock);
        it.older(SOON_S).map_or_else(|| at.clone(), |ago| words::ago(&at, &text::age(ago)))
    };
    let cut = move || contact.get().older(SOON_S).is_none();
    view! { <span role="cell"><i class="cell off" hidden=cut>{words::CUT}</i>{said}</span> }
}

fn is_halted(row: &VillageRow) -> bool {
    matches!(row.figure, Figure::Halted { .. })
}

fn figure(told: bool, say: impl FnOnce() -> String) -> String {
    if told { say() } else { words::none() }
}

fn until(told: bool, say: impl FnOnce() -> String) -> String {
    if told { say() } else { words::NOT_YET.to_owned() }
}

fn balanced(row: &VillageRow) -> String {
    let word = match row.balanced {
        Some(true) => words::BALANCED,
        Some(false) => words::UNBALANCED,
        None => words::NOT_YET,
    };
    word.to_owned()
}

/// A writer's clock, given in seconds.
pub fn clock_of(at: i64) -> String {
    text::clock(u64::try_from(at).unwrap_or_default() * 1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_by_lateness_and_never_by_votes() {
        let row = |code: &str, figure| VillageRow { code: code.into(), today: true, figure, ..VillageRow::default() };
        let counting = |called| Figure::Counting { called, returned: 9 };
        let rows = [
            row("1", Figure::Turnout { permille: 900 }),
            row("2", counting(8)),
            row("3", counting(1)),
            row("4", Figure::Issuing { issued: 5, registered: 9 }),
            row("5", Figure::Issuing { issued: 0, registered: 9 }),
            row("6", Figure::Halted { group: None }),
        ];
        let wall = Wall { villages: rows.into(), ..Wall::default() };
        assert_eq!(by_lateness(&wall), ["6", "5", "4", "2", "3", "1"]);
    }
}
