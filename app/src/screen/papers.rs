//! 查票: the papers that bear a name, by box, bundle and place, so that one can be opened and looked at in public. No
//! sum and no order but that of the piles: this is no result.

use super::Place;
use super::boxes::form;
use super::frame::{Chip, Frame};
use crate::markup::{Memo, live, view};
use crate::part::{Button, InitialsPad, Sheet, TaskRow, TaskState, Typed, Weight};
use crate::session::{Desk, Row, Session};
use crate::text::{self, count as words};
use cunxuan_core::count::{Bears, Hit};
use leptos::prelude::*;

/// The most people who are drawn.
const MOST: usize = 4;

/// The screen.
#[component]
pub fn Papers() -> AnyView {
    let session = Session::here();
    let name = RwSignal::new(None::<String>);
    let open = RwSignal::new(None::<Hit>);
    let body = live(move || match name.get() {
        None => view! { <Who name=name /> },
        Some(of) => of_name(session, of, name, open),
    });
    view! {
        <Frame title=words::FIND_PAPERS sub=move || session.who() parent=Place::Boxes>
            {body}
            {move || open.get().map(|hit| look_at(session, hit, open))}
        </Frame>
    }
}

/// Whose papers: the printed names first, in the order of the ballot, then everybody by initials.
#[component]
fn Who(name: RwSignal<Option<String>>) -> AnyView {
    let session = Session::here();
    let typed = RwSignal::new(String::new());
    let found = Memo::new(move || {
        let most = if typed.with(String::is_empty) { 0 } else { MOST };
        typed.with(|typed| session.names().find(typed, most, |_| true))
    });
    let chip = |of: String| {
        let chosen = of.clone();
        view! { <button type="button" class="pick" on:click=move |_| name.set(Some(chosen.clone()))>{of}</button> }
    };
    let chips = printed(session).into_iter().map(chip).collect::<Vec<_>>();
    let row = move |row: &Row| {
        let chosen = row.name.clone();
        let about = [text::plan::group(row.group), text::person::number(row.id)].join(" · ");
        let press = Callback::new(move |()| name.set(Some(chosen.clone())));
        view! {
            <TaskRow number=u32::from(row.group) state=TaskState::Todo title=row.name.clone() note=about on_press=press />
        }
    };
    view! {
        <div class="main">
            <div class="head">{words::WHOSE}</div>
            <div class="picks">{chips}</div>
            <Typed label=words::WHOSE value=typed />
            <div class="list">{move || found.with(|found| found.rows.iter().map(row).collect::<Vec<_>>())}</div>
            <InitialsPad
                live=Signal::derive(move || found.with(|found| found.live))
                on_key=Callback::new(move |key: char| typed.update(|it| it.push(key)))
                on_erase=Callback::new(move |()| typed.update(|it| it.truncate(it.len().saturating_sub(1))))
            />
        </div>
    }
}

/// The printed names, each once, in the order of the ballot.
fn printed(session: Session) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    session.view(|view| {
        let posts = view.election.ballots.form(form(view)).map_or(&[][..], |form| &form.posts);
        for candidate in posts.iter().flat_map(|post| &post.candidates) {
            if !names.contains(&candidate.name) {
                names.push(candidate.name.clone());
            }
        }
    });
    names
}

fn of_name(session: Session, of: String, name: RwSignal<Option<String>>, open: RwSignal<Option<Hit>>) -> AnyView {
    session.revisions.count.track();
    let found = session.view(|view| {
        let posts = view.election.ballots.form(form(view)).map_or(&[][..], |form| &form.posts);
        let posts: Vec<String> = posts.iter().map(|post| post.name.clone()).collect();
        (view.papers_with(form(view), &of), posts)
    });
    let (hits, posts) = found.unwrap_or_default();
    let empty = hits.is_empty().then(|| view! { <p class="empty">{words::NO_PAPERS}</p> });
    let row = |hit: Hit| {
        let (_, no) = hit.bundle();
        let state = match hit.reviewed {
            Some(true) => TaskState::Done,
            Some(false) => TaskState::Halted,
            None => TaskState::Todo,
        };
        let (title, note) = (words::paper_at(&hit.boxes, hit.bundle()), bears(hit.bears, &posts));
        let press = Callback::new(move |()| open.set(Some(hit.clone())));
        view! { <TaskRow number=no state=state title=title note=note on_press=press /> }
    };
    let rows = hits.into_iter().map(row).collect::<Vec<_>>();
    let other = move |_| name.set(None);
    view! {
        <div class="main">
            <div class="head">{of}<button type="button" class="link" on:click=other>{words::OTHER_NAME}</button></div>
            {empty}
            <div class="list">{rows}</div>
            <div class="chipline"><Chip /></div>
        </div>
    }
}

fn bears(bears: Bears, posts: &[String]) -> String {
    let post = |at: usize| posts.get(at).map_or("", String::as_str);
    match bears {
        Bears::Post(at) => words::column(post(at), false),
        Bears::VoidPost(at) => words::column(post(at), true),
        Bears::VoidPaper => words::MAY_BEAR.to_owned(),
    }
}

/// One paper is taken out and looked at; what came of it is recorded.
fn look_at(session: Session, hit: Hit, open: RwSignal<Option<Hit>>) -> AnyView {
    let (run, at) = (hit.run, hit.at);
    let review = move |agrees: bool| {
        Callback::new(move |()| {
            open.set(None);
            let verb = move |desk: &Desk<'_>| Ok(vec![desk.view.review_call(desk.actor, run, at, agrees)?]);
            session.act_and_say(verb, text::sync::KEPT);
        })
    };
    view! {
        <Sheet title=words::open_paper(&hit.boxes, hit.bundle()) on_cancel=Callback::new(move |()| open.set(None))>
            <Button word=words::AS_RECORDED weight=Weight::Primary on_press=review(true) />
            <Button word=words::NOT_AS_RECORDED weight=Weight::Odd on_press=review(false) />
        </Sheet>
    }
}
