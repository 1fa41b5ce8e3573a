//! What people do on a phone (操作): verbs of the law on whatever that phone knows, chosen by the seed.

use super::examples::examples;
use super::rng::Rng;
use super::village::{ELECTION, FORM, LIAISON, OFFICE, SERIES, STRANGER, TELLERS, person, plan};
use cunxuan_core::count::{BallotCalled, BoxOpened, Mark, Paper, Run, RunOpened, Section};
use cunxuan_core::event::Override;
use cunxuan_core::id::{ActorNo, LogId, PersonId, Place, Ref, Salt};
use cunxuan_core::plan::{self, Step, StepReported};
use cunxuan_core::polling::HaltReason;
use cunxuan_core::record::Draft;
use cunxuan_core::village::{Book, ElectionView};
use cunxuan_core::{Event, Refusal};
use std::sync::OnceLock;

/// Events to append, and who acts.
pub type Act = (ActorNo, Vec<Event>);

/// An event, written.
#[derive(Clone, Debug)]
pub struct Written {
    kind: u16,
    body: Vec<u8>,
    personal: bool,
}

impl Written {
    /// The bytes of an event.
    #[must_use]
    pub fn of(event: &Event) -> Self {
        Self { kind: event.kind(), body: event.write(), personal: event.is_personal() }
    }

    /// What is to be chained.
    #[must_use]
    pub fn draft(&self, rng: &mut Rng) -> Draft {
        Draft { kind: self.kind, body: self.body.clone(), salt: self.personal.then(|| Salt(rng.bytes())) }
    }
}

/// What the township plans, written.
#[must_use]
pub fn planned() -> &'static [Written] {
    static PLANNED: OnceLock<Vec<Written>> = OnceLock::new();
    PLANNED.get_or_init(|| plan().iter().map(Written::of).collect())
}

/// What somebody does in a history that nobody folds: one or a few events of any kind, by anybody.
#[must_use]
pub fn anything(rng: &mut Rng) -> (ActorNo, Vec<&'static Written>) {
    static EXAMPLES: OnceLock<Vec<Written>> = OnceLock::new();
    let any = EXAMPLES.get_or_init(|| examples().iter().map(|(_, event)| Written::of(event)).collect());
    let [one, two] = TELLERS;
    let actor = rng.pick(&[LIAISON, one, two, STRANGER]).copied().unwrap_or(LIAISON);
    let events = if rng.chance(700) { 1 } else { 1 + rng.below(4) };
    (actor, (0..events).filter_map(|_| rng.pick(any)).collect())
}

/// What somebody does next on a phone that writes `log`; nothing while there is no plan.
#[must_use]
pub fn act(rng: &mut Rng, book: &Book, log: LogId) -> Option<Result<Act, Refusal>> {
    let view = book.village().election(ELECTION)?;
    Some(match rng.below(20) {
        0..=4 => somebody(rng, book).map_or(Ok((LIAISON, Vec::new())), |who| one(LIAISON, view.register(&[who]))),
        5..=9 => {
            somebody(rng, book).map_or(Ok((LIAISON, Vec::new())), |who| one(LIAISON, view.issue_ballot(who, None)))
        }
        10 => somebody(rng, book).map_or(Ok((LIAISON, Vec::new())), |who| one(LIAISON, view.withdraw_issue(who, log))),
        11 => add_somebody(rng, book, &view, log),
        12 => Ok((LIAISON, vec![at_the_table(rng, &view)])),
        13 => Ok(breach(rng, &view, log)),
        _ => count(rng, &view, log),
    })
}

/// What the office reports from time to time.
#[must_use]
pub fn report(rng: &mut Rng) -> Act {
    let step = rng.pick(&Step::ALL).copied().unwrap_or(Step::Survey);
    (OFFICE, vec![Event::Plan(plan::Event::from(StepReported { step, on: super::village::day() }))])
}

fn one(actor: ActorNo, event: Result<Event, Refusal>) -> Result<Act, Refusal> {
    event.map(|event| (actor, vec![event]))
}

fn somebody(rng: &mut Rng, book: &Book) -> Option<PersonId> {
    let people: Vec<PersonId> = book.village().people().iter().map(|(id, _)| id).collect();
    rng.pick(&people).copied()
}

/// Adds a person and registers him in the same breath.
fn add_somebody(rng: &mut Rng, book: &Book, view: &ElectionView<'_>, log: LogId) -> Result<Act, Refusal> {
    let group = u16::try_from(rng.within(1, 3)).unwrap_or(1);
    let no = u16::try_from(rng.within(100, 900)).unwrap_or(100);
    let Some(person) = person(group, no) else { return Ok((LIAISON, Vec::new())) };
    let added = view.add_person(group, person)?;
    let seq = book.journal().log(&log).map_or(0, |chain| chain.trunk_tip().seq) + 1;
    Ok((LIAISON, vec![added, view.register_added(Place { log, seq })]))
}

/// Papers come to a table or are counted there, something is reported, somebody is halted or goes on.
fn at_the_table(rng: &mut Rng, view: &ElectionView<'_>) -> Event {
    let group = u16::try_from(rng.within(1, 3)).unwrap_or(1);
    let papers = u32::try_from(rng.within(0, 40)).unwrap_or(0);
    match rng.below(6) {
        0 => view.report_papers(group, SERIES, papers),
        1 => view.report_counted(group, SERIES, papers),
        2 => view.report_incident(Some(group), HaltReason::Treating),
        _ => halt_or_resume(rng, view),
    }
}

fn halt_or_resume(rng: &mut Rng, view: &ElectionView<'_>) -> Event {
    let group = rng.pick(&[None, Some(1), Some(2)]).copied().flatten();
    if rng.chance(200) { view.halt(group, HaltReason::Disturbance) } else { view.resume(group) }
}

/// Somebody counts who may not: it is to be kept and to weigh nothing.
fn breach(rng: &mut Rng, view: &ElectionView<'_>, log: LogId) -> Act {
    let place = view.election.count.runs().next().map_or(Place { log, seq: 1 }, |run| run.place);
    let called = BallotCalled { run: Ref::to(place, Some(log)), paper: Paper::Blank };
    let actor = rng.pick(&[LIAISON, STRANGER]).copied().unwrap_or(STRANGER);
    (actor, vec![view.event(cunxuan_core::count::Event::from(called))])
}

/// A teller goes on with his own run, or opens a box and a run.
fn count(rng: &mut Rng, view: &ElectionView<'_>, log: LogId) -> Result<Act, Refusal> {
    let teller = rng.pick(&TELLERS).copied().unwrap_or(STRANGER);
    let mine = view.election.count.runs().find(|run| run.place.log == log && run.is_open());
    let box_no = u16::try_from(rng.within(1, 3)).unwrap_or(1);
    match (mine, rng.below(10)) {
        (Some(run), 0) => one(teller, view.undo_call(teller, run.place)),
        (Some(run), 1..=2) => one(teller, view.close_run(teller, run.place)),
        (Some(run), 9) => guard(rng, view, teller, run),
        (Some(run), _) => {
            let calls = 1 + rng.below(3);
            let papers = (0..calls).map(|_| view.call_ballot(teller, run.place, paper(rng)));
            papers.collect::<Result<Vec<Event>, Refusal>>().map(|events| (teller, events))
        }
        (None, 0..=3) => {
            let papers = u32::try_from(rng.below(4)).unwrap_or(0);
            one(teller, view.open_box(teller, BoxOpened { form: FORM, box_no, papers, seal_whole: true }))
        }
        (None, kind) => {
            let run = RunOpened { form: FORM, boxes: vec![box_no], caller: None, scrutineer: None };
            one(teller, if kind == 9 { view.open_second(teller, run) } else { view.open_run(teller, run) })
        }
    }
}

/// A teller compares a bundle, sets a paper right, looks at one anew, or gives his count up.
fn guard(rng: &mut Rng, view: &ElectionView<'_>, teller: ActorNo, run: &Run) -> Result<Act, Refusal> {
    let at = u32::try_from(rng.below(3)).unwrap_or(0);
    let witnessed =
        Override { reason: String::from("手机坏了"), witnesses: [String::from("甲"), String::from("乙")] };
    let reason = (String::from("按原票改"), teller);
    match rng.below(5) {
        0 => one(teller, view.compare_bundle(teller, run.place, 0, 4321)),
        1 => one(teller, view.correct_call(teller, run.place, (at, paper(rng)), reason)),
        2 => one(teller, view.review_call(teller, run.place, at, rng.chance(900))),
        3 => view.end_run(teller, run.place, witnessed).map(|events| (teller, events)),
        _ => one(teller, view.abandon_run(teller, run.place, witnessed)),
    }
}

fn paper(rng: &mut Rng) -> Paper {
    let printed = |index| Section::Names { yes: vec![Mark::Printed { index }], no: Vec::new() };
    let written = || Section::Names { yes: vec![Mark::Written { name: String::from("己") }], no: Vec::new() };
    match rng.below(8) {
        0 => Paper::Blank,
        1 => Paper::Unreadable,
        2 => Paper::Marked { sections: vec![written(), Section::OverMarked] },
        _ => {
            let (head, member) = (u8::from(rng.chance(500)), u8::from(rng.chance(500)));
            Paper::Marked { sections: vec![printed(head), printed(member)] }
        }
    }
}
