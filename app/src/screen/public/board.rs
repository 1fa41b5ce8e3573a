//! The count as the hall sees it (公开唱票计票): names in the order of the ballot, 正, and the number.

use super::feed::Feed;
use super::side;
use super::strokes::{lines, strokes};
use crate::markup::{Memo, view};
use crate::text::public as words;
use cunxuan_core::public::{Post, PublicView, Row};
use leptos::prelude::*;

/// How closely the rows stand: each look with the height of a head, of a row of strokes, and of a name.
/// In pixels of a screen 900 high.
const LOOKS: [(&str, u32, u32, u32); 3] = [("l", 46, 27, 92), ("l close", 40, 22, 62), ("l close cols", 0, 0, 0)];
/// What is left for them.
const ROOM: u32 = 690;

/// The board and what stands beside it.
pub fn board(feed: Feed) -> AnyView {
    let posts = feed
        .hall
        .with_untracked(|hall| hall.posts.iter().enumerate().map(|(at, it)| post(feed, at, it)).collect::<Vec<_>>());
    let look = Memo::new(move || feed.hall.with(look));
    view! { <div class="g"><section class=move || look.get()>{posts}</section>{side::side(feed)}</div> }
}

/// The most generous look in which everything is on the screen.
fn look(hall: &PublicView) -> &'static str {
    let height = |(_, head, line, name): &(&str, u32, u32, u32)| -> u32 {
        let row = |row: &Row| (lines(row.votes) * line + 16).max(*name);
        let post = |post: &Post| -> u32 {
            head + post.rows.iter().map(row).sum::<u32>() + lines(post.others.votes) * line + 20
        };
        hall.posts.iter().map(post).sum()
    };
    let fits = LOOKS.iter().find(|look| height(look) <= ROOM);
    fits.or(LOOKS.last()).map_or("l", |(look, ..)| look)
}

fn post(feed: Feed, at: usize, post: &Post) -> AnyView {
    let row = |no: usize, name: &str| {
        let name = name.to_owned();
        let find = move |hall: &PublicView| hall.posts.get(at).and_then(|post| post.rows.get(no)).map(shown);
        line(Memo::new(move || feed.hall.with(find).unwrap_or_default()), name, "cd")
    };
    let rows: Vec<AnyView> = post.rows.iter().enumerate().map(|(no, it)| row(no, &it.name)).collect();
    let others = move |hall: &PublicView| hall.posts.get(at).map(|post| shown(&post.others));
    let others = Memo::new(move || feed.hall.with(others).unwrap_or_default());
    let order = (at == 0).then_some(["，", words::IN_ORDER].concat());
    view! {
        <h2>{post.name.clone()}<span>{words::seats(post.seats)}{order}</span></h2>
        {rows}
        {line(others, words::OTHERS.to_owned(), "cd sm")}
    }
}

/// Votes, and whether one of them came with the paper called last.
fn shown(row: &Row) -> (u32, bool) {
    (row.votes, row.fresh > 0)
}

fn line(row: Memo<(u32, bool)>, name: String, look: &'static str) -> AnyView {
    view! {
        <div class=look>
            <b>{name}</b>
            {strokes(row)}
            <strong>{move || row.get().0}</strong>
        </div>
    }
}
