//! P14 收箱开箱: the boxes, what lay in them, and the way to their counts. Only people of the poll.

use super::Place;
use super::frame::{Chip, Frame};
use super::number::NumberEntry;
use crate::markup::{Memo, view};
use crate::part::{Button, Notice, Sheet, TaskRow, TaskState, Tone, Weight};
use crate::session::{Desk, Session};
use crate::text::{self, count as words};
use cunxuan_core::count::{BoxOpened, Run};
use cunxuan_core::id::{BoxNo, FormNo, GroupNo};
use cunxuan_core::village::ElectionView;
use leptos::prelude::*;

/// How far a box is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Far {
    Shut,
    Opened { papers: u32 },
    Counting { papers: u32, hands: Vec<Hand> },
    Counted { papers: u32, alone: bool, corrected: usize },
}

/// Somebody who counts a box.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Hand {
    name: String,
    second: bool,
    called: u32,
}

/// A box on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    let find = Callback::new(|()| Place::Papers.go());
    let find = move || teller().then(|| view! { <Button word=words::FIND_PAPERS on_press=find /> });
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
                <a class="link" href="/public/" target="_blank">{words::ON_SCREEN}</a>
            </div>
            <div class="foot">{sign}{take}<div class="row3">{find}{back}</div></div>
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
    session
        .view(|view| view.village.plan().village().groups.iter().map(|group| line(view, group)).collect())
        .unwrap_or_default()
}

fn line(view: &ElectionView<'_>, group: &cunxuan_core::plan::Group) -> Line {
    let (form, box_no, count) = (form(view), group.box_no, &view.election.count);
    let papers = count.opened(form, box_no).map(|opened| opened.papers);
    let of_box = |run: &&Run| run.form == form && !run.abandoned && run.boxes.contains(&box_no);
    let hand = |run: &Run| {
        let name = view.village.plan().actor(run.opened.actor).map(|actor| actor.name.clone()).unwrap_or_default();
        Hand { name, second: run.second, called: run.called() }
    };
    let standing = count.standing_runs(form).into_iter().find(of_box);
    let far = match (papers, standing) {
        (None, _) => Far::Shut,
        (Some(papers), None) => Far::Opened { papers },
        (Some(papers), Some(run)) if run.closed => {
            let alone = view.counted_alone(form).contains(&box_no);
            Far::Counted { papers, alone, corrected: run.corrected.len() }
        }
        (Some(papers), Some(_)) => Far::Counting { papers, hands: count.runs().filter(of_box).map(hand).collect() },
    };
    Line { box_no, group: group.no, issued: view.election.polling.issued_to(group.no, form), far }
}

fn row(session: Session, line: Line, opening: RwSignal<Option<Line>>) -> AnyView {
    let Line { box_no, issued, .. } = line;
    let (state, note) = match &line.far {
        Far::Shut => (TaskState::Todo, words::box_line(issued)),
        Far::Opened { papers } => (TaskState::Now, words::box_opened(issued, *papers)),
        Far::Counting { papers, hands } => (TaskState::Now, counting(hands, *papers)),
        Far::Counted { papers, alone, corrected } => (TaskState::Done, words::box_counted(*papers, *alone, *corrected)),
    };
    let title = words::box_of(&text::plan::group(line.group));
    let press = Callback::new(move |()| match (session.teller.get_untracked(), &line.far) {
        (None, _) => session.say(words::TELLERS_ONLY),
        (Some(_), Far::Shut) => opening.set(Some(line.clone())),
        (Some(_), Far::Opened { .. } | Far::Counting { .. } | Far::Counted { .. }) => Place::Tally(box_no).go(),
    });
    view! {
        <TaskRow number=u32::from(box_no) state=state title=title note=note on_press=press />
    }
}

/// Who counts a box, and how far everybody is.
fn counting(hands: &[Hand], papers: u32) -> String {
    let hand = |hand: &Hand| words::counts(&hand.name, hand.second, hand.called, papers);
    match hands {
        [one] if !one.second => words::box_counting(&one.name, one.called, papers),
        several => several.iter().map(hand).collect::<Vec<_>>().join("，"),
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
        let seal_whole = whole.get_untracked();
        if !seal_whole && said.get_untracked().is_empty() {
            return said.set(words::SEAL_BROKEN.to_owned());
        }
        opening.set(None);
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
