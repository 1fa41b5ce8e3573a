//! An invented township (示例乡镇) with a whole election in it, made from a seed: the same on every machine.
//!
//! It has the form of the folder that an office hands over (see [`crate::import`]), the totals of a real
//! township's published report, and beside the rows what the rolls and counts must be.
//! Nobody in it exists: the area code of the ID numbers is no place, the telephone block is not in use.

mod names;
mod oracle;
mod papers;
mod people;
mod plan;
mod poll;
mod random;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::import::{
    self, Ballots, IssueRow, ResidentRow, Township, TwoLists, Village, VillagePublished, write_ballots, write_rows,
};
pub use oracle::{ExpectedCount, ExpectedRoll, Runoff, Tie, counts, rolls};
use people::{Household, Households, Maker, voters_in};
use plan::{LARGEST, OVERISSUED, PILOT, Plan, STRAY_PAPER};
use poll::Visit;

/// The seed of the township that is shown and tested.
pub const SEED: u64 = 20_261_011;
/// The rule set in force on its election days.
pub const RULE_SET: &str = "VC-CN-2026";
/// The code of the township; 99 is no province.
pub const CODE: &str = "990128101";
/// Registered voters.
pub const REGISTERED: u32 = 32_526;
/// Papers returned, void series aside.
pub const CAST: u32 = 28_201;
/// Officers of the township.
pub const OFFICERS: u32 = 84;
/// People on two villages' lists.
const ON_TWO_LISTS: usize = 12;
/// Papers returned in the group that voted again: its red ones.
const RED_RETURNED: u32 = 200;

/// The file of expected rolls.
pub const EXPECTED_ROLL: &str = "expected-roll.json";
/// The file of expected counts.
pub const EXPECTED_COUNT: &str = "expected-count.json";

/// The invented township.
#[derive(Clone, PartialEq, Eq)]
pub struct Sample {
    /// The plan with candidates and staff.
    pub township: Township,
    /// The household lists.
    pub residents: Vec<ResidentRow>,
    /// The papers handed out.
    pub issues: Vec<IssueRow>,
    /// The papers in the boxes.
    pub ballots: Ballots,
    /// What the rolls must be, by village code.
    pub expected_roll: BTreeMap<String, ExpectedRoll>,
    /// What the counts must be, by village code.
    pub expected_count: BTreeMap<String, ExpectedCount>,
}

impl Sample {
    /// Makes the township of a seed. Nothing comes back only if a date of the plan were no day.
    pub fn generate(seed: u64) -> Option<Self> {
        let mut maker = Maker::new(seed);
        let Plan { mut township, voters } = plan::plan(&mut maker.random)?;
        let villages = township.villages.iter().zip(&voters);
        let mut homes: Vec<Households> =
            villages.map(|(village, voters)| maker.village(village, voters)).collect::<Option<_>>()?;
        township.on_two_lists = put_on_two_lists(&mut maker, &township, &mut homes);
        for (village, groups) in township.villages.iter_mut().zip(&homes) {
            poll::name_people(&mut maker.random, village, groups);
        }
        let (issues, ballots) = hold(&mut maker, &mut township, &homes);
        let residents: Vec<ResidentRow> =
            homes.into_iter().flatten().flatten().flatten().map(|villager| villager.row).collect();
        let expected_roll = rolls(&township, &residents);
        let expected_count = counts(&township, &expected_roll, &issues, &ballots);
        Some(Self { township, residents, issues, ballots, expected_roll, expected_count })
    }

    /// Writes the folder; it is made if it is not there.
    pub fn write(&self, dir: &Path) -> io::Result<()> {
        fs::create_dir_all(dir)?;
        let file = |name: &str| File::create(dir.join(name)).map(BufWriter::new);
        write_json(file(import::TOWNSHIP)?, &self.township)?;
        write_rows(file(import::RESIDENTS)?, &self.residents)?;
        write_rows(file(import::ISSUES)?, &self.issues)?;
        write_ballots(file(import::BALLOTS)?, &self.ballots)?;
        write_json(file(EXPECTED_ROLL)?, &self.expected_roll)?;
        write_json(file(EXPECTED_COUNT)?, &self.expected_count)
    }
}

fn write_json(mut target: impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut target, value)?;
    target.write_all(b"\n")?;
    target.flush()
}

/// Puts some who are away, one from every third village, on the list of the village where they live as well.
fn put_on_two_lists(maker: &mut Maker, township: &Township, homes: &mut [Households]) -> Vec<TwoLists> {
    let count = township.villages.len();
    let mut found = Vec::new();
    for (at, village) in township.villages.iter().enumerate().skip(1).step_by(3) {
        let other_at = (at + 7 + maker.random.place(20)) % count;
        let Some(other) = township.villages.get(other_at).filter(|_| found.len() < ON_TWO_LISTS) else { continue };
        let Some(person) = homes.get(at).and_then(|groups| away(groups)) else { continue };
        let mut twin = person;
        twin.votes = false;
        let row = &mut twin.row;
        row.village = other.code.clone();
        row.group = "1".into();
        row.household = "01999".into();
        (row.relation, row.hukou, row.residence) = ("户主".into(), "外村".into(), "在村".into());
        (row.months, row.wish, row.assembly) = ("20".into(), "申请参加".into(), "是".into());
        let (household_village, other_village) = (village.code.clone(), other.code.clone());
        found.push(TwoLists { id: twin.id, household_village, other_village });
        if let Some(group) = homes.get_mut(other_at).and_then(|groups| groups.first_mut()) {
            group.push(vec![twin]);
        }
    }
    found
}

/// The first person of a village who is away and takes part.
fn away(groups: &[Vec<Household>]) -> Option<people::Villager> {
    let mut people = groups.iter().flatten().flatten();
    people.find(|it| it.votes && it.row.residence == "外出" && it.row.hukou == "本村").cloned()
}

/// One group of a village on election day.
struct Table<'a> {
    visits: Vec<Visit<'a>>,
    registered: u32,
    returned: u32,
    /// Papers that were taken and came into no box.
    lost: u32,
    /// Whether white papers ran out and red ones were handed out.
    again: bool,
}

/// Hands out papers and fills the boxes, and writes the totals into the plan.
fn hold(maker: &mut Maker, township: &mut Township, homes: &[Households]) -> (Vec<IssueRow>, Ballots) {
    let random = &mut maker.random;
    let posts = township.villages.first().map(|it| it.seats.keys().cloned().collect()).unwrap_or_default();
    let mut day: Vec<Vec<Table>> = Vec::new();
    for (at, (village, groups)) in township.villages.iter().zip(homes).enumerate() {
        day.push(tables(random, at, village, groups));
    }
    meet_the_total(&mut day);
    let mut issues = Vec::new();
    let mut ballots = Ballots { posts, rows: Vec::new() };
    for (at, (village, tables)) in township.villages.iter_mut().zip(&mut day).enumerate() {
        for (group, table) in (1..).zip(tables.iter_mut()) {
            poll::stay_away(random, &mut table.visits, table.returned + table.lost);
            let issue = if table.again { poll::issue_twice } else { poll::issue };
            issues.extend(issue(random, village, group, &table.visits));
        }
        let returned: Vec<u32> = tables.iter().map(|table| table.returned).collect();
        let registered = tables.iter().map(|table| table.registered).sum();
        village.published = Some(VillagePublished { registered, cast: returned.iter().sum() });
        let people = homes.get(at).into_iter().flatten().flatten().flatten();
        let others = people.filter(|it| it.votes).map(|it| it.row.name.as_str()).collect();
        let mood = papers::Mood::new(random, at, village, others);
        ballots.rows.extend(papers::papers(random, at, village, &mood, &returned));
    }
    (issues, ballots)
}

/// Who could come in each group, and how many of a thousand voters would.
fn tables<'a>(random: &mut random::Random, at: usize, village: &Village, groups: &'a Households) -> Vec<Table<'a>> {
    let rate = match at {
        LARGEST => 928,
        PILOT => 903,
        OVERISSUED => 940,
        _ if random.chance(230) => random.between(630, 750),
        _ => random.between(895, 955),
    };
    let mut tables = Vec::new();
    for (group, households) in village.groups.iter().zip(groups) {
        let visits = poll::visits(random, village, households);
        let most = poll::papers(&visits);
        let registered: u32 = households.iter().map(voters_in).sum();
        let again = !group.series.is_empty();
        let lost = u32::from(group.no == 2 && at.is_multiple_of(2) && at != STRAY_PAPER);
        let returned = if again { RED_RETURNED } else { (registered * rate / 1000).min(most - lost) };
        tables.push(Table { visits, registered, returned, lost, again });
    }
    tables
}

/// Lets one more or one fewer come, group after group, until the township's total is met.
fn meet_the_total(day: &mut [Vec<Table>]) {
    let mut sum: u32 = day.iter().flatten().map(|table| table.returned).sum();
    let mut moved = true;
    while sum != CAST && moved {
        moved = false;
        for table in day.iter_mut().flatten().filter(|table| !table.again) {
            let room = table.returned + table.lost < poll::papers(&table.visits);
            if sum < CAST && room {
                table.returned += 1;
                sum += 1;
                moved = true;
            } else if sum > CAST && table.returned * 5 > table.registered * 3 {
                table.returned -= 1;
                sum -= 1;
                moved = true;
            }
        }
    }
}

#[cfg(test)]
mod tests;
