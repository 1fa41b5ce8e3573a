//! A group that was halted (叫停、重新领票): the four steps of what follows, and the colour of the papers that go out now.

use super::Over;
use crate::markup::view;
use crate::part::{Button, Icon, Sheet, Weight, icon};
use crate::screen::boxes::form;
use crate::session::Session;
use crate::text::{incident as words, polling, screen};
use cunxuan_core::id::GroupNo;
use cunxuan_core::village::ElectionView;
use leptos::prelude::*;

/// How far a group is on the way from the halt to the common count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Way {
    /// The new papers, by colour, and how many were printed.
    colour: Option<(String, Option<u32>)>,
    issued: u32,
    due: u32,
    /// Whether everybody has the new paper.
    drawn: bool,
    /// Whether every box is counted to its end.
    counted: bool,
}

fn way(view: &ElectionView<'_>, group: GroupNo) -> Way {
    let table = view.table(group);
    Way {
        colour: view.colour_again(group).map(|series| (polling::colour(&series.colour), series.printed)),
        issued: table.issued,
        due: table.due,
        drawn: table.again && table.waiting == 0,
        counted: view.boxes_open(form(view)) == 0,
    }
}

/// The card of four steps; each says what is to be done and how far it is.
pub fn steps(session: Session, group: GroupNo) -> Option<AnyView> {
    let way = session.view(|view| way(view, group))?;
    let again = way.colour.is_some();
    let consent = way.colour.as_ref().map(|(colour, papers)| words::consented(colour, *papers));
    let anew = way.colour.as_ref().map(|(colour, _)| words::anew(way.due, colour)).unwrap_or_default();
    let drawn = if way.issued > 0 { words::drawn(way.issued, way.due) } else { anew };
    let notes = [
        words::BY_COMMITTEE.to_owned(),
        consent.unwrap_or_else(|| words::WAITING.to_owned()),
        if again { drawn } else { String::new() },
        String::new(),
    ];
    let done = [again, again, way.drawn, way.counted];
    let now = done.iter().position(|done| !done).unwrap_or(done.len());
    // While the township decides, the other groups' papers are sealed.
    let on = |at: usize| at == now || (!again && at < 2);
    let line = |(at, (word, note)): (usize, (&'static str, String))| {
        let finished = done.get(at) == Some(&true);
        let look = if finished {
            "step done"
        } else if on(at) {
            "step now"
        } else {
            "step"
        };
        let dot = if finished { icon(Icon::Check) } else { (at + 1).to_string().into_any() };
        view! { <li class=look><span class="dot">{dot}</span><span><b>{word}</b><small>{note}</small></span></li> }
    };
    let lines: Vec<_> = words::FOUR.into_iter().zip(notes).enumerate().map(line).collect();
    Some(view! { <div class="head">{words::STEPS}</div><ol class="list">{lines}</ol> })
}

/// Asks back before a halt ends.
pub fn resume(session: Session, of: Option<GroupNo>, over: RwSignal<Option<Over>>) -> AnyView {
    let close = Callback::new(move |()| over.set(None));
    let go = Callback::new(move |()| {
        over.set(None);
        session.act_and_say(move |desk| Ok(vec![desk.view.resume(of)]), polling::resume_papers(of));
    });
    view! {
        <Sheet title=polling::resume_asked(of) leave=screen::LOOK_AGAIN on_cancel=close>
            <Button word=polling::resume(of) weight=Weight::Primary on_press=go />
        </Sheet>
    }
}

/// The colour of the papers that go out now, in large words; nothing while the first series does.
pub fn colour(session: Session, group: GroupNo) -> Option<AnyView> {
    session.revisions.polling.track();
    let colour = colour_of(session, group)?;
    Some(view! { <p class="colour" role="status">{polling::only(&colour)}</p> })
}

/// `淡红票`, where a group votes again.
pub fn colour_of(session: Session, group: GroupNo) -> Option<String> {
    session.view(|view| view.colour_again(group).map(|series| polling::colour(&series.colour))).flatten()
}
