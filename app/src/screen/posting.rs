//! P07 选民榜: how many stand on the roll, that it hangs, and how long one may object.

use super::Place;
use super::frame::Frame;
use crate::markup::{Memo, view};
use crate::part::{Button, Field, Notice, Tone, Weight};
use crate::session::Session;
use crate::text::{self, before as words};
use cunxuan_core::law::roll::posting;
use cunxuan_core::roll::{GroupRoll, RollPosted};
use cunxuan_core::time::Day;
use leptos::prelude::*;

/// Days before the end of a period from which on it is amber.
const SOON: i32 = 2;

/// A day of the law: its title, what it says, where that is written, and how grave it is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Due {
    tone: Tone,
    title: String,
    note: String,
}

/// What the screen shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shown {
    groups: Vec<GroupRoll>,
    posted: Option<RollPosted>,
    dues: Vec<Due>,
}

/// The screen.
#[component]
pub fn Posting() -> AnyView {
    let session = Session::here();
    let shown = Memo::new(move || look(session));
    let before = shown.with_untracked(|shown| shown.posted.as_ref().map(|it| (it.on, it.place.clone())));
    let (day, usual) = before.unwrap_or_else(|| (session.today(), words::USUAL_PLACE.to_owned()));
    let (on, place) = (RwSignal::new(day.to_string()), RwSignal::new(usual));
    let wrong = RwSignal::new(None::<&'static str>);
    let post = Callback::new(move |()| match ready(session, &on.get_untracked(), &place.get_untracked()) {
        Ok((on, place)) => {
            wrong.set(None);
            session.act_and_say(move |desk| Ok(vec![desk.view.report_posted(on, &place)]), text::sync::KEPT);
        }
        Err(why) => wrong.set(Some(why)),
    });
    let counts = move || shown.with(|shown| shown.groups.iter().map(line).collect::<Vec<_>>());
    let sub = move || {
        let sum = |of: fn(&GroupRoll) -> u32| shown.with(|shown| shown.groups.iter().map(of).sum());
        text::roll::counted(sum(|group| group.registered), sum(|group| group.people))
    };
    let dues = move || shown.with(|shown| shown.dues.iter().cloned().map(due).collect::<Vec<_>>());
    let posted = move || {
        let said = shown.with(|shown| shown.posted.as_ref().map(|it| words::posted(it.on, &it.place)));
        said.map(|said| view! { <Notice tone=Tone::Ok title=said /> })
    };
    let button = move || {
        let hangs = shown.with(|shown| shown.posted.is_some());
        let (word, weight) = if hangs { (words::POST_AGAIN, Weight::Plain) } else { (words::POST, Weight::Primary) };
        view! { <Button word=word weight=weight on_press=post /> }
    };
    view! {
        <Frame title=words::POSTING sub=sub parent=Place::Today>
            <div class="main">
                {posted}
                {dues}
                <div class="list">{counts}</div>
                <Field label=words::POSTED_ON value=on kind="date" />
                <Field label=words::PLACE value=place error=wrong />
            </div>
            <div class="foot">{button}</div>
        </Frame>
    }
}

fn line(group: &GroupRoll) -> AnyView {
    let no = group.group;
    let press = move |_| Place::Households(no, 0).go();
    view! {
        <button type="button" class="task" on:click=press>
            <span class="what">
                <b>{text::plan::group(no)}</b>
                <small>{words::of_group(group.registered, group.people)}</small>
            </span>
            <small>{words::unsettled(group.unsettled)}</small>
        </button>
    }
}

fn due(due: Due) -> AnyView {
    view! { <Notice tone=due.tone title=due.title note=due.note /> }
}

/// What is to be reported, or what is missing.
fn ready(session: Session, on: &str, place: &str) -> Result<(Day, String), &'static str> {
    let on = Day::parse(on).ok_or(words::DAY_WRONG)?;
    let place = place.trim();
    if on > session.today() {
        return Err(words::DAY_TO_COME);
    }
    if place.is_empty() { Err(words::PLACE_MISSING) } else { Ok((on, place.to_owned())) }
}

fn look(session: Session) -> Shown {
    session.revisions.people.track();
    let today = session.today();
    let shown = session.view(|view| {
        let rules = &view.rules().roll;
        let posted = view.election.roll.posted().cloned();
        let days = posting(view.rules(), posted.as_ref().map_or(today, |posted| posted.on), view.day());
        let tone = |last: Day| if last.since(today) < SOON { Tone::Warn } else { Tone::Who };
        let due = |(title, note): (String, String), last: Day, article: &str| Due {
            tone: tone(last),
            title,
            note: [note.as_str(), article].join(" · "),
        };
        let mut dues = Vec::new();
        if posted.is_none() || !days.in_time {
            let mut by = due(words::post_by(days.post_last, today), days.post_last, rules.post_days.article);
            if posted.is_some() {
                (by.tone, by.title) = (Tone::Bad, words::posted_late(days.days));
            }
            dues.push(by);
        }
        if posted.is_some() {
            let said = words::objections(&days, today);
            let over = today > days.objection_last;
            let mut open = due(said, days.objection_last, rules.objection_days.article);
            if over {
                open.tone = Tone::Plain;
            }
            dues.push(open);
        }
        Shown { groups: view.group_rolls(), posted, dues }
    });
    shown.unwrap_or_default()
}
