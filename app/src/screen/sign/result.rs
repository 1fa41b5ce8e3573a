//! The sealed result (选举结果): who is elected and why, with the articles. Read-only.

use super::super::boxes::form;
use super::super::frame::Chip;
use crate::markup::view;
use crate::part::{Notice, Tone};
use crate::session::Session;
use crate::text::{self, canvass as words};
use cunxuan_core::canvass::Result;
use cunxuan_core::law::Explanation;
use cunxuan_core::law::decide::PostOutcome;
use cunxuan_core::village::ElectionView;
use leptos::prelude::*;

/// The result as it was sealed.
pub fn sealed(session: Session, at: i64) -> AnyView {
    let known = session.view(|view| {
        let settled = view.election.ballots.form(form(view))?;
        let posts: Vec<String> = settled.posts.iter().map(|post| post.name.clone()).collect();
        Some((view.result(form(view))?, posts, how(view)))
    });
    let Some((result, posts, how)) = known.flatten() else { return ().into_any() };
    let clock = words::sealed_at(&text::plan::clock(at));
    let tests = result.outcome.tests.iter().map(plain).collect::<Vec<_>>();
    let outcomes = result.outcome.posts.iter().map(|post| of_post(post, &result, &posts)).collect::<Vec<_>>();
    let notes = result.outcome.notes.iter().map(plain).collect::<Vec<_>>();
    let articles = result.outcome.articles().join("；");
    view! {
        <div class="main">
            <Notice tone=Tone::Ok title=words::SEALED note=clock />
            <div class="head">{words::RESULT}</div>
            {outcomes}
            <div class="card">{tests}{notes}{how}</div>
            <p class="hint">{words::ARTICLES}"："{articles}</p>
            <div class="chipline"><Chip /></div>
        </div>
    }
}

/// How it was counted: by one teller alone, and with papers set right.
fn how(view: &ElectionView<'_>) -> Vec<AnyView> {
    let no = form(view);
    let corrected = view.election.count.standing_runs(no).iter().map(|run| run.corrected.len()).sum();
    let lines = [words::counted_alone(&view.counted_alone(no)), words::corrected(corrected)];
    lines.into_iter().flatten().map(|line| view! { <p>{line}</p> }).collect()
}

fn plain(why: &Explanation) -> AnyView {
    view! { <p>{words::reason(why)}</p> }
}

fn of_post(post: &PostOutcome, result: &Result, posts: &[String]) -> AnyView {
    let title = posts.get(post.post).cloned().unwrap_or_default();
    let name = |no: u32| usize::try_from(no).ok().and_then(|at| result.names.get(at)).cloned().unwrap_or_default();
    let printed = |no: &u32| result.posts.get(post.post).is_some_and(|post| post.candidates.contains(no));
    let row = |(no, why): &(u32, Explanation)| {
        let written = (!printed(no)).then(|| view! { <small>{text::count::WRITE_IN}</small> });
        let mark = post.elected.contains(no).then(|| view! { <em class="has ok">{words::ELECTED}</em> });
        view! { <div class="eq"><span>{name(*no)}{written}<small>{words::reason(why)}</small></span>{mark}</div> }
    };
    let open = post.open.as_ref().map(|open| view! { <p class="hint">{words::open_seats(open.seats)}</p> });
    view! {
        <div class="head">{title}</div>
        <section class="eqs">{post.why.iter().map(row).collect::<Vec<_>>()}</section>
        {open}
    }
}
