//! D03 村页: everything about one village, and the office's decisions on it.

mod boxes;
mod decide;
mod result;

use super::live::{Desk, ask};
use crate::browser::net::NetError;
use crate::browser::spawn;
use crate::browser::timer::sleep;
use crate::markup::{Memo, view};
use crate::part::{StageCell, StageMark};
use crate::text;
use crate::text::desk as desk_text;
use crate::text::desk::{alarm, today as today_text, village as words};
use boxes::Boxes;
use cunxuan_core::api::{HandView, LogView, Noted, StepState, VillageView};
use cunxuan_core::plan::Step;
use decide::Decide;
use leptos::prelude::*;
use result::Signed;

/// Between two questions while the village goes on.
const PACE_MS: u32 = 500;

/// What is known of the village that is looked at. Copies are the same page.
#[derive(Clone, Copy)]
pub struct Page {
    desk: Desk,
    code: StoredValue<String>,
    /// As it was told last.
    told: RwSignal<Option<VillageView>>,
    /// When that was, in milliseconds since 1970.
    at: RwSignal<u64>,
    /// There is no such village.
    missing: RwSignal<bool>,
    /// Whether it is being asked for, and whether it has to be asked for again.
    asking: StoredValue<(bool, bool)>,
}

impl Page {
    fn open(desk: Desk, code: String) -> Self {
        let row = desk.row(code.clone());
        let (told, at) = (RwSignal::new(None), RwSignal::new(0));
        let (missing, asking) = (RwSignal::new(false), StoredValue::new((false, false)));
        let page = Self { desk, code: StoredValue::new(code), told, at, missing, asking };
        // Whatever changed in the row changed in the village.
        Effect::new(move |_| {
            row.with(|_| ());
            page.refresh();
        });
        page
    }

    /// Something of the village, as it was told last.
    fn of<T: Default + PartialEq + Send + Sync + 'static>(self, find: fn(&VillageView) -> T) -> Memo<T> {
        Memo::new(move || self.told.with(|told| told.as_ref().map(find).unwrap_or_default()))
    }

    fn path(self) -> String {
        self.code.with_value(|code| ["/api/village/", code].concat())
    }

    /// Asks for the village. One question at a time; the page may be left before its answer.
    fn refresh(self) {
        let asking = self.asking.try_update_value(|asking| std::mem::replace(asking, (true, asking.0)).0);
        if asking != Some(false) {
            return;
        }
        let path = self.path();
        spawn(async move {
            let answer = ask(&path, None).await;
            self.answered(answer.and_then(|body| serde_json::from_slice(&body).map_err(|_| NetError::NotOurs)));
            let again = self.asking.try_update_value(|asking| std::mem::take(asking).1);
            if again == Some(true) {
                sleep(PACE_MS).await;
                self.refresh();
            }
        });
    }

    fn answered(self, answer: Result<VillageView, NetError>) {
        match answer {
            Ok(view) => self.show(view),
            Err(NetError::Status(404, _)) => drop(self.missing.try_set(true)),
            Err(NetError::Status(401 | 403, _)) => self.desk.refresh(),
            // The head of the page says that the server is gone, and as of when the figures are.
            Err(NetError::Offline | NetError::Timeout | NetError::NotOurs | NetError::Status(..)) => {}
        }
    }

    fn show(self, view: VillageView) {
        self.at.try_set(crate::browser::now_ms());
        self.told.try_set(Some(view));
    }
}

/// One village.
#[component]
pub fn Village(
    /// What is shown.
    desk: Desk,
    /// The village's code.
    code: String,
) -> AnyView {
    let page = Page::open(desk, code);
    let known = page.of(|_| true);
    let word = move || if page.missing.get() { words::NO_VILLAGE } else { words::READING };
    view! {
        <main class="page village">
            {move || if known.get() { body(page) } else { view! { <p class="gate">{word}</p> } }}
        </main>
    }
}

fn body(page: Page) -> AnyView {
    view! {
        {head(page)}
        <div class="cols">
            <div>
                {stages(page)}
                <Boxes page=page />
                <Signed page=page />
                {held(page)}
            </div>
            <aside>
                <Decide page=page />
                {findings(page)}
                {roll(page)}
                {hands(page)}
                {prints(page)}
            </aside>
        </div>
    }
}

fn head(page: Page) -> AnyView {
    let row = page.of(|view| view.row.clone());
    let rules = page.of(|view| view.rules.clone());
    let figure = move || row.with(|row| desk_text::figure(row.figure));
    view! {
        <header class="over">
            <a class="link" href="#">{words::BACK}</a>
            <h2>{move || row.with(|row| row.name.clone())}</h2>
            <span>{move || row.with(|row| desk_text::work_group(row.work_group))}</span>
            <span>{move || row.with(|row| row.election_day.map(words::election))}</span>
            <b>{figure}</b>
            <small>{move || rules.get()}</small>
            <span class="asof">{move || words::as_of(page.at.get())}</span>
        </header>
    }
}

/// The twelve steps with their days.
fn stages(page: Page) -> AnyView {
    let steps = page.of(|view| (view.row.steps, view.done_on));
    let step = move |(at, step): (usize, Step)| {
        let now = Memo::new(move || {
            steps.with(|(steps, done)| (steps.get(at).copied().unwrap_or_default(), done.get(at).copied().flatten()))
        });
        let state = move || desk_text::state(now.get().0);
        let day = move || now.get().1.map(desk_text::civil);
        let cell = move || view! { <StageCell mark=mark(now.get().0) /> };
        view! { <li><b>{desk_text::step(step)}</b>{cell}<span>{state}</span><small>{day}</small></li> }
    };
    let steps: Vec<AnyView> = Step::ALL.into_iter().enumerate().map(step).collect();
    view! { <ol class="panel stages">{steps}</ol> }
}

fn mark(state: StepState) -> StageMark {
    match state {
        StepState::Empty => StageMark::Empty,
        StepState::Half => StageMark::Half,
        StepState::Done => StageMark::Done,
        StepState::Check => StageMark::Check,
        StepState::Halted => StageMark::Stop,
    }
}

fn findings(page: Page) -> AnyView {
    let found = page.of(|view| view.findings.clone());
    let line = |note: Noted| {
        view! {
            <li>
                <b>{alarm::at(&note)}" "{alarm::found(note.kind)}{alarm::times(note.times)}</b>
                <p>{alarm::to_do(note.kind)}</p>
            </li>
        }
    };
    view! {
        <section class="panel found">
            <h2>{words::FINDINGS}<span>{move || desk_text::things(found.with(Vec::len))}</span></h2>
            <p hidden=move || !found.with(Vec::is_empty)>{words::NO_FINDINGS}</p>
            <ul>{move || found.get().into_iter().map(line).collect_view()}</ul>
        </section>
    }
}

fn roll(page: Page) -> AnyView {
    let roll = page.of(|view| view.roll.clone());
    let figure = move |word: &'static str, find: fn(&cunxuan_core::api::RollView) -> u32| {
        view! { <div><small>{word}</small><b>{move || desk_text::count(roll.with(find))}</b></div> }
    };
    let posted = move || roll.with(|roll| roll.posted.map(|on| words::posted(on, &roll.place)));
    let days = move || {
        roll.with(|roll| roll.objections.zip(roll.decisions).map(|(last, decided)| words::objections(last, decided)))
    };
    view! {
        <section class="panel">
            <h2>{words::ROLL}</h2>
            <div class="figures">
                {figure(words::REGISTERED, |roll| roll.registered)}
                {figure(words::OFF, |roll| roll.off)}
                {figure(words::TO_ASK, |roll| roll.to_ask)}
                {figure(words::OPEN, |roll| roll.open)}
                {figure(words::PROXIES, |roll| roll.proxies)}
            </div>
            <p>{posted}</p>
            <p>{days}</p>
        </section>
    }
}

fn hands(page: Page) -> AnyView {
    let hands = page.of(|view| view.hands.clone());
    let line = |hand: HandView| view! { <li><span>{text::plan::role(hand.role)}</span>{hand.name}</li> };
    view! {
        <section class="panel hands">
            <h2>{words::HANDS}</h2>
            <ul>{move || hands.get().into_iter().map(line).collect_view()}</ul>
        </section>
    }
}

/// What the server has on its disk of each writer.
fn held(page: Page) -> AnyView {
    let logs = page.of(|view| (view.logs.clone(), view.hands.clone()));
    let who = |log: &LogView, hands: &[HandView]| {
        let name = hands.iter().find(|hand| hand.no == log.actor).map(|hand| hand.name.clone()).unwrap_or_default();
        [log.role.map(text::plan::role).unwrap_or_default(), " ", &name].concat()
    };
    let line = move |log: &LogView, hands: &[HandView]| {
        view! {
            <tr>
                <td>{log.name.clone()}</td>
                <td>{who(log, hands)}</td>
                <td class="n">{log.entries}</td>
                <td class="n">{desk_text::moment(log.last)}</td>
            </tr>
        }
    };
    let lines = move || logs.with(|(logs, hands)| logs.iter().map(|log| line(log, hands)).collect::<Vec<_>>());
    let heads: Vec<AnyView> = words::HELD_HEADS.into_iter().map(|head| view! { <th>{head}</th> }).collect();
    let quiet = page.of(|view| view.quiet);
    let heard = move || {
        quiet.get().map_or_else(|| today_text::NEVER.to_owned(), |ago| words::heard(&desk_text::age(u64::from(ago))))
    };
    view! {
        <section class="panel held">
            <h2>{words::HELD}<span>{heard}</span></h2>
            <table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>
        </section>
    }
}

fn prints(page: Page) -> AnyView {
    let link = move |to: &str| page.code.with_value(|code| ["#print/", to, "/", code].concat());
    view! {
        <section class="panel prints">
            <h2>{words::PRINTS}</h2>
            <a class="btn" href=link("roll")>{words::POSTER}</a>
            <a class="btn" href=link("register")>{words::REGISTER}</a>
        </section>
    }
}
