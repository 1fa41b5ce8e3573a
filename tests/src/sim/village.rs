//! A small village (村) to play with: two groups, twelve people, one election, and everybody who acts.

use cunxuan_core::ballot::{BallotSettled, Candidate, Post, SeriesPrinted};
use cunxuan_core::id::{ActorNo, Scope};
use cunxuan_core::people::{self, PeopleImported};
use cunxuan_core::person::{Facts, Hukou, IdNumber, Person, Residence, Wish};
use cunxuan_core::plan::{self, Actor, ActorsNamed, Body, ElectionPlanned, Group, Role, VillagePlanned};
use cunxuan_core::record::LogOpened;
use cunxuan_core::time::Day;
use cunxuan_core::village::ElectionEvent;
use cunxuan_core::{Event, ballot};

/// The township's office.
pub const OFFICE: ActorNo = 0;
/// The liaison officer: registers and issues, never counts.
pub const LIAISON: ActorNo = 1;
/// Those who count.
pub const TELLERS: [ActorNo; 2] = [11, 12];
/// Somebody whom the plan does not know.
pub const STRANGER: ActorNo = 77;
/// The one election.
pub const ELECTION: u8 = 1;
/// Its one form.
pub const FORM: u8 = 1;
/// Its first series.
pub const SERIES: u8 = 1;

const TOWNSHIP: &str = "990786108000";
const VILLAGE: &str = "990786108201";

/// What the journal is about.
#[must_use]
pub fn scope() -> Scope {
    Scope::new(VILLAGE, "2026")
}

/// Another village of the township.
#[must_use]
pub fn elsewhere() -> Scope {
    Scope::new("990786108202", "2026")
}

/// The first entry of a log.
#[must_use]
pub fn opened(incarnation: [u8; 8], role: u8) -> LogOpened {
    opened_in(scope(), incarnation, role)
}

/// The first entry of a log about something.
#[must_use]
pub fn opened_in(scope: Scope, incarnation: [u8; 8], role: u8) -> LogOpened {
    LogOpened { key: None, suite: 0, incarnation, township: TOWNSHIP.to_owned(), scope, role }
}

/// The day of the election.
#[must_use]
pub fn day() -> Day {
    Day::from_ymd(2026, 11, 21).unwrap_or(Day::MIN)
}

/// Everything that the township plans.
#[must_use]
pub fn plan() -> Vec<Event> {
    let planned: [plan::Event; 3] = [village().into(), actors().into(), election().into()];
    let lists = (1..=2).map(|group| Event::People(people::Event::from(list(group, 6))));
    let papers = [ballot::Event::from(form()), ballot::Event::from(series(SERIES, "红"))];
    let papers = papers.map(|event| Event::Election { no: ELECTION, event: ElectionEvent::from(event) });
    planned.map(Event::Plan).into_iter().chain(lists).chain(papers).collect()
}

fn village() -> VillagePlanned {
    let group = |no: u16| Group { no, name: format!("{no}组"), box_no: no };
    VillagePlanned {
        township_code: TOWNSHIP.to_owned(),
        township: String::from("模拟镇"),
        code: VILLAGE.to_owned(),
        name: String::from("模拟村"),
        term: String::from("2026"),
        work_group: 1,
        marks: Vec::new(),
        groups: (1..=2).map(group).collect(),
        demo_day: Some(day()),
    }
}

fn actors() -> ActorsNamed {
    let [one, two] = TELLERS;
    let of =
        [(LIAISON, Role::Liaison, "包村员"), (one, Role::Teller, "计票甲"), (two, Role::ChiefScrutineer, "监票乙")];
    ActorsNamed { actors: of.map(|(no, role, name)| Actor { no, role, name: name.to_owned() }).into() }
}

fn election() -> ElectionPlanned {
    let rules = String::from("VC-CN-2026");
    ElectionPlanned { no: ELECTION, body: Body::VillageCommittee, day: day(), rules, rules_hash: vec![7; 32] }
}

/// The household list of a group.
#[must_use]
pub fn list(group: u16, people: u16) -> PeopleImported {
    PeopleImported { group, first: 1, people: (1..=people).filter_map(|no| person(group, no)).collect() }
}

/// Somebody who may vote; nobody for numbers over 999.
#[must_use]
pub fn person(group: u16, no: u16) -> Option<Person> {
    let id_number = IdNumber::complete(&format!("9907861980{group:02}01{no:03}")).ok()?;
    Some(Person {
        household: format!("{group:02}{no:03}"),
        relation: String::from("户主"),
        name: format!("村民{group}之{no}"),
        sex: id_number.sex(),
        id_number,
        ethnic: String::from("汉"),
        hukou: Hukou::Here,
        residence: Residence::Here,
        months: None,
        wish: Wish::TakesPart,
        assembly: None,
        facts: Facts::default(),
        party: String::new(),
        education: String::new(),
        phone: String::new(),
        initials: String::from("cm"),
    })
}

/// The form of the ballot: one head with two candidates, two members with three.
#[must_use]
pub fn form() -> BallotSettled {
    let candidate = |name: &str| Candidate { name: name.to_owned(), person: None };
    let post = |name: &str, seats, names: &[&str]| Post {
        name: name.to_owned(),
        seats,
        candidates: names.iter().map(|name| candidate(name)).collect(),
    };
    BallotSettled {
        form: FORM,
        round: 1,
        posts: vec![post("主任", 1, &["甲", "乙"]), post("委员", 2, &["丙", "丁", "戊"])],
    }
}

/// A series of papers for everybody.
#[must_use]
pub fn series(series: u8, colour: &str) -> SeriesPrinted {
    SeriesPrinted { series, form: FORM, colour: colour.to_owned(), printed: Some(20), group: None }
}
