//! P06 不登记原因: what a registrar may do with one person, as a sheet over any list.

use super::Place;
use crate::markup::{pressed, view};
use crate::part::{Button, PersonLine, Sheet, Weight};
use crate::session::Session;
use crate::text::{self, before as words};
use cunxuan_core::id::PersonId;
use cunxuan_core::person::OffRoll;
use cunxuan_core::roll::Status;
use leptos::prelude::*;

/// What a registrar may find.
const REASONS: [OffRoll; 7] = [
    OffRoll::Died,
    OffRoll::MovedOut,
    OffRoll::Deprived,
    OffRoll::CannotExercise,
    OffRoll::Unwilling,
    OffRoll::UnderAge,
    OffRoll::Other,
];

/// What the sheet shows of somebody.
struct Shown {
    name: String,
    about: String,
    masked: String,
    place: String,
    status: Option<Status>,
    decided: bool,
}

/// The sheet of one person: where he stands, and what can be done about it.
pub fn sheet(session: Session, id: PersonId, on_close: Callback<()>, household: bool) -> AnyView {
    let Some(Some(shown)) = session.view(|view| {
        let resident = view.village.people().get(id)?;
        let person = &resident.person;
        Some(Shown {
            name: person.name.clone(),
            about: text::person::about(person.sex, person.id_number.birth().age_on(view.day())),
            masked: person.id_number.masked(),
            place: [text::plan::group(resident.group), words::household(&person.household)].join(" · "),
            status: view.status(id),
            decided: view.may_withdraw(id),
        })
    }) else {
        return ().into_any();
    };
    let leaving = RwSignal::new(false);
    let name = shown.name.clone();
    let title = move || if leaving.get() { [words::REASONS, "：", &name].concat() } else { name.clone() };
    let body = move || {
        if leaving.get() { reasons(session, id, on_close) } else { acts(session, id, &shown, leaving, on_close) }
    };
    let there = (household && matches!(id, PersonId::Listed { .. })).then(|| {
        let go = Callback::new(move |()| {
            if let PersonId::Listed { group, no } = id {
                Place::Households(group, no).go();
            }
        });
        view! { <Button word=words::HIS_HOUSEHOLD on_press=go /> }
    });
    view! {
        <Sheet title=title on_cancel=on_close>
            {body}
            {there}
        </Sheet>
    }
}

fn acts(session: Session, id: PersonId, shown: &Shown, leaving: RwSignal<bool>, on_close: Callback<()>) -> AnyView {
    let status = shown.status;
    let open = matches!(status, Some(Status::Open | Status::Ask(_)));
    let register = Callback::new(move |()| {
        on_close.run(());
        session.act_and_say(move |desk| Ok(vec![desk.view.register(&[id])?]), words::registered(1));
    });
    let withdraw = Callback::new(move |()| {
        on_close.run(());
        session.act_and_say(move |desk| Ok(vec![desk.view.withdraw_decision(&[id])?]), words::WITHDRAWN);
    });
    let register =
        open.then(|| view! { <Button word=text::roll::REGISTER weight=Weight::Primary on_press=register /> });
    let leave = (open || status == Some(Status::Registered)).then(|| {
        let press = Callback::new(move |()| leaving.set(true));
        view! { <Button word=words::LEAVE_OFF weight=Weight::Odd on_press=press /> }
    });
    let withdraw = shown.decided.then(|| view! { <Button word=words::WITHDRAW on_press=withdraw /> });
    let by_list = matches!(status, Some(Status::Off(_))) && !shown.decided;
    view! {
        <div class="card">
            <PersonLine name=shown.name.clone() about=shown.about.clone() number=text::person::number(id) />
            <p class="hint">{shown.masked.clone()}</p>
            <p class="hint">{shown.place.clone()}</p>
        </div>
        <p>{by_list.then_some([words::BY_LIST, "："].concat())}<b>{status.map(text::roll::status)}</b></p>
        {register}
        {leave}
        {withdraw}
    }
}

fn reasons(session: Session, id: PersonId, on_close: Callback<()>) -> AnyView {
    let chosen = RwSignal::new(None::<OffRoll>);
    let written = RwSignal::new(false);
    let pick = move |reason: OffRoll| {
        let pressed = pressed(move || chosen.get() == Some(reason));
        view! {
            <button type="button" class="pick" aria-pressed=pressed on:click=move |_| chosen.set(Some(reason))>
                {text::person::off(reason)}
            </button>
        }
    };
    let unwilling = move || chosen.get() == Some(OffRoll::Unwilling);
    let paper = move || {
        unwilling().then(|| {
            view! {
                <label class="tick">
                    <input type="checkbox" prop:checked=written on:change=move |event| written.set(event_target_checked(&event)) />
                    {words::IN_WRITING}
                </label>
            }
        })
    };
    let off = move || chosen.get().is_none() || (unwilling() && !written.get());
    let confirm = Callback::new(move |()| {
        if let Some(reason) = chosen.get_untracked() {
            on_close.run(());
            session.act_and_say(move |desk| Ok(vec![desk.view.leave_off(id, reason)?]), text::sync::KEPT);
        }
    });
    view! {
        <div class="picks two">{REASONS.map(pick)}</div>
        {paper}
        <Button word=words::CONFIRM weight=Weight::Primary off=off on_press=confirm />
    }
}
