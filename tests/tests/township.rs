//! A whole township (全镇) through the core's verbs, entries and fold: its rolls and counts are what they must be.
//!
//! Runs on the directory that `CUNXUAN_DATA` names, taken from the workspace root, else on the project's own sample.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_core::canvass::Result as Outcome;
use cunxuan_core::law::decide::PostOutcome;
use cunxuan_core::law::{Code, Name};
use cunxuan_core::person::OffRoll;
use cunxuan_core::village::ElectionView;
use cunxuan_server::host::{hex, sha256};
use cunxuan_server::import::{Township, Village};
use cunxuan_server::load::FIRST;
use cunxuan_server::sample::{ExpectedCount, ExpectedRoll, Runoff, Tie};
use cunxuan_tests::given::Given;
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[test]
fn township() {
    let given = Given::named_or_sample().unwrap();
    let villages = given.township.villages.len();
    let (right, refused) =
        (0..villages).map(|at| check(&given, at)).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    println!("{right} of {villages} villages equal; {refused} papers refused to voters who had theirs");
    assert_eq!(right, villages);
    assert_eq!(refused, over_issued(&given.township), "only the group that voted again was refused papers");
}

/// How many papers were handed out to voters who had theirs: three in each group whose papers were replaced.
fn over_issued(township: &Township) -> u32 {
    let groups = township.villages.iter().flat_map(|village| &village.groups);
    groups.filter(|group| !group.series.is_empty()).map(|_| 3).sum()
}

/// Plays one village: one if its roll and count are what they must be, and how many papers were refused.
fn check(given: &Given, at: usize) -> (usize, u32) {
    let village = &given.township.villages[at];
    let (play, off) = given.play(at).unwrap();
    assert!(play.refused.is_empty(), "{}: {:?}", village.name, play.refused);
    let view = play.view().unwrap();
    let found = (roll(&view, off), count(&view, village));
    let expected = (given.rolls[&village.code].clone(), given.counts[&village.code].clone());
    if found != expected {
        println!("{}\n  found    {found:?}\n  expected {expected:?}", village.name);
    }
    (usize::from(found == expected), play.issued_before)
}

fn roll(view: &ElectionView<'_>, mut off: BTreeMap<OffRoll, u32>) -> ExpectedRoll {
    let number = |id| view.village.people().get(id).unwrap().person.id_number;
    let mut numbers: Vec<String> = view.election.roll.iter().map(|id| number(id).text().to_owned()).collect();
    numbers.sort();
    off.retain(|_, count| *count > 0);
    ExpectedRoll {
        registered: view.election.roll.registered(),
        sha256: hex(&sha256(&[numbers.join("\n").as_bytes()])),
        off: off.into_iter().map(|(reason, count)| (word(reason).to_owned(), count)).collect(),
    }
}

fn word(reason: OffRoll) -> &'static str {
    match reason {
        OffRoll::UnderAge => "未满18周岁",
        OffRoll::Deprived => "剥夺政治权利",
        OffRoll::CannotExercise => "无法行使选举权",
        OffRoll::RegisteredElsewhere => "已在他村登记",
        OffRoll::AwayNotTakingPart => "外出未表示参加",
        OffRoll::Under12Months => "居住不满一年",
        OffRoll::NoAssemblyConsent => "未获村民代表会议同意",
        OffRoll::OnTwoLists => "在两村名单上",
        OffRoll::Died => "死亡",
        OffRoll::MovedOut => "户口迁出",
        OffRoll::Unwilling => "不愿登记",
        OffRoll::Other => "其他",
    }
}

fn count(view: &ElectionView<'_>, village: &Village) -> ExpectedCount {
    let result = view.result(FIRST).unwrap();
    let posts: Vec<&String> = village.seats.keys().collect();
    let of_post = |place: usize| posts[place].clone();
    let invalid = result.sums.posts.iter().enumerate().filter(|(_, post)| post.section_invalid > 0);
    ExpectedCount {
        name: village.name.clone(),
        registered: view.election.roll.registered(),
        issued: result.issued,
        returned: result.sums.returned,
        whole_invalid: result.sums.whole_invalid,
        blank: result.sums.blank,
        section_invalid: invalid.map(|(place, post)| (of_post(place), post.section_invalid)).collect(),
        void_found: result.set_aside,
        box_alarm: result.box_alarms.iter().map(|no| format!("{no:02}")).collect(),
        votes: (0..posts.len()).map(|place| (of_post(place), votes(&result, place))).collect(),
        valid: result.outcome.valid(),
        reasons: result.outcome.failed().map(|test| reason(test.code).to_owned()).collect(),
        elected: result
            .outcome
            .posts
            .iter()
            .map(|post| (of_post(post.post), names(&result, post, &post.elected)))
            .collect(),
        tie: result.outcome.posts.iter().filter_map(|post| Some((of_post(post.post), tie(&result, post)?))).collect(),
        runoff: result
            .outcome
            .posts
            .iter()
            .filter_map(|post| Some((of_post(post.post), runoff(&result, post)?)))
            .collect(),
    }
}

fn votes(result: &Outcome, place: usize) -> BTreeMap<String, [u32; 3]> {
    let printed = &result.posts[place].candidates;
    let votes = result.sums.votes_for(place, printed);
    let against = |name: &Name| result.sums.posts[place].votes.get(name).map_or(0, |votes| votes.no);
    votes.iter().map(|(name, yes)| (result.names[*name as usize].clone(), [*yes, against(name), 0])).collect()
}

/// Names by votes; equal votes in code-point order, as the expected lists have them.
fn names(result: &Outcome, post: &PostOutcome, list: &[Name]) -> Vec<String> {
    let votes = result.sums.votes_for(post.post, &result.posts[post.post].candidates);
    let mut list: Vec<(Reverse<u32>, String)> = list
        .iter()
        .map(|name| (Reverse(votes.get(name).copied().unwrap_or(0)), result.names[*name as usize].clone()))
        .collect();
    list.sort();
    list.into_iter().map(|(_, name)| name).collect()
}

fn tie(result: &Outcome, post: &PostOutcome) -> Option<Tie> {
    let tie = post.tie.as_ref()?;
    Some(Tie { seats: tie.seats, names: names(result, post, &tie.among) })
}

fn runoff(result: &Outcome, post: &PostOutcome) -> Option<Runoff> {
    let open = post.open.as_ref()?;
    let candidates = names(result, post, &open.candidates);
    Some(Runoff { seats: open.seats, candidates, may_stay_vacant: open.may_stay_vacant })
}

fn reason(code: Code) -> &'static str {
    match code {
        Code::ReturnedOverIssued => "RETURNED_GT_ISSUED",
        Code::IssuedOverPresent => "ISSUED_GT_PRESENT",
        Code::TurnoutMissed => "TURNOUT",
        Code::ReturnedWithinIssued
        | Code::IssuedWithinPresent
        | Code::TurnoutReached
        | Code::Elected
        | Code::ElectedAsWoman
        | Code::Tied
        | Code::SeatsFilled
        | Code::KeptForWoman
        | Code::NotEnough
        | Code::SeatedHigher
        | Code::CommitteeHasNoWoman
        | Code::MayStayVacant => "",
    }
}
