//! The JSON that crosses HTTP for the township's desk: numbers and codes, never sentences or personal data.

use crate::id::{BoxNo, GroupNo};
use crate::polling::HaltReason;
use crate::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub mod lists;
mod village;
pub use village::{
    BoxView, GroupSheet, HandView, LogView, Noted, NotedKind, PostView, ResultView, RollSheet, RollView, VillageView,
    VoteView, VoterLine,
};

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
    /// Whether the papers balance; none before every box is counted.
    #[serde(default)]
    pub balanced: Option<bool>,
    /// The phone's clock when the result was sealed.
    #[serde(default)]
    pub signed_at: Option<i64>,
    /// Steps of incidents, in the order of the record.
    #[serde(default)]
    pub incidents: Vec<IncidentStep>,
    /// Days of the law that are still to be kept, the next first.
    #[serde(default)]
    pub dues: Vec<Due>,
}

/// A day by which something has to be done, or on which it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What.
    pub what: DueKind,
    /// The last day, or the day.
    pub on: Day,
    /// Where the law says so, ready to print.
    pub article: String,
}

/// What has its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DueKind {
    /// Posting the roll (选民名单公布).
    Posting,
    /// Objecting to the roll (对选民名单申诉).
    Objections,
    /// Deciding objections (对申诉作出处理).
    Decisions,
    /// Publishing the candidates (公布候选人).
    Candidates,
    /// The election (选举日).
    Election,
    /// Handing the work over to the new committee (工作移交).
    Handover,
}

/// A step of an incident at the tables, with its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentStep {
    /// The writer's clock, in seconds since 1970-01-01 UTC.
    pub at: i64,
    /// The group; none for the village.
    pub group: Option<GroupNo>,
    /// What was done.
    pub what: Taken,
}

/// What was done in an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Taken {
    /// Halted (叫停).
    Halted {
        /// Why.
        reason: HaltReason,
    },
    /// Reported, and voting went on (只上报).
    Reported {
        /// What.
        reason: HaltReason,
    },
    /// The papers of the group became void, and papers of another colour were printed (补印异色票).
    Reprinted {
        /// The colour in words.
        colour: String,
        /// How many.
        papers: Option<u32>,
    },
    /// The papers of the group became void (作废).
    Voided,
    /// Goes on (解除).
    Resumed,
}

/// What the office decides on a village (批示).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Which.
    pub act: Act,
    /// The group; none for the village.
    #[serde(default)]
    pub group: Option<GroupNo>,
    /// The colour of the new papers in words.
    #[serde(default)]
    pub colour: String,
    /// How many new papers.
    #[serde(default)]
    pub papers: u32,
}

/// A decision of the office.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The group, or the whole village, is halted (暂停).
    #[default]
    Halt,
    /// Papers of another colour are printed for a halted group, and it goes on (同意补印异色票).
    Reprint,
    /// A halted group, or the village, goes on (解除).
    Resume,
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
    /// Something was reported from the poll, and voting goes on.
    Reported {
        /// The group; none for the village.
        group: Option<GroupNo>,
        /// What.
        reason: HaltReason,
    },
    /// The papers counted on a table are not those that should lie there.
    PapersMiscounted {
        /// The group.
        group: GroupNo,
        /// How many should have lain there.
        expected: u32,
        /// How many did.
        counted: u32,
    },
    /// A box was opened that nobody reported sealed, though others were.
    OpenedUnsealed {
        /// The box.
        box_no: BoxNo,
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
    /// For how many seconds nothing was heard of a village's phones, by code; villages that were not heard of since
    /// the server started are missing.
    #[serde(default)]
    pub quiet: BTreeMap<String, u32>,
}

/// What the copy lacked from which the server was restored (恢复后补回).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenBack {
    /// Entries that came back.
    pub entries: u64,
    /// From how many phones.
    pub phones: u64,
}
