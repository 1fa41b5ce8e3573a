//! Relatives in one committee (近亲属回避): the highest post stays; in the same post the one with more votes stays; equal votes are voted on again.

use super::Name;
use super::rules::{KinCircle, RuleSet};
use std::cmp::Reverse;

/// Somebody elected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seated {
    /// Who.
    pub name: Name,
    /// His post; 0 is the highest.
    pub post: u32,
    /// His votes.
    pub votes: u32,
}

/// What the rule asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Avoidance {
    /// Who does not take his seat, in the order of posts and votes.
    pub removed: Vec<Name>,
    /// Which pairs are voted on again. When that is done, the rule is asked once more.
    pub revote: Vec<(Name, Name)>,
}

/// Applies the rule to the elected and to the `pairs` among them that are related as closely as the rule set bars.
///
/// Seats are gone through from the highest down: who is removed bars nobody else, and a pair that has to be voted on again bars nobody yet.
///
/// ```
/// use cunxuan_core::law::{kin::{Seated, avoid}, rule_set};
/// let rules = rule_set("VC-HA-2011").unwrap(); // 河南选举条例 第8条第2款
/// let couple = [Seated { name: 1, post: 0, votes: 380 }, Seated { name: 2, post: 2, votes: 400 }];
/// assert_eq!(avoid(rules, &couple, &[(1, 2)]).removed, [2]); // the highest post stays, even with fewer votes
/// ```
pub fn avoid(rules: &RuleSet, elected: &[Seated], pairs: &[(Name, Name)]) -> Avoidance {
    if rules.kin.barred.value == KinCircle::NotBarred {
        return Avoidance::default();
    }
    let mut seats = elected.to_vec();
    crate::small::sort_by_key(&mut seats, |seat| (seat.post, Reverse(seat.votes), seat.name));
    let mut stays: Vec<Seated> = Vec::new();
    let mut removed = Vec::new();
    for seat in seats {
        if stays.iter().any(|above| {
            related(pairs, above.name, seat.name) && !level(*above, seat) && certain(*above, &stays, pairs)
        }) {
            removed.push(seat.name);
        } else {
            stays.push(seat);
        }
    }
    let revote = pairs.iter().copied().filter(|(a, b)| equal(&stays, *a, *b)).collect();
    Avoidance { removed, revote }
}

/// Whether nobody related to him stands level with him.
fn certain(seat: Seated, stays: &[Seated], pairs: &[(Name, Name)]) -> bool {
    stays.iter().all(|other| other.name == seat.name || !level(*other, seat) || !related(pairs, other.name, seat.name))
}

fn level(a: Seated, b: Seated) -> bool {
    (a.post, a.votes) == (b.post, b.votes)
}

fn equal(stays: &[Seated], a: Name, b: Name) -> bool {
    let find = |name| stays.iter().find(|seat| seat.name == name);
    find(a).zip(find(b)).is_some_and(|(a, b)| level(*a, *b))
}

fn related(pairs: &[(Name, Name)], a: Name, b: Name) -> bool {
    pairs.contains(&(a, b)) || pairs.contains(&(b, a))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::rule_set;

    #[test]
    fn who_leaves() {
        for (id, seats, pairs, removed, revote) in [
            ("VC-CN-2018", vec![(1, 0, 9), (2, 1, 9)], vec![(1, 2)], vec![], vec![]),
            ("VC-ZJ-2020", vec![(1, 2, 340), (2, 2, 340)], vec![(1, 2)], vec![], vec![(1, 2)]),
            ("VC-ZJ-2020", vec![(1, 2, 340), (2, 2, 341)], vec![(1, 2)], vec![1], vec![]),
            // The middle one leaves, so his other relative may stay.
            ("VC-HA-2011", vec![(1, 0, 9), (2, 1, 9), (3, 2, 9)], vec![(1, 2), (2, 3)], vec![2], vec![]),
            // Nobody is removed for the sake of a seat that is still voted on.
            ("VC-HA-2011", vec![(1, 1, 9), (2, 1, 9), (3, 2, 9)], vec![(2, 1), (1, 3)], vec![], vec![(2, 1)]),
        ] {
            let elected: Vec<Seated> = seats.iter().map(|&(name, post, votes)| Seated { name, post, votes }).collect();
            let expected = Avoidance { removed, revote };
            assert_eq!(avoid(rule_set(id).unwrap(), &elected, &pairs), expected, "{id} {seats:?}");
        }
    }
}
