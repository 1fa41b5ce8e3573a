//! 会场: the tables of the groups, each with what was drawn there.

use super::Place;
use super::frame::Frame;
use crate::markup::{Memo, view};
use crate::part::{TaskRow, TaskState};
use crate::session::Session;
use crate::text;
use cunxuan_core::id::GroupNo;
use leptos::prelude::*;

/// The tab of the hall.
#[component]
pub fn Tables() -> AnyView {
    let session = Session::here();
    let tables = Memo::new(move || look(session));
    let row = |(no, issued, due, halted): (GroupNo, u32, u32, bool)| {
        let state = match (halted, issued == due && due > 0) {
            (true, _) => TaskState::Halted,
            (false, true) => TaskState::Done,
            (false, false) => TaskState::Now,
        };
        let press = Callback::new(move |()| Place::Issue(no).go());
        view! {
            <TaskRow
                number=u32::from(no)
                state=state
                title=text::plan::group(no)
                note=text::polling::drawn(issued, due)
                on_press=press
            />
        }
    };
    view! {
        <Frame title=text::polling::ISSUE sub=text::polling::WHICH tab=2>
            <div class="main">
                <div class="list">{move || tables.get().into_iter().map(row).collect::<Vec<_>>()}</div>
            </div>
        </Frame>
    }
}

fn look(session: Session) -> Vec<(GroupNo, u32, u32, bool)> {
    session.revisions.people.track();
    session.revisions.polling.track();
    let names = session.names();
    let table = |view: &cunxuan_core::village::ElectionView<'_>, no: GroupNo| {
        let polling = &view.election.polling;
        let due = names.find("", 0, |row| row.group == no && view.election.roll.holds(row.id)).more;
        (
            no,
            polling.issued_to(no, super::boxes::form(view)),
            u32::try_from(due).unwrap_or(0),
            polling.halted(no).is_some(),
        )
    };
    let all = session.view(|view| {
        let groups = &view.village.plan().village().groups;
        groups.iter().map(|group| table(view, group.no)).collect()
    });
    all.unwrap_or_default()
}
