//! From the rows of a list to people (预检): every cell is read without a word, mended and told, or refused.

mod whole;

use super::cell;
use super::header::{self, field_of};
use super::problems::ROW;
use super::sheet::{Cell, Sheet};
use crate::import::{ResidentRow, read_person};
use cunxuan_core::api::lists::{Field, Heap, Mapping, Mend, ProblemCode, ProblemView};
use cunxuan_core::id::GroupNo;
use cunxuan_core::person::{IdNumber, Person};
use whole::{pad_households, part_households, refuse_doubles};

/// With these words begins what stands below a table, or between its parts.
const FOOT: [&str; 16] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "审核",
    "复核",
    "填表",
    "制表",
    "填报",
    "负责人",
    "经办",
    "打印",
    "备注:",
    "注:",
    "说明:",
    "单位",
];

/// A village into which people may be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its groups by number and name.
    pub groups: Vec<(GroupNo, String)>,
}

/// How a cell was mended.
#[derive(Clone, PartialEq, Eq)]
pub struct Mended {
    /// In which column.
    pub field: Field,
    /// How.
    pub mend: Mend,
    /// What stood there.
    pub was: String,
    /// What it became.
    pub became: String,
}

/// One row of a list as it was read. It has no `Debug`: it holds a full ID number.
#[derive(Clone)]
pub struct Row {
    /// The sheet, counted from 0.
    pub sheet: usize,
    /// The row in the sheet, from 1.
    pub row: u32,
    /// The village, counted from 0, and the group.
    pub home: Option<(usize, GroupNo)>,
    /// The words of the county's lists.
    pub words: ResidentRow,
    /// The person, unless something forbids to import him.
    pub person: Option<Person>,
    /// What was mended.
    pub mends: Vec<Mended>,
    /// What must be looked at.
    pub problems: Vec<ProblemView>,
    /// Whether the village's record has him already.
    pub known: bool,
}

impl Row {
    /// The heap in which it lies.
    #[must_use]
    pub fn heap(&self) -> Heap {
        match (self.problems.is_empty(), self.mends.is_empty()) {
            (false, _) => Heap::Look,
            (true, false) => Heap::Mended,
            (true, true) => Heap::Ready,
        }
    }

    pub(super) fn refuse(&mut self, field: Field, code: ProblemCode, other: u32) {
        self.person = None;
        self.problems.push(ProblemView { field, code, other });
    }

    fn mend(&mut self, field: Field, mend: Option<Mend>, was: &str, became: &str) {
        let made = |mend| Mended { field, mend, was: was.to_owned(), became: became.to_owned() };
        self.mends.extend(mend.map(made));
    }
}

/// A list as it was read.
#[derive(Clone, Default)]
pub struct Reading {
    /// All rows with somebody in them, in the order of the file.
    pub rows: Vec<Row>,
    /// How many rows held nobody.
    pub skipped: u32,
}

fn is_foot(text: &str) -> bool {
    let text = cell::plain(text);
    FOOT.iter().any(|word| text.starts_with(word))
}

/// Reads the sheets. Without a column for it everybody belongs to the only village of `homes`.
#[must_use]
pub fn read(sheets: &[Sheet], maps: &[Mapping], homes: &[Home]) -> Reading {
    let mut reading = Reading::default();
    for (place, (sheet, map)) in sheets.iter().zip(maps).enumerate() {
        let table = Table { sheet, map, homes, of_sheet: group_of_name(sheet, homes) };
        let mut above: Option<Row> = None;
        for row in sheet.rows.keys().copied().filter(|row| map.header_row > 0 && *row > map.header_row) {
            if table.is_nobody(row) {
                reading.skipped += 1;
                continue;
            }
            let read = table.row(place, row, above.as_ref());
            above = Some(read.clone());
            reading.rows.push(read);
        }
    }
    pad_households(&mut reading.rows);
    part_households(&mut reading.rows);
    refuse_doubles(&mut reading.rows);
    reading
}

/// A sheet of a group may be named for it.
fn group_of_name(sheet: &Sheet, homes: &[Home]) -> Option<GroupNo> {
    let [home] = homes else { return None };
    cell::group(&sheet.name, &home.name, &home.groups).or(match home.groups.as_slice() {
        [(only, _)] => Some(*only),
        _ => None,
    })
}

/// What a row says in a column. What was merged over several rows stands in each of them, but for what is one
/// person's own.
pub(super) fn told_in<'a>(
    sheet: &'a Sheet,
    map: &Mapping,
    (row, column): (u32, usize),
    field: Option<Field>,
) -> &'a Cell {
    let own = sheet.cell(row, column);
    let shared =
        matches!(field, Some(Field::Village | Field::Group | Field::Household | Field::Hukou | Field::Residence));
    let first = sheet.merged_from(row, column);
    match first.filter(|first| shared && own.text().is_empty() && *first > map.header_row) {
        Some(first) => sheet.cell(first, column),
        None => own,
    }
}

struct Table<'a> {
    sheet: &'a Sheet,
    map: &'a Mapping,
    homes: &'a [Home],
    of_sheet: Option<GroupNo>,
}

impl Table<'_> {
    fn column(&self, field: Field) -> Option<usize> {
        self.map.columns.iter().position(|column| *column == Some(field))
    }

    fn has(&self, field: Field) -> bool {
        self.column(field).is_some()
    }

    fn cell(&self, row: u32, field: Field) -> &Cell {
        match self.column(field) {
            Some(column) => told_in(self.sheet, self.map, (row, column), Some(field)),
            None => &Cell::Empty,
        }
    }

    /// Whether these are rows that were handed back to be put right: whoever stood above is not there any more.
    fn is_handed_back(&self) -> bool {
        let heads = self.sheet.rows.get(&self.map.header_row).map(Vec::as_slice).unwrap_or_default();
        heads.iter().any(|head| head.text() == ROW)
    }

    fn text(&self, row: u32, field: Field) -> &str {
        self.cell(row, field).text()
    }

    /// The words above a column, of both rows where there are two.
    fn heading(&self, field: Field) -> String {
        let Some(column) = self.column(field) else { return String::new() };
        let (first, next) = (self.map.header_row, self.map.header_row.saturating_add(1));
        let below = if header::goes_on(self.sheet, next) { self.sheet.cell(next, column).text() } else { "" };
        [self.sheet.cell(first, column).text(), below].concat()
    }

    /// Whether a row is a heading again, a foot, an example, or a number before an empty line.
    fn is_nobody(&self, row: u32) -> bool {
        if header::is_heading(self.sheet, row)
            || (row == self.map.header_row.saturating_add(1) && header::goes_on(self.sheet, row))
        {
            return true;
        }
        let id = self.text(row, Field::Id);
        let figures = id.chars().filter(|c| c.is_numeric() && !is_foot(id)).count();
        let own = [Field::Household, Field::Relation, Field::Sex].iter().filter_map(|field| self.column(*field));
        let person =
            own.map(|column| self.sheet.cell(row, column).text()).any(|text| !text.is_empty() && !is_foot(text));
        if person || figures > 5 {
            return false;
        }
        let cells = self.sheet.rows.get(&row).map(Vec::as_slice).unwrap_or_default();
        let mut filled = cells.iter().map(Cell::text).filter(|text| !text.is_empty());
        let first = filled.next().unwrap_or_default();
        is_foot(first) || (filled.next().is_none() && cell::plain(first).parse::<u32>().is_ok())
    }

    fn row(&self, sheet: usize, no: u32, above: Option<&Row>) -> Row {
        let (words, mends) = (ResidentRow::default(), Vec::new());
        let mut row =
            Row { sheet, row: no, home: None, words, person: None, mends, problems: Vec::new(), known: false };
        row.words.village = self.text(no, Field::Village).to_owned();
        row.words.group = self.text(no, Field::Group).to_owned();
        row.words.id = self.text(no, Field::Id).to_owned();
        row.words.name = cell::plain(self.text(no, Field::Name));
        match cell::id(self.cell(no, Field::Id)) {
            Err(code) => {
                row.refuse(Field::Id, code, 0);
                self.home(&mut row);
                // Those below may be of his household.
                self.household(&mut row, no, above);
            }
            Ok((id, mend)) => self.known(&mut row, no, above, id, mend),
        }
        if !row.problems.is_empty() && row.person.is_none() {
            row.mends.clear();
        }
        row
    }

    /// The rest of a row whose ID number is one.
    fn known(&self, row: &mut Row, no: u32, above: Option<&Row>, id: String, mend: Option<Mend>) {
        row.mend(Field::Id, mend, self.text(no, Field::Id), &id);
        row.words.id = id;
        self.home(row);
        let household = self.household(row, no, above);
        match cell::name(self.cell(no, Field::Name)) {
            Err(code) => row.refuse(Field::Name, code, 0),
            Ok((name, mend)) => {
                row.mend(Field::Name, mend, self.text(no, Field::Name), &name);
                row.words.name = name;
            }
        }
        self.words(row, no);
        let refused = !row.problems.is_empty();
        let (person, found) = read_person(&row.words, self.has(Field::Wish));
        row.person = person.filter(|_| !refused && household);
        let problem = |(code, column): (_, &str)| ProblemView {
            field: field_of(column).unwrap_or(Field::Remark),
            code,
            other: 0,
        };
        // A missing name is told once.
        row.problems.extend(found.into_iter().map(problem).filter(|it| it.code != ProblemCode::NoName));
        let birth = row.person.as_ref().is_some_and(|person| {
            let told = self.text(no, Field::Birth);
            !told.is_empty() && !cell::same_birth(told, &person.id_number)
        });
        if birth {
            row.problems.push(ProblemView { field: Field::Birth, code: ProblemCode::BirthDiffers, other: 0 });
        }
    }

    fn home(&self, row: &mut Row) {
        let told = cell::plain(&row.words.village);
        let place = match self.homes {
            [_] if told.is_empty() => Some(0),
            homes => homes.iter().position(|home| home.code == told || home.name == told),
        };
        let Some((place, home)) = place.and_then(|place| Some((place, self.homes.get(place)?))) else {
            return row.refuse(Field::Village, ProblemCode::UnknownVillage, 0);
        };
        let told = &row.words.group;
        let group = if told.is_empty() && !self.has(Field::Group) {
            self.of_sheet
        } else {
            cell::group(told, &home.name, &home.groups)
        };
        match group {
            Some(group) => row.home = Some((place, group)),
            None => row.refuse(Field::Group, ProblemCode::UnknownGroup, 0),
        }
    }

    /// The household; without one nobody knows whose kin somebody is.
    fn household(&self, row: &mut Row, no: u32, above: Option<&Row>) -> bool {
        let read = cell::household(self.cell(no, Field::Household));
        let relation = cell::plain(self.text(no, Field::Relation));
        match read {
            Err(code) => row.refuse(Field::Household, code, 0),
            Ok((household, mend)) if !household.is_empty() => {
                row.mend(Field::Household, mend, self.text(no, Field::Household), &household);
                row.words.household = household;
            }
            Ok(_) => {
                let same = above.filter(|above| above.home == row.home && !above.words.household.is_empty());
                let same = same.filter(|_| !self.is_handed_back());
                match same.filter(|_| self.has(Field::Household) && !relation.is_empty() && relation != "户主") {
                    Some(above) => {
                        row.words.household.clone_from(&above.words.household);
                        row.mend(Field::Household, Some(Mend::FromAbove), "", &above.words.household);
                    }
                    None => row.refuse(Field::Household, ProblemCode::NoHousehold, 0),
                }
            }
        }
        !row.words.household.is_empty()
    }

    fn words(&self, row: &mut Row, no: u32) {
        let text = |field| self.text(no, field);
        let (months, years) = cell::months(text(Field::Months), &self.heading(Field::Months));
        let (phone, tidied) = cell::phone(self.cell(no, Field::Phone));
        row.mend(Field::Months, years, text(Field::Months), &months);
        row.mend(Field::Phone, tidied, text(Field::Phone), &phone);
        row.words = ResidentRow {
            relation: cell::plain(text(Field::Relation)),
            sex: cell::sex(text(Field::Sex)),
            ethnic: cell::ethnic(text(Field::Ethnic)),
            hukou: cell::hukou(text(Field::Hukou), &self.heading(Field::Hukou)),
            residence: cell::residence(text(Field::Residence), &self.heading(Field::Residence)),
            months,
            wish: cell::plain(text(Field::Wish)),
            assembly: cell::assembly(text(Field::Assembly)),
            remark: text(Field::Remark).to_owned(),
            party: cell::plain(text(Field::Party)),
            education: cell::plain(text(Field::Education)),
            phone,
            ..std::mem::take(&mut row.words)
        };
        if row.words.sex.is_empty() && self.has(Field::Sex) {
            let id = IdNumber::parse(&row.words.id).map(|id| id.sex());
            row.words.sex = match id {
                Ok(cunxuan_core::person::Sex::Male) => "男".to_owned(),
                Ok(cunxuan_core::person::Sex::Female) => "女".to_owned(),
                Err(_) => String::new(),
            };
            let became = row.words.sex.clone();
            row.mend(Field::Sex, Some(Mend::SexFromId), "", &became);
        }
    }
}
