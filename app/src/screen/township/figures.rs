//! The five figures above the wall (五项总数).

use super::live::Desk;
use crate::markup::{Memo, view};
use crate::part::Kpi;
use crate::text::desk as text;
use cunxuan_core::api::{Figure, StepState, VillageRow, Wall};
use cunxuan_core::plan::Step;
use cunxuan_core::progress::permille;
use cunxuan_core::time::Day;
use leptos::prelude::*;

/// What the five figures are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Totals {
    villages: u32,
    signed: u32,
    today: u32,
    today_signed: u32,
    to_come: u32,
    last_day: Option<Day>,
    registered: u32,
    posted: u32,
    turnout: (u32, u32),
    issuing: u32,
    counting: u32,
    signing: u32,
    officers: u32,
    boxes: u32,
    today_boxes: (u32, u32),
}

fn totals(wall: &Wall) -> Totals {
    let start = Totals { officers: wall.officers, ..Totals::default() };
    wall.villages.iter().fold(start, |sum, row| add(sum, row, wall.today))
}

fn add(mut sum: Totals, row: &VillageRow, today: Option<Day>) -> Totals {
    let posting = Step::ALL.into_iter().zip(row.steps).find(|(step, _)| *step == Step::Posting);
    let is = |figure: bool| u32::from(row.today && figure);
    sum.villages += 1;
    sum.signed += u32::from(row.signed);
    sum.today += u32::from(row.today);
    sum.today_signed += is(row.signed);
    sum.to_come += u32::from(row.election_day > today || row.election_day.is_none());
    sum.last_day = sum.last_day.max(row.election_day);
    sum.registered += row.registered;
    sum.posted += u32::from(posting.is_some_and(|(_, state)| state != StepState::Empty));
    if row.signed {
        sum.turnout = (sum.turnout.0 + row.counted, sum.turnout.1 + row.registered);
    }
    sum.issuing += is(matches!(row.figure, Figure::Issuing { .. } | Figure::Halted { .. }));
    sum.counting += is(matches!(row.figure, Figure::Counting { .. }));
    sum.signing += is(row.figure == Figure::Signing);
    sum.boxes += row.boxes;
    if row.today {
        sum.today_boxes = (sum.today_boxes.0 + row.boxes_counted, sum.today_boxes.1 + row.boxes);
    }
    sum
}

impl Totals {
    fn turnout(&self) -> String {
        let (counted, registered) = self.turnout;
        if registered == 0 { text::NONE_YET.to_owned() } else { text::percent(permille(counted, registered)) }
    }

    /// Villages that are done, that vote today and are not done, and the rest.
    fn shares(&self) -> Vec<u32> {
        let under_way = self.today - self.today_signed;
        vec![self.signed, under_way, self.villages.saturating_sub(self.signed + under_way)]
    }
}

/// The five figures.
#[component]
pub fn Figures(
    /// What is shown.
    desk: Desk,
) -> AnyView {
    let totals = Memo::new(move || desk.wall.with(totals));
    let of = move |say: fn(&Totals) -> String| Signal::derive(move || totals.with(say));
    view! {
        <div class="kpis">
            <Kpi
                label=text::KPI_VILLAGES
                value=of(|it| text::count(it.signed))
                unit=of(|it| text::of_villages_done(it.villages))
                note=of(|it| text::villages_note(it.today, it.to_come, it.last_day))
                shares=Signal::derive(move || totals.with(Totals::shares))
            />
            <Kpi
                label=text::KPI_VOTERS
                value=of(|it| text::count(it.registered))
                unit=text::PEOPLE
                note=of(|it| text::posted_note(it.posted, it.villages))
            />
            <Kpi
                label=text::KPI_TURNOUT
                value=of(Totals::turnout)
                unit=text::PERCENT
                note=of(|it| text::turnout_note(it.turnout.0, it.turnout.1))
            />
            <Kpi
                label=text::KPI_RESULTS
                value=of(|it| text::count(it.today_signed))
                unit=of(|it| text::of_villages(it.today))
                note=of(|it| text::results_note(it.issuing, it.counting, it.signing))
            />
            <Kpi
                label=text::KPI_PEOPLE
                value=of(|it| text::count(it.officers))
                unit=text::PEOPLE
                more=of(|it| text::count(it.boxes))
                more_unit=text::BOXES
                note=of(|it| text::boxes_note(it.today_boxes.0, it.today_boxes.1))
            />
        </div>
    }
}
