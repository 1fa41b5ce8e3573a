//! Decisions (确定当选) as data: votes in, who is elected and why.

use super::*;
use crate::law::paper::{Paper, Section, judge};
use crate::law::rule_set;

fn set(names: &[Name]) -> BTreeSet<Name> {
    names.iter().copied().collect()
}

/// Decides one post of 600 papers with a woman's seat among `women`.
fn decided(id: &str, round: Round, seats: u32, votes: &[(Name, u32)], women: &[Name]) -> Decided {
    let votes = votes.iter().copied().collect();
    let base = Base { roll: 1000, present: 600, issued: 600, returned: 600 };
    let contest =
        Contest { seats, votes: &votes, base: &base, round, taken: &BTreeSet::new(), women: Some(&set(women)) };
    post(rule_set(id).unwrap(), &contest)
}

#[test]
fn a_womans_seat_is_computed() {
    let tie = |among: &[Name], seats, for_woman| Some(Tie { among: among.to_vec(), seats, for_woman });
    for (seats, votes, women, elected, tied, vacant, reserved) in [
        (3, vec![(0, 400), (1, 380), (2, 360), (3, 310)], vec![3], vec![3, 0, 1], None, 0, 0),
        (3, vec![(0, 400), (1, 380), (3, 310)], vec![3], vec![0, 1, 3], None, 0, 0),
        (3, vec![(0, 400), (1, 380), (2, 360), (3, 300)], vec![3], vec![0, 1], None, 0, 1),
        (3, vec![(0, 400), (1, 300), (3, 290)], vec![3], vec![0], None, 2, 0),
        (2, vec![(0, 400), (1, 380), (2, 380), (3, 310)], vec![3], vec![3, 0], None, 0, 0),
        (3, vec![(0, 400), (1, 380), (2, 380), (3, 310)], vec![3], vec![3, 0], tie(&[1, 2], 1, false), 0, 0),
        (2, vec![(0, 380), (1, 380), (2, 370), (3, 310)], vec![3], vec![3], tie(&[0, 1], 1, false), 0, 0),
        (2, vec![(0, 400), (1, 380), (2, 310), (3, 310)], vec![2, 3], vec![0], tie(&[2, 3], 1, true), 0, 0),
        (3, vec![(0, 400), (1, 380), (2, 380), (3, 310)], vec![1, 2], vec![1, 0, 2], None, 0, 0),
    ] {
        let got = decided("VC-SD-2011", Round::First, seats, &votes, &women);
        assert_eq!(
            (got.elected, got.tie, got.vacant, got.women_reserved),
            (elected, tied, vacant, reserved),
            "{seats} {votes:?} {women:?}"
        );
    }
}

#[test]
fn other_sets_compute_none_and_a_seated_woman_is_enough() {
    let votes = [(0, 400), (1, 380), (2, 360), (3, 310)];
    assert_eq!(decided("VC-CN-2018", Round::First, 3, &votes, &[3]).elected, [0, 1, 2]);
    let votes = votes.into_iter().collect();
    let base = Base { returned: 600, ..Base::default() };
    let contest = Contest {
        seats: 3,
        votes: &votes,
        base: &base,
        round: Round::First,
        taken: &set(&[9]),
        women: Some(&set(&[3, 9])),
    };
    assert_eq!(post(rule_set("VC-SD-2011").unwrap(), &contest).elected, [0, 1, 2]);
}

#[test]
fn every_name_has_its_reason() {
    for (id, votes, women, expected) in [
        (
            "VC-CN-2018",
            vec![(0, 400), (1, 350), (2, 301), (3, 300)],
            vec![],
            vec![
                (0, Code::Elected, 301),
                (1, Code::Elected, 301),
                (2, Code::SeatsFilled, 350),
                (3, Code::NotEnough, 301),
            ],
        ),
        (
            "VC-CN-2018",
            vec![(0, 400), (1, 350), (2, 350)],
            vec![],
            vec![(0, Code::Elected, 301), (1, Code::Tied, 350), (2, Code::Tied, 350)],
        ),
        (
            "VC-SD-2011",
            vec![(0, 400), (1, 350), (2, 301)],
            vec![2],
            vec![(0, Code::Elected, 301), (1, Code::KeptForWoman, 400), (2, Code::ElectedAsWoman, 400)],
        ),
        ("VC-SD-2011", vec![(0, 400), (1, 350)], vec![], vec![(0, Code::Elected, 301), (1, Code::KeptForWoman, 400)]),
    ] {
        let why = decided(id, Round::First, 2, &votes, &women).why;
        let found: Vec<_> = why.iter().map(|(name, why)| (*name, why.code, why.need)).collect();
        assert_eq!(found, expected, "{id} {votes:?}");
        assert!(why.iter().zip(&votes).all(|((_, why), (_, votes))| why.have == *votes && !why.article.is_empty()));
    }
}

/// An election of 主任 (one of 0, 1) and 委员 (two of 2, 3, 4), papers as (how many, names for each).
fn election(id: &str, papers: &[(u32, Option<Name>, &[Name])], setting: &Setting) -> Outcome {
    let rules = rule_set(id).unwrap();
    let posts = [Post { seats: 1, candidates: vec![0, 1] }, Post { seats: 2, candidates: vec![2, 3, 4] }];
    let mut tally = Tally::new(2);
    for (alike, chair, members) in papers {
        let marks = |yes: Vec<Name>| Section::Marks { yes, no: vec![] };
        let paper =
            Paper { defect: None, sections: vec![marks(chair.iter().copied().collect()), marks(members.to_vec())] };
        tally.add(&judge(rules, &posts, &paper), *alike);
    }
    let base = Base { roll: 150, present: tally.returned, issued: tally.returned, returned: tally.returned };
    outcome(rules, &posts, &tally, &base, setting)
}

#[test]
fn what_follows_an_election() {
    let papers: &[(u32, Option<Name>, &[Name])] = &[(60, Some(0), &[2, 3]), (40, Some(1), &[2])];
    for (id, women, open, notes) in [
        ("VC-CN-2018", None, None, vec![]),
        ("VC-CN-2018", Some(set(&[4])), None, vec![Code::CommitteeHasNoWoman]),
        ("VC-CN-2018", Some(set(&[3])), None, vec![]),
        ("VC-SD-2011", Some(set(&[4])), Some((1, vec![4], ForWoman::Seat)), vec![]),
        ("VC-SD-2011", Some(set(&[0])), None, vec![]),
    ] {
        let found = election(id, papers, &Setting { women: women.clone(), ..Setting::default() });
        let left = found.posts[1].open.clone().map(|open| (open.seats, open.candidates, open.for_woman));
        assert_eq!(left, open, "{id} {women:?}");
        assert_eq!(found.notes.iter().map(|note| note.code).collect::<Vec<_>>(), notes, "{id} {women:?}");
    }
}

#[test]
fn seats_may_stay_open() {
    let papers: &[(u32, Option<Name>, &[Name])] = &[(60, Some(0), &[2]), (40, None, &[2])];
    let after = |seated: &[Name], chair_seated| Setting {
        round: Round::Runoff,
        seated: set(seated),
        chair_seated,
        women: None,
    };
    for (id, setting, allowed) in [
        ("VC-CN-2018", after(&[7, 8, 9], true), false),
        ("VC-SH-2020", Setting::default(), false),
        ("VC-SH-2020", Setting { seated: set(&[9]), ..Setting::default() }, true),
        ("VC-ZJ-2020", Setting { seated: set(&[9]), ..Setting::default() }, false),
        ("VC-ZJ-2020", after(&[9], false), true),
        ("VC-BJ-2012", after(&[9], true), false),
        ("VC-BJ-2012", after(&[8, 9], true), true),
    ] {
        let open = election(id, papers, &setting).posts[1].open.clone().unwrap();
        assert_eq!(open.may_stay_vacant, allowed, "{id} {setting:?}");
    }
}

#[test]
fn an_outcome_names_its_articles() {
    let found = election("VC-CN-2018", &[(60, Some(0), &[2, 3]), (40, Some(1), &[2])], &Setting::default());
    assert_eq!(found.articles(), ["民发〔2013〕76号", "组织法 第15条第2款"]);
    assert_eq!(election("VC-CN-2018", &[(75, Some(0), &[2, 3])], &Setting::default()).failed().count(), 1);
}
