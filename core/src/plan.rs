//! The plan of a village's elections (选举方案): groups and boxes, who acts, which election on which day.
//!
//! The township's server writes these events. The day of the election and the posting day are civil days
//! at +08:00; the rule set in force is named with its hash, so that a result can be checked years later.

use crate::event::{events, wire};
use crate::id::{ActorNo, BoxNo, ElectionNo, GroupNo, LogId};
pub use crate::law::rules::Body;
use crate::small::Table;
use crate::stamp::Stamp;
use crate::time::Day;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

mod warrant;
pub use warrant::{BranchSettled, Cut, KeyCertified, KeyRevoked, Revocation};

events! {
    /// What is planned.
    Event {
        0x10 => VillagePlanned,
        0x11 => ActorsNamed,
        0x12 => PinSet,
        0x13 => ElectionPlanned,
        0x14 => StepReported,
        0x15 => KeyCertified,
        0x16 => KeyRevoked,
        0x17 => BranchSettled,
    }
}

/// The kinds that say whose entries count.
pub const WARRANTS: std::ops::RangeInclusive<u16> = 0x15..=0x17;

/// The village, its groups and boxes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VillagePlanned {
    /// The township's administrative code.
    pub township_code: String,
    /// The township's name.
    pub township: String,
    /// The village's administrative code.
    pub code: String,
    /// The village's name.
    pub name: String,
    /// The term in words (届次).
    pub term: String,
    /// The township's work group (工作组) that looks after the village.
    pub work_group: u8,
    /// Short remarks of the township, such as 试点.
    pub marks: Vec<String>,
    /// The villager groups (村民小组).
    pub groups: Vec<Group>,
    /// Set when all of this is a demonstration: the day it plays on.
    pub demo_day: Option<Day>,
}
wire!(VillagePlanned { township_code, township, code, name, term, work_group, marks, groups, demo_day });

/// A villager group (村民小组) with its box: one group, one box, one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its number, from 1.
    pub no: GroupNo,
    /// Its name.
    pub name: String,
    /// The number of its box.
    pub box_no: BoxNo,
}
wire!(Group { no, name, box_no });

/// What somebody may do (角色).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
pub enum Role {
    /// The township office (镇换届办).
    #[n(0)]
    Office,
    /// A liaison officer (包村联络员): guides and stops, never counts.
    #[n(1)]
    Liaison,
    /// The chief scrutineer (总监票人).
    #[n(2)]
    ChiefScrutineer,
    /// A scrutineer (监票人).
    #[n(3)]
    Scrutineer,
    /// A caller (唱票人).
    #[n(4)]
    Caller,
    /// A teller (计票人).
    #[n(5)]
    Teller,
    /// A member of the village election committee (村民选举委员会成员).
    #[n(6)]
    Committee,
}

impl Role {
    /// All roles, by their numbers on the wire.
    pub const ALL: [Self; 7] = [
        Self::Office,
        Self::Liaison,
        Self::ChiefScrutineer,
        Self::Scrutineer,
        Self::Caller,
        Self::Teller,
        Self::Committee,
    ];

    /// Its number on the wire, which a log claims in its first entry.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::Office => 0,
            Self::Liaison => 1,
            Self::ChiefScrutineer => 2,
            Self::Scrutineer => 3,
            Self::Caller => 4,
            Self::Teller => 5,
            Self::Committee => 6,
        }
    }

    /// The role with this number.
    #[must_use]
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Whether this is one of the people elected to count (监票人、唱票人、计票人).
    #[must_use]
    pub fn counts(self) -> bool {
        match self {
            Self::ChiefScrutineer | Self::Scrutineer | Self::Caller | Self::Teller => true,
            Self::Office | Self::Liaison | Self::Committee => false,
        }
    }
}

/// Somebody who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The number that entries carry.
    pub no: ActorNo,
    /// What he may do.
    pub role: Role,
    /// His name.
    pub name: String,
}
wire!(Actor { no, role, name });

/// People who act in this village: its liaison officers and the people of its poll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorsNamed {
    /// Who.
    pub actors: Vec<Actor>,
}
wire!(ActorsNamed { actors });

/// The PIN with which somebody takes over a phone: it stops mistakes, not malice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PinSet {
    /// Whose.
    pub actor: ActorNo,
    /// A random salt.
    pub salt: [u8; 16],
    /// The check value of salt and PIN, see [`pin_check`].
    pub check: [u8; 32],
}
wire!(PinSet { actor } bytes { salt, check });

/// The check value of a PIN: SHA-256 over salt and PIN, 4,096 times over itself.
#[must_use]
pub fn pin_check(salt: &[u8; 16], pin: &str) -> [u8; 32] {
    use sha2::{Digest, Sha256};
    let first: [u8; 32] = Sha256::new().chain_update(salt).chain_update(pin.as_bytes()).finalize().into();
    (1..4096).fold(first, |hash, _| Sha256::digest(hash).into())
}

/// One body's election in this village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ElectionPlanned {
    /// Its number within the village, from 1.
    pub no: ElectionNo,
    /// The body.
    pub body: Body,
    /// The day of the election (选举日).
    pub day: Day,
    /// The name of the rule set in force, for example `VC-CN-2018`.
    pub rules: String,
    /// The hash of that rule set.
    pub rules_hash: Vec<u8>,
}
wire!(ElectionPlanned { no, body, day, rules } bytes { rules_hash });

/// A step of the progress chart (工作进程图), in its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
pub enum Step {
    /// Survey (摸底).
    #[n(0)]
    Survey,
    /// Election committee (选委).
    #[n(1)]
    Committee,
    /// Registration (登记).
    #[n(2)]
    Registration,
    /// Posting the roll (张榜).
    #[n(3)]
    Posting,
    /// Primary (预选).
    #[n(4)]
    Primary,
    /// Vetting (审核).
    #[n(5)]
    Vetting,
    /// Publishing the candidates (公布).
    #[n(6)]
    Publication,
    /// Notice to every household (通知).
    #[n(7)]
    Notice,
    /// Voting (投票).
    #[n(8)]
    Voting,
    /// Counting (计票).
    #[n(9)]
    Counting,
    /// Reporting the signed result (上报).
    #[n(10)]
    Reporting,
    /// The Party branch's election (支部).
    #[n(11)]
    Branch,
}

impl Step {
    /// All steps in order.
    pub const ALL: [Self; 12] = [
        Self::Survey,
        Self::Committee,
        Self::Registration,
        Self::Posting,
        Self::Primary,
        Self::Vetting,
        Self::Publication,
        Self::Notice,
        Self::Voting,
        Self::Counting,
        Self::Reporting,
        Self::Branch,
    ];
}

/// A step of which this record holds no acts of its own was reported done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepReported {
    /// The step.
    pub step: Step,
    /// On which day it was done.
    pub on: Day,
}
wire!(StepReported { step, on });

/// What is known of the plan.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    village: VillagePlanned,
    actors: Table<ActorNo, Actor>,
    pins: Table<ActorNo, PinSet>,
    steps: Table<Step, Day>,
    settled: Vec<LogId>,
}

impl Plan {
    /// The village as planned last.
    #[must_use]
    pub fn village(&self) -> &VillagePlanned {
        &self.village
    }

    /// A group of the village.
    #[must_use]
    pub fn group(&self, no: GroupNo) -> Option<&Group> {
        self.village.groups.iter().find(|group| group.no == no)
    }

    /// The group whose box has this number.
    #[must_use]
    pub fn group_of_box(&self, box_no: BoxNo) -> Option<GroupNo> {
        self.village.groups.iter().find(|group| group.box_no == box_no).map(|group| group.no)
    }

    /// Somebody who acts here.
    #[must_use]
    pub fn actor(&self, no: ActorNo) -> Option<&Actor> {
        self.actors.get(&no)
    }

    /// Everybody who acts here, by number.
    pub fn actors(&self) -> impl Iterator<Item = &Actor> {
        self.actors.values()
    }

    /// What the township's events say that somebody may do; 0 is the office itself.
    #[must_use]
    pub fn role(&self, no: ActorNo) -> Option<Role> {
        if no == 0 { Some(Role::Office) } else { self.actor(no).map(|actor| actor.role) }
    }

    /// Whether this is the PIN of that person.
    #[must_use]
    pub fn pin_fits(&self, actor: ActorNo, pin: &str) -> bool {
        self.pins.get(&actor).is_some_and(|set| pin_check(&set.salt, pin) == set.check)
    }

    /// Whether a PIN was set for that person.
    #[must_use]
    pub fn has_pin(&self, actor: ActorNo) -> bool {
        self.pins.contains_key(&actor)
    }

    /// Whether two officials decided on the branches of a log.
    #[must_use]
    pub fn is_settled(&self, log: &LogId) -> bool {
        self.settled.contains(log)
    }

    /// On which day a step was reported done.
    #[must_use]
    pub fn reported(&self, step: Step) -> Option<Day> {
        self.steps.get(&step).copied()
    }

    pub(crate) fn apply(&mut self, event: &Event, _: &Stamp) {
        match event {
            Event::VillagePlanned(village) => self.village = village.clone(),
            Event::ActorsNamed(named) => {
                named.actors.iter().for_each(|actor| self.actors.insert(actor.no, actor.clone()));
            }
            Event::PinSet(pin) => {
                self.pins.insert(pin.actor, pin.clone());
            }
            Event::StepReported(report) => {
                self.steps.insert(report.step, report.on);
            }
            // The village opens the election, see `Village::apply`.
            Event::ElectionPlanned(_) => {}
            // Whose entries count follows from the whole record, whatever the order: see `village::trust`.
            Event::KeyCertified(_) | Event::KeyRevoked(_) => {}
            Event::BranchSettled(settled) => self.settled.push(settled.log),
        }
    }
}
