//! From the rows of the household lists to people (居民) in villages and groups, and the rows that need a look.

use std::collections::{BTreeMap, BTreeSet};

use cunxuan_core::api::lists::ProblemCode;
use cunxuan_core::person::{Facts, Hukou, IdFault, IdNumber, Person, Residence, Sex, Wish};
use cunxuan_core::time::Day;
use serde::Serialize;

use super::{Place, ResidentRow, Residents, Township, initials};

/// What an import found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// All villages of the plan, in its order.
    pub villages: Vec<VillagePeople>,
    /// The rows that need a look, in the order of the file.
    pub problems: Vec<Problem>,
}

/// The people of a village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VillagePeople {
    /// The village's code.
    pub code: String,
    /// All its groups, in the order of the plan.
    pub groups: Vec<GroupPeople>,
}

/// The people of a villager group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupPeople {
    /// The group's number.
    pub no: u16,
    /// In the order of the file: the place is the person's number.
    pub people: Vec<Person>,
}

/// A row that needs a look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The line in the file, counted from 1 with the heading.
    pub row: u64,
    /// The village's code as the row has it.
    pub village: String,
    /// What is the matter.
    pub code: ProblemCode,
    /// The heading of the column.
    pub column: &'static str,
    /// Whether the person was imported all the same.
    pub imported: bool,
}

impl VillagePeople {
    /// All people of the village with their places.
    pub fn people(&self) -> impl Iterator<Item = (Place, &Person)> {
        self.groups.iter().flat_map(|group| {
            group
                .people
                .iter()
                .zip(0..)
                .map(|(person, number)| (Place { village: self.code.clone(), group: group.no, number }, person))
        })
    }
}

/// Puts the rows into the villages and groups of the plan.
pub fn arrange(township: &Township, residents: &Residents) -> Imported {
    let mut problems = Vec::new();
    let mut groups: BTreeMap<(&str, u16), Vec<Person>> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for (line, row) in &residents.rows {
        let mut look = Look { row: *line, village: &row.village, found: Vec::new() };
        let home = home(township, row, &mut look);
        let person = person(row, residents.has_wish, &mut look);
        let placed = home.zip(person).filter(|((village, _), person)| {
            seen.insert((*village, person.id_number)) || look.refuse(ProblemCode::IdRepeated, "公民身份号码")
        });
        problems.extend(look.problems(placed.is_some()));
        if let Some((home, person)) = placed {
            groups.entry(home).or_default().push(person);
        }
    }
    Imported { villages: villages(township, groups), problems }
}

fn villages<'a>(township: &'a Township, mut groups: BTreeMap<(&'a str, u16), Vec<Person>>) -> Vec<VillagePeople> {
    let mut villages = Vec::new();
    for village in &township.villages {
        let mut people = |no| groups.remove(&(village.code.as_str(), no)).unwrap_or_default();
        let groups = village.groups.iter().map(|group| GroupPeople { no: group.no, people: people(group.no) });
        villages.push(VillagePeople { code: village.code.clone(), groups: groups.collect() });
    }
    villages
}

/// What was found in one row so far.
struct Look<'a> {
    row: u64,
    village: &'a str,
    found: Vec<(ProblemCode, &'static str)>,
}

impl Look<'_> {
    /// Notes a problem; always false, for conditions.
    fn refuse(&mut self, code: ProblemCode, column: &'static str) -> bool {
        self.found.push((code, column));
        false
    }

    /// Notes a problem if there is no value, and hands the value on.
    fn need<T>(&mut self, value: Option<T>, code: ProblemCode, column: &'static str) -> Option<T> {
        if value.is_none() {
            self.refuse(code, column);
        }
        value
    }

    fn problems(self, imported: bool) -> impl Iterator<Item = Problem> {
        let village = self.village.to_owned();
        let row = self.row;
        self.found.into_iter().map(move |(code, column)| Problem {
            row,
            village: village.clone(),
            code,
            column,
            imported,
        })
    }
}

fn home<'a>(township: &'a Township, row: &ResidentRow, look: &mut Look<'_>) -> Option<(&'a str, u16)> {
    let village = township.villages.iter().find(|village| village.code == row.village);
    let village = look.need(village, ProblemCode::UnknownVillage, "行政村代码")?;
    let no = row.group.parse().ok();
    let no = no.filter(|no| village.groups.iter().any(|group| group.no == *no));
    let no = look.need(no, ProblemCode::UnknownGroup, "村民小组")?;
    Some((village.code.as_str(), no))
}

/// The person of one row, if there is one, with what is the matter and in which column.
pub fn read_person(row: &ResidentRow, has_wish: bool) -> (Option<Person>, Vec<(ProblemCode, &'static str)>) {
    let mut look = Look { row: 0, village: &row.village, found: Vec::new() };
    let person = person(row, has_wish, &mut look);
    (person, look.found)
}

fn person(row: &ResidentRow, has_wish: bool, look: &mut Look<'_>) -> Option<Person> {
    use ProblemCode::UnknownValue;
    let name: String = row.name.chars().filter(|c| !c.is_whitespace()).collect();
    let name = look.need(Some(name).filter(|name| !name.is_empty()), ProblemCode::NoName, "姓名");
    let id_number = id_number(&row.id, look);
    let hukou = look.need(hukou(&row.hukou), UnknownValue, "户籍");
    let residence = look.need(residence(&row.residence), UnknownValue, "居住情况");
    let (name, id_number, hukou, residence) = (name?, id_number?, hukou?, residence?);
    Some(Person {
        household: row.household.clone(),
        relation: row.relation.clone(),
        initials: initials(&name),
        name,
        sex: sex(&row.sex, id_number, look),
        id_number,
        ethnic: row.ethnic.clone(),
        hukou,
        residence,
        months: look.need(months(&row.months), UnknownValue, "居住月数").flatten(),
        wish: look.need(wish(&row.wish, has_wish), UnknownValue, "参选意愿").unwrap_or(Wish::Unknown),
        assembly: look.need(assembly(&row.assembly), UnknownValue, "村民代表会议同意").flatten(),
        facts: facts(&row.remark, look),
        party: row.party.clone(),
        education: row.education.clone(),
        phone: row.phone.clone(),
    })
}

fn id_number(text: &str, look: &mut Look<'_>) -> Option<IdNumber> {
    let code = match IdNumber::parse(text) {
        Ok(id_number) => return Some(id_number),
        Err(IdFault::Length) => ProblemCode::IdLength,
        Err(IdFault::Digit) => ProblemCode::IdDigit,
        Err(IdFault::Date) => ProblemCode::IdDate,
        Err(IdFault::CheckDigit { .. }) => ProblemCode::IdCheckDigit,
    };
    look.refuse(code, "公民身份号码");
    None
}

/// The sex as the row has it; where it says nothing clear, as the ID number has it.
fn sex(text: &str, id_number: IdNumber, look: &mut Look<'_>) -> Sex {
    let told = match text {
        "" => return id_number.sex(),
        "男" => Some(Sex::Male),
        "女" => Some(Sex::Female),
        _ => None,
    };
    let sex = look.need(told, ProblemCode::UnknownValue, "性别").unwrap_or(id_number.sex());
    if sex != id_number.sex() {
        look.refuse(ProblemCode::SexDiffers, "性别");
    }
    sex
}

fn hukou(text: &str) -> Option<Hukou> {
    match text {
        "" | "本村" => Some(Hukou::Here),
        "外村" => Some(Hukou::Elsewhere),
        _ => None,
    }
}

fn residence(text: &str) -> Option<Residence> {
    match text {
        "" | "在村" => Some(Residence::Here),
        "外出" => Some(Residence::Away),
        _ => None,
    }
}

fn months(text: &str) -> Option<Option<u16>> {
    if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) }
}

fn wish(text: &str, asked: bool) -> Option<Wish> {
    match text {
        "" if asked => Some(Wish::Silent),
        "" => Some(Wish::Unknown),
        "参加" => Some(Wish::TakesPart),
        "申请参加" => Some(Wish::Applies),
        "联系不上" => Some(Wish::Unreachable),
        "不参加" => Some(Wish::Declines),
        _ => None,
    }
}

fn assembly(text: &str) -> Option<Option<bool>> {
    match text {
        "" => Some(None),
        "是" => Some(Some(true)),
        "否" => Some(Some(false)),
        _ => None,
    }
}

/// The facts that a remark states, by its patterns; any part that has none of them needs a look.
fn facts(remark: &str, look: &mut Look<'_>) -> Facts {
    let mut facts = Facts::default();
    let mut clear = true;
    for part in remark.split(['；', ';', '，', ',']).map(str::trim).filter(|part| !part.is_empty()) {
        let until = part.strip_prefix("剥夺政治权利至").and_then(Day::parse);
        if until.is_some() {
            facts.deprived_until = facts.deprived_until.max(until);
        } else if part.contains("不能辨认") {
            facts.cannot_exercise = true;
        } else if part.starts_with("已在") && part.contains("登记") {
            facts.registered_elsewhere = true;
        } else {
            clear = false;
        }
    }
    if !clear {
        look.refuse(ProblemCode::Remark, "备注");
    }
    facts
}
