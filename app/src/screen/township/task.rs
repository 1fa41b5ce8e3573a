//! What waits for the office (需要处理): alarms of the villages, those that nothing is heard of, and the server itself.

use super::contact::{self, Contact, LONG_S};
use super::live::{Desk, ask};
use crate::browser::spawn;
use crate::markup::{Memo, view};
use crate::part::{StageCell, StageMark};
use crate::text::desk as text;
use cunxuan_core::api::{Alarm, GivenBack, VillageRow, Wall};
use cunxuan_core::time::Day;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Whether a village voted before today and its result is not here: it was due on the day itself.
pub fn overdue(row: &VillageRow, today: Option<Day>) -> bool {
    !row.signed && row.election_day.zip(today).is_some_and(|(voted, today)| voted < today)
}

/// One thing that needs a decision.
#[derive(Clone, Debug, PartialEq)]
struct Task {
    mark: StageMark,
    village: String,
    /// The village's code; none for the server itself.
    code: Option<String>,
    title: String,
    note: String,
}

/// The list of what needs a decision, the gravest first.
#[component]
pub fn Tasks(
    /// What is shown.
    desk: Desk,
) -> AnyView {
    let tasks = Memo::new(move || desk.wall.with(|wall| desk.spoke.with(|spoke| tasks(wall, spoke, desk.now.get()))));
    let list = move || tasks.get().into_iter().map(|task| line(desk, task)).collect_view();
    view! {
        <section class="panel tasks">
            <h2>{text::NEEDS_DECISION}<span>{move || text::things(tasks.with(Vec::len))}</span></h2>
            <div class="scroll" tabindex="0">
                <p hidden=move || !tasks.with(Vec::is_empty)>{text::NO_DECISIONS}</p>
                {list}
            </div>
        </section>
    }
}

fn line(desk: Desk, task: Task) -> AnyView {
    let class = if task.mark == StageMark::Stop { "alarm hot" } else { "alarm" };
    let go = match (task.code, task.mark) {
        (None, _) => {
            view! { <button type="button" class="btn" on:click=move |_| dismiss(desk)>{text::SEEN}</button> }
        }
        (Some(code), StageMark::Stop) => {
            view! { <a class="btn p" href=["#village/", &code].concat()>{text::DECIDE}</a> }
        }
        (Some(code), _) => view! { <a class="btn" href=["#village/", &code].concat()>{text::LOOK}</a> },
    };
    view! {
        <div class=class>
            <StageCell mark=task.mark />
            <div>
                <b>{task.village}"　"{task.title}</b>
                <p>{task.note}</p>
            </div>
            {go}
        </div>
    }
}

/// What phones gave back after a restore has been seen.
fn dismiss(desk: Desk) {
    spawn(async move {
        // The wall that is asked for next says whether it was heard.
        ask("/api/restored/dismiss", Some(b"{}")).await.ok();
        desk.refresh();
    });
}

fn tasks(wall: &Wall, spoke: &BTreeMap<String, u64>, now: u64) -> Vec<Task> {
    let of = |row: &VillageRow| {
        let quiet = contact::of(row, wall, spoke.get(&row.code).copied(), now);
        of_village(row, wall.today, quiet)
    };
    let mut tasks: Vec<Task> = wall.villages.iter().flat_map(of).collect();
    tasks.extend(wall.restored.filter(|it| it.entries > 0).map(restored));
    tasks.dedup();
    tasks.sort_by_key(|task| weight(task.mark));
    tasks
}

fn restored(back: GivenBack) -> Task {
    let (title, note) = text::restored(back);
    Task { mark: StageMark::Check, village: text::SERVER.to_owned(), code: None, title: title.to_owned(), note }
}

fn of_village(row: &VillageRow, today: Option<Day>, contact: Contact) -> Vec<Task> {
    let task =
        |mark, title: String, note| Task { mark, village: row.name.clone(), code: Some(row.code.clone()), title, note };
    let plain = |mark, (title, note): (&str, String)| task(mark, title.to_owned(), note);
    let alarms = row.alarms.iter().map(|alarm| plain(mark(alarm), text::alarm::alarm(alarm)));
    let late = row.election_day.filter(|_| overdue(row, today));
    let late = late.map(|day| plain(StageMark::Late, text::unreported(day)));
    let quiet = contact.older(LONG_S).zip(contact.at).map(|(ago, at)| text::quiet(&text::age(ago), &text::clock(at)));
    let quiet = quiet.map(|(title, note)| task(StageMark::Empty, title, note));
    alarms.chain(late).chain(quiet).collect()
}

fn mark(alarm: &Alarm) -> StageMark {
    match alarm {
        Alarm::Halted { .. } => StageMark::Stop,
        Alarm::DoubleIssue { .. }
        | Alarm::Reported { .. }
        | Alarm::PapersMiscounted { .. }
        | Alarm::OpenedUnsealed { .. }
        | Alarm::IssuedOverTaken { .. }
        | Alarm::BoxOverIssued { .. }
        | Alarm::RunsDiffer { .. }
        | Alarm::DoesNotBalance => StageMark::Check,
        Alarm::PostedLate { .. } | Alarm::LogForked | Alarm::RoleBreach | Alarm::LaterVersion { .. } => StageMark::Late,
    }
}

fn weight(mark: StageMark) -> u8 {
    match mark {
        StageMark::Stop => 0,
        StageMark::Check => 1,
        StageMark::Late => 2,
        StageMark::Empty | StageMark::Done | StageMark::Half => 3,
    }
}
