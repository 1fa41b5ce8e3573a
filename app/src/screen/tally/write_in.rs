//! 另选他人: a name that is not printed, found among the village's people or written out.

use super::{Teller, written};
use crate::markup::{Memo, pressed, view};
use crate::part::{Button, Field, InitialsPad, Sheet, Typed};
use crate::session::Row;
use crate::text::{self, count as words};
use leptos::prelude::*;

/// The most people who are drawn.
const MOST: usize = 3;

/// The sheet.
#[component]
pub(super) fn WriteIn(teller: Teller) -> AnyView {
    let session = teller.session;
    let post = RwSignal::new(0_usize);
    let typed = RwSignal::new(String::new());
    let free = RwSignal::new(None::<RwSignal<String>>);
    let posts: Vec<String> =
        teller.board.with_untracked(|board| board.posts.iter().map(|post| post.name.clone()).collect());
    let found = Memo::new(move || {
        let most = if typed.with(String::is_empty) { 0 } else { MOST };
        typed.with(|typed| session.names().find(typed, most, |_| true))
    });
    let add = Callback::new(move |name: String| {
        let name = name.trim().to_owned();
        if !name.is_empty() {
            teller.picks.update(|picks| picks.toggle(post.get_untracked(), written(&name)));
            teller.picking.set(true);
            teller.over.set(None);
        }
    });
    let row = move |row: &Row| {
        let name = row.name.clone();
        let about = [text::plan::group(row.group), text::person::number(row.id)].join(" · ");
        view! { <button type="button" on:click=move |_| add.run(name.clone())>{row.name.clone()}" "<small>{about}</small></button> }
    };
    let body = move || match free.get() {
        Some(name) => view! {
            <Field label=text::roll::NAME value=name />
            <Button word=words::ADD on_press=Callback::new(move |()| add.run(name.get_untracked())) />
        },
        None => view! {
            <Typed label=words::WRITE_IN value=typed />
            <div class="list">{move || found.with(|found| found.rows.iter().map(row).collect::<Vec<_>>())}</div>
            <Button word=words::FREE on_press=Callback::new(move |()| free.set(Some(RwSignal::new(String::new())))) />
            <InitialsPad
                live=Signal::derive(move || found.with(|found| found.live))
                on_key=Callback::new(move |key: char| typed.update(|it| it.push(key)))
                on_erase=Callback::new(move |()| typed.update(|it| it.truncate(it.len().saturating_sub(1))))
            />
        },
    };
    view! {
        <Sheet title=words::WRITE_IN on_cancel=Callback::new(move |()| teller.over.set(None))>
            <p class="hint">{words::WHICH_POST}</p>
            <div class="picks">{pickers(posts, post)}</div>
            {body}
        </Sheet>
    }
}

fn pickers(posts: Vec<String>, post: RwSignal<usize>) -> Vec<AnyView> {
    let picker = |(at, name): (usize, String)| {
        let pressed = pressed(move || post.get() == at);
        view! { <button type="button" class="pick" aria-pressed=pressed on:click=move |_| post.set(at)>{name}</button> }
    };
    posts.into_iter().enumerate().map(picker).collect()
}
