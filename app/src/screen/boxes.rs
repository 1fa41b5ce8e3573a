//! P14 收箱开箱: the boxes, what lay in them, and the way to their counts. Only people of the poll.

use super::Place;
use super::frame::{Chip, Frame};
use super::number::NumberEntry;
use crate::markup::{Memo, view};
use crate::part::{Button, Notice, Sheet, TaskRow, TaskState, Tone, Weight};
use crate::session::{Desk, Session};
use crate::text::{self, count as words};
use cunxuan_core::count::BoxOpened;
use cunxuan_core::id::{BoxNo, FormNo, GroupNo};
use cunxuan_core::village::ElectionView;
use leptos::prelude::*;

/// How far a box is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Far {
    Shut,
    Opened { papers: u32 },
    Counting { called: u32, papers: u32, here: bool },
    Counted { papers: u32 },
}

/// A box on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Line {
    box_no: BoxNo,
    group: GroupNo,
    issued: u32,
    far: Far,
}

/// The list of boxes.
#[component]
pub fn Boxes() -> AnyView {
    let session = Session::here();
    let lines = Memo::new(move || look(session));
    let opening = RwSignal::new(None::<Line>);
    let teller = move || session.teller.get().is_some();
    let rows = move || lines.get().into_iter().map(|line| row(session, line, opening)).collect::<Vec<_>>();
    let aside = move || (!teller()).then(|| view! { <Notice tone=Tone::Who title=words::TELLERS_ONLY /> });
    let go = Callback::new(|()| Place::HandOver.go());
    let take =
        move || (!teller()).then(|| view! { <Button word=words::HAND_OVER weight=Weight::Primary on_press=go /> });
    let back = Callback::new(move |()| {
        session.hand_back();
        Place::Today.go();
    });
    // After a restart the phone is with those who count until somebody says that it is not.
    let back = move || {
        (teller() || Session::is_handed_over()).then(|| view! { <Button word=words::HAND_BACK on_press=back /> })
    };
    let counted = move || {
        lines.with(|lines| !lines.is_empty() && lines.iter().all(|line| matches!(line.far, Far::Counted { .. })))
    };
    let sign = move || {
        let go = Callback::new(|()| Place::Sign.go());
        (teller() && counted())
            .then(|| view! { <Button word=text::canvass::SIGN weight=Weight::Primary on_press=go /> })
    };
    view! {
        <Frame title=words::BOXES sub=move || session.who() parent=Place::Today>
            <div class="main">
                {aside}
                <div class="list">{rows}</div>
            </div>
            <div class="foot">{sign}{take}{back}</div>
            {move || opening.get().map(|line| open_sheet(session, line, opening))}
        </Frame>
    }
}

/// The form that is counted: the newest.
pub fn form(view: &ElectionView<'_>) -> FormNo {
    view.election.ballots.forms().last().map_or(1, |form| form.form)
}

fn look(session: Session) -> Vec<Line> {
    session.revisions.people.track();
    session.revisions.polling.track();
    session.revisions.count.track();
    let own = session.logs();
    let lines = session.view(|view| {
        let form = form(view);
        let runs = view.election.count.standing_runs(form);
        let line = |group: &cunxuan_core::plan::Group| {
            let opened = view.election.count.opened(form, group.box_no);
            let run = runs.iter().find(|run| run.boxes.contains(&group.box_no));
            let far = match (opened, run) {
                (None, _) => Far::Shut,
                (Some(opened), None) => Far::Opened { papers: opened.papers },
                (Some(opened), Some(run)) if run.closed => Far::Counted { papers: opened.papers },
                (Some(opened), Some(run)) => {
                    Far::Counting { called: run.called(), papers: opened.papers, here: own.contains(&run.place.log) }
                }
            };
            Line { box_no: group.box_no, group: group.no, issued: view.election.polling.issued_to(group.no, form), far }
        };
        view.village.plan().village().groups.iter().map(line).collect()
    });
    lines.unwrap_or_default()
}

fn row(session: Session, line: Line, opening: RwSignal<Option<Line>>) -> AnyView {
    let Line { box_no, issued, far, .. } = line;
    let (state, note) = match far {
        Far::Shut => (TaskState::Todo, words::box_line(issued)),
        Far::Opened { papers } => (TaskState::Now, words::box_opened(issued, papers)),
        Far::Counting { called, papers, here: true } => (TaskState::Now, words::box_counting(called, papers)),
        Far::Counting { here: false, .. } => (TaskState::Now, words::ELSEWHERE.to_owned()),
        Far::Counted { papers } => (TaskState::Done, words::box_counted(papers)),
    };
    let press = Callback::new(move |()| match (session.teller.get_untracked(), far) {
        (None, _) => session.say(words::TELLERS_ONLY),
        (Some(_), Far::Shut) => opening.set(Some(line)),
        (Some(_), Far::Opened { .. } | Far::Counting { .. } | Far::Counted { .. }) => Place::Tally(box_no).go(),
    });
    let title = words::box_of(&text::plan::group(line.group));
    view! {
        <TaskRow number=u32::from(box_no) state=state title=title note=note on_press=press />
    }
}

fn open_sheet(session: Session, line: Line, opening: RwSignal<Option<Line>>) -> AnyView {
    let whole = RwSignal::new(true);
    let said = RwSignal::new(String::new());
    let done = Callback::new(move |papers: u32| {
        // What was found is reported as found; a surplus is asked about once, for a slip is likelier.
        let asked = words::over_issued(line.issued, papers);
        if papers > line.issued && said.get_untracked() != asked {
            return said.set(asked);
        }
        opening.set(None);
        let seal_whole = whole.get_untracked();
        let verb = move |desk: &Desk<'_>| {
            let opened = BoxOpened { form: form(&desk.view), box_no: line.box_no, papers, seal_whole };
            Ok(vec![desk.view.open_box(desk.actor, opened)?])
        };
        session.act_and_say(verb, text::sync::KEPT);
    });
    let title = [words::box_of(&text::plan::group(line.group)), words::box_line(line.issued)].join(" · ");
    view! {
        <Sheet title=title on_cancel=Callback::new(move |()| opening.set(None))>
            <label class="tick">
                <input type="checkbox" prop:checked=whole on:change=move |event| whole.set(event_target_checked(&event)) />
                {words::SEAL}
            </label>
            <p class="error" role="status">{said}</p>
            <NumberEntry label=words::RETURNED word=words::COUNTED on_done=done />
            <div class="chipline"><Chip /></div>
        </Sheet>
    }
}
