//! The township's desk (镇级工作台), D01 进度: how far every village is, live.

mod figures;
mod live;
mod news;
mod sign_in;
mod task;
mod wall;

use crate::browser::page;
use crate::markup::{Memo, view};
use crate::text::desk as text;
use crate::text::part::SEAL;
use figures::Figures;
use leptos::prelude::*;
use live::{Desk, Page};
use news::News;
use sign_in::SignIn;
use task::{Deadlines, Tasks};
use wall::Progress;

/// The desk's only page: signing in, then the wall.
#[component]
pub fn Township() -> AnyView {
    let desk = Desk::start();
    let error = RwSignal::new("");
    page::set_root("data-desk", "1");
    sign_in::enter(desk, error);
    page::on_place(move |_| sign_in::enter(desk, error));
    let page = Memo::new(move || desk.page.get());
    let shown = move || match page.get() {
        Page::Loading => loading(desk),
        Page::SignIn => view! { <SignIn desk=desk error=error /> },
        Page::Wall => board(desk),
    };
    shown.into_any()
}

/// The first answer should be here before the desk looks at its line for the first time.
fn loading(desk: Desk) -> AnyView {
    let opened = desk.now.get_untracked();
    let words = move || if desk.now.get() > opened { text::NO_SERVER } else { text::LOADING };
    view! { <p class="gate" role="status">{words}</p> }
}

fn board(desk: Desk) -> AnyView {
    view! {
        <div class="desk">
            {header(desk)}
            <Figures desk=desk />
            <main class="board">
                <Progress desk=desk />
                <aside class="side">
                    <Tasks desk=desk />
                    <Deadlines desk=desk />
                    {news_panel(desk)}
                </aside>
            </main>
        </div>
    }
}

fn header(desk: Desk) -> AnyView {
    let title = move || desk.wall.with(|wall| [wall.name.as_str(), "　", &wall.term].concat());
    let day = move || desk.wall.with(|wall| wall.today.map(text::dated));
    let demo = Memo::new(move || desk.wall.with(|wall| wall.demo));
    let link = move || match desk.live.get() {
        true => text::LIVE.to_owned(),
        false => text::lost(&text::clock(desk.heard.get())),
    };
    view! {
        <header>
            <span class="seal" aria-hidden="true">{SEAL}</span>
            <h1>{title}</h1>
            <div class="clock">
                <span class="live" class:off=move || !desk.live.get() role="status">{link}</span>
                <span class="chip warn" hidden=move || !demo.get()>{text::DEMO}</span>
                <span>{day}</span>
                <b>{move || text::clock(desk.now.get())}</b>
                <button type="button" class="link" on:click=|_| print()>{text::PRINT}</button>
            </div>
        </header>
    }
}

fn print() {
    if let Some(window) = web_sys::window() {
        window.print().ok();
    }
}

fn news_panel(desk: Desk) -> AnyView {
    let line = |news: News| {
        let words = news.change.words();
        view! { <p><b>{text::clock(news.at)}</b>{news.village}"　"{words}</p> }
    };
    view! {
        <section class="panel news">
            <h2>{text::NEWS}</h2>
            <div class="scroll" role="log">
                <p hidden=move || desk.news.with(|news| !news.is_empty())>{text::NEWS_EMPTY}</p>
                {move || desk.news.get().into_iter().map(line).collect_view()}
            </div>
        </section>
    }
}
