//! A township's workbook filled in (模板读回): the same plan as `township.json` gives, and its household lists.

use super::cell::plain;
use super::header;
use super::read::{Home, Reading, read};
use super::sheet::{self, Sheet};
use super::template::{
    CANDIDATES, EXAMPLE, FORMS, Form, GROUPS, OFFICERS, RESIDENTS, SEATS, STAFF, TOWNSHIP, VILLAGES,
};
use crate::import::{
    Candidate, Group, GroupPeople, ImportError, Imported, Officer, Problem, Staff, Township, Village, VillagePeople,
};
use cunxuan_core::person::IdNumber;
use cunxuan_core::time::Day;
use indexmap::IndexMap;

/// What a workbook holds.
pub struct Filled {
    /// The plan.
    pub township: Township,
    /// The household lists as they were read.
    pub reading: Reading,
    /// The people in their villages and groups, and the rows that need a look.
    pub imported: Imported,
}

/// Reads a workbook.
///
/// # Errors
/// When it is no workbook, a sheet or a column is missing, or a cell of the plan holds no value of its kind.
pub fn read_workbook(bytes: &[u8]) -> Result<Filled, ImportError> {
    let sheets = sheet::read(bytes).ok_or(ImportError::Line { file: TOWNSHIP.name, line: 0 })?;
    let tables = FORMS.map(|form| Table { form, sheet: sheets.iter().find(|sheet| sheet.name.trim() == form.name) });
    let township = township(&tables)?;
    let reading = people(&tables, &township);
    let imported = imported(&township, &reading);
    Ok(Filled { township, reading, imported })
}

/// A sheet of the workbook by its form; one that is missing is empty.
#[derive(Clone, Copy)]
struct Table<'a> {
    form: &'static Form,
    sheet: Option<&'a Sheet>,
}

/// One filled row.
#[derive(Clone, Copy)]
struct Line<'a> {
    form: &'static Form,
    sheet: &'a Sheet,
    row: u32,
}

impl<'a> Table<'a> {
    fn of(tables: &[Table<'a>], form: &Form) -> Vec<Line<'a>> {
        let table = tables.iter().find(|table| table.form.name == form.name);
        let Some((table, sheet)) = table.and_then(|table| Some((table, table.sheet?))) else { return Vec::new() };
        let filled = sheet.rows.keys().copied().filter(|row| *row > 1 && !is_example(sheet, *row));
        filled.map(|row| Line { form: table.form, sheet, row }).collect()
    }
}

fn is_example(sheet: &Sheet, row: u32) -> bool {
    row > 1 && sheet.cell(row, 0).text().starts_with(EXAMPLE)
}

impl<'a> Line<'a> {
    fn text(&self, column: &'static str) -> Result<&'a str, ImportError> {
        let heads = self.sheet.rows.get(&1).map(Vec::as_slice).unwrap_or_default();
        let at = heads.iter().position(|head| plain(head.text()) == plain(column));
        let at = at.ok_or(ImportError::MissingColumn { file: self.form.name, column })?;
        Ok(self.sheet.cell(self.row, at).text())
    }

    fn owned(&self, column: &'static str) -> Result<String, ImportError> {
        self.text(column).map(str::to_owned)
    }

    fn fault(&self) -> ImportError {
        ImportError::Line { file: self.form.name, line: self.row.into() }
    }

    fn number(&self, column: &'static str) -> Result<u16, ImportError> {
        plain(self.text(column)?).parse().map_err(|_| self.fault())
    }

    fn day(&self, column: &'static str) -> Result<Option<Day>, ImportError> {
        match self.text(column)? {
            "" => Ok(None),
            text => day(text).map(Some).ok_or_else(|| self.fault()),
        }
    }

    fn id(&self) -> Result<IdNumber, ImportError> {
        IdNumber::parse(self.text("公民身份号码")?).map_err(|_| self.fault())
    }

    /// Whether the row is of this village, by code or name.
    fn is_of(&self, village: &(String, String)) -> Result<bool, ImportError> {
        let told = plain(self.text("行政村代码")?);
        Ok(told == village.0 || told == village.1)
    }
}

/// A day as people write it: `2026-11-05`, `2026年11月5日`, `2026.11.5`.
fn day(text: &str) -> Option<Day> {
    let text = plain(text);
    let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let (year, month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Day::from_ymd(year, month, day)
}

/// What a cell lists, parted by commas of any kind.
fn parts(text: &str) -> Vec<String> {
    let signs = ['、', '，', ',', '；', ';', '/', ' ', '　'];
    text.split(signs).map(plain).filter(|part| !part.is_empty()).collect()
}

fn township(tables: &[Table<'_>]) -> Result<Township, ImportError> {
    let lines = Table::of(tables, &TOWNSHIP);
    let [line] = lines.as_slice() else { return Err(ImportError::Line { file: TOWNSHIP.name, line: 0 }) };
    let villages = villages(tables)?;
    Ok(Township {
        code: plain(line.text("乡镇代码")?),
        name: line.owned("乡镇名称")?,
        county: line.owned("县（市、区）")?,
        province: line.owned("省（区、市）")?,
        term: line.owned("换届名称")?,
        start: line.day("开始日期")?.ok_or_else(|| line.fault())?,
        end: line.day("结束日期")?.ok_or_else(|| line.fault())?,
        rule: String::new(),
        rule_set: line.owned("规则")?,
        published: None,
        officers: officers(tables, &villages)?,
        villages,
        on_two_lists: Vec::new(),
    })
}

fn officers(tables: &[Table<'_>], villages: &[Village]) -> Result<Vec<Officer>, ImportError> {
    let officer = |line: Line<'_>| {
        let code = |told: String| {
            let found = villages.iter().find(|village| village.code == told || village.name == told);
            found.map(|village| village.code.clone()).ok_or_else(|| line.fault())
        };
        Ok(Officer {
            code: plain(line.text("编号")?),
            name: line.owned("姓名")?,
            work_group: line.number("工作组")?,
            role: line.owned("职责")?,
            phone: plain(line.text("手机号")?),
            villages: parts(line.text("负责的村")?).into_iter().map(code).collect::<Result<_, _>>()?,
        })
    };
    Table::of(tables, &OFFICERS).into_iter().map(officer).collect()
}

fn villages(tables: &[Table<'_>]) -> Result<Vec<Village>, ImportError> {
    Table::of(tables, &VILLAGES).into_iter().map(|line| village(tables, line)).collect()
}

fn village(tables: &[Table<'_>], line: Line<'_>) -> Result<Village, ImportError> {
    let (code, name) = (plain(line.text("行政村代码")?), plain(line.text("村名")?));
    let own = (code.clone(), name.clone());
    Ok(Village {
        code,
        name,
        work_group: line.number("工作组")?,
        election_day: line.day("选举日")?.ok_or_else(|| line.fault())?,
        seats: own_rows(tables, &SEATS, &own, |line| Ok((line.owned("职务")?, line.number("名额")?)))?
            .into_iter()
            .collect::<IndexMap<_, _>>(),
        flags: parts(line.text("特别情况")?),
        groups: own_rows(tables, &GROUPS, &own, group)?,
        published: None,
        candidates: own_rows(tables, &CANDIDATES, &own, |line| {
            Ok(Candidate { post: line.owned("职务")?, name: plain(line.text("姓名")?), id: line.id()? })
        })?,
        roll_posted_on: line.day("选民名单公布日")?,
        staff: own_rows(tables, &STAFF, &own, |line| {
            Ok(Staff { role: line.owned("职责")?, name: plain(line.text("姓名")?), id: line.id()? })
        })?,
    })
}

fn group(line: &Line<'_>) -> Result<Group, ImportError> {
    let no = line.number("组号")?;
    let box_no = line.owned("票箱号")?;
    Ok(Group { no, name: line.owned("小组名称")?, box_no, series: Vec::new() })
}

/// The rows of a sheet that are of this village, in their order.
fn own_rows<T>(
    tables: &[Table<'_>],
    form: &Form,
    village: &(String, String),
    read: impl Fn(&Line<'_>) -> Result<T, ImportError>,
) -> Result<Vec<T>, ImportError> {
    let mut own = Vec::new();
    for line in Table::of(tables, form) {
        if line.is_of(village)? {
            own.push(read(&line)?);
        }
    }
    Ok(own)
}

fn people(tables: &[Table<'_>], township: &Township) -> Reading {
    let Some(sheet) = tables.iter().find(|table| table.form.name == RESIDENTS.name).and_then(|table| table.sheet)
    else {
        return Reading::default();
    };
    let mut sheet = sheet.clone();
    let examples: Vec<u32> = sheet.rows.keys().copied().filter(|row| is_example(&sheet, *row)).collect();
    examples.iter().for_each(|row| drop(sheet.rows.remove(row)));
    let map = header::find(&sheet, 0);
    let groups = |village: &Village| village.groups.iter().map(|group| (group.no, group.name.clone())).collect();
    let home =
        |village: &Village| Home { code: village.code.clone(), name: village.name.clone(), groups: groups(village) };
    read(&[sheet], &[map], &township.villages.iter().map(home).collect::<Vec<_>>())
}

fn imported(township: &Township, reading: &Reading) -> Imported {
    let of = |place: usize, no: u16| {
        let rows = reading.rows.iter().filter(|row| row.home == Some((place, no)));
        GroupPeople { no, people: rows.filter_map(|row| row.person.clone()).collect() }
    };
    let village = |(place, village): (usize, &Village)| VillagePeople {
        code: village.code.clone(),
        groups: village.groups.iter().map(|group| of(place, group.no)).collect(),
    };
    let problems = reading.rows.iter().flat_map(|row| {
        row.problems.iter().map(|it| Problem {
            row: row.row.into(),
            village: row.words.village.clone(),
            code: it.code,
            column: header::heading(it.field),
            imported: row.person.is_some(),
        })
    });
    Imported { villages: township.villages.iter().enumerate().map(village).collect(), problems: problems.collect() }
}
