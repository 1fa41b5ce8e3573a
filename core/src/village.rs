//! Everything known about one village in this term: what is folded from its journal.
//!
//! `Village` holds the plan, the people and the elections; verbs sit on [`ElectionView`] with all of it
//! at hand. A verb may refuse; applying an event cannot fail, for an entry in the record has happened.

use crate::id::{ElectionNo, Place};
use crate::law::rules::RuleSet;
use crate::plan::{self, ElectionPlanned, Plan};
use crate::small::Table;
use crate::stamp::{Stamp, Standing};
use crate::time::Day;
use crate::{ballot, canvass, count, law, people, polling, roll};

mod book;
mod fingerprint;
mod trust;
mod withdrawn;
pub use book::Book;
pub use fingerprint::spoken;
pub use trust::Trust;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The plan.
    Plan(plan::Event),
    /// The village's people.
    People(people::Event),
    /// One body's election.
    Election {
        /// Which.
        no: ElectionNo,
        /// What.
        event: ElectionEvent,
    },
}

/// What happened in one body's election.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ElectionEvent {
    /// The roll.
    Roll(roll::Event),
    /// The ballot.
    Ballot(ballot::Event),
    /// Polling.
    Polling(polling::Event),
    /// The count.
    Count(count::Event),
    /// The result.
    Canvass(canvass::Event),
}

macro_rules! sums {
    ($($stage:ident => $variant:ident),+) => {
        $(
            impl From<$stage::Event> for ElectionEvent {
                fn from(event: $stage::Event) -> Self {
                    Self::$variant(event)
                }
            }
            impl From<$stage::Refusal> for Refusal {
                fn from(refusal: $stage::Refusal) -> Self {
                    Self::$variant(refusal)
                }
            }
        )+
    };
}
sums!(roll => Roll, polling => Polling, count => Count, canvass => Canvass);

impl From<ballot::Event> for ElectionEvent {
    fn from(event: ballot::Event) -> Self {
        Self::Ballot(event)
    }
}

/// Why a verb is not possible now: an answer, not an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The roll.
    Roll(roll::Refusal),
    /// Polling.
    Polling(polling::Refusal),
    /// The count.
    Count(count::Refusal),
    /// The result.
    Canvass(canvass::Refusal),
}

impl Event {
    /// The number of this kind of event on the wire.
    #[must_use]
    pub fn kind(&self) -> u16 {
        match self {
            Self::Plan(event) => event.kind(),
            Self::People(event) => event.kind(),
            Self::Election { event, .. } => event.kind(),
        }
    }

    /// The body: of an election's event the number of the election, then its fields.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        match self {
            Self::Plan(event) => event.write(),
            Self::People(event) => event.write(),
            Self::Election { no, event } => {
                let mut body = crate::id::to_bytes(no);
                body.extend(event.write());
                body
            }
        }
    }

    /// Reads an event; nothing for one of a later version, or whose fields do not fit.
    #[must_use]
    pub fn read(kind: u16, body: &[u8]) -> Option<Self> {
        match kind {
            0x10..=0x1f => plan::Event::read(kind, body).map(Self::Plan),
            0x20..=0x2f => people::Event::read(kind, body).map(Self::People),
            _ => {
                let mut d = minicbor::Decoder::new(body);
                let no = d.u8().ok()?;
                let event = ElectionEvent::read(kind, body.get(d.position()..)?)?;
                Some(Self::Election { no, event })
            }
        }
    }

    /// Whether the event holds personal data, so that its body travels behind a commitment.
    #[must_use]
    pub fn is_personal(&self) -> bool {
        match self {
            Self::People(_) => true,
            Self::Plan(_) | Self::Election { .. } => false,
        }
    }
}

impl ElectionEvent {
    fn kind(&self) -> u16 {
        match self {
            Self::Roll(event) => event.kind(),
            Self::Ballot(event) => event.kind(),
            Self::Polling(event) => event.kind(),
            Self::Count(event) => event.kind(),
            Self::Canvass(event) => event.kind(),
        }
    }

    fn write(&self) -> Vec<u8> {
        match self {
            Self::Roll(event) => event.write(),
            Self::Ballot(event) => event.write(),
            Self::Polling(event) => event.write(),
            Self::Count(event) => event.write(),
            Self::Canvass(event) => event.write(),
        }
    }

    fn read(kind: u16, body: &[u8]) -> Option<Self> {
        match kind {
            0x30..=0x3f => roll::Event::read(kind, body).map(Self::Roll),
            0x40..=0x4f => ballot::Event::read(kind, body).map(Self::Ballot),
            0x50..=0x5f => polling::Event::read(kind, body).map(Self::Polling),
            0x60..=0x6f => count::Event::read(kind, body).map(Self::Count),
            0x70..=0x7f => canvass::Event::read(kind, body).map(Self::Canvass),
            _ => None,
        }
    }
}

/// One body's election in a village.
#[derive(Clone, Debug)]
pub struct Election {
    /// Its plan.
    pub plan: ElectionPlanned,
    /// The rule set in force.
    pub rules: &'static RuleSet,
    /// The roll.
    pub roll: roll::Roll,
    /// Forms and series.
    pub ballots: ballot::Ballots,
    /// The tables.
    pub polling: polling::Polling,
    /// The count.
    pub count: count::Count,
    /// The result.
    pub canvass: canvass::Canvass,
}

impl Election {
    fn new(plan: ElectionPlanned, rules: &'static RuleSet) -> Self {
        Self {
            plan,
            rules,
            roll: roll::Roll::default(),
            ballots: ballot::Ballots::default(),
            polling: polling::Polling::default(),
            count: count::Count::default(),
            canvass: canvass::Canvass::default(),
        }
    }

    fn apply(&mut self, event: &ElectionEvent, stamp: &Stamp) {
        match event {
            ElectionEvent::Roll(event) => self.roll.apply(event, stamp),
            ElectionEvent::Ballot(event) => {
                self.ballots.apply(event, stamp);
                if let ballot::Event::SeriesPrinted(series) = event {
                    self.polling.note_series(series.series, series.form);
                }
            }
            ElectionEvent::Polling(event) => self.polling.apply(event, stamp),
            ElectionEvent::Count(event) => {
                let setting = count::Setting { rules: self.rules, ballots: &self.ballots };
                self.count.apply(event, stamp, &setting);
            }
            ElectionEvent::Canvass(event) => self.canvass.apply(event, stamp),
        }
    }
}

/// An entry that stands in the record and weighs nothing, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Where it stands.
    pub place: Place,
    /// The number of its kind.
    pub kind: u16,
    /// Who acted, and when by that phone's clock.
    pub at: crate::id::Label,
    /// Why it weighs nothing.
    pub standing: Standing,
    /// Whether its author's role, or the role of its log, does not allow it.
    pub breach: bool,
}

/// One village in this term.
#[derive(Clone, Debug, Default)]
pub struct Village {
    plan: Plan,
    people: people::People,
    elections: Table<ElectionNo, Election>,
    strange_rules: Vec<(ElectionNo, String)>,
    aside: Vec<Aside>,
    unknown: u32,
    last: Option<crate::id::Label>,
}

impl Village {
    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The people.
    #[must_use]
    pub fn people(&self) -> &people::People {
        &self.people
    }

    /// The elections, by number.
    pub fn elections(&self) -> impl Iterator<Item = ElectionView<'_>> {
        self.elections.iter().map(|(no, election)| ElectionView { village: self, election, no: *no })
    }

    /// One election.
    #[must_use]
    pub fn election(&self, no: ElectionNo) -> Option<ElectionView<'_>> {
        self.elections.get(&no).map(|election| ElectionView { village: self, election, no })
    }

    /// Entries that weigh nothing.
    #[must_use]
    pub fn aside(&self) -> &[Aside] {
        &self.aside
    }

    /// How many entries are of a later version (需更新后查看).
    #[must_use]
    pub fn unknown(&self) -> u32 {
        self.unknown
    }

    /// Elections whose rule set this version does not have.
    #[must_use]
    pub fn strange_rules(&self) -> &[(ElectionNo, String)] {
        &self.strange_rules
    }

    /// Who acted last, and when by that phone's clock.
    #[must_use]
    pub fn last(&self) -> Option<crate::id::Label> {
        self.last
    }

    /// Takes one event into account. Cannot fail: it has happened.
    pub fn apply(&mut self, event: &Event, stamp: &Stamp) {
        let breach = !self.allows(event, stamp);
        let standing = if breach { Standing::Quarantined } else { stamp.standing };
        if standing != Standing::Official {
            self.aside.push(Aside { place: stamp.place, kind: event.kind(), at: stamp.label(), standing, breach });
            return;
        }
        self.last = Some(stamp.label());
        match event {
            Event::Plan(event) => {
                self.plan.apply(event, stamp);
                self.open_election(event);
            }
            Event::People(event) => self.people.apply(event, stamp),
            Event::Election { no, event } => match self.elections.get_mut(no) {
                Some(election) => election.apply(event, stamp),
                None => self.unknown = self.unknown.saturating_add(1),
            },
        }
        self.keep_acted_on(event);
    }

    pub(crate) fn note_unknown(&mut self) {
        self.unknown = self.unknown.saturating_add(1);
    }

    /// Whether somebody may record this.
    fn allows(&self, event: &Event, stamp: &Stamp) -> bool {
        let counting =
            matches!(event, Event::Election { event: ElectionEvent::Count(_) | ElectionEvent::Canvass(_), .. });
        let planning = matches!(event, Event::Plan(_)) || matches!(event, Event::People(it) if it.is_of_a_list());
        let allows = |role| match role {
            Some(plan::Role::Office) => !counting,
            Some(role) => !planning && (!counting || role.counts()),
            None => !planning && !counting,
        };
        // Both must allow it: what the plan says of whoever acts, and what the certificate says of the log.
        allows(self.plan.role(stamp.actor)) && stamp.role.is_none_or(|role| allows(Some(role)))
    }

    fn open_election(&mut self, event: &plan::Event) {
        let plan::Event::ElectionPlanned(plan) = event else { return };
        let Some(rules) = law::rule_set(&plan.rules) else {
            self.strange_rules.push((plan.no, plan.rules.clone()));
            return;
        };
        match self.elections.get_mut(&plan.no) {
            Some(election) => (election.plan, election.rules) = (plan.clone(), rules),
            None => {
                self.elections.insert(plan.no, Election::new(plan.clone(), rules));
            }
        }
    }
}

/// One election with its village at hand: where the verbs sit.
#[derive(Clone, Copy, Debug)]
pub struct ElectionView<'a> {
    /// The village.
    pub village: &'a Village,
    /// The election.
    pub election: &'a Election,
    /// Its number.
    pub no: ElectionNo,
}

impl ElectionView<'_> {
    /// The day of the election.
    #[must_use]
    pub fn day(&self) -> Day {
        self.election.plan.day
    }

    /// The rule set in force.
    #[must_use]
    pub fn rules(&self) -> &'static RuleSet {
        self.election.rules
    }

    /// The form that is voted on now: the one settled last.
    #[must_use]
    pub fn form(&self) -> crate::id::FormNo {
        self.election.ballots.forms().last().map_or(0, |form| form.form)
    }

    /// Whether somebody stands as a candidate.
    #[must_use]
    pub fn is_candidate(&self, person: crate::id::PersonId) -> bool {
        let posts = self.election.ballots.forms().flat_map(|form| &form.posts);
        posts.flat_map(|post| &post.candidates).any(|candidate| candidate.person == Some(person))
    }

    /// An event of this election.
    #[must_use]
    pub fn event(&self, event: impl Into<ElectionEvent>) -> Event {
        Event::Election { no: self.no, event: event.into() }
    }
}
