//! The result of a village (签字结果): nothing of it before it is signed.

use super::Page;
use crate::markup::view;
use crate::text;
use crate::text::desk::village as words;
use cunxuan_core::api::{PostView, ResultView, VoteView};
use leptos::prelude::*;

/// The signed result; nothing before.
#[component]
pub fn Signed(
    /// The village.
    page: Page,
) -> AnyView {
    let result = page.of(|view| view.result.clone());
    let shown = move || result.get().map(signed);
    view! { <div>{shown}</div> }
}

fn signed(result: ResultView) -> AnyView {
    let papers = words::PAPERS.into_iter().zip(result.papers);
    let papers: Vec<AnyView> =
        papers.map(|(word, papers)| view! { <div><small>{word}</small><b>{papers}</b></div> }).collect();
    let signer = |(role, name)| view! { <li><span>{text::plan::role(role)}</span>{name}</li> };
    let signers: Vec<AnyView> = result.signers.into_iter().map(signer).collect();
    let posts: Vec<AnyView> = result.posts.into_iter().map(post).collect();
    view! {
        <section class="panel outcome">
            <h2>{words::RESULT}<span>{words::sealed(result.at)}</span></h2>
            <div class="figures">{papers}</div>
            <p>
                {if result.valid { words::VALID } else { words::NOT_VALID }}
                "　"
                {result.witnessed.then_some(words::WITNESSED)}
            </p>
            <div class="votes">{posts}</div>
            <ul class="signers">{signers}</ul>
            <small>{result.articles.join("　")}</small>
        </section>
    }
}

/// Names as they stand on the paper, written-in ones last.
fn post(post: PostView) -> AnyView {
    let line = |vote: VoteView| {
        let elected = vote.elected.then_some(words::ELECTED);
        view! { <tr><td>{vote.name}</td><td class="n">{vote.votes}</td><td><b>{elected}</b></td></tr> }
    };
    let lines: Vec<AnyView> = post.votes.into_iter().map(line).collect();
    view! { <table><caption>{words::post(&post.name, post.seats)}</caption><tbody>{lines}</tbody></table> }
}
