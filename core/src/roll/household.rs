//! Households (户) on the roll: registering goes from door to door, and a household is done when everybody in it
//! is registered or left off.

use super::Status;
use crate::id::{GroupNo, PersonId};
use crate::small::sort_by_key;
use crate::village::ElectionView;

/// A household of a group as it stands on the roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Household {
    /// Its number (户号); empty for people whom no list names.
    pub no: String,
    /// Its people in the order of the list, and where each stands.
    pub members: Vec<(PersonId, Status)>,
}

impl Household {
    /// Whether everybody in it is registered or left off.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.members.iter().all(|(_, status)| status.is_settled())
    }

    /// Those whom nothing keeps from being registered now.
    #[must_use]
    pub fn open(&self) -> Vec<PersonId> {
        self.members.iter().filter(|(_, status)| *status == Status::Open).map(|(person, _)| *person).collect()
    }
}

impl Status {
    /// Whether nothing is left to ask or to do.
    #[must_use]
    pub fn is_settled(self) -> bool {
        match self {
            Self::Registered | Self::Off(_) => true,
            Self::Ask(_) | Self::Open => false,
        }
    }
}

/// How far the roll of a group is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GroupRoll {
    /// The group.
    pub group: GroupNo,
    /// People on its list.
    pub people: u32,
    /// Of them, registered.
    pub registered: u32,
    /// Of them, neither registered nor left off.
    pub unsettled: u32,
}

impl ElectionView<'_> {
    /// The households of a group, by number.
    #[must_use]
    pub fn households(&self, group: GroupNo) -> Vec<Household> {
        let mut all: Vec<Household> = Vec::new();
        for (person, resident) in self.village.people().iter().filter(|(_, resident)| resident.group == group) {
            let Some(status) = self.status(person) else { continue };
            let no = &resident.person.household;
            // A list names a household's people one after the other.
            match all.iter_mut().rev().find(|household| household.no == *no) {
                Some(household) => household.members.push((person, status)),
                None => all.push(Household { no: no.clone(), members: vec![(person, status)] }),
            }
        }
        sort_by_key(&mut all, |household| (household.no.is_empty(), household.no.clone()));
        all
    }

    /// How far the roll of each group is, in the order of the plan.
    #[must_use]
    pub fn group_rolls(&self) -> Vec<GroupRoll> {
        let groups = &self.village.plan().village().groups;
        let mut rolls: Vec<GroupRoll> =
            groups.iter().map(|group| GroupRoll { group: group.no, ..GroupRoll::default() }).collect();
        for (person, resident) in self.village.people().iter() {
            let of = rolls.iter_mut().find(|roll| roll.group == resident.group);
            if let (Some(roll), Some(status)) = (of, self.status(person)) {
                roll.people = roll.people.saturating_add(1);
                roll.registered = roll.registered.saturating_add(u32::from(status == Status::Registered));
                roll.unsettled = roll.unsettled.saturating_add(u32::from(!status.is_settled()));
            }
        }
        rolls
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Event;
    use crate::id::{LogId, Place};
    use crate::law::rules::Body;
    use crate::people::{self, PeopleImported};
    use crate::person::{Ask, Facts, Hukou, IdNumber, OffRoll, Person, Residence, Sex, Wish};
    use crate::plan::{self, ElectionPlanned, Group, VillagePlanned};
    use crate::roll::Refusal;
    use crate::stamp::{Stamp, Standing};
    use crate::time::Day;
    use crate::village::{Refusal as Refused, Village};

    fn take(village: &mut Village, seq: u32, event: &Event) {
        let place = Place { log: LogId::default(), seq };
        let stamp = Stamp { place, lam: u64::from(seq), actor: 0, wall: 0, standing: Standing::Official, role: None };
        village.apply(event, &stamp);
    }

    fn person(household: &str, no: usize) -> Person {
        Person {
            household: household.into(),
            relation: String::new(),
            name: no.to_string(),
            sex: Sex::Male,
            id_number: IdNumber::complete(&format!("99010119800101{no:03}")).unwrap(),
            ethnic: String::new(),
            hukou: Hukou::Here,
            residence: Residence::Here,
            months: None,
            wish: Wish::Unknown,
            assembly: None,
            facts: Facts::default(),
            party: String::new(),
            education: String::new(),
            phone: String::new(),
            initials: String::new(),
        }
    }

    /// Households 2, 1, 2 and one of nobody's list; the third was deprived, the fourth is away unasked.
    fn village() -> Village {
        let mut village = Village::default();
        let groups = vec![Group { no: 1, name: "一".into(), box_no: 1 }, Group { no: 2, name: "二".into(), box_no: 2 }];
        take(&mut village, 1, &Event::Plan(plan::Event::from(VillagePlanned { groups, ..VillagePlanned::default() })));
        let day = Day::parse("2026-11-05").unwrap();
        let plan = ElectionPlanned {
            no: 1,
            body: Body::VillageCommittee,
            day,
            rules: "VC-CN-2018".into(),
            rules_hash: Vec::new(),
        };
        take(&mut village, 2, &Event::Plan(plan::Event::from(plan)));
        let houses = ["02", "01", "02", "02", ""];
        let mut people: Vec<Person> = houses.iter().enumerate().map(|(no, house)| person(house, no)).collect();
        people[2].facts.deprived_until = Some(day);
        people[3].residence = Residence::Away;
        take(&mut village, 3, &Event::People(people::Event::from(PeopleImported { group: 1, first: 1, people })));
        village
    }

    fn id(no: u16) -> PersonId {
        PersonId::Listed { group: 1, no }
    }

    fn shown(village: &Village) -> Vec<(String, usize, usize, bool)> {
        let houses = village.election(1).unwrap().households(1);
        houses.iter().map(|it| (it.no.clone(), it.members.len(), it.open().len(), it.is_settled())).collect()
    }

    #[test]
    fn households_by_number_and_how_far_they_are() {
        let mut village = village();
        let row = |no: &str, people, open, settled| (no.to_owned(), people, open, settled);
        assert_eq!(shown(&village), [row("01", 1, 1, false), row("02", 3, 1, false), row("", 1, 1, false)]);
        let view = village.election(1).unwrap();
        assert_eq!(view.status(id(4)), Some(Status::Ask(Ask::Wish)));
        let events = [view.register(&[id(1)]).unwrap(), view.leave_off(id(4), OffRoll::Unwilling).unwrap()];
        (4..).zip(&events).for_each(|(seq, event)| take(&mut village, seq, event));
        assert_eq!(shown(&village)[1], row("02", 3, 0, true));
        let rolls = village.election(1).unwrap().group_rolls();
        assert_eq!(rolls[0], GroupRoll { group: 1, people: 5, registered: 1, unsettled: 2 });
        assert_eq!(rolls[1], GroupRoll { group: 2, ..GroupRoll::default() });
    }

    #[test]
    fn what_was_decided_can_be_taken_back_but_for_the_office_s_strike() {
        let mut village = village();
        let view = village.election(1).unwrap();
        let nothing = Err(Refused::Roll(Refusal::NothingDecided));
        assert_eq!(view.withdraw_decision(&[id(1)]).map(drop), nothing);
        let kept_in = String::from("x");
        let struck = crate::roll::Event::from(crate::roll::StruckAsDouble { person: id(2), kept_in });
        let events = [
            view.register(&[id(1), id(2)]).unwrap(),
            view.leave_off(id(5), OffRoll::Died).unwrap(),
            view.event(struck),
        ];
        (4..).zip(&events).for_each(|(seq, event)| take(&mut village, seq, event));
        let view = village.election(1).unwrap();
        let off = Refusal::Off { reason: OffRoll::OnTwoLists };
        assert_eq!(view.withdraw_decision(&[id(2)]).map(drop), Err(Refused::Roll(off)));
        assert_eq!(view.leave_off(id(2), OffRoll::Died).map(drop), Err(Refused::Roll(off)));
        assert_eq!(view.election.roll.registered(), 1);
        let withdrawn = view.withdraw_decision(&[id(1), id(5)]).unwrap();
        take(&mut village, 9, &withdrawn);
        // What came in a strange order is no error.
        take(&mut village, 10, &withdrawn);
        let view = village.election(1).unwrap();
        assert_eq!((view.status(id(1)), view.status(id(5))), (Some(Status::Open), Some(Status::Open)));
        assert_eq!(view.status(id(2)), Some(Status::Off(OffRoll::OnTwoLists)));
        assert_eq!(view.election.roll.registered(), 0);
    }
}
