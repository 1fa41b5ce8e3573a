//! What the database knows of itself: its epoch, its generation, the township it serves.

use super::Store;
use crate::db::Db;
use crate::error::AppError;
use crate::host::{hex, random, unhex};
use crate::schema::meta;
use cunxuan_core::id::Scope;
use cunxuan_core::time::Day;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

const EPOCH: &str = "epoch";
const GENERATION: &str = "generation";
const TOWNSHIP: &str = "township";
const OUTSIDE: &str = "outside";

/// The store's life: another epoch after a restore, another generation after every start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Life {
    /// Made once for each database.
    pub epoch: [u8; 16],
    /// How often the server started on it.
    pub generation: u32,
}

/// The township that this database serves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Township {
    /// Its administrative code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The term in scopes, for example `2026`.
    pub term: String,
    /// The term in words.
    pub words: String,
    /// Set when all of this is a demonstration: the day it plays on.
    pub demo_day: Option<Day>,
}

impl Township {
    /// The scope of one of its villages.
    #[must_use]
    pub fn scope(&self, village: &str) -> Scope {
        Scope::new(village, &self.term)
    }
}

impl Store {
    /// Counts a start of the server.
    ///
    /// # Errors
    /// When the database fails.
    pub fn begin_life(&self) -> Result<Life, AppError> {
        let fresh: [u8; 16] = random()?;
        self.write(move |db| {
            let kept = get(db, EPOCH)?.and_then(|text| unhex(&text)?.try_into().ok());
            let generation = get(db, GENERATION)?.and_then(|text| text.parse().ok()).unwrap_or(0_u32);
            let life = Life { epoch: kept.unwrap_or(fresh), generation: generation.saturating_add(1) };
            set(db, EPOCH, &hex(&life.epoch))?;
            set(db, GENERATION, &life.generation.to_string())?;
            Ok(life)
        })
    }

    /// The township, once one was imported.
    ///
    /// # Errors
    /// When the database fails.
    pub fn township(&self) -> Result<Option<Township>, AppError> {
        self.read(township)
    }

    /// Sets the township.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set_township(&self, township: &Township) -> Result<(), AppError> {
        let text = serde_json::to_string(township).map_err(|fault| AppError::Storage(fault.to_string()))?;
        self.write(move |db| set(db, TOWNSHIP, &text))
    }

    /// Tells a server that runs on the same database that a command wrote entries.
    ///
    /// # Errors
    /// When the database fails.
    pub fn tell_outside(&self) -> Result<(), AppError> {
        self.write(|db| {
            let count = get(db, OUTSIDE)?.and_then(|text| text.parse().ok()).unwrap_or(0_u64);
            set(db, OUTSIDE, &count.saturating_add(1).to_string())
        })
    }

    /// Changes whenever a command wrote entries beside the server.
    ///
    /// # Errors
    /// When the database fails.
    pub fn outside(&self) -> Result<Option<String>, AppError> {
        self.read(|db| get(db, OUTSIDE))
    }
}

/// The township, once one was imported.
pub fn township(db: &mut Db) -> QueryResult<Option<Township>> {
    Ok(get(db, TOWNSHIP)?.and_then(|text| serde_json::from_str(&text).ok()))
}

/// Gives the database another life, so that whoever knew the one before asks anew.
pub fn renew(db: &mut Db, epoch: &[u8; 16]) -> QueryResult<()> {
    set(db, EPOCH, &hex(epoch))
}

/// A fact, if it is known.
pub fn get(db: &mut Db, key: &str) -> QueryResult<Option<String>> {
    meta::table.find(key).select(meta::value).first(db).optional()
}

/// Sets a fact.
pub fn set(db: &mut Db, key: &str, value: &str) -> QueryResult<()> {
    diesel::delete(meta::table.find(key)).execute(db)?;
    diesel::insert_into(meta::table).values((meta::key.eq(key), meta::value.eq(value))).execute(db).map(drop)
}

/// Takes a fact out.
pub fn remove(db: &mut Db, key: &str) -> QueryResult<()> {
    diesel::delete(meta::table.find(key)).execute(db).map(drop)
}
