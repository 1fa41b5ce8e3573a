//! The wall's rows in and out of the database: what a start shows until the villages are folded.

use super::Store;
use crate::error::AppError;
use crate::host::now_ms;
use crate::schema::progress;
use cunxuan_core::api::VillageRow;
use cunxuan_core::id::Scope;
use diesel::prelude::*;
use std::collections::BTreeMap;

impl Store {
    /// Keeps rows of the wall.
    ///
    /// # Errors
    /// When the database fails.
    pub fn keep_rows(&self, township: &str, rows: Vec<(Scope, VillageRow)>) -> Result<(), AppError> {
        if rows.is_empty() {
            return Ok(());
        }
        let township = township.to_owned();
        self.write(move |db| {
            for (scope, row) in rows {
                let json = serde_json::to_string(&row).unwrap_or_default();
                diesel::delete(progress::table.find((&township, &scope.0))).execute(db)?;
                let values = (
                    progress::township.eq(&township),
                    progress::scope.eq(scope.0),
                    progress::row_json.eq(json),
                    progress::updated_at.eq(now_ms()),
                );
                diesel::insert_into(progress::table).values(values).execute(db)?;
            }
            Ok(())
        })
    }

    /// The rows of the wall as they were last. One of another version is left out: it is made anew.
    ///
    /// # Errors
    /// When the database fails.
    pub fn rows(&self, township: &str) -> Result<BTreeMap<Scope, VillageRow>, AppError> {
        let rows: Vec<(String, String)> = self.read(|db| {
            progress::table
                .filter(progress::township.eq(township))
                .select((progress::scope, progress::row_json))
                .load(db)
        })?;
        let row = |(scope, json): (String, String)| Some((Scope(scope), serde_json::from_str(&json).ok()?));
        Ok(rows.into_iter().filter_map(row).collect())
    }
}
