//! The invented people (居民): households, group by group, until a group has the voters that it shall have.

use std::collections::BTreeMap;

use cunxuan_core::person::IdNumber;
use cunxuan_core::time::Day;

use super::names;
use super::oracle::reason;
use super::random::Random;
use crate::import::{Group, ResidentRow, Village};

/// The area code in the ID numbers: 99 is no province, so no real person has such a number.
const AREA: &str = "990128";

/// One invented person.
#[derive(Clone)]
pub struct Villager {
    /// His line in the household lists.
    pub row: ResidentRow,
    /// His ID number.
    pub id: IdNumber,
    /// Whether he is on the roll.
    pub votes: bool,
    /// Full years, about.
    pub age: u32,
}

/// People of one household.
pub type Household = Vec<Villager>;

/// The households of a village, group by group.
pub type Households = Vec<Vec<Household>>;

/// Makes people; no ID number twice.
pub struct Maker {
    /// Chance.
    pub random: Random,
    numbers: BTreeMap<(Day, bool), u32>,
}

/// The household that people are made for.
#[derive(Clone, Copy)]
struct Home<'a> {
    village: &'a Village,
    group: u16,
    number: u32,
    /// Whether it is registered in another village (外村).
    strangers: bool,
    /// How many in a thousand grown-ups are away.
    away: u32,
}

/// What a person is in a household.
#[derive(Clone, Copy)]
struct Part<'a> {
    relation: &'static str,
    surname: &'a str,
    man: bool,
    age: u32,
}

impl Maker {
    /// Starts with the chance that belongs to a seed.
    pub fn new(seed: u64) -> Self {
        Self { random: Random::new(seed), numbers: BTreeMap::new() }
    }

    /// The households of a village, with so many voters in each of its groups.
    pub fn village(&mut self, village: &Village, voters: &[u32]) -> Option<Households> {
        village.groups.iter().zip(voters).map(|(group, voters)| self.group(village, group, *voters)).collect()
    }

    fn group(&mut self, village: &Village, group: &Group, voters: u32) -> Option<Vec<Household>> {
        let mut households: Vec<Household> = Vec::new();
        let mut left = voters;
        // Where nearly all must be able to vote (the group that votes again), fewer are away.
        let away = if group.series.is_empty() { 270 } else { 120 };
        for number in 1.. {
            if left == 0 {
                break;
            }
            let strangers = self.random.chance(45);
            let home = Home { village, group: group.no, number, strangers, away };
            let mut household = self.household(home)?;
            if voters_in(&household) > left {
                household = vec![self.plain(Home { strangers: false, away: 0, ..home })?];
            }
            left -= voters_in(&household);
            households.push(household);
        }
        Some(households)
    }

    fn household(&mut self, home: Home) -> Option<Household> {
        let mut people = Vec::new();
        for (relation, man, age) in self.family() {
            let head: &str = people.first().map_or("", |head: &Villager| head.row.name.as_str());
            let own = matches!(relation, "子" | "女" | "父");
            let surname = if own { family_name(head).to_owned() } else { names::surname(&mut self.random).to_owned() };
            people.push(self.person(home, Part { relation, surname: &surname, man, age })?);
        }
        let village = home.village;
        let somebody_home = people.iter().any(|it| it.votes && it.row.residence == "在村");
        if let Some(head) = people.first_mut().filter(|_| !somebody_home) {
            // Somebody must be at home to vote for those who are away.
            if head.row.residence == "外出" {
                head.row.residence = "在村".into();
                head.row.wish = String::new();
                head.votes = reason(&head.row, &village.election_day.to_string()).is_none();
            }
        }
        Some(people)
    }

    /// Relation, man or not, age: the head first.
    fn family(&mut self) -> Vec<(&'static str, bool, u32)> {
        let random = &mut self.random;
        let age = random.between(24, 80);
        let man = random.chance(880);
        let mut family = vec![("户主", man, age)];
        if random.chance(700) {
            family.push(("配偶", !man, (age + random.below(9)).saturating_sub(4).max(21)));
        }
        let children = if age < 26 { 0 } else { random.below(4).min(2) };
        for _ in 0..children {
            let child = random.between(age.saturating_sub(34), age - 22);
            let son = random.chance(480);
            if child < 26 || random.chance(450) {
                family.push((if son { "子" } else { "女" }, son, child));
            }
        }
        for (relation, father) in [("父", true), ("母", false)] {
            if (36..62).contains(&age) && random.chance(110) {
                family.push((relation, father, age + random.between(20, 30)));
            }
        }
        family
    }

    fn person(&mut self, home: Home, part: Part) -> Option<Villager> {
        let day = home.village.election_day;
        let birth = self.birth(day, part.age);
        let mut villager = self.blank(home, part, birth)?;
        self.place(&mut villager, home);
        if part.age >= 18 {
            villager.row.remark = self.remark(day);
        }
        villager.votes = reason(&villager.row, &day.to_string()).is_none();
        Some(villager)
    }

    /// A grown-up of the village whom nothing keeps off the roll.
    fn plain(&mut self, home: Home) -> Option<Villager> {
        let (man, age) = (self.random.chance(500), self.random.between(24, 70));
        let surname = names::surname(&mut self.random);
        let birth = self.birth(home.village.election_day, age);
        let mut villager = self.blank(home, Part { relation: "户主", surname, man, age }, birth)?;
        villager.votes = true;
        Some(villager)
    }

    /// A person who lives in his own village and of whom nothing is said.
    fn blank(&mut self, home: Home, part: Part, birth: Day) -> Option<Villager> {
        let id = self.id_number(birth, part.man)?;
        let random = &mut self.random;
        let text = |text: &str| text.to_owned();
        let row = ResidentRow {
            village: home.village.code.clone(),
            group: home.group.to_string(),
            household: format!("{:02}{:03}", home.group, home.number),
            relation: text(part.relation),
            name: format!("{}{}", part.surname, names::given(random, part.man)),
            sex: text(if part.man { "男" } else { "女" }),
            ethnic: text(ethnic(random)),
            id: id.text().to_owned(),
            hukou: text("本村"),
            residence: text("在村"),
            party: text(party(random, part.age)),
            education: text(education(random, part.age)),
            phone: if part.age >= 14 { names::phone(random) } else { String::new() },
            ..ResidentRow::default()
        };
        Some(Villager { row, id, votes: false, age: part.age })
    }

    /// Where he is registered, whether he is away, and what he said.
    fn place(&mut self, villager: &mut Villager, home: Home) {
        let random = &mut self.random;
        let row = &mut villager.row;
        if home.strangers {
            row.hukou = "外村".into();
            row.wish = "申请参加".into();
            row.months = months(random).to_string();
            row.assembly = if random.chance(90) { "否" } else { "是" }.into();
        } else if (18..60).contains(&villager.age) && random.chance(home.away) {
            row.residence = "外出".into();
            row.wish = match random.below(100) {
                0..63 => "参加",
                63..75 => "不参加",
                75..88 => "联系不上",
                _ => "",
            }
            .into();
        }
    }

    fn remark(&mut self, day: Day) -> String {
        let random = &mut self.random;
        match random.below(10_000) {
            0..40 => {
                let days = if random.chance(100) { 400 } else { random.below(1_300) };
                let until = day.plus(i32::try_from(days).unwrap_or(0) - 400);
                format!("剥夺政治权利至{until}")
            }
            40..60 => "医院证明不能辨认自己行为".into(),
            60..66 => "已在户籍外的居住村登记".into(),
            _ => String::new(),
        }
    }

    /// A day of birth about so many years before; now and then an eighteenth birthday on the day itself or the next.
    fn birth(&mut self, day: Day, age: u32) -> Day {
        let (year, month, of_month) = day.ymd();
        let eighteenth = Day::from_ymd(year - 18, month, of_month).unwrap_or(day);
        if (16..20).contains(&age) && self.random.chance(30) {
            return eighteenth.plus(i32::try_from(self.random.below(2)).unwrap_or(0));
        }
        let days = age * 1_461 / 4 + self.random.between(1, 360);
        day.plus(-i32::try_from(days).unwrap_or(0))
    }

    fn id_number(&mut self, birth: Day, man: bool) -> Option<IdNumber> {
        let number = self.numbers.entry((birth, man)).or_default();
        let (year, month, day) = birth.ymd();
        let serial = 2 * *number + if man { 1 } else { 2 };
        *number += 1;
        IdNumber::complete(&format!("{AREA}{year:04}{month:02}{day:02}{serial:03}")).ok()
    }
}

/// How many of a household are on the roll.
pub fn voters_in(household: &Household) -> u32 {
    household.iter().map(|villager| u32::from(villager.votes)).sum()
}

/// The surname of a full name.
fn family_name(name: &str) -> &str {
    let long = if name.starts_with("尉迟") { 2 } else { 1 };
    name.char_indices().nth(long).map_or(name, |(at, _)| name.split_at(at).0)
}

fn ethnic(random: &mut Random) -> &'static str {
    if random.chance(984) { "汉族" } else { random.pick(&["回族", "满族", "蒙古族", "朝鲜族"]) }
}

fn party(random: &mut Random, age: u32) -> &'static str {
    match age {
        14..28 if random.chance(250) => "共青团员",
        22.. if random.chance(45) => "中共党员",
        _ => "群众",
    }
}

fn education(random: &mut Random, age: u32) -> &'static str {
    match age {
        0..7 => "",
        7..16 => "小学",
        16..40 => random.pick(&["初中", "初中", "高中", "中专", "大专", "本科"]),
        40..65 => random.pick(&["小学", "初中", "初中", "初中", "高中"]),
        _ => random.pick(&["文盲", "小学", "小学", "初中"]),
    }
}

fn months(random: &mut Random) -> u32 {
    match random.below(100) {
        0..22 => random.between(1, 11),
        22..28 => 12,
        _ => random.between(13, 160),
    }
}
