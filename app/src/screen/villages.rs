//! The officer's villages (我的村): which one is open, what waits in the others, and the way from one to another.

use crate::browser::{page, spawn};
use crate::markup::view;
use crate::part::{Sheet, TaskRow, TaskState};
use crate::session::{Failure, Officer, Session, VillageName, waiting_in};
use crate::text::{before as words, screen};
use cunxuan_core::count::BUNDLE;
use leptos::prelude::*;

/// His villages, one a row; another than the one that is open opens on a tap.
pub fn list(session: Session) -> AnyView {
    let officer = session.officer();
    let here = officer.village().map(|village| village.scope.clone());
    let row = |(at, village): (u8, &VillageName)| {
        let now = here.as_ref() == Some(&village.scope);
        let (state, note) = if now {
            (TaskState::Now, screen::HERE.to_owned())
        } else {
            (TaskState::Todo, words::waits(waiting_in(&village.scope)))
        };
        let press = Callback::new(move |()| switch(session, at, now));
        let number = u32::from(at).saturating_add(1);
        view! { <TaskRow number=number state=state title=village.name.clone() note=note on_press=press /> }
    };
    let rows: Vec<_> = (0..).zip(&officer.villages).map(row).collect();
    view! { <div class="list">{rows}</div> }
}

/// The same as a sheet over the first screen.
pub fn sheet(session: Session, on_close: Callback<()>) -> AnyView {
    view! { <Sheet title=words::SWITCH on_cancel=on_close>{list(session)}</Sheet> }
}

/// Whether the officer has more than one.
pub fn several(session: Session) -> bool {
    session.officer().villages.len() > 1
}

/// What waits in the villages that are not open.
pub fn waiting_elsewhere(session: Session) -> u32 {
    let officer = session.officer();
    let here = officer.village().map(|village| &village.scope);
    officer.villages.iter().filter(|village| Some(&village.scope) != here).map(|it| waiting_in(&it.scope)).sum()
}

/// Another village is another record: the page starts anew with it.
fn switch(session: Session, at: u8, now: bool) {
    if now {
        return;
    }
    if bundle_open(session) {
        return session.say(words::BUNDLE_OPEN);
    }
    spawn(async move {
        let officer = Officer { at, ..session.officer() };
        match officer.save(&session.store()).await {
            Ok(()) => {
                page::go("today");
                page::reload();
            }
            Err(error) => session.wrong(&Failure::from(error)),
        }
    });
}

/// Whether papers of a bundle lie on this phone's table, called in part.
fn bundle_open(session: Session) -> bool {
    let own = session.logs();
    let open = session.view(|view| {
        let mut runs = view.election.count.runs();
        runs.any(|run| run.is_open() && run.called() % BUNDLE != 0 && own.contains(&run.place.log))
    });
    Session::is_handed_over() || open == Some(true)
}
