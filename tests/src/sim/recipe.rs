//! A recipe (配方): all that it takes to play one history again, in one line.

use super::fault::Fault;
use super::mutant::Mutant;
use std::fmt;
use std::str::FromStr;

/// An empty list.
const NONE: &str = "-";

/// What to play.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// The seed.
    pub seed: u64,
    /// A wrong protocol, if one is played.
    pub mutant: Option<Mutant>,
    /// Whether every phone folds what it holds.
    pub folds: bool,
    /// The steps of the script that are played; all if it is not said.
    pub only: Option<Vec<usize>>,
    /// The faults that may strike, if the seed lets them; all if it is not said.
    pub faults: Option<Vec<Fault>>,
    /// Phones that never open.
    pub absent: Vec<usize>,
}

impl Recipe {
    /// The whole history of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { seed, mutant: None, folds: false, only: None, faults: None, absent: Vec::new() }
    }

    /// The same with a wrong protocol.
    #[must_use]
    pub fn with(self, mutant: Mutant) -> Self {
        Self { mutant: Some(mutant), ..self }
    }

    /// Whether a step is played.
    #[must_use]
    pub fn plays(&self, step: usize) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&step))
    }

    /// Reads what [`Recipe`] displays.
    ///
    /// # Errors
    /// When it is something else.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut recipe = Self::new(0);
        let words: Vec<&str> = text.split(' ').collect();
        for pair in words.chunks(2) {
            match *pair {
                [option, value] if recipe.read(option, value)? => {}
                _ => return Err(format!("{text}: cannot be read")),
            }
        }
        Ok(recipe)
    }

    /// Takes an argument of the command line in; false if it says nothing of a history.
    ///
    /// # Errors
    /// When the value cannot be read.
    pub fn read(&mut self, option: &str, value: &str) -> Result<bool, String> {
        let bad = || format!("{option} {value}: cannot be read");
        match option {
            "--seed" => self.seed = value.parse().map_err(|_| bad())?,
            "--mutant" => self.mutant = Some(Mutant::named(value).ok_or_else(bad)?),
            "--only" => self.only = Some(list(value).ok_or_else(bad)?),
            "--faults" => self.faults = Some(faults(value).ok_or_else(bad)?),
            "--absent" => self.absent = list(value).ok_or_else(bad)?,
            "--fold" => self.folds = value.parse().map_err(|_| bad())?,
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn list<T: FromStr>(text: &str) -> Option<Vec<T>> {
    if text == NONE { Some(Vec::new()) } else { text.split(',').map(|number| number.parse().ok()).collect() }
}

fn faults(text: &str) -> Option<Vec<Fault>> {
    if text == NONE { Some(Vec::new()) } else { text.split(',').map(Fault::named).collect() }
}

impl fmt::Display for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "--seed {}", self.seed)?;
        if let Some(mutant) = self.mutant {
            write!(f, " --mutant {}", mutant.name())?;
        }
        if self.folds {
            write!(f, " --fold true")?;
        }
        if let Some(only) = &self.only {
            write!(f, " --only {}", joined(only.iter().map(usize::to_string)))?;
        }
        if let Some(faults) = &self.faults {
            write!(f, " --faults {}", joined(faults.iter().map(|fault| fault.name().to_owned())))?;
        }
        if !self.absent.is_empty() {
            write!(f, " --absent {}", joined(self.absent.iter().map(usize::to_string)))?;
        }
        Ok(())
    }
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { NONE.to_owned() } else { parts.join(",") }
}
