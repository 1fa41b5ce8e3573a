//! What the rolls and counts of a township must be (应得结果), worked out from the rows alone.
//!
//! It follows the national law in its own slow words and shares no rule with the core,
//! so that a township run through the core and these numbers check one another.

use std::collections::{BTreeMap, BTreeSet};

use cunxuan_core::time::Day;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::import::{BallotRow, Ballots, Defect, IssueRow, ResidentRow, SeriesStatus, Township, Village};

/// The expected roll of a village.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedRoll {
    /// How many are registered.
    pub registered: u32,
    /// SHA-256, in hexadecimal, of their ID numbers sorted and joined by newlines.
    pub sha256: String,
    /// How many are off the roll, by reason.
    pub off: BTreeMap<String, u32>,
}

/// The expected count of a village.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedCount {
    /// The village's name.
    pub name: String,
    /// Registered voters.
    pub registered: u32,
    /// Papers handed out, void series aside.
    pub issued: u32,
    /// Papers in the boxes, void series aside.
    pub returned: u32,
    /// Papers void as a whole.
    pub whole_invalid: u32,
    /// Papers without a mark.
    pub blank: u32,
    /// Void sections by post, posts with any.
    pub section_invalid: BTreeMap<String, u32>,
    /// Papers of a void series found in the boxes.
    pub void_found: u32,
    /// Boxes with more papers than were handed out for them.
    pub box_alarm: Vec<String>,
    /// For, against, abstained, by post and name.
    pub votes: BTreeMap<String, BTreeMap<String, [u32; 3]>>,
    /// Whether the election is valid.
    pub valid: bool,
    /// If not, why.
    pub reasons: Vec<String>,
    /// Who is elected, by post.
    pub elected: BTreeMap<String, Vec<String>>,
    /// The tie at which the decision stops.
    pub tie: BTreeMap<String, Tie>,
    /// Who stands again for what.
    pub runoff: BTreeMap<String, Runoff>,
}

/// Equal votes at the last seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tie {
    /// Seats that they share.
    pub seats: u32,
    /// Who they are.
    pub names: Vec<String>,
}

/// Another vote for open seats.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Runoff {
    /// Open seats.
    pub seats: u32,
    /// Who stands, by votes.
    pub candidates: Vec<String>,
    /// Whether the seats may stay open: never under the national law.
    pub may_stay_vacant: bool,
}

/// Works out all rolls.
pub fn rolls<'a>(
    township: &Township,
    residents: impl IntoIterator<Item = &'a ResidentRow>,
) -> BTreeMap<String, ExpectedRoll> {
    let days: BTreeMap<&str, Day> =
        township.villages.iter().map(|village| (village.code.as_str(), village.election_day)).collect();
    let mut on: BTreeMap<&str, Vec<&ResidentRow>> = days.keys().map(|code| (*code, Vec::new())).collect();
    let mut off: BTreeMap<&str, BTreeMap<String, u32>> = BTreeMap::new();
    let mut lists: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for row in residents {
        let Some(day) = days.get(row.village.as_str()) else { continue };
        if let Some(reason) = reason(row, &day.to_string()) {
            *off.entry(&row.village).or_default().entry(reason.into()).or_default() += 1;
        } else {
            on.entry(&row.village).or_default().push(row);
            lists.entry(&row.id).or_default().insert(&row.village);
        }
    }
    let twice = |row: &ResidentRow| lists.get(row.id.as_str()).is_some_and(|on| on.len() > 1);
    let roll = |(code, rows): (&str, Vec<&ResidentRow>)| {
        let (gone, kept): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| twice(row) && row.hukou == "外村");
        let mut off = off.remove(code).unwrap_or_default();
        if !gone.is_empty() {
            off.insert("在两村名单上".into(), len(&gone));
        }
        (code.to_owned(), ExpectedRoll { registered: len(&kept), sha256: hash(&kept), off })
    };
    on.into_iter().map(roll).collect()
}

/// The first reason that keeps a person off the roll, the two lists aside. `day` is like `2026-11-05`.
pub fn reason(row: &ResidentRow, day: &str) -> Option<&'static str> {
    let number = |text: &str| text.replace('-', "").parse::<u32>().unwrap_or(0);
    let birth = number(row.id.get(6..14).unwrap_or_default());
    let away = row.residence == "外出" && row.wish != "参加" && row.wish != "申请参加";
    let stranger = row.hukou == "外村";
    if birth + 18_00_00 > number(day) {
        Some("未满18周岁")
    } else if row.remark.strip_prefix("剥夺政治权利至").is_some_and(|until| until >= day) {
        Some("剥夺政治权利")
    } else if row.remark.contains("不能辨认") {
        Some("无法行使选举权")
    } else if row.remark.contains("登记") {
        Some("已在他村登记")
    } else if away {
        Some("外出未表示参加")
    } else if stranger && row.months.parse::<u32>().unwrap_or(0) < 12 {
        Some("居住不满一年")
    } else if stranger && row.assembly != "是" {
        Some("未获村民代表会议同意")
    } else {
        None
    }
}

fn hash(rows: &[&ResidentRow]) -> String {
    let mut ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    ids.sort_unstable();
    let digest = Sha256::digest(ids.join("\n"));
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Works out all counts from the rolls, the papers handed out and the papers in the boxes.
pub fn counts(
    township: &Township,
    rolls: &BTreeMap<String, ExpectedRoll>,
    issues: &[IssueRow],
    ballots: &Ballots,
) -> BTreeMap<String, ExpectedCount> {
    let count = |village: &Village| {
        let issues: Vec<_> = issues.iter().filter(|issue| issue.village == village.code).collect();
        let papers: Vec<_> = ballots.rows.iter().filter(|paper| paper.village == village.code).collect();
        let registered = rolls.get(&village.code).map_or(0, |roll| roll.registered);
        (village.code.clone(), count(village, registered, &issues, &papers, &ballots.posts))
    };
    township.villages.iter().map(count).collect()
}

fn count(
    village: &Village,
    registered: u32,
    issues: &[&IssueRow],
    papers: &[&BallotRow],
    posts: &[String],
) -> ExpectedCount {
    let void = |group: u16, colour: &str| {
        village
            .groups
            .iter()
            .filter(|it| it.no == group)
            .flat_map(|it| &it.series)
            .any(|series| series.colour == colour && series.status == SeriesStatus::Void)
    };
    let issued: Vec<_> = issues.iter().filter(|issue| !void(issue.group, &issue.colour)).collect();
    let (set_aside, good): (Vec<&BallotRow>, Vec<&BallotRow>) =
        papers.iter().copied().partition(|paper| void(paper.group, &paper.colour));
    let over = village.groups.iter().filter(|group| {
        let of_group = issued.iter().filter(|issue| issue.group == group.no).count();
        good.iter().filter(|paper| paper.box_no == group.box_no).count() > of_group
    });
    let mut answer = ExpectedCount {
        name: village.name.clone(),
        registered,
        issued: len(&issued),
        returned: len(&good),
        whole_invalid: 0,
        blank: 0,
        section_invalid: BTreeMap::new(),
        void_found: len(&set_aside),
        box_alarm: over.map(|group| group.box_no.clone()).collect(),
        votes: printed(village),
        valid: true,
        reasons: Vec::new(),
        elected: BTreeMap::new(),
        tie: BTreeMap::new(),
        runoff: BTreeMap::new(),
    };
    for paper in good {
        read(paper, posts, village, &mut answer);
    }
    judge(&mut answer);
    if answer.valid {
        decide(village, &mut answer);
    }
    answer
}

/// Every printed candidate begins with no vote.
fn printed(village: &Village) -> BTreeMap<String, BTreeMap<String, [u32; 3]>> {
    let mut votes: BTreeMap<String, BTreeMap<String, [u32; 3]>> = BTreeMap::new();
    for post in village.seats.keys() {
        votes.entry(post.clone()).or_default();
    }
    for candidate in &village.candidates {
        votes.entry(candidate.post.clone()).or_default().insert(candidate.name.clone(), [0; 3]);
    }
    votes
}

/// One paper: the national law voids the section with too many names, and both sections that name one person.
fn read(paper: &BallotRow, posts: &[String], village: &Village, answer: &mut ExpectedCount) {
    if matches!(paper.defect, Some(Defect::Damaged | Defect::Unreadable)) {
        answer.whole_invalid += 1;
        return;
    }
    if paper.marks.iter().all(Vec::is_empty) {
        answer.blank += 1;
        return;
    }
    let names: Vec<BTreeSet<&str>> =
        paper.marks.iter().map(|marks| marks.iter().map(|mark| mark.name.as_str()).collect()).collect();
    for (at, (post, here)) in posts.iter().zip(&names).enumerate() {
        let seats = village.seats.get(post).copied().unwrap_or(0);
        let elsewhere = names.iter().enumerate().filter(|(other, _)| *other != at);
        let named_twice = elsewhere.flat_map(|(_, names)| names).any(|name| here.contains(name));
        if named_twice || here.len() > usize::from(seats) {
            *answer.section_invalid.entry(post.clone()).or_default() += 1;
            continue;
        }
        for name in here {
            let votes = answer.votes.entry(post.clone()).or_default();
            let [yes, _, _] = votes.entry((*name).to_owned()).or_default();
            *yes += 1;
        }
    }
}

/// More than half of the roll must have voted, and no more papers may lie in the boxes than were handed out.
fn judge(answer: &mut ExpectedCount) {
    if answer.returned > answer.issued {
        answer.reasons.push("RETURNED_GT_ISSUED".into());
    }
    if answer.returned * 2 <= answer.registered {
        answer.reasons.push("TURNOUT".into());
    }
    answer.valid = answer.reasons.is_empty();
}

/// From the highest post down, over half of the papers returned; a tie at the last seat stops.
fn decide(village: &Village, answer: &mut ExpectedCount) {
    let mut seated: BTreeSet<String> = BTreeSet::new();
    for (post, seats) in &village.seats {
        let seats = usize::from(*seats);
        let order = by_votes(answer, post, &seated);
        let over_half: Vec<_> = order.iter().filter(|(_, votes)| votes * 2 > answer.returned).collect();
        let first_out = over_half.get(seats).map(|(_, votes)| *votes);
        let sure = over_half.iter().take(seats).filter(|(_, votes)| Some(*votes) != first_out);
        let elected: Vec<String> = sure.map(|(name, _)| name.clone()).collect();
        let open = seats - elected.len();
        seated.extend(elected.iter().cloned());
        answer.elected.insert(post.clone(), elected);
        if open > 0 && over_half.len() > seats {
            let tied = over_half.iter().filter(|(_, votes)| Some(*votes) == first_out);
            let names = tied.map(|(name, _)| name.clone()).collect();
            answer.tie.insert(post.clone(), Tie { seats: small(open), names });
            return;
        }
        if open > 0 {
            let candidates = still_standing(&by_votes(answer, post, &seated), open);
            answer.runoff.insert(post.clone(), Runoff { seats: small(open), candidates, may_stay_vacant: false });
        }
    }
}

/// The names for a post by votes, equal ones in code-point order, without those seated.
fn by_votes(answer: &ExpectedCount, post: &str, seated: &BTreeSet<String>) -> Vec<(String, u32)> {
    let votes = answer.votes.get(post).into_iter().flatten();
    let left = votes.filter(|(name, _)| !seated.contains(*name));
    let mut order: Vec<_> = left.map(|(name, [yes, _, _])| (name.clone(), *yes)).collect();
    order.sort_by_key(|(name, votes)| (u32::MAX - votes, name.clone()));
    order
}

/// One more than the open seats, and everybody equal to the last of them.
fn still_standing(order: &[(String, u32)], open: usize) -> Vec<String> {
    let cut = order.get(open).map_or(0, |(_, votes)| *votes);
    let standing = order.iter().filter(|(_, votes)| *votes >= cut);
    standing.map(|(name, _)| name.clone()).collect()
}

fn len<T>(list: &[T]) -> u32 {
    small(list.len())
}

fn small(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import;

    #[test]
    fn the_township_given_is_reproduced() {
        let Some(dir) = import::tests::data() else { return };
        let township = import::read_township(&dir).unwrap();
        let residents = import::read_residents(&dir).unwrap();
        let rolls = rolls(&township, residents.rows.iter().map(|(_, row)| row));
        let issues = import::read_issues(&dir).unwrap();
        let counts = counts(&township, &rolls, &issues, &import::read_ballots(&dir).unwrap());
        let read = |file: &str| std::fs::read_to_string(dir.join(file)).unwrap();
        let right_rolls: BTreeMap<String, ExpectedRoll> = serde_json::from_str(&read("expected-roll.json")).unwrap();
        let right_counts: BTreeMap<String, ExpectedCount> = serde_json::from_str(&read("expected-count.json")).unwrap();
        assert_eq!(rolls, right_rolls);
        let same = counts.iter().filter(|(code, count)| right_counts.get(*code) == Some(count)).count();
        println!("{same} of {} villages equal", right_counts.len());
        assert_eq!(counts, right_counts);
    }
}
