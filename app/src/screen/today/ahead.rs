//! What comes before the papers (选前的事): the phone, the roll, the boxes; on the day itself only what is left of it.

use super::super::{Place, self_check};
use crate::part::TaskState;
use crate::session::Session;
use crate::text::{self, before as words, screen};
use cunxuan_core::api::VillageRow;
use cunxuan_core::village::ElectionView;

/// A task as the first screen lists it: where it stands, where it is done, its name, and how far it is.
pub type Task = (TaskState, Place, &'static str, String);

/// How far the roll and the hall are.
#[derive(Default)]
struct Far {
    posted: Option<String>,
    unsettled: u32,
    sealed: usize,
    boxes: usize,
}

/// The tasks before the papers, in their order.
pub fn tasks(session: Session, row: &VillageRow, polls: bool) -> Vec<Task> {
    let far = session.view(|view| far(view, polls)).unwrap_or_default();
    let state = |done: bool| if done { TaskState::Done } else { TaskState::Now };
    let sealed = words::sealed_of(far.sealed, far.boxes);
    let hall = (state(far.boxes > 0 && far.sealed == far.boxes), Place::Preparation, words::PREPARATION, sealed);
    let counted = text::roll::counted(row.registered, row.people);
    let posted = far.posted.is_some();
    let posting =
        (state(posted), Place::Posting, words::POSTING, far.posted.unwrap_or_else(|| words::NOT_POSTED.to_owned()));
    if polls {
        // What was forgotten can still be done; what is done is out of the way.
        let roll = (state(row.registered > 0), Place::People, screen::REGISTRATION, counted);
        return if posted { vec![roll, hall] } else { vec![roll, posting, hall] };
    }
    let checked = self_check::last(session);
    let fit = checked.as_ref().is_some_and(|(checked, _)| checked.passed == checked.of);
    let said = checked.map_or_else(
        || words::CHECK_WHAT.to_owned(),
        |(checked, at)| words::told(&text::plan::clock(at), checked.passed.count_ones(), checked.of.count_ones()),
    );
    vec![
        (state(fit), Place::SelfCheck, words::SELF_CHECK, said),
        (state(far.unsettled == 0), Place::Households(0, 0), words::HOUSEHOLDS, counted),
        posting,
        (if hall.0 == TaskState::Done { TaskState::Done } else { TaskState::Todo }, hall.1, hall.2, hall.3),
    ]
}

fn far(view: &ElectionView<'_>, polls: bool) -> Far {
    let hall = view.election.polling.hall();
    let boxes = view.village.plan().village().groups.iter().map(|group| group.box_no);
    // On the day itself nobody asks any more who is not on the roll.
    let rolls = if polls { Vec::new() } else { view.group_rolls() };
    Far {
        posted: view.election.roll.posted().map(|posted| words::posted(posted.on, &posted.place)),
        unsettled: rolls.iter().map(|roll| roll.unsettled).sum(),
        sealed: boxes.clone().filter(|box_no| hall.sealed(*box_no).is_some()).count(),
        boxes: boxes.count(),
    }
}
