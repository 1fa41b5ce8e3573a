//! The roll as it is posted and printed (选民榜、领票登记表).

use crate::api::{GroupSheet, RollSheet, VoterLine};
use crate::id::PersonId;
use crate::law::roll::objection_last;
use crate::plan::Group;
use crate::small;
use crate::village::{ElectionView, Village};

/// The registered voters by group.
#[must_use]
pub fn sheet(village: &Village) -> RollSheet {
    let plan = village.plan().village();
    let view = village.election(1);
    let posted = view.and_then(|view| view.election.roll.posted()).map(|posted| posted.on);
    let mut groups: Vec<GroupSheet> =
        view.iter().flat_map(|view| plan.groups.iter().map(|of| group(view, of))).collect();
    small::sort_by_key(&mut groups, |group| group.no);
    RollSheet {
        township: plan.township.clone(),
        village: plan.name.clone(),
        term: plan.term.clone(),
        day: view.map(|view| view.day()),
        posted,
        objections: view.and_then(|view| posted.map(|on| objection_last(view.rules(), on))),
        groups,
    }
}

fn group(view: &ElectionView<'_>, of: &Group) -> GroupSheet {
    let people = view.village.people();
    let name = |id: PersonId| people.get(id).map(|resident| resident.person.name.clone());
    let line = |id: PersonId| {
        let resident = people.get(id).filter(|resident| resident.group == of.no)?;
        let no = match id {
            PersonId::Listed { no, .. } => Some(no),
            PersonId::Added { .. } => None,
        };
        let holder = view.election.polling.proxy(id).and_then(|proxy| name(proxy.holder));
        Some(VoterLine { no, name: resident.person.name.clone(), sex: resident.person.sex, holder })
    };
    GroupSheet { no: of.no, box_no: of.box_no, voters: view.election.roll.iter().filter_map(line).collect() }
}
