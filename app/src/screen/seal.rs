//! The check page before a result is sealed (封存), and the reason where papers do not balance.

use super::boxes::form;
use crate::markup::view;
use crate::part::{Button, Field, Sheet, Weight};
use crate::session::{Desk, Outbox, Session};
use crate::text::canvass as words;
use cunxuan_core::canvass::Signature;
use cunxuan_core::event::Override;
use cunxuan_core::village::ElectionView;
use leptos::prelude::*;

/// Why the result is sealed though the papers do not balance.
#[derive(Clone, Copy)]
pub struct Doubt {
    reason: RwSignal<String>,
    witnesses: [RwSignal<String>; 2],
}

impl Doubt {
    /// None yet.
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self { reason: empty(), witnesses: [empty(), empty()] }
    }

    /// Whether reason and both names are there.
    pub fn is_whole(self) -> bool {
        let there = |field: RwSignal<String>| field.with(|text| !text.trim().is_empty());
        there(self.reason) && self.witnesses.into_iter().all(there)
    }

    /// What was filled in, if it is whole.
    pub fn given(self) -> Option<Override> {
        let read = |field: RwSignal<String>| field.get_untracked().trim().to_owned();
        let given = Override { reason: read(self.reason), witnesses: self.witnesses.map(read) };
        (!given.reason.is_empty() && given.witnesses.iter().all(|name| !name.is_empty())).then_some(given)
    }

    /// The fields to fill in.
    pub fn fields(self) -> AnyView {
        let [first, second] = self.witnesses;
        view! {
            <Field label=words::WHY value=self.reason />
            <Field label=words::WITNESS_1 value=first />
            <Field label=words::WITNESS_2 value=second />
        }
    }
}

/// The check page.
#[component]
pub fn Seal(
    /// Who has signed.
    signatures: RwSignal<Vec<Signature>>,
    /// Why it is sealed nevertheless.
    doubt: Doubt,
    /// It is over.
    on_close: Callback<()>,
) -> AnyView {
    let session = Session::here();
    let lines = session.view(|view| view.balance(form(view))).unwrap_or_default();
    let line = |line: &cunxuan_core::canvass::Line| {
        let (title, note, value) = words::line(line);
        view! { <div class="eq"><span>{title}<small>{note}</small></span><b>{value}</b></div> }
    };
    let votes = session.view(votes).unwrap_or_default();
    let names = signatures.with_untracked(|all| all.iter().map(|one| one.name.clone()).collect::<Vec<_>>().join("、"));
    let press = Callback::new(move |()| {
        let signed = signatures.get_untracked();
        let alone = session.outbox.with_untracked(Outbox::is_alone);
        let verb = move |desk: &Desk<'_>| {
            let view = &desk.view;
            let balances = view.balance(form(view)).iter().all(cunxuan_core::canvass::Line::balances);
            let witnessed = if balances && !alone { None } else { doubt.given() };
            Ok(vec![view.sign_result(desk.actor, form(view), signed, witnessed)?])
        };
        session.act(verb, move |outcome| {
            on_close.run(());
            match outcome {
                Ok(()) => session.well(words::SEALED),
                Err(failure) => session.wrong(&failure),
            }
        });
    });
    view! {
        <Sheet title=words::CHECK on_cancel=on_close>
            <section class="eqs">{lines.iter().map(line).collect::<Vec<_>>()}</section>
            {votes}
            <p>{names}</p>
            <p class="hint">{words::AFTER}</p>
            <Button word=words::SEAL weight=Weight::Primary on_press=press />
        </Sheet>
    }
}

/// What is signed: the votes of everybody, in the order of the ballot. Who is elected is said when it is sealed.
fn votes(view: &ElectionView<'_>) -> Vec<AnyView> {
    let form = form(view);
    let (Some(settled), Some(result)) = (view.election.ballots.form(form), view.result(form)) else {
        return Vec::new();
    };
    let posts = settled.posts.iter().zip(&result.posts).zip(&result.sums.posts).map(|((post, printed), tally)| {
        let written = tally.votes.keys().filter(|name| !printed.candidates.contains(name));
        let row = |name: &u32| {
            let votes = tally.votes.get(name).map_or(0, |votes| votes.yes);
            let name = result.name(*name).unwrap_or_default().to_owned();
            view! { <div class="eq"><span>{name}</span><b>{votes.to_string()}</b></div> }
        };
        let rows: Vec<_> = printed.candidates.iter().chain(written).map(row).collect();
        view! { <div class="head">{post.name.clone()}</div><section class="eqs">{rows}</section> }
    });
    posts.collect()
}
