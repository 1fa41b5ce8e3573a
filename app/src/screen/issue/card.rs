//! The card of a voter at the table (选民卡): his paper, those of his principals, or when he drew it.

use super::Over;
use crate::markup::view;
use crate::part::{Icon, Notice, PersonLine, Tone, icon};
use crate::screen::boxes::form;
use crate::session::{Desk, Found, Row, Session};
use crate::text::{self, polling as words};
use cunxuan_core::id::{LogId, PersonId};
use cunxuan_core::polling::Issue;
use cunxuan_core::village::{ElectionEvent, ElectionView, Event, Refusal};
use cunxuan_core::{polling, village};
use leptos::prelude::*;

/// A voter as the table sees him.
#[derive(Clone, Debug)]
struct Voter {
    id: PersonId,
    name: String,
    about: String,
    /// Whether no papers go out to his group now.
    halted: bool,
    issue: Option<Issue>,
    /// Those for whom he votes and who have no paper yet.
    waiting: Vec<(PersonId, String)>,
    /// Who votes for him.
    given_to: Option<String>,
}

/// The chosen voter's card, and the others as lines.
pub fn cards(
    session: Session,
    found: &Found,
    chosen: RwSignal<Option<PersonId>>,
    over: RwSignal<Option<Over>>,
    clear: Callback<()>,
) -> AnyView {
    let first = chosen.get().or_else(|| found.rows.first().map(|row| row.id));
    let Some(first) = first else {
        let word = if found.live == 0 { text::roll::NOBODY } else { words::PRESS };
        return view! { <p class="hint">{word}</p> };
    };
    let voters = session.view(|view| found.rows.iter().filter_map(|row| voter(view, row)).collect::<Vec<_>>());
    let (top, rest): (Vec<Voter>, Vec<Voter>) = voters.unwrap_or_default().into_iter().partition(|one| one.id == first);
    let rest = rest.into_iter().take(3).map(|one| line(one, chosen)).collect::<Vec<_>>();
    view! { {top.into_iter().map(|one| card(session, one, over, clear)).collect::<Vec<_>>()}{rest} }
}

fn voter(view: &ElectionView<'_>, row: &Row) -> Option<Voter> {
    let (people, polling) = (view.village.people(), &view.election.polling);
    let (person, form) = (&people.get(row.id)?.person, form(view));
    let name = |id: PersonId| people.get(id).map(|resident| resident.person.name.clone()).unwrap_or_default();
    let waiting = polling.principals(row.id).filter(|principal| polling.issue(*principal, form).is_none());
    Some(Voter {
        id: row.id,
        name: row.name.clone(),
        about: text::person::about(person.sex, person.id_number.birth().age_on(view.day())),
        halted: polling.halted(row.group).is_some(),
        issue: polling.issue(row.id, form).copied(),
        waiting: waiting.map(|principal| (principal, name(principal))).collect(),
        given_to: polling.proxy(row.id).map(|proxy| name(proxy.holder)),
    })
}

fn line(voter: Voter, chosen: RwSignal<Option<PersonId>>) -> AnyView {
    let id = voter.id;
    let has = voter.issue.map(|issue| {
        view! { <em class="has ok">{icon(Icon::Check)}{words::has_it(&text::plan::clock(issue.at.wall))}</em> }
    });
    view! {
        <button type="button" class="card line" on:click=move |_| chosen.set(Some(id))>
            <div class="person"><b>{voter.name}</b><span>{voter.about}</span>{has}</div>
        </button>
    }
}

fn card(session: Session, voter: Voter, over: RwSignal<Option<Over>>, clear: Callback<()>) -> AnyView {
    let (id, name) = (voter.id, voter.name.clone());
    let carried: Vec<String> = voter.waiting.iter().map(|(_, name)| name.clone()).collect();
    let carries = (!carried.is_empty()).then(|| view! { <Notice tone=Tone::Warn title=words::carries(&carried) /> });
    let given = voter.given_to.as_deref().map(|to| view! { <Notice tone=Tone::Warn title=words::given_to(to) /> });
    let papers = voter.waiting.len() + usize::from(voter.issue.is_none());
    let hand_out = (papers > 0 && !voter.halted).then(|| {
        let name = voter.name.clone();
        let press = move |_| hand_out(session, id, name.clone(), papers, clear);
        view! { <button type="button" class="btn p big" on:click=press>{words::hand_out(papers)}</button> }
    });
    let has = voter.issue.map(|issue| {
        let own = session.logs().contains(&issue.place.log);
        let back = own.then(|| view! { <button type="button" class="link" on:click=move |_| withdraw(session, id)>{words::WITHDRAW}</button> });
        let at = words::has_it(&text::plan::clock(issue.at.wall));
        view! { <div class="has ok">{icon(Icon::Check)}<b>{at}</b>{back}</div> }
    });
    let proxy = (voter.issue.is_none() && voter.given_to.is_none()).then(|| {
        view! { <button type="button" class="link" on:click=move |_| over.set(Some(Over::Proxy(id)))>{words::PROXY}</button> }
    });
    view! {
        <section class="card sel">
            <PersonLine name=name about=voter.about number=text::person::number(id) />
            {given}{carries}{has}{hand_out}{proxy}
        </section>
    }
}

fn hand_out(session: Session, voter: PersonId, name: String, papers: usize, clear: Callback<()>) {
    session.act(
        move |desk| all_papers(desk, voter),
        move |outcome| match outcome {
            Ok(()) => {
                clear.run(());
                session.well(words::handed_out(&name, papers));
            }
            Err(failure) => session.wrong(&failure),
        },
    );
}

/// His own paper, then those of his principals, in one breath.
fn all_papers(desk: &Desk<'_>, voter: PersonId) -> Result<Vec<Event>, Refusal> {
    let (view, polling) = (&desk.view, &desk.view.election.polling);
    let (form, mut events) = (form(view), Vec::new());
    if polling.issue(voter, form).is_none() {
        events.push(view.issue_ballot(voter, None)?);
    }
    for principal in polling.principals(voter).filter(|principal| polling.issue(*principal, form).is_none()) {
        events.push(drawn_by(view.issue_ballot(principal, None)?, voter));
    }
    // Whoever was asked twice gets the refusal that the verb gives.
    if events.is_empty() { view.issue_ballot(voter, None).map(|event| vec![event]) } else { Ok(events) }
}

/// The holder's own paper stands before it in the same act, as the law asks.
fn drawn_by(event: Event, by: PersonId) -> Event {
    match event {
        Event::Election { no, event: ElectionEvent::Polling(polling::Event::BallotIssued(mut issued)) } => {
            issued.holder = Some(by);
            Event::Election { no, event: village::ElectionEvent::Polling(polling::Event::BallotIssued(issued)) }
        }
        other @ (Event::Plan(_) | Event::People(_) | Event::Election { .. }) => other,
    }
}

fn withdraw(session: Session, voter: PersonId) {
    let verb = move |desk: &Desk<'_>| {
        let log: LogId = desk.log;
        Ok(vec![desk.view.withdraw_issue(voter, log)?])
    };
    session.act_and_say(verb, words::WITHDRAWN);
}
