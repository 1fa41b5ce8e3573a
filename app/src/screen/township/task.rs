//! What waits for the office (需要处理、时限): alarms of the villages, and the days to come.

use super::live::Desk;
use crate::markup::{Memo, view};
use crate::part::{StageCell, StageMark};
use crate::text::desk as text;
use cunxuan_core::api::{Alarm, GivenBack, VillageRow, Wall};
use cunxuan_core::time::Day;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The days to come that have room.
const DAYS: usize = 4;

/// Whether a village voted before today and its result is not here: it was due on the day itself.
pub fn overdue(row: &VillageRow, today: Option<Day>) -> bool {
    !row.signed && row.election_day.zip(today).is_some_and(|(voted, today)| voted < today)
}

/// One thing that needs a decision.
#[derive(Clone, Debug, PartialEq)]
struct Task {
    mark: StageMark,
    village: String,
    title: &'static str,
    note: String,
}

/// The list of what needs a decision, the gravest first.
#[component]
pub fn Tasks(
    /// What is shown.
    desk: Desk,
) -> AnyView {
    let tasks = Memo::new(move || desk.wall.with(tasks));
    let list = move || tasks.get().into_iter().map(line).collect_view();
    view! {
        <section class="panel tasks">
            <h2>{text::NEEDS_DECISION}<span>{move || text::things(tasks.with(Vec::len))}</span></h2>
            <div class="scroll">
                <p hidden=move || !tasks.with(Vec::is_empty)>{text::NO_DECISIONS}</p>
                {list}
            </div>
        </section>
    }
}

fn line(task: Task) -> AnyView {
    let class = if task.mark == StageMark::Stop { "alarm hot" } else { "alarm" };
    view! {
        <div class=class>
            <StageCell mark=task.mark />
            <div>
                <b>{task.village}"　"{task.title}</b>
                <p>{task.note}</p>
            </div>
        </div>
    }
}

fn tasks(wall: &Wall) -> Vec<Task> {
    let mut tasks: Vec<Task> = wall.villages.iter().flat_map(|row| of_village(row, wall.today)).collect();
    tasks.extend(wall.restored.filter(|it| it.entries > 0).map(restored));
    tasks.dedup();
    tasks.sort_by_key(|task| weight(task.mark));
    tasks
}

fn restored(back: GivenBack) -> Task {
    let (title, note) = text::restored(back);
    Task { mark: StageMark::Check, village: text::SERVER.to_owned(), title, note }
}

fn of_village(row: &VillageRow, today: Option<Day>) -> Vec<Task> {
    let task = |mark, (title, note)| Task { mark, village: row.name.clone(), title, note };
    let alarms = row.alarms.iter().map(|alarm| task(mark(alarm), text::alarm(alarm)));
    let late = row.election_day.filter(|_| overdue(row, today));
    alarms.chain(late.map(|day| task(StageMark::Late, text::unreported(day)))).collect()
}

fn mark(alarm: &Alarm) -> StageMark {
    match alarm {
        Alarm::Halted { .. } => StageMark::Stop,
        Alarm::DoubleIssue { .. }
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

/// A row of the days to come.
#[derive(Clone, Debug, PartialEq)]
struct Due {
    what: String,
    when: String,
    left: String,
    near: bool,
}

/// The days to come, the next first.
#[component]
pub fn Deadlines(
    /// What is shown.
    desk: Desk,
) -> AnyView {
    let dues = Memo::new(move || desk.wall.with(dues));
    let row = |due: Due| {
        view! {
            <tr>
                <td>{due.what}</td>
                <td>{due.when}</td>
                <td class="n" class:warn=due.near>{due.left}</td>
            </tr>
        }
    };
    view! {
        <section class="panel dues">
            <h2>{text::DEADLINES}</h2>
            <p hidden=move || !dues.with(Vec::is_empty)>{text::DEADLINES_EMPTY}</p>
            <table><tbody>{move || dues.get().into_iter().map(row).collect_view()}</tbody></table>
        </section>
    }
}

fn dues(wall: &Wall) -> Vec<Due> {
    let Some(today) = wall.today else { return Vec::new() };
    let mut days: BTreeMap<Day, Vec<String>> = BTreeMap::new();
    for row in &wall.villages {
        if let Some(day) = row.election_day.filter(|day| *day > today) {
            days.entry(day).or_default().push(row.name.clone());
        }
    }
    let to_come = days.into_iter().map(|(day, names)| {
        let left = day.since(today);
        let (what, when) = (text::elections(&names), text::dated(day));
        Due { what, when, left: text::days_left(left), near: left == 1 }
    });
    results_due(wall).into_iter().chain(to_come).take(DAYS).collect()
}

fn results_due(wall: &Wall) -> Option<Due> {
    let voting = wall.villages.iter().filter(|row| row.today);
    let open = u32::try_from(voting.clone().filter(|row| !row.signed).count()).unwrap_or(u32::MAX);
    let left = if open == 0 { text::ALL_DONE.to_owned() } else { text::villages_left(open) };
    let (what, when) = (text::RESULTS_DUE.to_owned(), text::TODAY.to_owned());
    (voting.count() > 0).then_some(Due { what, when, left, near: open > 0 })
}
