//! 委托票: the short form at the table. Who is away, who votes for him, what he is to him, seen in writing.

use crate::markup::{Memo, pressed, view};
use crate::part::{Button, InitialsPad, Sheet, Typed, Weight};
use crate::session::{Desk, Row, Session};
use crate::text::{self, polling as words};
use cunxuan_core::id::PersonId;
use cunxuan_core::polling::{Kinship, ProxyRegistered};
use leptos::prelude::*;

/// The most people who are drawn.
const MOST: usize = 4;

/// The form.
#[component]
pub fn ProxyForm(
    /// Who is away.
    principal: PersonId,
    /// It is over.
    on_close: Callback<()>,
) -> AnyView {
    let session = Session::here();
    let holder = RwSignal::new(None::<(PersonId, String)>);
    let kinship = RwSignal::new(None::<Kinship>);
    let written = RwSignal::new(false);
    let name = session.village(|village| village.people().get(principal).map(|one| one.person.name.clone()));
    let title = [words::PROXY, "：", &name.unwrap_or_default()].concat();
    let body = move || match holder.get() {
        None => view! { <Holder principal=principal holder=holder /> },
        Some((_, name)) => {
            let again = move |_| holder.set(None);
            view! {
                <div class="head">{words::HOLDER}"："{name}<button type="button" class="link" on:click=again>{text::part::ERASE}</button></div>
                <p class="hint">{words::KINSHIP}</p>
                <div class="picks">{words::KINSHIPS.map(|one| kin(one, kinship))}</div>
                <label class="tick">
                    <input type="checkbox" prop:checked=written on:change=move |event| written.set(event_target_checked(&event)) />
                    {words::WRITTEN}
                </label>
            }
        }
    };
    let off = move || holder.with(Option::is_none) || kinship.get().is_none() || !written.get();
    let press = Callback::new(move |()| {
        if let (Some((holder, _)), Some(kinship)) = (holder.get_untracked(), kinship.get_untracked()) {
            let proxy = ProxyRegistered { principal, holder, kinship, written: written.get_untracked() };
            register(session, proxy, on_close);
        }
    });
    view! {
        <Sheet title=title on_cancel=on_close>
            {body}
            <Button word=words::REGISTER_PROXY weight=Weight::Primary off=off on_press=press />
        </Sheet>
    }
}

fn register(session: Session, proxy: ProxyRegistered, on_close: Callback<()>) {
    let today = session.today();
    let verb = move |desk: &Desk<'_>| {
        let days_before = u32::try_from(desk.view.day().since(today)).unwrap_or(0);
        Ok(vec![desk.view.register_proxy(proxy, days_before)?])
    };
    session.act(verb, move |outcome| match outcome {
        Ok(()) => {
            on_close.run(());
            session.well(text::sync::KEPT);
        }
        Err(failure) => session.wrong(&failure),
    });
}

fn kin(one: Kinship, kinship: RwSignal<Option<Kinship>>) -> AnyView {
    let pressed = pressed(move || kinship.get() == Some(one));
    view! {
        <button type="button" class="pick small" aria-pressed=pressed on:click=move |_| kinship.set(Some(one))>
            {words::kinship(one)}
        </button>
    }
}

/// Finds the holder among the village's voters.
#[component]
fn Holder(principal: PersonId, holder: RwSignal<Option<(PersonId, String)>>) -> AnyView {
    let session = Session::here();
    let typed = RwSignal::new(String::new());
    let found = Memo::new(move || {
        let most = if typed.with(String::is_empty) { 0 } else { MOST };
        let wanted =
            |row: &Row| row.id != principal && session.view(|view| view.election.roll.holds(row.id)) == Some(true);
        typed.with(|typed| session.names().find(typed, most, wanted))
    });
    let row = move |row: &Row| {
        let (id, name) = (row.id, row.name.clone());
        let about = [text::plan::group(row.group), text::person::number(id)].join(" · ");
        let pick = move |_| holder.set(Some((id, name.clone())));
        view! { <button type="button" on:click=pick>{row.name.clone()}" "<small>{about}</small></button> }
    };
    let rows = move || found.with(|found| found.rows.iter().map(row).collect::<Vec<_>>());
    view! {
        <Typed label=words::HOLDER value=typed />
        <div class="list">{rows}</div>
        <InitialsPad
            live=Signal::derive(move || found.with(|found| found.live))
            on_key=Callback::new(move |key: char| typed.update(|it| it.push(key)))
            on_erase=Callback::new(move |()| typed.update(|it| it.truncate(it.len().saturating_sub(1))))
        />
    }
}
