//! P04 逐户登记: from door to door, a household a tap; whoever differs is touched by name.

use super::Place;
use super::frame::Frame;
use super::people::standing;
use super::reasons;
use crate::markup::{Memo, pressed, view};
use crate::part::{Button, Icon, Notice, StatusChip, Tone, Weight, icon};
use crate::session::Session;
use crate::text::{self, before as words};
use cunxuan_core::id::{GroupNo, PersonId};
use cunxuan_core::roll::{Household, Status};
use leptos::prelude::*;

/// Somebody on the card.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Member {
    id: PersonId,
    name: String,
    about: String,
    status: Status,
}

/// The household that is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Shown {
    no: String,
    head: String,
    /// What the list calls whoever is named: the head of the household, or nothing.
    called: &'static str,
    members: Vec<Member>,
    /// Those who are registered by the one tap.
    open: Vec<PersonId>,
    ask: bool,
    /// Its place in the group, from 0.
    at: usize,
    /// How many households the group has.
    all: usize,
    /// Those of them that are done.
    done: usize,
    /// The place of the next that is not done, from 0.
    next: Option<usize>,
}

/// The screen; `person` is somebody of the household that comes first, 0 for the first that is not done.
#[component]
pub fn Households(group: GroupNo, person: u16) -> AnyView {
    let session = Session::here();
    let of = RwSignal::new(if group == 0 { groups(session).first().copied().unwrap_or(1) } else { group });
    let at = RwSignal::new(first(session, of.get_untracked(), person));
    let shown = Memo::new(move || look(session, of.get(), at.get()));
    let chosen = RwSignal::new(None::<PersonId>);
    let just = RwSignal::new(Vec::<PersonId>::new());
    let sub = move || shown.with(|it| words::households(&text::plan::group(of.get()), it.done, it.all));
    let sheet = move || {
        let close = Callback::new(move |()| chosen.set(None));
        chosen.get().map(|id| reasons::sheet(session, id, close, false))
    };
    view! {
        <Frame title=words::HOUSEHOLDS sub=sub parent=Place::People>
            <div class="main">
                {picks(session, of, at)}
                {move || card(shown.get(), chosen)}
                {move || shown.with(|it| undo(session, it, just))}
                <div class="push"></div>
            </div>
            <div class="foot">
                {move || shown.with(|it| act(session, it, at, just))}
                <div class="two">
                    {step(words::BEFORE, move || shown.with(|it| it.at == 0), move || at.update(|at| *at = at.saturating_sub(1)))}
                    {step(words::NEXT, move || shown.with(|it| it.at + 1 >= it.all), move || at.update(|at| *at = at.saturating_add(1)))}
                </div>
            </div>
            {sheet}
        </Frame>
    }
}

fn groups(session: Session) -> Vec<GroupNo> {
    session.village(|village| village.plan().village().groups.iter().map(|group| group.no).collect())
}

fn picks(session: Session, of: RwSignal<GroupNo>, at: RwSignal<usize>) -> Option<AnyView> {
    let all = groups(session);
    let pick = move |no: GroupNo| {
        let pressed = pressed(move || of.get() == no);
        let press = move |_| {
            at.set(first(session, no, 0));
            of.set(no);
        };
        view! {
            <button type="button" class="pick small" aria-pressed=pressed on:click=press>{text::plan::group(no)}</button>
        }
    };
    (all.len() > 1).then(|| view! { <div class="picks groups">{all.into_iter().map(pick).collect::<Vec<_>>()}</div> })
}

fn step(word: &'static str, off: impl Fn() -> bool + 'static, go: impl Fn() + Send + Sync + 'static) -> AnyView {
    view! { <Button word=word off=off on_press=Callback::new(move |()| go()) /> }
}

/// The place of somebody's household in his group, or of the first that is not done.
fn first(session: Session, group: GroupNo, person: u16) -> usize {
    let id = PersonId::Listed { group, no: person };
    let wanted = |household: &Household| match person {
        0 => !household.is_settled(),
        _ => household.members.iter().any(|(member, _)| *member == id),
    };
    let place = session.view(|view| view.households(group).iter().position(wanted));
    place.flatten().unwrap_or(0)
}

fn look(session: Session, group: GroupNo, at: usize) -> Shown {
    session.revisions.people.track();
    let shown = session.view(|view| {
        let all = view.households(group);
        let after = |from: usize| all.iter().enumerate().skip(from).find(|(_, one)| !one.is_settled());
        let household = all.get(at)?;
        let member = |(id, status): &(PersonId, Status)| {
            let person = &view.village.people().get(*id)?.person;
            let about = text::person::about(person.sex, person.id_number.birth().age_on(view.day()));
            let between = if person.relation.is_empty() || about.is_empty() { "" } else { " · " };
            let about = [person.relation.as_str(), between, about.as_str()].concat();
            Some(Member { id: *id, name: person.name.clone(), about, status: *status })
        };
        let relation = |id: &PersonId| view.village.people().get(*id).map(|it| it.person.relation.as_str());
        let by_list = household.members.iter().find(|(id, _)| relation(id) == Some(words::HEAD));
        let head = by_list.or(household.members.first()).and_then(|(id, _)| view.village.people().get(*id));
        Some(Shown {
            no: household.no.clone(),
            called: if by_list.is_some() { words::HEAD } else { "" },
            head: head.map(|it| it.person.name.clone()).unwrap_or_default(),
            members: household.members.iter().filter_map(member).collect(),
            open: household.open(),
            ask: household.members.iter().any(|(_, status)| matches!(status, Status::Ask(_))),
            at,
            all: all.len(),
            done: all.iter().filter(|one| one.is_settled()).count(),
            next: after(at + 1).or_else(|| after(0)).map(|(place, _)| place).filter(|place| *place != at),
        })
    });
    shown.flatten().unwrap_or_default()
}

fn card(shown: Shown, chosen: RwSignal<Option<PersonId>>) -> AnyView {
    if shown.all == 0 {
        return view! { <p class="empty">{text::roll::NO_LIST}</p> };
    }
    let row = |member: Member| {
        let (word, tone) = (text::roll::status(member.status), standing(member.status));
        let press = move |_| chosen.set(Some(member.id));
        view! {
            <button type="button" class="task" on:click=press>
                <span class="what"><b>{member.name}</b><small>{member.about}</small></span>
                <StatusChip tone=tone word=word />
            </button>
        }
    };
    let ask = shown.ask.then(|| view! { <Notice tone=Tone::Warn title=words::ASK_FIRST /> });
    let about = [words::household(&shown.no), words::household_at(shown.at + 1, shown.all)].join(" · ");
    view! {
        <div class="house"><b>{shown.head}" "<small>{shown.called}</small></b><span>{about}</span></div>
        <div class="list">{shown.members.into_iter().map(row).collect::<Vec<_>>()}</div>
        {ask}
    }
}

/// The way back from the last tap, while its household is shown and nothing else was decided of it.
fn undo(session: Session, shown: &Shown, just: RwSignal<Vec<PersonId>>) -> Option<AnyView> {
    let people = just.get();
    let stands = |id: &PersonId| shown.members.iter().any(|it| it.id == *id && it.status == Status::Registered);
    let press = move |_| {
        let people = just.get_untracked();
        session.act_and_say(move |desk| Ok(vec![desk.view.withdraw_decision(&people)?]), words::WITHDRAWN);
    };
    (!people.is_empty() && people.iter().all(stands)).then(|| {
        view! { <button type="button" class="undo" on:click=press>{icon(Icon::Undo)}{words::UNDO}</button> }
    })
}

/// The one button: the household, or the way to the next that is not done.
fn act(session: Session, shown: &Shown, at: RwSignal<usize>, just: RwSignal<Vec<PersonId>>) -> AnyView {
    let (open, next) = (shown.open.clone(), shown.next);
    if !open.is_empty() {
        let people = open.len();
        let register = Callback::new(move |()| {
            let open = open.clone();
            just.set(open.clone());
            session.act_and_say(move |desk| Ok(vec![desk.view.register(&open)?]), words::registered(people));
        });
        return view! { <Button word=words::register_all(people) weight=Weight::Primary on_press=register /> };
    }
    match next {
        Some(next) => {
            let go = Callback::new(move |()| at.set(next));
            view! { <Button word=words::NEXT_TO_DO weight=Weight::Primary on_press=go /> }
        }
        None if shown.all > shown.done => ().into_any(),
        None => view! { <Notice tone=Tone::Ok title=words::ALL_DONE /> },
    }
}
