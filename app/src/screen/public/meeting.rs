//! Before and while the village votes (会场): the agenda, how many have their papers, which papers are valid.

use super::feed::Feed;
use crate::markup::{Memo, view};
use crate::text::public as words;
use cunxuan_core::public::{Post, PublicView};
use leptos::prelude::*;

/// Names on the drawn paper, for each post.
const ON_PAPER: usize = 3;

/// The meeting.
pub fn meeting(feed: Feed) -> AnyView {
    let posts = feed.hall.with_untracked(|hall| hall.posts.clone());
    let number = move |find: fn(&PublicView) -> u32| Memo::new(move || words::people(feed.hall.with(find)));
    let (registered, drawn) = (number(|hall| hall.registered), number(|hall| hall.drawn));
    let issued = Memo::new(move || words::papers(feed.hall.with(|hall| hall.issued)));
    let count = |word: &'static str, number: Memo<String>| {
        view! { <p><span>{word}</span><b>{move || number.get()}</b></p> }
    };
    view! {
        <div class="meet">
            <section>{agenda(feed)}</section>
            <section>
                <h2>{words::VALID_HEAD}</h2>
                <ol class="how">
                    <li>{words::how_many(&posts)}</li>
                    <li>{words::VALID_MARK}</li>
                    <li>{words::VALID_CLEAR}</li>
                </ol>
                {sample(&posts)}
                <p class="small">{words::VALID_PAPER}</p>
            </section>
            <aside>
                <div class="kv">
                    {count(words::REGISTERED, registered)}
                    {count(words::DRAWN, drawn)}
                    {count(words::ISSUED, issued)}
                </div>
                {candidates(&posts)}
            </aside>
        </div>
    }
}

/// The record tells of two items here: people gather, and papers go out.
fn agenda(feed: Feed) -> AnyView {
    let on = Memo::new(move || feed.hall.with(|hall| usize::from(hall.issued > 0)));
    let item = move |(at, word): (usize, &'static str)| {
        let look = move || match at.cmp(&on.get()) {
            std::cmp::Ordering::Less => "d",
            std::cmp::Ordering::Equal => "o",
            std::cmp::Ordering::Greater => "",
        };
        let mark = move || if at < on.get() { "✓".to_owned() } else { (at + 1).to_string() };
        let now = move || (at == on.get()).then(|| view! { <em>{words::NOW}</em> });
        view! { <li class=look><i>{mark}</i><span>{word}{now}</span></li> }
    };
    view! {
        <h2>{words::AGENDA_HEAD}</h2>
        <ol class="agenda">{words::AGENDA.into_iter().enumerate().map(item).collect::<Vec<_>>()}</ol>
    }
}

/// A drawn paper with names that are nobody's, so that no candidate stands out.
fn sample(posts: &[Post]) -> AnyView {
    let post = |(post, names): (&Post, &[&'static str])| {
        let cell = |(at, name): (usize, &&'static str)| {
            let circle = (at < usize::from(post.seats)).then(|| {
                view! { <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M12 3.5a8.5 8.5 0 1 0 .1 0" /></svg> }
            });
            view! { <td>{*name}<div>{circle}</div></td> }
        };
        let cells: Vec<AnyView> = names.iter().enumerate().map(cell).collect();
        view! { <tr><th>{post.name.clone()}<small>{words::seats(post.seats)}</small></th>{cells}<td>{words::OTHERS}<div></div></td></tr> }
    };
    let names = words::NOBODY.chunks(ON_PAPER).cycle();
    let rows: Vec<AnyView> = posts.iter().zip(names).map(post).collect();
    view! { <table class="paper"><caption>{words::SAMPLE}</caption><tbody>{rows}</tbody></table> }
}

fn candidates(posts: &[Post]) -> AnyView {
    let post = |post: &Post| {
        let name = |row: &cunxuan_core::public::Row| view! { <li>{row.name.clone()}</li> };
        view! { <h3>{post.name.clone()}<span>{words::seats(post.seats)}</span></h3><ul>{post.rows.iter().map(name).collect::<Vec<_>>()}</ul> }
    };
    view! {
        <h2>{words::CANDIDATES}</h2>
        <p class="small">{words::IN_ORDER}</p>
        {posts.iter().map(post).collect::<Vec<_>>()}
    }
}
