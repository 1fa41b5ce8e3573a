//! The plan as events: the village, who acts in it, its election, the ballot.

use super::{ELECTION, FIRST};
use crate::import::{Township, Village};
use cunxuan_core::ballot::{self, BallotSettled, Candidate, Post, SeriesPrinted};
use cunxuan_core::id::{ActorNo, BoxNo};
use cunxuan_core::law::RuleSet;
use cunxuan_core::plan::{Actor, ActorsNamed, Body, ElectionPlanned, Event as Plan, Group, Role, VillagePlanned};
use cunxuan_core::time::Day;
use cunxuan_core::village::{Book, Event};

/// People of the poll have numbers from here on, in each village anew; officers stand below.
pub const FIRST_OF_POLL: ActorNo = 1001;
/// The colour of papers where the plan names none.
const COLOUR: &str = "白";

/// Village, actors and election, where the record has them otherwise or not at all.
pub fn events(
    book: &Book,
    township: &Township,
    village: &Village,
    rules: &RuleSet,
    demo_day: Option<Day>,
) -> Vec<Event> {
    let known = book.village();
    let planned = planned(township, village, demo_day);
    let mut actors = actors(township, village);
    actors.retain(|actor| known.plan().actor(actor.no) != Some(actor));
    let election = election(village, rules);
    let same = known.election(ELECTION).is_some_and(|view| view.election.plan == election);
    let mut events = Vec::new();
    if *known.plan().village() != planned {
        events.push(Plan::from(planned));
    }
    if !actors.is_empty() {
        events.push(Plan::from(ActorsNamed { actors }));
    }
    if !same {
        events.push(Plan::from(election));
    }
    events.into_iter().map(Event::Plan).collect()
}

fn planned(township: &Township, village: &Village, demo_day: Option<Day>) -> VillagePlanned {
    let group = |group: &crate::import::Group| Group {
        no: group.no,
        name: group.name.clone(),
        box_no: box_no(&group.box_no).unwrap_or(group.no),
    };
    VillagePlanned {
        township_code: township.code.clone(),
        township: township.name.clone(),
        code: village.code.clone(),
        name: village.name.clone(),
        term: township.term.clone(),
        work_group: u8::try_from(village.work_group).unwrap_or(u8::MAX),
        marks: village.flags.clone(),
        groups: village.groups.iter().map(group).collect(),
        demo_day,
    }
}

/// The number on a box: `05` is 5.
fn box_no(text: &str) -> Option<BoxNo> {
    text.trim().parse().ok()
}

/// The officers who look after the village, and the people of its poll.
fn actors(township: &Township, village: &Village) -> Vec<Actor> {
    let officers = township.officers.iter().zip(1..).filter(|(officer, _)| officer.villages.contains(&village.code));
    let officers = officers.map(|(officer, no)| Actor { no, role: Role::Liaison, name: officer.name.clone() });
    let poll = village.staff.iter().zip(FIRST_OF_POLL..);
    let poll = poll.map(|(staff, no)| Actor { no, role: role(&staff.role), name: staff.name.clone() });
    officers.chain(poll).collect()
}

/// What the plan calls somebody; a word of its own makes a member of the committee, who does not count.
fn role(text: &str) -> Role {
    match text {
        "总监票人" => Role::ChiefScrutineer,
        "监票人" => Role::Scrutineer,
        "唱票人" => Role::Caller,
        "计票人" => Role::Teller,
        _ => Role::Committee,
    }
}

fn election(village: &Village, rules: &RuleSet) -> ElectionPlanned {
    ElectionPlanned {
        no: ELECTION,
        body: Body::VillageCommittee,
        day: village.election_day,
        rules: rules.id.to_owned(),
        rules_hash: rules.hash.to_vec(),
    }
}

/// The ballot and its first series, once there are candidates.
pub fn ballot(book: &Book, village: &Village) -> Vec<Event> {
    let Some(view) = book.village().election(ELECTION) else { return Vec::new() };
    let mut events = Vec::new();
    let settled = BallotSettled { form: FIRST, round: 1, posts: posts(book, village) };
    if !village.candidates.is_empty() && view.election.ballots.form(FIRST) != Some(&settled) {
        events.push(view.event(ballot::Event::from(settled)));
    }
    if !village.candidates.is_empty() && view.election.ballots.series(FIRST).is_none() {
        let colour =
            village.groups.iter().flat_map(|group| &group.series).next().map_or(COLOUR, |series| &series.colour);
        let printed =
            SeriesPrinted { series: FIRST, form: FIRST, colour: colour.to_owned(), printed: None, group: None };
        events.push(view.event(ballot::Event::from(printed)));
    }
    events
}

fn posts(book: &Book, village: &Village) -> Vec<Post> {
    let people = book.village().people();
    let post = |(name, seats): (&String, &u16)| Post {
        name: name.clone(),
        seats: u8::try_from(*seats).unwrap_or(u8::MAX),
        candidates: (village.candidates.iter().filter(|candidate| candidate.post == *name))
            .map(|candidate| Candidate { name: candidate.name.clone(), person: people.with_number(&candidate.id) })
            .collect(),
    };
    village.seats.iter().map(post).collect()
}
