//! Townships for the tests (给定的全镇资料): read from a directory, or the project's own sample, and played.

use cunxuan_core::id::Scope;
use cunxuan_core::law::rule_set;
use cunxuan_core::person::OffRoll;
use cunxuan_server::error::AppError;
use cunxuan_server::import::{self, BallotRow, Ballots, IssueRow, Township, Village};
use cunxuan_server::load::{Import, doubled};
use cunxuan_server::play::{Hands, Play};
use cunxuan_server::sample::{self, ExpectedCount, ExpectedRoll, Sample};
use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// Anything that can go wrong with given data.
pub type Fault = Box<dyn Error + Send + Sync>;

/// A township with what must come of it.
pub struct Given {
    /// The plan.
    pub township: Township,
    /// The household lists.
    pub people: import::Imported,
    /// Papers handed out.
    pub issues: Vec<IssueRow>,
    /// Papers in the boxes.
    pub ballots: Ballots,
    /// What the rolls must be, by village code.
    pub rolls: BTreeMap<String, ExpectedRoll>,
    /// What the counts must be, by village code.
    pub counts: BTreeMap<String, ExpectedCount>,
}

/// The workspace's folder.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl Given {
    /// The township in the directory that `CUNXUAN_DATA` names, from the workspace root, else the sample.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn named_or_sample() -> Result<Self, Fault> {
        let theirs = env::var_os("CUNXUAN_DATA").filter(|name| !name.is_empty());
        theirs.map_or_else(Self::sample, |dir| Self::read(&root().join(dir)))
    }

    /// The project's own sample, by way of its files.
    ///
    /// # Errors
    /// When it cannot be written or read.
    pub fn sample() -> Result<Self, Fault> {
        let dir = root().join("target/sample-township").join(std::process::id().to_string());
        Sample::generate(sample::SEED).ok_or("the sample cannot be made")?.write(&dir)?;
        let given = Self::read(&dir);
        fs::remove_dir_all(&dir)?;
        given
    }

    fn read(dir: &Path) -> Result<Self, Fault> {
        let township = import::read_township(dir)?;
        Ok(Self {
            people: import::read_people(dir, &township)?,
            issues: import::read_issues(dir)?,
            ballots: import::read_ballots(dir)?,
            rolls: serde_json::from_str(&fs::read_to_string(dir.join(sample::EXPECTED_ROLL))?)?,
            counts: serde_json::from_str(&fs::read_to_string(dir.join(sample::EXPECTED_COUNT))?)?,
            township,
        })
    }

    /// The place of the village with most voters.
    #[must_use]
    pub fn largest(&self) -> usize {
        let registered = |at: &usize| {
            let village = self.township.villages.get(*at)?;
            self.rolls.get(&village.code).map(|roll| roll.registered)
        };
        (0..self.township.villages.len()).max_by_key(registered).unwrap_or(0)
    }

    /// Plays one village from its lists to the signed result; with how many are off the roll for what.
    ///
    /// # Errors
    /// When the plan lacks what the term needs.
    pub fn play(&self, at: usize) -> Result<(Play<'_>, BTreeMap<OffRoll, u32>), Fault> {
        let village = self.township.villages.get(at).ok_or("no such village")?;
        let people = self.people.villages.get(at).ok_or("no such village")?;
        let township = &self.township;
        let rules = rule_set(&township.rule_set).ok_or("no such rule set")?;
        let doubled = doubled(township, &self.people.villages, rules);
        let mut play = Play::new(village, Hands::new(Scope::new(&village.code, "2026"), &township.code, 3, 0));
        play.import(&Import { township, village, people, rules, demo_day: None, doubled: &doubled })?;
        let off = play.register()?;
        play.post(village.roll_posted_on.ok_or("no day of posting")?)?;
        self.hold(&mut play)?;
        Ok((play, off))
    }

    /// The election day of a village.
    fn hold(&self, play: &mut Play<'_>) -> Result<(), AppError> {
        let village = play.village;
        let rows = self.issues.iter().filter(|row| row.village == village.code);
        play.issue(&rows.cloned().collect::<Vec<_>>())?;
        for group in &village.groups {
            let papers = self.papers(village, &group.box_no);
            play.count_box(group.box_no.parse().unwrap_or(group.no), &papers, papers.len())?;
        }
        play.sign()
    }

    fn papers(&self, village: &Village, box_no: &str) -> Vec<&BallotRow> {
        self.ballots.rows.iter().filter(|row| row.village == village.code && row.box_no == box_no).collect()
    }
}
