//! The JSON that crosses HTTP for the township's desk: numbers and codes, never sentences or personal data.

use crate::id::{BoxNo, GroupNo};
use crate::time::Day;
use serde::{Deserialize, Serialize};

/// One village on the wall.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VillageRow {
    /// Its administrative code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The work group that looks after it.
    pub work_group: u8,
    /// Short remarks of the township.
    pub marks: Vec<String>,
    /// The day of its election.
    pub election_day: Option<Day>,
    /// Whether that is today.
    pub today: bool,
    /// How far each of the twelve steps is.
    pub steps: [StepState; 12],
    /// The one number that matters now.
    pub figure: Figure,
    /// People on its lists.
    pub people: u32,
    /// Registered voters.
    pub registered: u32,
    /// Voters who have their paper.
    pub drawn: u32,
    /// Papers that went out, of valid series.
    pub issued: u32,
    /// Papers found in the boxes opened so far.
    pub returned: u32,
    /// Papers called so far.
    pub counted: u32,
    /// Boxes.
    pub boxes: u32,
    /// Boxes counted to their end.
    pub boxes_counted: u32,
    /// Whether the result is signed.
    pub signed: bool,
    /// What needs a decision.
    pub alarms: Vec<Alarm>,
    /// Findings of any kind.
    pub findings: u32,
    /// Entries in its record.
    pub entries: u32,
    /// The phone's clock at the last act, in seconds since 1970-01-01 UTC.
    pub last: Option<i64>,
}

/// How far a step is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepState {
    /// Not begun (未到).
    #[default]
    Empty,
    /// Under way (进行中).
    Half,
    /// Done (已完成).
    Done,
    /// Two counts differ (待核对).
    Check,
    /// Halted (暂停).
    Halted,
}

/// The one number of a village that matters now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Figure {
    /// Nothing is planned.
    #[default]
    Nothing,
    /// The election is on another day.
    Day {
        /// Which.
        day: Day,
    },
    /// Papers are handed out.
    Issuing {
        /// Voters who have their paper.
        issued: u32,
        /// Registered voters.
        registered: u32,
    },
    /// Papers are called.
    Counting {
        /// How many were called.
        called: u32,
        /// How many came back.
        returned: u32,
    },
    /// All boxes are counted; signatures are missing.
    Signing,
    /// Signed: who took part, in thousandths of the registered.
    Turnout {
        /// Thousandths.
        permille: u32,
    },
    /// Halted.
    Halted {
        /// The group; none for the village.
        group: Option<GroupNo>,
    },
}

/// What needs a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Alarm {
    /// Voting is halted.
    Halted {
        /// The group; none for the village.
        group: Option<GroupNo>,
    },
    /// Several papers went out for one voter.
    DoubleIssue {
        /// His group.
        group: GroupNo,
    },
    /// More papers went out at a table than were brought there.
    IssuedOverTaken {
        /// The group.
        group: GroupNo,
        /// Went out.
        issued: u32,
        /// Were brought.
        taken: u32,
    },
    /// A box gave back more papers than its group drew.
    BoxOverIssued {
        /// The box.
        box_no: BoxNo,
    },
    /// Two counts of one pile are open, or differ.
    RunsDiffer {
        /// The boxes.
        boxes: Vec<BoxNo>,
    },
    /// The roll was posted too late.
    PostedLate {
        /// Days before election day.
        days: i32,
    },
    /// A phone was copied or restored.
    LogForked,
    /// Somebody wrote what his role does not allow.
    RoleBreach,
    /// A signed result does not balance.
    DoesNotBalance,
    /// Entries of a later version.
    LaterVersion {
        /// How many.
        entries: u32,
    },
}

/// The wall: every village of a township.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wall {
    /// The township's code.
    pub code: String,
    /// The township's name.
    pub name: String,
    /// The term in words.
    pub term: String,
    /// The day on which all of this is looked at.
    pub today: Option<Day>,
    /// Whether all of this is a demonstration.
    pub demo: bool,
    /// Officers (包村联络员).
    pub officers: u32,
    /// What phones gave back since the server was restored from a copy, if it was.
    #[serde(default)]
    pub restored: Option<GivenBack>,
    /// The villages, in a fixed order.
    pub villages: Vec<VillageRow>,
}

/// What the copy lacked from which the server was restored (恢复后补回).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenBack {
    /// Entries that came back.
    pub entries: u64,
    /// From how many phones.
    pub phones: u64,
}
