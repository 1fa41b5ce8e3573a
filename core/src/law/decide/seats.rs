//! Seats among those with votes enough (名额分配): by votes, or with the woman of most votes first (妇女优先).

use super::{Contest, Round, Tie};
use crate::law::Name;
use crate::law::rules::{RuleSet, WomenSeat};
use std::collections::BTreeSet;

/// Who gets a seat.
#[derive(Debug, Default)]
pub(super) struct Seating {
    /// By votes; the woman seated first stands first.
    pub elected: Vec<Name>,
    /// Who votes again.
    pub tie: Option<Tie>,
    /// Seats kept open for a woman.
    pub reserved: u32,
    /// Fewest votes of somebody seated by votes.
    pub last_votes: u32,
}

/// Gives the seats to those in `over`, who stand by votes and all have votes enough.
pub(super) fn seat(rules: &RuleSet, contest: &Contest, over: &[(Name, u32)]) -> Seating {
    let seats = usize::try_from(contest.seats).unwrap_or(usize::MAX);
    let computed = rules.women.seat.value == WomenSeat::Computed;
    let women = contest.women.filter(|women| computed && seats > 0 && women.is_disjoint(contest.taken));
    let Some(women) = women else { return by_votes(over, seats) };
    let top = top_women(over, women);
    match (top.first(), contest.round) {
        (None, Round::First) if over.len() >= seats => Seating { reserved: 1, ..by_votes(over, seats - 1) },
        (Some(first), _) if over.len() > seats => woman_first(over, seats, *first, &top),
        (_, _) => by_votes(over, seats),
    }
}

/// By votes. Who stands above a tie at the last seat is seated.
fn by_votes(over: &[(Name, u32)], seats: usize) -> Seating {
    let cut = over.get(seats).map(|next| next.1);
    let last = over.iter().take(seats).next_back().map(|last| last.1);
    let tied = cut.filter(|_| cut == last);
    let names = |keep: &dyn Fn(u32) -> bool| {
        over.iter().take_while(|(_, votes)| keep(*votes)).map(|(name, _)| *name).collect::<Vec<Name>>()
    };
    let Some(tied) = tied else {
        let elected = over.iter().take(seats).map(|(name, _)| *name).collect();
        return Seating { elected, last_votes: last.unwrap_or(0), ..Seating::default() };
    };
    let elected = names(&|votes| votes > tied);
    let among = names(&|votes| votes >= tied).split_off(elected.len());
    let open = u32::try_from(seats.saturating_sub(elected.len())).unwrap_or(u32::MAX);
    Seating { elected, tie: Some(Tie { among, seats: open, for_woman: false }), reserved: 0, last_votes: tied }
}

/// The women with most votes: one, or several with equal votes.
fn top_women(over: &[(Name, u32)], women: &BTreeSet<Name>) -> Vec<(Name, u32)> {
    let hers = over.iter().filter(|(name, _)| women.contains(name));
    let most = hers.clone().map(|(_, votes)| *votes).max();
    hers.filter(|(_, votes)| Some(*votes) == most).copied().collect()
}

/// The woman with most votes, then the others by votes. Where several women have most votes and not all of them would be
/// seated, they vote again for her seat; those with more votes than they are seated.
fn woman_first(over: &[(Name, u32)], seats: usize, first: (Name, u32), top: &[(Name, u32)]) -> Seating {
    let as_many = over.iter().filter(|(_, votes)| *votes >= first.1).count();
    if top.len() > 1 && as_many > seats {
        let above: Vec<(Name, u32)> = over.iter().take_while(|(_, votes)| *votes > first.1).copied().collect();
        let among = top.iter().map(|(name, _)| *name).collect();
        return Seating { tie: Some(Tie { among, seats: 1, for_woman: true }), ..by_votes(&above, seats - 1) };
    }
    let others: Vec<(Name, u32)> = over.iter().filter(|(name, _)| *name != first.0).copied().collect();
    let mut seating = by_votes(&others, seats - 1);
    seating.elected.insert(0, first.0);
    seating
}
