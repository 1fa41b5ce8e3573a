//! Beside the board (计票进度): how many papers were called, what the last one bears, and whether papers add up.

use super::feed::Feed;
use crate::markup::{Memo, live, view};
use crate::text::public as words;
use cunxuan_core::public::{Called, Kind, Pile, PublicView, Section};
use leptos::prelude::*;

/// Piles whose last paper is read back name by name; of more, the box and the number alone.
const READ_BACK: usize = 2;

/// The column beside the board.
pub fn side(feed: Feed) -> AnyView {
    let number = move |find: fn(&PublicView) -> u32| Memo::new(move || feed.hall.with(find));
    let (called, returned) = (number(|hall| hall.called), number(|hall| hall.returned));
    let opened = Memo::new(move || feed.hall.with(|hall| (hall.boxes_opened, hall.boxes)));
    let all_open = move || opened.with(|(opened, all)| opened == all);
    let done = move || {
        let permille = cunxuan_core::progress::permille(called.get(), returned.get()).min(1000);
        [&(permille / 10).to_string(), ".", &(permille % 10).to_string(), "%"].concat()
    };
    let line =
        |word: &'static str, number: Memo<u32>| view! { <p><span>{word}</span><b>{move || number.get()}</b></p> };
    view! {
        <aside>
            <p class="big">{words::CALLED}" "{move || (!all_open()).then(|| opened.with(|it| words::boxes(it.0, it.1)))}</p>
            <p class="big"><b>{move || called.get()}</b>{move || words::of_papers(returned.get())}</p>
            <div class="pb" aria-hidden="true"><i style:width=done></i></div>
            {piles(feed)}
            <div class="kv">
                {line(words::ISSUED, number(|hall| hall.issued))}
                {line(words::RETURNED, returned)}
                <hr />
                {line(words::VALID, number(|hall| hall.valid))}
                {line(words::INVALID, number(|hall| hall.invalid))}
                {line(words::BLANK, number(|hall| hall.blank))}
            </div>
        </aside>
    }
}

fn piles(feed: Feed) -> AnyView {
    let piles =
        Memo::new(move || feed.hall.with(|hall| (hall.piles.clone(), posts(hall), hall.called, hall.boxes > 1)));
    live(move || {
        piles.with(|(piles, posts, called, several)| match piles.len() {
            0 => {
                let word = if *called == 0 { words::WAIT_PILE } else { words::NO_PILE };
                view! { <p class="none">{word}</p> }
            }
            1..=READ_BACK => piles.iter().map(|pile| read_back(pile, posts, *several)).collect::<Vec<_>>().into_any(),
            _ => {
                let line = |pile: &Pile| view! { <li>{words::pile(&pile.groups, pile.called, pile.papers)}</li> };
                view! { <ul class="now">{piles.iter().map(line).collect::<Vec<_>>()}</ul> }
            }
        })
    })
}

fn posts(hall: &PublicView) -> Vec<String> {
    hall.posts.iter().map(|post| post.name.clone()).collect()
}

/// What the last paper of a pile bears, as it was called.
fn read_back(pile: &Pile, posts: &[String], several: bool) -> AnyView {
    let Some(called) = &pile.last else {
        return view! { <div class="now"><small>{words::pile(&pile.groups, pile.called, pile.papers)}</small></div> };
    };
    view! {
        <div class="now" aria-live="polite">
            <small>{words::paper(&pile.groups, pile.called, several)}</small>
            {bears(called, posts)}
        </div>
    }
}

fn bears(called: &Called, posts: &[String]) -> AnyView {
    let void = (called.kind != Kind::Valid).then(|| view! { <div><b>{words::kind(called.kind)}</b></div> });
    let section = |(section, post): (&Section, &String)| {
        let written =
            section.written.iter().map(|name| if name.is_empty() { words::OTHERS.to_owned() } else { name.clone() });
        let names: Vec<String> = section.names.iter().cloned().chain(written).collect();
        let none = (names.is_empty() && !section.void).then(|| view! { <b>{words::NONE}</b> });
        let void = section.void.then(|| view! { <em>{words::SECTION_VOID}</em> });
        let name = |name: String| view! { <b>{name}</b> };
        view! { <div><span>{post.clone()}</span><p>{names.into_iter().map(name).collect::<Vec<_>>()}{none}{void}</p></div> }
    };
    let sections: Vec<AnyView> = called.sections.iter().zip(posts).map(section).collect();
    view! { {sections}{void} }
}
