//! What the last import could not read, kept for the office.

use super::Store;
use crate::error::AppError;
use crate::import::{Problem, ProblemCode};
use crate::schema::problem;
use diesel::prelude::*;

impl Store {
    /// Replaces what was found by the import before.
    ///
    /// # Errors
    /// When the database fails.
    pub fn keep_problems(&self, township: &str, problems: &[Problem]) -> Result<(), AppError> {
        let row = |(found, no): (&Problem, i64)| {
            (
                problem::township.eq(township.to_owned()),
                problem::no.eq(no),
                problem::line.eq(i64::try_from(found.row).unwrap_or(i64::MAX)),
                problem::village.eq(found.village.clone()),
                problem::code.eq(code(found.code)),
                problem::heading.eq(found.column.to_owned()),
                problem::imported.eq(i64::from(found.imported)),
            )
        };
        let rows: Vec<_> = problems.iter().zip(1..).map(row).collect();
        let township = township.to_owned();
        self.write(move |db| {
            diesel::delete(problem::table.filter(problem::township.eq(township))).execute(db)?;
            rows.into_iter().try_for_each(|row| diesel::insert_into(problem::table).values(row).execute(db).map(drop))
        })
    }
}

/// The code as it stands in JSON.
pub fn code(code: ProblemCode) -> String {
    serde_json::to_value(code).ok().and_then(|code| code.as_str().map(str::to_owned)).unwrap_or_default()
}
