//! What the desk sees of a household list before it is imported (导入预检): columns, rows, and what is the matter.
//!
//! ID numbers are masked here; the full ones stay on the server.

use crate::id::GroupNo;
use serde::{Deserialize, Serialize};

/// A list as it was read, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The name under which the server keeps it for now.
    pub id: String,
    /// The village's code.
    pub village: String,
    /// What became of it.
    pub state: ListState,
    /// Its sheets, in the order of the file.
    pub sheets: Vec<SheetView>,
    /// Rows that were read without a word (可导入).
    pub ready: u32,
    /// Rows in which something was mended (已修正).
    pub mended: u32,
    /// Rows that a person must look at (要人工看).
    pub look: u32,
    /// How many of those are not imported.
    pub refused: u32,
    /// People who are on the village's record already; they are not imported again.
    pub known: u32,
    /// People whom the import brings.
    pub fresh: u32,
    /// Rows that hold nobody: empty ones, headings, and what stands below a table.
    pub skipped: u32,
    /// Rows to be shown: all to be looked at, all mended, and the first of the rest, as far as there is room.
    pub rows: Vec<RowView>,
}

/// What became of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ListState {
    /// It was read and waits.
    Staged,
    /// Its people are in the village.
    Imported,
    /// They were taken out again.
    Withdrawn,
}

/// How one sheet was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetView {
    /// Its name.
    pub name: String,
    /// The row with the headings, from 1; 0 where none was found, and then nothing was read.
    pub header_row: u32,
    /// Its columns.
    pub columns: Vec<ColumnView>,
}

/// How one column was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnView {
    /// What stands above it.
    pub heading: String,
    /// What it holds; none for a column that is passed over.
    pub field: Option<Field>,
}

/// How somebody wants a sheet to be read (重新对应).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// The sheet, counted from 0.
    pub sheet: u32,
    /// The row with the headings, from 1; 0 to pass the sheet over.
    pub header_row: u32,
    /// What each column holds, from the left; an empty list to have the row of headings say it.
    pub columns: Vec<Option<Field>>,
}

/// What a column of a household list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Field {
    /// 行政村, where a file holds several villages.
    Village,
    /// 村民小组
    Group,
    /// 户号
    Household,
    /// 与户主关系
    Relation,
    /// 姓名
    Name,
    /// 性别
    Sex,
    /// 民族
    Ethnic,
    /// 公民身份号码
    Id,
    /// 出生日期: compared with the ID number only.
    Birth,
    /// 户籍
    Hukou,
    /// 居住情况
    Residence,
    /// 居住月数
    Months,
    /// 参选意愿
    Wish,
    /// 村民代表会议同意
    Assembly,
    /// 备注
    Remark,
    /// 政治面貌
    Party,
    /// 文化程度
    Education,
    /// 手机号
    Phone,
}

impl Field {
    /// All of them, in the order in which a list has them.
    pub const ALL: [Self; 18] = [
        Self::Village,
        Self::Group,
        Self::Household,
        Self::Relation,
        Self::Name,
        Self::Sex,
        Self::Ethnic,
        Self::Id,
        Self::Birth,
        Self::Hukou,
        Self::Residence,
        Self::Months,
        Self::Wish,
        Self::Assembly,
        Self::Remark,
        Self::Party,
        Self::Education,
        Self::Phone,
    ];
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowView {
    /// The sheet, counted from 0.
    pub sheet: u32,
    /// The row in the sheet, as a spreadsheet counts it, from 1.
    pub row: u32,
    /// Where it belongs.
    pub heap: Heap,
    /// Whether the person is imported.
    pub imported: bool,
    /// The group, where it is known.
    pub group: Option<GroupNo>,
    /// The name as read.
    pub name: String,
    /// The ID number, masked.
    pub id_masked: String,
    /// What was mended.
    pub mends: Vec<MendView>,
    /// What must be looked at.
    pub problems: Vec<ProblemView>,
}

/// One of the three heaps (三类).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Heap {
    /// To be looked at (要人工看).
    Look,
    /// Mended (已修正).
    Mended,
    /// Read without a word (可导入).
    Ready,
}

/// Something that was mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MendView {
    /// In which column.
    pub field: Field,
    /// How.
    pub mend: Mend,
    /// What stood there; an ID number masked.
    pub was: String,
    /// What it became; an ID number masked.
    pub became: String,
}

/// How a cell was mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mend {
    /// Blanks and signs that belong to no value were taken out, full-width signs made plain.
    Signs,
    /// A number of fifteen digits got its century and its check digit (GB 11643).
    FifteenDigits,
    /// The sex was taken from the ID number.
    SexFromId,
    /// The household number got back the zeros that a spreadsheet had dropped.
    Zeros,
    /// The household number was taken from the row above.
    FromAbove,
    /// The group was put before the household number, for another group has the same one.
    GroupAdded,
    /// Years were counted as months.
    YearsToMonths,
}

/// Something that must be looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemView {
    /// In which column.
    pub field: Field,
    /// What is the matter.
    pub code: ProblemCode,
    /// The row in which the same number stands, where that is the matter; 0 elsewhere.
    pub other: u32,
}

/// What is the matter with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ProblemCode {
    /// The plan has no such village.
    UnknownVillage,
    /// The village has no such group.
    UnknownGroup,
    /// There is no household number.
    NoHousehold,
    /// There is no name.
    NoName,
    /// The name holds signs that no name has.
    OddName,
    /// There is no ID number.
    NoId,
    /// The ID number is kept as a number, which loses its last digits.
    IdAsNumber,
    /// The ID number has not eighteen characters.
    IdLength,
    /// The ID number holds something that is no digit.
    IdDigit,
    /// The birth date in the ID number is none.
    IdDate,
    /// The check digit of the ID number does not fit.
    IdCheckDigit,
    /// The village's list has this ID number already.
    IdRepeated,
    /// Two people of different names have this ID number.
    IdOfTwo,
    /// The village's record has this ID number under another name.
    IdKnown,
    /// The sex is not the one in the ID number.
    SexDiffers,
    /// The birth date is not the one in the ID number.
    BirthDiffers,
    /// The cell holds none of the words that belong there.
    UnknownValue,
    /// The remark must be read by a person (要人工看).
    Remark,
}
