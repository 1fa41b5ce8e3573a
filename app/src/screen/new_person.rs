//! P05 新登记选民: a person whom no list names, in under fifteen seconds.

use super::Place;
use super::frame::Frame;
use super::people::registered;
use crate::markup::{Memo, pressed, view};
use crate::part::{Button, Field, IdPad, Notice, Tone, Weight};
use crate::session::{Failure, Session};
use crate::storage::local;
use crate::text;
use cunxuan_core::id::GroupNo;
use cunxuan_core::person::{Facts, Hukou, IdFault, IdNumber, Person, Residence, Wish};
use cunxuan_core::small::sort_by_key;
use cunxuan_core::time::Day;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Where the group of the last one is kept.
const LAST_GROUP: &str = "cx-group";

/// What the typed number says so far.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Said {
    /// Nothing yet.
    Nothing,
    /// Born then; so many years old on election day, and so many days short of the age.
    Born(Day, u8, i32),
    /// Something is wrong with it.
    Wrong(String),
}

/// The form.
#[component]
pub fn NewPerson() -> AnyView {
    let session = Session::here();
    let number = RwSignal::new(String::new());
    let name = RwSignal::new(String::new());
    let group = RwSignal::new(last_group(session));
    let refused = RwSignal::new(None::<String>);
    let said = Memo::new(move || number.with(|number| read(session, number)));
    let complete = Memo::new(move || number.with(|number| IdNumber::parse(number).is_ok()));
    let known = Memo::new(move || number.with(|number| already(session, number)));
    let wrong = move || number.with(|it| it.len() == 18) && !complete.get();
    let areas = StoredValue::new(areas(session));
    let press = Callback::new(move |()| register(session, number, name, group, refused));
    // The pad makes room for the name once the number is whole.
    let form = move || {
        if !complete.get() || known.with(Option::is_some) {
            return view! { <IdPad value=number areas=areas.get_value() wrong=wrong /> };
        }
        let again = move |_| {
            number.set(String::new());
            name.set(String::new());
            refused.set(None);
        };
        view! {
            <div class="typed id">
                <output aria-label=text::part::ID_NUMBER>{move || number.with(|it| grouped(it))}</output>
                <button type="button" class="link" on:click=again>{text::part::CLEAR}</button>
            </div>
            <Field label=text::roll::NAME value=name first=true />
            <span class="hint">{text::roll::GROUP}</span>
            <div class="picks">{groups(session, group)}</div>
        }
    };
    view! {
        <Frame title=text::roll::NEW parent=Place::People>
            <div class="main">
                {form}
                <div aria-live="polite">{move || told(&said.get())}</div>
                {move || known.get().map(|why| view! { <Notice tone=Tone::Bad title=why /> })}
                {move || refused.get().map(|why| view! { <Notice tone=Tone::Bad title=why /> })}
                <div class="push"></div>
            </div>
            <div class="foot">
                <Button
                    word=text::roll::REGISTER
                    weight=Weight::Primary
                    off=move || !complete.get() || known.with(Option::is_some)
                    on_press=press
                />
            </div>
        </Frame>
    }
}

fn told(said: &Said) -> AnyView {
    match said {
        Said::Nothing => ().into_any(),
        Said::Born(day, age, missing) => {
            let tone = if *missing > 0 { Tone::Warn } else { Tone::Ok };
            let (title, note) = (text::roll::of_age(*age, *missing), text::roll::born(*day));
            view! { <Notice tone=tone title=title note=note /> }
        }
        Said::Wrong(why) => view! { <p class="error">{why.clone()}</p> },
    }
}

/// The birth date shows on the 14th digit, the check digit on the 18th.
fn read(session: Session, number: &str) -> Said {
    let digits = |from: usize, to: usize| number.get(from..to).and_then(|part| part.parse::<u16>().ok());
    let small = |from, to| digits(from, to).and_then(|part| u8::try_from(part).ok());
    if number.len() < 14 {
        return Said::Nothing;
    }
    let day = digits(6, 10).zip(small(10, 12)).zip(small(12, 14));
    let day = day.and_then(|((year, month), day)| Day::from_ymd(i32::from(year), month, day));
    let Some(birth) = day else { return Said::Wrong(text::person::fault(IdFault::Date)) };
    match IdNumber::parse(number) {
        Err(fault) if number.len() == 18 => Said::Wrong(text::person::fault(fault)),
        Ok(_) | Err(_) => {
            let on = session.view(|view| (birth.age_on(view.day()), view.adult_on(birth).since(view.day())));
            on.map_or(Said::Nothing, |(age, missing)| Said::Born(birth, age, missing))
        }
    }
}

/// Whoever has this number already.
fn already(session: Session, number: &str) -> Option<String> {
    let number = IdNumber::parse(number).ok()?;
    session.revisions.people.track();
    let refusal = session.view(|view| {
        let known = view.village.people().with_number(&number)?;
        let resident = view.village.people().get(known)?.clone();
        view.add_person(resident.group, resident.person).err()
    });
    refusal.flatten().map(|refusal| text::refusal::refusal(&refusal))
}

fn register(
    session: Session,
    number: RwSignal<String>,
    name: RwSignal<String>,
    group: RwSignal<Option<GroupNo>>,
    refused: RwSignal<Option<String>>,
) {
    let written = name.get_untracked().trim().to_owned();
    let (Ok(id), Some(of)) = (IdNumber::parse(&number.get_untracked()), group.get_untracked()) else {
        return refused.set(Some(text::roll::GROUP_MISSING.to_owned()));
    };
    if written.is_empty() {
        return refused.set(Some(text::roll::NAME_MISSING.to_owned()));
    }
    let initials = session.names().initials(&written);
    let verb = move |desk: &crate::session::Desk<'_>| {
        let added = desk.view.add_person(of, person(id, written, initials))?;
        Ok(vec![added, desk.view.register_added(desk.next)])
    };
    session.act(verb, move |outcome| match outcome {
        Ok(()) => {
            number.set(String::new());
            name.set(String::new());
            refused.set(None);
            local::save(LAST_GROUP, &of.to_string());
            session.well(text::roll::registered(registered(session)));
        }
        Err(Failure::Refused(refusal)) => refused.set(Some(text::refusal::refusal(&refusal))),
        Err(failure) => session.wrong(&failure),
    });
}

/// Somebody who comes to the table in person with his own papers.
fn person(id_number: IdNumber, name: String, initials: String) -> Person {
    Person {
        household: String::new(),
        relation: String::new(),
        name,
        sex: id_number.sex(),
        id_number,
        ethnic: String::new(),
        hukou: Hukou::Here,
        residence: Residence::Here,
        months: None,
        wish: Wish::TakesPart,
        assembly: None,
        facts: Facts::default(),
        party: String::new(),
        education: String::new(),
        phone: String::new(),
        initials,
    }
}

fn groups(session: Session, chosen: RwSignal<Option<GroupNo>>) -> Vec<AnyView> {
    let all =
        session.village(|village| village.plan().village().groups.iter().map(|group| group.no).collect::<Vec<_>>());
    let pick = move |no: GroupNo| {
        let pressed = pressed(move || chosen.get() == Some(no));
        view! {
            <button type="button" class="pick" aria-pressed=pressed on:click=move |_| chosen.set(Some(no))>
                {text::plan::group(no)}
            </button>
        }
    };
    all.into_iter().map(pick).collect()
}

/// The only group, or that of whoever was registered last on this phone.
fn last_group(session: Session) -> Option<GroupNo> {
    let last = local::load(LAST_GROUP).and_then(|no| no.parse().ok());
    session.village(|village| match village.plan().village().groups.as_slice() {
        [only] => Some(only.no),
        _ => last.filter(|no| village.plan().group(*no).is_some()),
    })
}

/// The commonest first six digits of the village.
fn areas(session: Session) -> Vec<String> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    session.village(|village| {
        for (_, resident) in village.people().iter() {
            let area = resident.person.id_number.text().get(..6).unwrap_or_default();
            *counts.entry(area.to_owned()).or_default() += 1;
        }
    });
    let mut counts: Vec<(String, u32)> = counts.into_iter().collect();
    sort_by_key(&mut counts, |(_, count)| std::cmp::Reverse(*count));
    counts.into_iter().take(2).map(|(area, _)| area).collect()
}

fn grouped(number: &str) -> String {
    let part = |from: usize, to: usize| number.get(from..to).unwrap_or_default();
    [part(0, 6), part(6, 14), part(14, 18)].join(" ")
}
