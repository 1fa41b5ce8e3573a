//! 时限: the days of the law and of the township that are still to be kept, by the time that is left.

use super::live::Desk;
use crate::markup::{Memo, view};
use crate::text::desk as text;
use cunxuan_core::api::{DueKind, VillageRow, Wall};
use cunxuan_core::time::Day;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The last minute of a day for its results, by the clock at +08:00: 22:00.
const RESULTS_BY: u32 = 22 * 60;
const DAY: u32 = 24 * 60;
/// With less than so many minutes left it is pressing.
const PRESSING: u32 = 3 * 60;

/// A row of the days to come.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Due {
    what: String,
    /// Where it is laid down.
    article: String,
    when: String,
    left: String,
    tone: &'static str,
}

/// The days to come, the next first.
#[component]
pub fn Deadlines(
    /// What is shown.
    desk: Desk,
) -> AnyView {
    let minute = Memo::new(move || minute(desk.now.get()));
    let dues = Memo::new(move || desk.wall.with(|wall| dues(wall, minute.get())));
    let row = |due: Due| {
        view! {
            <tr title=due.article.clone()>
                <td>{due.what}<small>{due.article}</small></td>
                <td>{due.when}</td>
                <td class=due.tone>{due.left}</td>
            </tr>
        }
    };
    view! {
        <section class="panel dues">
            <h2>{text::DEADLINES}</h2>
            <p hidden=move || !dues.with(Vec::is_empty)>{text::DEADLINES_EMPTY}</p>
            <div class="scroll" tabindex="0"><table><tbody>{move || dues.get().into_iter().map(row).collect_view()}</tbody></table></div>
        </section>
    }
}

/// The minute of the day at +08:00.
fn minute(ms: u64) -> u32 {
    u32::try_from((ms / 60_000 + 8 * 60) % u64::from(DAY)).unwrap_or_default()
}

fn dues(wall: &Wall, minute: u32) -> Vec<Due> {
    let Some(today) = wall.today else { return Vec::new() };
    let mut days: BTreeMap<(Day, DueKind, &str), Vec<String>> = BTreeMap::new();
    for row in &wall.villages {
        for due in row.dues.iter().filter(|due| !(due.what == DueKind::Election && due.on == today)) {
            days.entry((due.on, due.what, &due.article)).or_default().push(row.name.clone());
        }
    }
    let law = days.into_iter().map(|((on, what, article), names)| {
        let (left, tone) = left(on.since(today), DAY - minute);
        Due { what: text::due_of(what, &names), article: article.to_owned(), when: text::civil(on), left, tone }
    });
    // What was missed stands before what is due tonight.
    let (missed, to_come): (Vec<Due>, Vec<Due>) = law.partition(|due| due.tone == "n over");
    missed.into_iter().chain(results_due(wall, minute)).chain(to_come).collect()
}

/// What is left of so many days and minutes, and how pressing that is.
fn left(days: i32, minutes: u32) -> (String, &'static str) {
    match days {
        ..0 => (text::days_over(-days), "n over"),
        0 => (text::minutes_left(minutes), if minutes < PRESSING { "n press" } else { "n warn" }),
        1 => (text::days_left(1), "n warn"),
        _ => (text::days_left(days), "n"),
    }
}

fn results_due(wall: &Wall, minute: u32) -> Option<Due> {
    let voting = || wall.villages.iter().filter(|row: &&VillageRow| row.today);
    let open = u32::try_from(voting().filter(|row| !row.signed).count()).unwrap_or(u32::MAX);
    let (left, tone) = match (open, RESULTS_BY.checked_sub(minute)) {
        (0, _) => (text::ALL_DONE.to_owned(), "n"),
        (_, None) => (text::OVER.to_owned(), "n over"),
        (_, Some(minutes)) => left(0, minutes),
    };
    let what = if open == 0 { text::RESULTS_DUE.to_owned() } else { text::results_missing(open) };
    let due = Due { what, article: text::SAME_DAY.to_owned(), when: text::BY_TEN.to_owned(), left, tone };
    (voting().count() > 0).then_some(due)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunxuan_core::api::Due as Told;

    #[test]
    fn days_stand_by_the_time_that_is_left() {
        let day = |text: &str| Day::parse(text).unwrap();
        let told = |what, on: &str| Told { what, on: day(on), article: "组织法".into() };
        let row = |name: &str, dues| VillageRow { name: name.into(), dues, ..VillageRow::default() };
        let voting = VillageRow { today: true, ..row("甲", vec![told(DueKind::Election, "2026-11-08")]) };
        let villages = vec![
            voting,
            row("乙", vec![told(DueKind::Candidates, "2026-11-07"), told(DueKind::Election, "2026-11-12")]),
            row("丙", vec![told(DueKind::Election, "2026-11-12")]),
        ];
        let wall = Wall { today: Some(day("2026-11-08")), villages, ..Wall::default() };
        let told: Vec<(String, String)> =
            dues(&wall, 15 * 60 + 48).into_iter().map(|due| (due.what, due.left)).collect();
        let expected =
            [("乙公布候选人", "已过 1 天"), ("1 村今日结果未报", "剩 6 小时 12 分"), ("2 村选举", "剩 4 天")];
        assert_eq!(told, expected.map(|(what, left)| (what.to_owned(), left.to_owned())));
    }
}
