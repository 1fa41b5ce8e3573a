//! The rows of the three tables (居民、领票、选票) as they stand in the files, read and written.

use std::io::{self, Read, Write};

use cunxuan_core::person::IdNumber;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{BALLOTS, ISSUES, ImportError, RESIDENTS};

/// A byte order mark: spreadsheets need it to read a table as UTF-8.
const MARK_OF_UTF8: &str = "\u{feff}";
/// Stands before a name that was written in.
const WRITTEN_IN: &str = "另选:";
/// The columns of the table of ballots before the posts.
const PLACE: [&str; 4] = ["行政村代码", "村民小组", "票箱", "序号"];
/// Its columns after the posts.
const STATE: [&str; 2] = ["票面问题", "选票颜色"];

/// A line of the household lists, nothing read into it. It has no `Debug`: it holds a full ID number.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResidentRow {
    /// The village's code.
    #[serde(rename = "行政村代码")]
    pub village: String,
    /// The group's number.
    #[serde(rename = "村民小组")]
    pub group: String,
    /// The household's number.
    #[serde(rename = "户号")]
    pub household: String,
    /// What he is to the head of the household.
    #[serde(rename = "与户主关系", default)]
    pub relation: String,
    /// The name.
    #[serde(rename = "姓名")]
    pub name: String,
    /// 男 or 女.
    #[serde(rename = "性别", default)]
    pub sex: String,
    /// 民族
    #[serde(rename = "民族", default)]
    pub ethnic: String,
    /// The ID number as typed.
    #[serde(rename = "公民身份号码")]
    pub id: String,
    /// 本村 or 外村.
    #[serde(rename = "户籍", default)]
    pub hukou: String,
    /// 在村 or 外出.
    #[serde(rename = "居住情况", default)]
    pub residence: String,
    /// Whole months.
    #[serde(rename = "居住月数", default)]
    pub months: String,
    /// What he said about taking part.
    #[serde(rename = "参选意愿", default)]
    pub wish: String,
    /// 是 or 否.
    #[serde(rename = "村民代表会议同意", default)]
    pub assembly: String,
    /// The remark.
    #[serde(rename = "备注", default)]
    pub remark: String,
    /// 政治面貌
    #[serde(rename = "政治面貌", default)]
    pub party: String,
    /// 文化程度
    #[serde(rename = "文化程度", default)]
    pub education: String,
    /// 手机号
    #[serde(rename = "手机号", default)]
    pub phone: String,
}

/// The household lists of a township.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Residents {
    /// Whether there is a column 参选意愿: without it an empty wish means that nobody asked.
    pub has_wish: bool,
    /// The rows with their lines in the file, counted from 1 with the heading.
    pub rows: Vec<(u64, ResidentRow)>,
}

/// A line of the table of papers handed out (领票登记).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueRow {
    /// The village's code.
    #[serde(rename = "行政村代码")]
    pub village: String,
    /// The group's number.
    #[serde(rename = "村民小组")]
    pub group: u16,
    /// When, as `2026-11-05T08:00:14` at +08:00.
    #[serde(rename = "领票时间")]
    pub at: String,
    /// For whom.
    #[serde(rename = "选民身份号码", with = "id_text")]
    pub voter: IdNumber,
    /// Who took it for him, if another did (受托人).
    #[serde(rename = "受托人身份号码", with = "id_text_or_none")]
    pub holder: Option<IdNumber>,
    /// The colour of the paper.
    #[serde(rename = "选票颜色")]
    pub colour: String,
}

/// What is wrong with a whole paper (票面问题).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// 污损
    Damaged,
    /// 无法辨认
    Unreadable,
    /// 空白
    Blank,
}

/// A name on a paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The name.
    pub name: String,
    /// Written in by hand (另选他人), not marked among the printed ones.
    pub written_in: bool,
}

/// A paper taken from a box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotRow {
    /// The village's code.
    pub village: String,
    /// The group's number.
    pub group: u16,
    /// The number of the box.
    pub box_no: String,
    /// Its place among the papers of the box, from 1.
    pub order: u32,
    /// The names per post, in the order of [`Ballots::posts`].
    pub marks: Vec<Vec<Mark>>,
    /// What is wrong with the whole paper.
    pub defect: Option<Defect>,
    /// The colour of the paper.
    pub colour: String,
}

/// The papers of a township.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ballots {
    /// The posts, the highest first.
    pub posts: Vec<String>,
    /// The papers, box by box.
    pub rows: Vec<BallotRow>,
}

/// Reads the household lists.
pub fn residents(source: impl Read) -> Result<Residents, ImportError> {
    let mut table = reader(source);
    let heading = heading(&mut table, RESIDENTS)?;
    let has = |column| heading.iter().any(|name| name == column);
    for column in ["行政村代码", "村民小组", "户号", "姓名", "公民身份号码"] {
        if !has(column) {
            return Err(ImportError::MissingColumn { file: RESIDENTS, column });
        }
    }
    Ok(Residents { has_wish: has("参选意愿"), rows: rows(&mut table, RESIDENTS, &heading)? })
}

/// Reads the papers handed out.
pub fn issues(source: impl Read) -> Result<Vec<IssueRow>, ImportError> {
    let mut table = reader(source);
    let heading = heading(&mut table, ISSUES)?;
    let rows = rows(&mut table, ISSUES, &heading)?;
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

/// Reads the papers taken from the boxes; the columns between 序号 and 票面问题 are the posts.
pub fn ballots(source: impl Read) -> Result<Ballots, ImportError> {
    let mut table = reader(source);
    let heading = heading(&mut table, BALLOTS)?;
    for column in PLACE.iter().chain(&STATE) {
        if !heading.iter().any(|name| name == *column) {
            return Err(ImportError::MissingColumn { file: BALLOTS, column });
        }
    }
    let posts = heading.iter().skip(PLACE.len()).take(heading.len() - PLACE.len() - STATE.len());
    let posts = posts.map(String::from).collect();
    let mut rows = Vec::new();
    for record in table.records() {
        let record = record.map_err(|fault| unreadable(BALLOTS, &fault))?;
        let line = record.position().map_or(0, csv::Position::line);
        rows.push(ballot(&record).ok_or(ImportError::Line { file: BALLOTS, line })?);
    }
    Ok(Ballots { posts, rows })
}

fn ballot(record: &csv::StringRecord) -> Option<BallotRow> {
    let posts = record.len().checked_sub(PLACE.len() + STATE.len())?;
    let marks = record.iter().skip(PLACE.len()).take(posts).map(marks).collect();
    Some(BallotRow {
        village: record.get(0)?.into(),
        group: record.get(1)?.parse().ok()?,
        box_no: record.get(2)?.into(),
        order: record.get(3)?.parse().ok()?,
        marks,
        defect: match record.get(PLACE.len() + posts)? {
            "" => None,
            "污损" => Some(Defect::Damaged),
            "无法辨认" => Some(Defect::Unreadable),
            "空白" => Some(Defect::Blank),
            _ => return None,
        },
        colour: record.get(PLACE.len() + posts + 1)?.into(),
    })
}

fn marks(cell: &str) -> Vec<Mark> {
    let mark = |text: &str| match text.strip_prefix(WRITTEN_IN) {
        Some(name) => Mark { name: name.into(), written_in: true },
        None => Mark { name: text.into(), written_in: false },
    };
    cell.split('/').filter(|text| !text.is_empty()).map(mark).collect()
}

/// Writes a table of rows with its heading.
pub fn write_rows<T: Serialize>(mut target: impl Write, rows: &[T]) -> io::Result<()> {
    target.write_all(MARK_OF_UTF8.as_bytes())?;
    let mut table = csv::Writer::from_writer(target);
    for row in rows {
        table.serialize(row)?;
    }
    table.flush()
}

/// Writes the papers taken from the boxes.
pub fn write_ballots(mut target: impl Write, ballots: &Ballots) -> io::Result<()> {
    target.write_all(MARK_OF_UTF8.as_bytes())?;
    let mut table = csv::Writer::from_writer(target);
    let posts = ballots.posts.iter().map(String::as_str);
    table.write_record(PLACE.into_iter().chain(posts).chain(STATE))?;
    for row in &ballots.rows {
        let place = [row.village.clone(), row.group.to_string(), row.box_no.clone(), row.order.to_string()];
        let state = [defect_text(row.defect).to_owned(), row.colour.clone()];
        let marks = row.marks.iter().map(|marks| marks_text(marks));
        table.write_record(place.into_iter().chain(marks).chain(state))?;
    }
    table.flush()
}

fn defect_text(defect: Option<Defect>) -> &'static str {
    match defect {
        None => "",
        Some(Defect::Damaged) => "污损",
        Some(Defect::Unreadable) => "无法辨认",
        Some(Defect::Blank) => "空白",
    }
}

fn marks_text(marks: &[Mark]) -> String {
    let texts = marks.iter().map(|mark| match mark.written_in {
        true => format!("{WRITTEN_IN}{}", mark.name),
        false => mark.name.clone(),
    });
    texts.collect::<Vec<_>>().join("/")
}

fn reader<R: Read>(source: R) -> csv::Reader<R> {
    csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(source)
}

fn heading<R: Read>(table: &mut csv::Reader<R>, file: &'static str) -> Result<csv::StringRecord, ImportError> {
    table.headers().cloned().map_err(|fault| unreadable(file, &fault))
}

fn rows<R: Read, T: DeserializeOwned>(
    table: &mut csv::Reader<R>,
    file: &'static str,
    heading: &csv::StringRecord,
) -> Result<Vec<(u64, T)>, ImportError> {
    let row = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.map_err(|fault| unreadable(file, &fault))?;
        let line = record.position().map_or(0, csv::Position::line);
        let row = record.deserialize(Some(heading));
        Ok((line, row.map_err(|_| ImportError::Line { file, line })?))
    };
    table.records().map(row).collect()
}

fn unreadable(file: &'static str, fault: &csv::Error) -> ImportError {
    ImportError::Line { file, line: fault.position().map_or(0, csv::Position::line) }
}

/// An ID number in a file: in full, as the files hold it.
pub mod id_text {
    use cunxuan_core::person::IdNumber;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes the number in full.
    pub fn serialize<S: Serializer>(id: &IdNumber, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(id.text())
    }

    /// Reads and checks a number; the fault does not repeat it.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<IdNumber, D::Error> {
        let text = String::deserialize(from)?;
        IdNumber::parse(&text).map_err(|_| D::Error::custom("not an ID number"))
    }
}

/// An ID number that may be missing.
pub mod id_text_or_none {
    use cunxuan_core::person::IdNumber;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes the number in full, or nothing.
    pub fn serialize<S: Serializer>(id: &Option<IdNumber>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(id.as_ref().map_or("", IdNumber::text))
    }

    /// Reads and checks a number unless the text is empty.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<IdNumber>, D::Error> {
        let text = String::deserialize(from)?;
        let id = (!text.is_empty()).then(|| IdNumber::parse(&text));
        id.transpose().map_err(|_| D::Error::custom("not an ID number"))
    }
}
