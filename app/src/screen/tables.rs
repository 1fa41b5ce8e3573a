//! 会场: the tables of the groups, each with what was drawn there, who works there, and what is halted.

use super::Place;
use super::frame::Frame;
use super::incident;
use crate::markup::{Memo, view};
use crate::part::{Button, TaskRow, TaskState, Weight};
use crate::session::Session;
use crate::text::{self, polling as words};
use cunxuan_core::id::GroupNo;
use cunxuan_core::polling::TableState;
use cunxuan_core::village::ElectionView;
use leptos::prelude::*;

/// A table on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    group: GroupNo,
    table: TableState,
    /// The colour of the papers, where the group votes again.
    colour: Option<String>,
    /// Who handed out the last paper.
    who: Option<String>,
}

/// The tab of the hall.
#[component]
pub fn Tables() -> AnyView {
    let session = Session::here();
    let lines = Memo::new(move || look(session));
    let report = Callback::new(|()| Place::Incident(None).go());
    let aside = Callback::new(|()| Place::Aside.go());
    view! {
        <Frame title=words::ISSUE sub=words::WHICH tab=2>
            <div class="main">
                {move || incident::stopped(session, None)}
                <div class="list">{move || lines.get().into_iter().map(row).collect::<Vec<_>>()}</div>
                <div class="two">
                    <Button word=text::incident::ASIDE on_press=aside />
                    <Button word=text::incident::INCIDENT weight=Weight::Stop on_press=report />
                </div>
            </div>
        </Frame>
    }
}

fn row(line: Line) -> AnyView {
    let Line { group, table, colour, who } = line;
    let state = match (table.halted, table.due > 0 && table.waiting == 0) {
        (true, _) => TaskState::Halted,
        (false, true) => TaskState::Done,
        (false, false) => TaskState::Now,
    };
    let short = (table.short() > 0 && !table.halted).then(|| words::short(table.short()));
    let note = [Some(words::drawn(table.issued, table.due)), colour, who, short];
    let note = note.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let press = Callback::new(move |()| Place::Issue(group).go());
    view! { <TaskRow number=u32::from(group) state=state title=text::plan::group(group) note=note on_press=press /> }
}

fn look(session: Session) -> Vec<Line> {
    session.revisions.people.track();
    session.revisions.polling.track();
    let line = |view: &ElectionView<'_>, group: GroupNo| {
        let last = view.issuers(group).last().filter(|issuer| issuer.papers > 0);
        let who = last.and_then(|issuer| view.village.plan().actor(issuer.last.actor));
        Line {
            group,
            table: view.table(group),
            colour: view.colour_again(group).map(|series| words::colour(&series.colour)),
            who: who.map(|actor| actor.name.clone()),
        }
    };
    let all = session.view(|view| {
        let groups = &view.village.plan().village().groups;
        groups.iter().map(|group| line(view, group.no)).collect()
    });
    all.unwrap_or_default()
}
