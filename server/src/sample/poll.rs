//! Who stands, who serves and who comes to vote (候选人、工作人员、领票).

use std::collections::BTreeSet;

use cunxuan_core::person::IdNumber;
use cunxuan_core::time::Day;

use super::people::{Household, Households, Villager};
use super::random::Random;
use crate::import::{Candidate, IssueRow, Staff, Village};

/// The people of a poll, by role.
const STAFF: [(&str, u32); 4] = [("总监票人", 1), ("监票人", 2), ("唱票人", 2), ("计票人", 4)];
/// Most papers that one person takes for others.
const MOST_PRINCIPALS: usize = 3;
/// Voters of the group that ran out of papers who drew white ones, and how often one came again.
const WHITE_VOTERS: usize = 197;
const CAME_AGAIN: [usize; 3] = [61, 122, 171];

/// A voter at the table: himself and those for whom he takes papers.
pub struct Visit<'a> {
    voter: &'a Villager,
    principals: Vec<&'a Villager>,
}

/// Names candidates and staff, each from another household and with a name of his own.
pub fn name_people(random: &mut Random, village: &mut Village, groups: &Households) {
    let mut households: Vec<&Household> = groups.iter().flatten().collect();
    random.shuffle(&mut households);
    let mut taken = BTreeSet::new();
    let fit = households.iter().filter_map(|household| household.iter().find(|it| may_serve(it)));
    let mut fit = fit.filter(|it| taken.insert(it.row.name.as_str())).collect::<Vec<_>>().into_iter();
    for (post, seats) in &village.seats {
        let stand = fit.by_ref().take(usize::from(*seats) + 1);
        village.candidates.extend(stand.map(|it| Candidate {
            post: post.clone(),
            name: it.row.name.clone(),
            id: it.id,
        }));
    }
    for (role, number) in STAFF {
        let serve = fit.by_ref().take(usize::try_from(number).unwrap_or(0));
        village.staff.extend(serve.map(|it| Staff { role: role.into(), name: it.row.name.clone(), id: it.id }));
    }
}

fn may_serve(villager: &Villager) -> bool {
    let row = &villager.row;
    villager.votes && row.hukou == "本村" && row.residence == "在村" && (26..64).contains(&villager.age)
}

/// Everybody of a group who could vote: those at home, and those away through their kin.
pub fn visits<'a>(random: &mut Random, village: &Village, group: &'a [Household]) -> Vec<Visit<'a>> {
    let stands = |id: IdNumber| village.candidates.iter().any(|candidate| candidate.id == id);
    let mut visits = Vec::new();
    for household in group {
        let voters = household.iter().filter(|it| it.votes);
        let (home, away): (Vec<_>, Vec<_>) = voters.partition(|it| it.row.residence == "在村");
        let mut own: Vec<Visit> = home.into_iter().map(|voter| Visit { voter, principals: Vec::new() }).collect();
        for principal in away {
            let free = |visit: &&mut Visit| {
                visit.principals.len() < MOST_PRINCIPALS
                    && !stands(visit.voter.id)
                    && near_kin(&visit.voter.row.relation, &principal.row.relation)
            };
            if let Some(visit) = own.iter_mut().find(free) {
                visit.principals.push(principal);
            }
        }
        visits.push(own);
    }
    random.shuffle(&mut visits);
    visits.into_iter().flatten().collect()
}

/// Near kin (近亲属) among the relations of one household: all but in-laws.
fn near_kin(one: &str, other: &str) -> bool {
    let parent = |relation| matches!(relation, "父" | "母");
    !(one == "配偶" && parent(other) || other == "配偶" && parent(one))
}

/// Papers that these visits take.
pub fn papers(visits: &[Visit]) -> u32 {
    visits.iter().map(|visit| 1 + u32::try_from(visit.principals.len()).unwrap_or(0)).sum()
}

/// Sends people home by chance until so many papers are taken.
pub fn stay_away(random: &mut Random, visits: &mut Vec<Visit>, wanted: u32) {
    for _ in wanted..papers(visits) {
        let place = random.place(visits.len());
        let without = visits.get_mut(place).and_then(|visit| visit.principals.pop()).is_none();
        if without && place < visits.len() {
            visits.remove(place);
        }
    }
}

/// One paper of a table: for whom, and who takes it.
type Paper = (IdNumber, Option<IdNumber>);

fn drawn(visits: &[Visit]) -> Vec<Paper> {
    let of_visit = |visit: &Visit| {
        let holder = visit.voter.id;
        let others = visit.principals.iter().map(move |it| (it.id, Some(holder))).collect::<Vec<_>>();
        std::iter::once((holder, None)).chain(others)
    };
    visits.iter().flat_map(of_visit).collect()
}

/// The lines of the issuing table of a group.
pub fn issue(random: &mut Random, village: &Village, group: u16, visits: &[Visit]) -> Vec<IssueRow> {
    lines(random, village, group, &drawn(visits), ("白", 8 * 3600))
}

/// The issuing table of the group that ran out of white papers and drew red ones later on.
pub fn issue_twice(random: &mut Random, village: &Village, group: u16, visits: &[Visit]) -> Vec<IssueRow> {
    let red = drawn(visits);
    let mut white: Vec<Paper> = red.iter().take(WHITE_VOTERS).copied().collect();
    for place in CAME_AGAIN {
        let before = white.iter().take(place).filter(|(_, holder)| holder.is_none());
        if let Some(again) = before.clone().nth(before.count() / 2).copied() {
            white.insert(place, again);
        }
    }
    let mut rows = lines(random, village, group, &white, ("白", 8 * 3600));
    rows.extend(lines(random, village, group, &red, ("红", 10 * 3600 + 900)));
    rows
}

/// `from` is the colour and the second of the day at which it begins.
fn lines(random: &mut Random, village: &Village, group: u16, papers: &[Paper], from: (&str, u32)) -> Vec<IssueRow> {
    let (colour, mut second) = from;
    let line = |(voter, holder): &Paper| {
        second += if holder.is_some() { random.between(3, 9) } else { random.between(5, 45) };
        let at = moment(village.election_day, second);
        let (voter, holder) = (*voter, *holder);
        IssueRow { village: village.code.clone(), group, at, voter, holder, colour: colour.into() }
    };
    papers.iter().map(line).collect()
}

fn moment(day: Day, second: u32) -> String {
    format!("{day}T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)
}
