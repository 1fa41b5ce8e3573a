//! One event of every kind (事件样例), and more where a kind has several shapes. Their bytes are never to change.

use super::village::{ELECTION, FORM, LIAISON, SERIES, day, form, list, person, series};
use cunxuan_core::canvass::{self, LeftoverDestroyed, ResultSigned, Signature};
use cunxuan_core::count::{
    self, BallotCalled, BoxOpened, BundleCompared, CallCorrected, CallReviewed, CallUndone, EndWitnessed, Mark, Paper,
    RunAbandoned, RunClosed, RunOpened, SecondOpened, Section,
};
use cunxuan_core::event::Override;
use cunxuan_core::id::{EntryId, LogId, PersonId, Place, Ref};
use cunxuan_core::key::PublicKey;
use cunxuan_core::people::{self, ListWithdrawn, PersonAdded};
use cunxuan_core::person::OffRoll;
use cunxuan_core::plan::{
    self, Actor, ActorsNamed, BranchSettled, Cut, KeyCertified, KeyRevoked, PinSet, Revocation, Role, Step,
    StepReported,
};
use cunxuan_core::polling::{
    self, AttendanceCounted, BallotIssued, BoxSealed, GroupHalted, GroupResumed, HaltReason, IncidentReported,
    IssueWithdrawn, Kinship, PapersCounted, PapersTaken, PhoneChecked, ProxyRegistered, SeriesVoided,
};
use cunxuan_core::roll::{self, DecisionWithdrawn, LeftOff, Registered, RollPosted, StruckAsDouble};
use cunxuan_core::village::ElectionEvent;
use cunxuan_core::{Event, ballot};

/// A name and an event.
pub type Example = (&'static str, Event);

/// A listed voter.
pub const VOTER: PersonId = PersonId::Listed { group: 1, no: 5 };
/// Somebody added on a phone.
pub const ADDED: PersonId = PersonId::Added { place: Place { log: LOG, seq: 7 } };
const LOG: LogId = LogId([0xab; 16]);
const THERE: Place = Place { log: LOG, seq: 300 };

/// Events of every kind.
#[must_use]
pub fn examples() -> Vec<Example> {
    let mut all = planned();
    all.extend(residents());
    all.extend(of(rolled()));
    all.extend(of(printed()));
    all.extend(of(polled()));
    all.extend(of(counted()));
    all.extend(of(canvassed()));
    all
}

fn of<E: Into<ElectionEvent>>(events: Vec<(&'static str, E)>) -> Vec<Example> {
    let event = |(name, event): (&'static str, E)| (name, Event::Election { no: ELECTION, event: event.into() });
    events.into_iter().map(event).collect()
}

fn planned() -> Vec<Example> {
    let actors = vec![Actor { no: LIAISON, role: Role::Liaison, name: String::from("包村员") }];
    let mut events: Vec<Example> = super::village::plan().into_iter().map(|event| ("planned", event)).collect();
    events.truncate(3);
    let mut events: Vec<Example> =
        ["village", "actors", "election"].into_iter().zip(events.into_iter().map(|(_, event)| event)).collect();
    let certified = KeyCertified {
        serial: 1,
        key: PublicKey { suite: 1, bytes: vec![4; 65] },
        actor: LIAISON,
        roles: vec![Role::Liaison, Role::Teller],
        scope: super::village::scope(),
        from: day(),
        until: day().plus(92),
        signature: vec![9; 64],
    };
    let revoked = KeyRevoked { serial: 1, reason: Revocation::Lost, cuts: vec![Cut { log: LOG, seq: 300 }] };
    let officials = [String::from("甲"), String::from("乙")];
    let settled = BranchSettled { log: LOG, seq: 300, head: EntryId([0xcd; 32]), officials };
    let more: [(&'static str, plan::Event); 6] = [
        ("actor-alone", ActorsNamed { actors }.into()),
        ("pin", PinSet { actor: 11, salt: [3; 16], check: [4; 32] }.into()),
        ("step", StepReported { step: Step::Survey, on: day() }.into()),
        ("certified", certified.into()),
        ("revoked", revoked.into()),
        ("settled", settled.into()),
    ];
    events.extend(more.map(|(name, event)| (name, Event::Plan(event))));
    events
}

fn residents() -> Vec<Example> {
    let added = person(2, 7).map(|person| ("added", people::Event::from(PersonAdded { group: 2, person })));
    let imported = ("imported", people::Event::from(list(1, 2)));
    let withdrawn = ("withdrawn", people::Event::from(ListWithdrawn { group: 1, first: 2, last: 300 }));
    let events = [Some(imported), added, Some(withdrawn)].into_iter().flatten();
    events.map(|(name, event)| (name, Event::People(event))).collect()
}

fn rolled() -> Vec<(&'static str, roll::Event)> {
    vec![
        ("registered", Registered { people: vec![VOTER, ADDED] }.into()),
        ("left-off", LeftOff { person: VOTER, reason: OffRoll::MovedOut }.into()),
        ("struck", StruckAsDouble { person: VOTER, kept_in: String::from("990786108202") }.into()),
        ("posted", RollPosted { on: day(), place: String::from("村务公开栏") }.into()),
        ("decision-withdrawn", DecisionWithdrawn { people: vec![VOTER, ADDED] }.into()),
    ]
}

fn printed() -> Vec<(&'static str, ballot::Event)> {
    vec![("settled", form().into()), ("printed", series(SERIES, "红").into())]
}

fn polled() -> Vec<(&'static str, polling::Event)> {
    let witnessed =
        Override { reason: String::from("纸质先行"), witnesses: [String::from("甲"), String::from("乙")] };
    let issued = BallotIssued { group: 1, series: SERIES, voter: VOTER, holder: None, witnessed: None };
    let proxied = BallotIssued { holder: Some(ADDED), witnessed: Some(witnessed), ..issued.clone() };
    let proxy = ProxyRegistered { principal: VOTER, holder: ADDED, kinship: Kinship::Child, written: true };
    let strips = vec![String::from("0012"), String::from("0013")];
    let sealed = BoxSealed { box_no: 1, strips, empty: true, booth: true, witnesses: [10, 11] };
    vec![
        ("papers", PapersTaken { group: 1, series: SERIES, papers: 350 }.into()),
        ("proxy", proxy.into()),
        ("issued", issued.into()),
        ("issued-to-holder", proxied.into()),
        ("withdrawn", IssueWithdrawn { issue: Ref::Own { seq: 9 }, voter: VOTER }.into()),
        ("withdrawn-elsewhere", IssueWithdrawn { issue: Ref::Other { place: THERE }, voter: VOTER }.into()),
        ("halted", GroupHalted { group: Some(1), reason: HaltReason::PapersDiffer }.into()),
        ("halted-village", GroupHalted { group: None, reason: HaltReason::Other }.into()),
        ("voided", SeriesVoided { series: SERIES, group: 1 }.into()),
        ("resumed", GroupResumed { group: Some(1) }.into()),
        ("present", AttendanceCounted { present: 612 }.into()),
        ("counted", PapersCounted { group: 1, series: SERIES, counted: 59 }.into()),
        ("incident", IncidentReported { group: Some(1), reason: HaltReason::Treating }.into()),
        ("incident-village", IncidentReported { group: None, reason: HaltReason::Equipment }.into()),
        ("sealed", sealed.into()),
        ("phone", PhoneChecked { passed: 0x1f7, of: 0x1ff }.into()),
    ]
}

fn words() -> String {
    String::from("纸质先行")
}

fn witnessed() -> Override {
    Override { reason: words(), witnesses: [String::from("甲"), String::from("乙")] }
}

fn counted() -> Vec<(&'static str, count::Event)> {
    let run = Ref::Own { seq: 40 };
    let called = |paper| count::Event::from(BallotCalled { run, paper });
    let printed = Mark::Printed { index: 1 };
    let written = Mark::Written { name: String::from("己") };
    let names = Section::Names { yes: vec![printed.clone(), written], no: vec![printed] };
    let sections = vec![names, Section::OverMarked, Section::Unreadable];
    vec![
        ("box", BoxOpened { form: FORM, box_no: 1, papers: 348, seal_whole: true }.into()),
        ("run", RunOpened { form: FORM, boxes: vec![1, 2], caller: Some(11), scrutineer: None }.into()),
        ("marked", called(Paper::Marked { sections })),
        ("blank", called(Paper::Blank)),
        ("unreadable", called(Paper::Unreadable)),
        ("damaged", called(Paper::Damaged)),
        ("set-aside", called(Paper::SetAside { series: SERIES })),
        ("undone", CallUndone { run }.into()),
        ("closed", RunClosed { run: Ref::Other { place: THERE } }.into()),
        ("second", SecondOpened { form: FORM, boxes: vec![1, 2], caller: None, scrutineer: Some(11) }.into()),
        ("compared", BundleCompared { run, bundle: 1, code: 9876 }.into()),
        ("corrected", CallCorrected { run, at: 10, paper: Paper::Blank, reason: words(), scrutineer: 11 }.into()),
        ("abandoned", RunAbandoned { run: Ref::Other { place: THERE }, witnessed: witnessed() }.into()),
        ("end-witnessed", EndWitnessed { run, witnessed: witnessed() }.into()),
        ("reviewed", CallReviewed { run: Ref::Other { place: THERE }, at: 35, agrees: true }.into()),
    ]
}

fn canvassed() -> Vec<(&'static str, canvass::Event)> {
    let strokes = vec![vec![(1, -2), (300, 400)], vec![(5, 6)]];
    let signature =
        Signature { actor: 11, role: Role::Teller, name: String::from("计票甲"), strokes, wall: 1_795_000_000 };
    let signed =
        ResultSigned { form: FORM, runs: vec![THERE], digest: [9; 32], signatures: vec![signature], witnessed: None };
    vec![("signed", signed.into()), ("destroyed", LeftoverDestroyed { series: SERIES, papers: 12 }.into())]
}
