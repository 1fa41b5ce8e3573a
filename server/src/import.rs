//! Reading the folder that the county hands over (导入): the plan, the household lists, and for tests the papers.
//!
//! A fault names the file, the line and the column, never what stood there: a line may hold an ID number.

mod doubles;
mod initials;
mod people;
mod rows;
mod township;

use std::fmt;
use std::fs;
use std::io::Read;
use std::path::Path;

pub use cunxuan_core::api::lists::ProblemCode;
pub use doubles::{Doubled, Place, on_two_lists};
pub use initials::initials;
pub use people::{GroupPeople, Imported, Problem, VillagePeople, arrange, read_person};
pub use rows::{BallotRow, Ballots, Defect, IssueRow, Mark, ResidentRow, Residents, write_ballots, write_rows};
pub use township::{
    Candidate, Group, Officer, Published, Series, SeriesStatus, Staff, Township, TwoLists, Village, VillagePublished,
};

/// The plan of the township.
pub const TOWNSHIP: &str = "township.json";
/// The household lists.
pub const RESIDENTS: &str = "residents.csv";
/// The papers handed out.
pub const ISSUES: &str = "issues.csv";
/// The papers taken from the boxes.
pub const BALLOTS: &str = "ballots.csv";

/// Why a folder could not be read at all. Faults of single rows are [`Problem`]s.
#[derive(Debug)]
pub enum ImportError {
    /// A file is missing or cannot be opened.
    File {
        /// Its name in the folder.
        file: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line cannot be read: not UTF-8, not of the file's form, or a value that is none.
    Line {
        /// The file's name in the folder.
        file: &'static str,
        /// The line, counted from 1.
        line: u64,
    },
    /// A column that must be there is not.
    MissingColumn {
        /// The file's name in the folder.
        file: &'static str,
        /// The column's heading.
        column: &'static str,
    },
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImportError::File { file, source } => write!(f, "{file}: {source}"),
            ImportError::Line { file, line } => write!(f, "{file}: line {line} cannot be read"),
            ImportError::MissingColumn { file, column } => {
                write!(f, "{file}: there is no column {column}")
            }
        }
    }
}

impl std::error::Error for ImportError {}

/// Reads `township.json` of a folder.
pub fn read_township(dir: &Path) -> Result<Township, ImportError> {
    let mut text = String::new();
    open(dir, TOWNSHIP)?.read_to_string(&mut text).map_err(|source| ImportError::File { file: TOWNSHIP, source })?;
    parse_township(&text)
}

/// Reads the text of a `township.json`, with or without a byte order mark.
pub fn parse_township(text: &str) -> Result<Township, ImportError> {
    serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|fault| ImportError::Line { file: TOWNSHIP, line: fault.line() as u64 })
}

/// Reads `residents.csv` of a folder and puts the people into the villages and groups of the plan.
pub fn read_people(dir: &Path, township: &Township) -> Result<Imported, ImportError> {
    Ok(arrange(township, &rows::residents(open(dir, RESIDENTS)?)?))
}

/// Reads the rows of `residents.csv` as they stand.
pub fn read_residents(dir: &Path) -> Result<Residents, ImportError> {
    rows::residents(open(dir, RESIDENTS)?)
}

/// Reads `issues.csv` of a folder.
pub fn read_issues(dir: &Path) -> Result<Vec<IssueRow>, ImportError> {
    rows::issues(open(dir, ISSUES)?)
}

/// Reads `ballots.csv` of a folder.
pub fn read_ballots(dir: &Path) -> Result<Ballots, ImportError> {
    rows::ballots(open(dir, BALLOTS)?)
}

fn open(dir: &Path, file: &'static str) -> Result<fs::File, ImportError> {
    fs::File::open(dir.join(file)).map_err(|source| ImportError::File { file, source })
}

#[cfg(test)]
pub(crate) mod tests;
