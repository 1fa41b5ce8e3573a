//! The voters' roll (选民名单): who is registered, who is not and why, when it was posted.
//!
//! Eighteen on election day; household registration here, or a year's residence with the villagers'
//! representatives' consent; registered in one village only (组织法 第13条). Posted at least 20 days before
//! the election, objections within 5 days, decided within 3 (第14条).

use crate::event::{events, wire};
use crate::id::{GroupNo, PersonId};
use crate::law;
use crate::people::{self, PersonAdded, Resident};
use crate::person::{Ask, OffRoll, Person};
use crate::stamp::Stamp;
use crate::time::Day;
use crate::village::{ElectionView, Refusal as Refused};
use std::collections::BTreeMap;

mod household;
pub use household::{GroupRoll, Household};

events! {
    /// What happens to the roll.
    Event {
        0x30 => Registered,
        0x31 => LeftOff,
        0x32 => StruckAsDouble,
        0x33 => RollPosted,
        0x34 => DecisionWithdrawn,
    }
}

/// People were registered with one tap: a person, or a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Who.
    pub people: Vec<PersonId>,
}
wire!(Registered { people });

/// A registrar left somebody off the roll, or took him off it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOff {
    /// Who.
    pub person: PersonId,
    /// Why.
    pub reason: OffRoll,
}
wire!(LeftOff { person, reason });

/// The office struck somebody who stands on another village's list too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StruckAsDouble {
    /// Who.
    pub person: PersonId,
    /// The code of the village where he stays on the roll.
    pub kept_in: String,
}
wire!(StruckAsDouble { person, kept_in });

/// The roll was posted (张榜公布). A report: what hangs, hangs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollPosted {
    /// On which day.
    pub on: Day,
    /// Where.
    pub place: String,
}
wire!(RollPosted { on, place });

impl Event {
    /// Whom it puts on the roll or keeps off it.
    #[must_use]
    pub fn people(&self) -> &[PersonId] {
        match self {
            Self::Registered(registered) => &registered.people,
            Self::LeftOff(left) => core::slice::from_ref(&left.person),
            Self::StruckAsDouble(struck) => core::slice::from_ref(&struck.person),
            Self::DecisionWithdrawn(withdrawn) => &withdrawn.people,
            Self::RollPosted(_) => &[],
        }
    }
}

/// What a registrar decided of people was taken back (撤销): they stand again as the list's facts say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionWithdrawn {
    /// Who.
    pub people: Vec<PersonId>,
}
wire!(DecisionWithdrawn { people });

/// Why somebody cannot be registered now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody is known by that id.
    Unknown,
    /// There is no such group.
    NoSuchGroup,
    /// He is registered already.
    AlreadyRegistered {
        /// His group.
        group: GroupNo,
        /// Who.
        person: PersonId,
    },
    /// Somebody with this ID number is on the village's list already.
    AlreadyListed {
        /// His group.
        group: GroupNo,
        /// Who.
        person: PersonId,
    },
    /// He is too young on election day.
    UnderAge {
        /// The day on which he comes of age.
        adult_on: Day,
    },
    /// Another reason keeps him off.
    Off {
        /// Which.
        reason: OffRoll,
    },
    /// Nothing was decided of him that could be taken back.
    NothingDecided,
    /// A paper was handed out for him.
    HasPaper,
}

/// Where somebody stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// On the roll.
    Registered,
    /// Not on it.
    Off(OffRoll),
    /// The list does not say what decides it (待问).
    Ask(Ask),
    /// Nothing speaks against it; nobody has registered him yet (可登记).
    Open,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    On,
    Off(OffRoll),
}

/// The roll of one election.
#[derive(Clone, Debug, Default)]
pub struct Roll {
    acts: BTreeMap<PersonId, Act>,
    registered: u32,
    posted: Option<RollPosted>,
}

impl Roll {
    /// How many are registered.
    #[must_use]
    pub fn registered(&self) -> u32 {
        self.registered
    }

    /// Whether somebody is registered.
    #[must_use]
    pub fn holds(&self, person: PersonId) -> bool {
        self.acts.get(&person) == Some(&Act::On)
    }

    /// Whether somebody was ever put on the roll or kept off it.
    #[must_use]
    pub fn names(&self, person: PersonId) -> bool {
        self.acts.contains_key(&person)
    }

    /// Everybody who is registered, by id.
    pub fn iter(&self) -> impl Iterator<Item = PersonId> {
        self.acts.iter().filter(|(_, act)| **act == Act::On).map(|(person, _)| *person)
    }

    /// When and where the roll was posted, as last reported.
    #[must_use]
    pub fn posted(&self) -> Option<&RollPosted> {
        self.posted.as_ref()
    }

    pub(crate) fn apply(&mut self, event: &Event, _: &Stamp) {
        match event {
            Event::Registered(registered) => registered.people.iter().for_each(|person| self.note(*person, Act::On)),
            Event::LeftOff(left) => self.note(left.person, Act::Off(left.reason)),
            Event::StruckAsDouble(struck) => self.note(struck.person, Act::Off(OffRoll::OnTwoLists)),
            Event::RollPosted(posted) => self.posted = Some(posted.clone()),
            Event::DecisionWithdrawn(withdrawn) => withdrawn.people.iter().for_each(|person| self.forget(*person)),
        }
    }

    fn forget(&mut self, person: PersonId) {
        // What the office struck, the office alone decides anew.
        if self.acts.get(&person) != Some(&Act::Off(OffRoll::OnTwoLists)) {
            let before = self.acts.remove(&person);
            self.registered = self.registered.saturating_sub(u32::from(before == Some(Act::On)));
        }
    }

    fn note(&mut self, person: PersonId, act: Act) {
        let before = self.acts.insert(person, act);
        self.registered = self.registered.saturating_sub(u32::from(before == Some(Act::On)));
        self.registered = self.registered.saturating_add(u32::from(act == Act::On));
    }
}

impl ElectionView<'_> {
    /// Where somebody stands on the roll: what was done last, else what the list's facts say.
    #[must_use]
    pub fn status(&self, person: PersonId) -> Option<Status> {
        let resident = self.village.people().get(person)?;
        Some(match self.election.roll.acts.get(&person) {
            Some(Act::On) => Status::Registered,
            Some(Act::Off(reason)) => Status::Off(*reason),
            None => self.status_by_facts(&resident.person),
        })
    }

    /// Where somebody would stand by the facts of the list alone.
    #[must_use]
    pub fn status_by_facts(&self, person: &Person) -> Status {
        match (self.off_roll(person), person.to_ask()) {
            (Some(reason), _) => Status::Off(reason),
            (None, Some(ask)) => Status::Ask(ask),
            (None, None) => Status::Open,
        }
    }

    fn off_roll(&self, person: &Person) -> Option<OffRoll> {
        let limits = &self.rules().roll;
        let adult_age = u8::try_from(limits.adult_age.value).unwrap_or(u8::MAX);
        let months = u16::try_from(limits.residence_months.value).unwrap_or(u16::MAX);
        person.off_roll(self.day(), adult_age, months)
    }

    /// Registers people (选民登记), a person or a household.
    ///
    /// # Errors
    /// When one of them cannot be registered.
    pub fn register(&self, people: &[PersonId]) -> Result<crate::Event, Refused> {
        people.iter().try_for_each(|person| self.may_register(*person))?;
        Ok(self.event(Event::from(Registered { people: people.to_vec() })))
    }

    fn may_register(&self, id: PersonId) -> Result<(), Refusal> {
        let Resident { group, person } = self.village.people().get(id).ok_or(Refusal::Unknown)?;
        match self.election.roll.acts.get(&id) {
            Some(Act::On) => Err(Refusal::AlreadyRegistered { group: *group, person: id }),
            Some(Act::Off(reason @ (OffRoll::OnTwoLists | OffRoll::Died | OffRoll::MovedOut))) => {
                Err(Refusal::Off { reason: *reason })
            }
            // What a registrar decided before he may decide anew; what the facts say he may not.
            Some(Act::Off(_)) | None => self.facts_allow(person),
        }
    }

    fn facts_allow(&self, person: &Person) -> Result<(), Refusal> {
        let Some(reason) = self.off_roll(person) else { return Ok(()) };
        if reason == OffRoll::UnderAge {
            return Err(Refusal::UnderAge { adult_on: self.adult_on(person.id_number.birth()) });
        }
        Err(Refusal::Off { reason })
    }

    /// The day on which somebody born on `birth` may first vote.
    #[must_use]
    pub fn adult_on(&self, birth: Day) -> Day {
        law::roll::adult_on(birth, self.rules())
    }

    /// Adds somebody whom no list names (新登记选民). Registering him is the next act:
    /// see [`ElectionView::register_added`].
    ///
    /// # Errors
    /// When he is on the list already, or may not be registered.
    pub fn add_person(&self, group: GroupNo, person: Person) -> Result<crate::Event, Refused> {
        if self.village.plan().group(group).is_none() {
            return Err(Refusal::NoSuchGroup.into());
        }
        if let Some(known) = self.village.people().with_number(&person.id_number) {
            return Err(self.already(known).into());
        }
        self.facts_allow(&person)?;
        Ok(crate::Event::People(people::Event::from(PersonAdded { group, person })))
    }

    fn already(&self, known: PersonId) -> Refusal {
        let group = self.village.people().get(known).map_or(0, |resident| resident.group);
        let registered = self.election.roll.holds(known);
        if registered {
            Refusal::AlreadyRegistered { group, person: known }
        } else {
            Refusal::AlreadyListed { group, person: known }
        }
    }

    /// Registers whom the entry at `place` adds, in the same breath.
    #[must_use]
    pub fn register_added(&self, place: crate::id::Place) -> crate::Event {
        self.event(Event::from(Registered { people: vec![people::added_at(place)] }))
    }

    /// Leaves somebody off the roll for a reason that a human finds (不登记原因).
    ///
    /// # Errors
    /// When nobody is known by that id, or the office struck him.
    pub fn leave_off(&self, person: PersonId, reason: OffRoll) -> Result<crate::Event, Refused> {
        self.village.people().get(person).ok_or(Refusal::Unknown)?;
        self.not_struck(person)?;
        Ok(self.event(Event::from(LeftOff { person, reason })))
    }

    /// Takes back what was decided of people (撤销).
    ///
    /// # Errors
    /// When nothing was decided of one of them, the office struck him, or he has a paper.
    pub fn withdraw_decision(&self, people: &[PersonId]) -> Result<crate::Event, Refused> {
        for person in people {
            self.not_struck(*person)?;
            self.decided(*person).ok_or(Refusal::NothingDecided)?;
            if self.drew(*person) {
                return Err(Refusal::HasPaper.into());
            }
        }
        Ok(self.event(Event::from(DecisionWithdrawn { people: people.to_vec() })))
    }

    /// What was decided of somebody, whatever the list's facts say.
    fn decided(&self, person: PersonId) -> Option<Act> {
        self.election.roll.acts.get(&person).copied()
    }

    /// Whether a registrar's decision about somebody stands, so that it can be taken back.
    #[must_use]
    pub fn may_withdraw(&self, person: PersonId) -> bool {
        self.decided(person).is_some() && self.not_struck(person).is_ok() && !self.drew(person)
    }

    fn not_struck(&self, person: PersonId) -> Result<(), Refusal> {
        match self.decided(person) {
            Some(Act::Off(reason @ OffRoll::OnTwoLists)) => Err(Refusal::Off { reason }),
            Some(Act::On | Act::Off(_)) | None => Ok(()),
        }
    }

    /// Reports that the roll hangs. Reports of facts on paper never refuse.
    #[must_use]
    pub fn report_posted(&self, on: Day, place: &str) -> crate::Event {
        self.event(Event::from(RollPosted { on, place: place.to_owned() }))
    }
}
