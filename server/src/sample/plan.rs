//! The plan of the invented township (换届方案): villages, groups, boxes, days and officers.

use cunxuan_core::time::Day;
use indexmap::IndexMap;

use super::names;
use super::random::{Random, share};
use super::{CAST, CODE, OFFICERS, REGISTERED, RULE_SET};
use crate::import::{Group, Officer, Published, Series, SeriesStatus, Township, Village};

/// Villages of the township.
const VILLAGES: u32 = 42;
/// Boxes of the township: one for each villager group.
const BOXES: u32 = 260;
/// Parties of officers.
const WORK_GROUPS: u32 = 4;

/// The pilot (试点): votes first, under everybody's eyes.
pub const PILOT: usize = 0;
/// The village that is watched closely (重点村).
const WATCHED: usize = 1;
/// The largest village, alone on its day (单独选举).
pub const LARGEST: usize = 2;
/// The village whose fifth group ran out of papers and voted again.
pub const OVERISSUED: usize = 5;
/// The group that ran out of papers.
pub const OVERISSUED_GROUP: u16 = 5;
/// The village where a paper fell into the neighbours' box.
pub const STRAY_PAPER: usize = 7;

/// The printed white and red papers of the group that voted again; the red ones are as many as its voters.
const WHITE_PRINTED: u32 = 200;
const RED_PRINTED: u32 = 214;

/// The plan, and how many voters each group of each village shall have.
pub struct Plan {
    /// The township without people: no candidates, no staff.
    pub township: Township,
    /// Voters per group, village by village.
    pub voters: Vec<Vec<u32>>,
}

/// Draws up the plan.
pub fn plan(random: &mut Random) -> Option<Plan> {
    let sizes = sizes(random);
    let groups = groups_per_village(&sizes);
    let mut villages: Vec<Village> = Vec::new();
    let mut voters = Vec::new();
    for (at, (size, groups)) in sizes.iter().zip(groups).enumerate() {
        let taken: Vec<String> = villages.iter().map(|village| village.name.clone()).collect();
        villages.push(village(at, names::village(random, &taken), groups)?);
        voters.push(group_sizes(random, at, *size, groups));
    }
    let officers = officers(random, &villages);
    Some(Plan { township: township(villages, officers)?, voters })
}

fn township(villages: Vec<Village>, officers: Vec<Officer>) -> Option<Township> {
    Some(Township {
        code: CODE.into(),
        name: "柳河镇".into(),
        county: "安和县".into(),
        province: "示例省".into(),
        term: "2026年村“两委”换届选举".into(),
        start: Day::from_ymd(2026, 10, 11)?,
        end: Day::from_ymd(2026, 11, 13)?,
        rule: "村民委员会组织法".into(),
        rule_set: RULE_SET.into(),
        published: Some(Published { registered: REGISTERED, cast: CAST, boxes: BOXES, officers: OFFICERS }),
        officers,
        villages,
        on_two_lists: Vec::new(),
    })
}

/// Voters per village; a few are given, the others fall as they may.
fn sizes(random: &mut Random) -> Vec<u32> {
    let given = |at: usize| match at {
        PILOT => Some(648),
        WATCHED => Some(2_040),
        LARGEST => Some(3_127),
        OVERISSUED => Some(980),
        _ => None,
    };
    let places = (0..VILLAGES).filter_map(|at| usize::try_from(at).ok());
    let fixed: Vec<Option<u32>> = places.map(given).collect();
    let left = REGISTERED - fixed.iter().flatten().sum::<u32>();
    let weights: Vec<u32> = fixed.iter().filter(|it| it.is_none()).map(|_| random.between(300, 1_300)).collect();
    let mut shared = share(left, &weights).into_iter();
    fixed.into_iter().map(|it| it.or_else(|| shared.next()).unwrap_or(0)).collect()
}

/// At least two groups for a village, the rest by size; five where the papers ran out.
fn groups_per_village(sizes: &[u32]) -> Vec<u32> {
    let known = |at: usize| at == OVERISSUED;
    let weights: Vec<u32> = sizes.iter().enumerate().map(|(at, size)| if known(at) { 0 } else { *size }).collect();
    let extra = share(BOXES - 5 - 2 * (VILLAGES - 1), &weights);
    extra.into_iter().enumerate().map(|(at, extra)| if known(at) { 5 } else { 2 + extra }).collect()
}

fn group_sizes(random: &mut Random, at: usize, size: u32, groups: u32) -> Vec<u32> {
    let last = if at == OVERISSUED { RED_PRINTED } else { 0 };
    let free = if at == OVERISSUED { groups - 1 } else { groups };
    let weights: Vec<u32> = (0..free).map(|_| random.between(70, 130)).collect();
    let mut sizes = share(size - last, &weights);
    if last > 0 {
        sizes.push(last);
    }
    sizes
}

fn village(at: usize, name: String, groups: u32) -> Option<Village> {
    let number = u32::try_from(at).ok()?;
    let election_day = election_day(at, number)?;
    let groups = (1..=u16::try_from(groups).ok()?).map(|no| group(at, no)).collect();
    Some(Village {
        code: format!("{CODE}{}", 201 + number),
        name,
        work_group: u16::try_from(number % WORK_GROUPS + 1).ok()?,
        election_day,
        seats: seats(at),
        flags: flag(at).into_iter().map(String::from).collect(),
        groups,
        published: None,
        candidates: Vec::new(),
        roll_posted_on: Some(election_day.plus(-22)),
        staff: Vec::new(),
    })
}

/// The pilot first, the largest alone, the others over five days.
fn election_day(at: usize, number: u32) -> Option<Day> {
    let day = match at {
        PILOT => 5,
        LARGEST => 12,
        _ => u8::try_from(7 + number % 5).ok()?,
    };
    Day::from_ymd(2026, 11, day)
}

fn flag(at: usize) -> Option<&'static str> {
    match at {
        PILOT => Some("试点"),
        WATCHED => Some("重点村"),
        LARGEST => Some("单独选举"),
        OVERISSUED => Some("第五组重新发票"),
        _ => None,
    }
}

/// Three seats in 31 villages, four in ten, five in the largest.
fn seats(at: usize) -> IndexMap<String, u16> {
    let members = match at {
        LARGEST => 4,
        _ if at % 4 == 3 => 3,
        _ => 2,
    };
    IndexMap::from([("主任".into(), 1), ("委员".into(), members)])
}

fn group(at: usize, no: u16) -> Group {
    let white = Series { colour: "白".into(), printed: WHITE_PRINTED, status: SeriesStatus::Void };
    let red = Series { colour: "红".into(), printed: RED_PRINTED, status: SeriesStatus::Valid };
    let again = at == OVERISSUED && no == OVERISSUED_GROUP;
    Group {
        no,
        name: format!("第{}村民小组", numeral(no)),
        box_no: format!("{no:02}"),
        series: if again { vec![white, red] } else { Vec::new() },
    }
}

/// The Chinese numeral of a number from 1 to 99.
fn numeral(no: u16) -> String {
    let digit = |digit: u16| "零一二三四五六七八九".chars().nth(usize::from(digit)).unwrap_or_default();
    let (tens, ones) = (no / 10, no % 10);
    let tens_text = match tens {
        0 => String::new(),
        1 => "十".into(),
        _ => format!("{}十", digit(tens)),
    };
    let ones_text = if ones == 0 { String::new() } else { digit(ones).to_string() };
    format!("{tens_text}{ones_text}")
}

/// Every officer has a village, and about half a second one of the same work group.
fn officers(random: &mut Random, villages: &[Village]) -> Vec<Officer> {
    let count = villages.len().max(1);
    let mut officers = Vec::new();
    for (number, at) in (0..OFFICERS).zip((0..count).cycle()) {
        let second = if at + 4 < count { at + 4 } else { at.saturating_sub(4) };
        let places = if number < VILLAGES { vec![at] } else { vec![at, second] };
        let own: Vec<&Village> = places.iter().filter_map(|place| villages.get(*place)).collect();
        let man = random.chance(700);
        officers.push(Officer {
            code: format!("O{:03}", number + 1),
            name: format!("{}{}", names::surname(random), names::given(random, man)),
            work_group: own.first().map_or(1, |village| village.work_group),
            role: "包村联络员".into(),
            phone: names::phone(random),
            villages: own.iter().map(|village| village.code.clone()).collect(),
        });
    }
    officers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals() {
        for (no, text) in [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (25, "二十五")] {
            assert_eq!(numeral(no), text);
        }
    }

    #[test]
    fn the_plan_meets_the_totals() {
        let plan = plan(&mut Random::new(3)).unwrap();
        let villages = &plan.township.villages;
        assert_eq!(villages.len(), 42);
        assert_eq!(villages.iter().map(|village| village.groups.len()).sum::<usize>(), 260);
        assert_eq!(plan.voters.iter().flatten().sum::<u32>(), REGISTERED);
        assert_eq!(plan.voters[LARGEST].iter().sum::<u32>(), 3_127);
        assert_eq!(plan.voters[OVERISSUED][4], 214);
        for (village, voters) in villages.iter().zip(&plan.voters) {
            assert_eq!(village.groups.len(), voters.len());
        }
        for officer in &plan.township.officers {
            let own = villages.iter().filter(|village| officer.villages.contains(&village.code));
            assert!(own.clone().count() > 0 && own.into_iter().all(|it| it.work_group == officer.work_group));
        }
    }
}
