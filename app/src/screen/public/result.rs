//! The result as it was signed (公布结果): it stands still until the screen is closed.

use super::feed::Feed;
use crate::markup::{Memo, live, view};
use crate::text::public as words;
use cunxuan_core::public::{Declared, DeclaredPost, DeclaredRow, PublicView};
use leptos::prelude::*;

/// The signed result.
pub fn result(feed: Feed) -> AnyView {
    let shown = Memo::new(move || feed.hall.with(|hall| (hall.declared.clone(), words::committee(hall), papers(hall))));
    live(move || shown.with(|(declared, committee, papers)| declared.as_ref().map(|it| told(it, committee, papers))))
}

fn papers(hall: &PublicView) -> [(&'static str, u32); 6] {
    [
        (words::REGISTERED, hall.registered),
        (words::ISSUED, hall.issued),
        (words::RETURNED, hall.returned),
        (words::VALID, hall.valid),
        (words::INVALID, hall.invalid),
        (words::BLANK, hall.blank),
    ]
}

fn told(declared: &Declared, committee: &str, papers: &[(&'static str, u32)]) -> AnyView {
    let paper = |(word, number): &(&'static str, u32)| view! { <p><span>{*word}</span><b>{*number}</b></p> };
    let posts = if declared.stands {
        let posts: Vec<AnyView> = declared.posts.iter().map(post).collect();
        view! { <div class="posts">{posts}</div> }
    } else {
        view! { <p class="none">{words::CHANGED}</p> }
    };
    view! {
        <div class="result">
            <div class="kv">{papers.iter().map(paper).collect::<Vec<_>>()}</div>
            {posts}
            <p class="by"><span>{words::SIGNED}{words::staff(&declared.signers)}</span><b>{committee.to_owned()}</b></p>
        </div>
    }
}

fn post(post: &DeclaredPost) -> AnyView {
    let row = |row: &DeclaredRow| {
        let added = (row.counted != row.votes).then(|| view! { <small>{words::counted(row.counted)}</small> });
        let mark = row.elected.then(|| view! { <em>{words::ELECTED}</em> });
        view! { <div class="cd"><b>{row.name.clone()}</b><span>{words::votes(row.votes)}{added}</span>{mark}</div> }
    };
    // One who is elected stands in a row of his own; the others would fill the screen.
    let (apart, rows): (Vec<_>, Vec<_>) = post.rows.iter().partition(|row| row.written && !row.elected);
    let apart: Vec<String> = apart.iter().map(|row| words::written(&row.name, row.votes)).collect();
    let apart =
        (!apart.is_empty()).then(|| view! { <p class="small">{[words::OTHERS, "：", &apart.join("、")].concat()}</p> });
    let open = (post.open > 0).then(|| view! { <p class="small">{words::open(post.open)}</p> });
    view! {
        <section>
            <h2>{post.name.clone()}<span>{words::seats(post.seats)}</span></h2>
            {rows.into_iter().map(row).collect::<Vec<_>>()}
            {apart}
            {open}
        </section>
    }
}
