//! The township's desk (镇级工作台): signing in, the screens by their addresses, and D01 进度, how far every village is, live.

mod contact;
mod due;
mod figures;
mod lists;
mod live;
mod news;
mod print;
mod sign_in;
mod task;
mod today;
mod village;
mod wall;

use crate::browser::page;
use crate::markup::{Memo, view};
use crate::text::desk as text;
use crate::text::part::SEAL;
use due::Deadlines;
use figures::Figures;
use leptos::prelude::*;
use lists::Lists;
use live::{Desk, Page};
use news::News;
use print::{Paper, Print};
use sign_in::SignIn;
use task::Tasks;
use today::Today;
use village::Village;
use wall::Progress;

/// A screen of the desk, by its address.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Screen {
    /// 进度
    Wall,
    /// 今日选举
    Today,
    /// 选民
    Lists,
    /// One village, by its code.
    Village(String),
    /// What is printed of a village.
    Print(Paper, String),
}

impl Screen {
    fn at(place: &str) -> Self {
        let mut parts = place.split('/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some("today"), ..) => Self::Today,
            (Some("lists"), ..) => Self::Lists,
            (Some("village"), Some(code), _) => Self::Village(code.to_owned()),
            (Some("print"), Some("roll"), Some(code)) => Self::Print(Paper::Poster, code.to_owned()),
            (Some("print"), Some("register"), Some(code)) => Self::Print(Paper::Register, code.to_owned()),
            _ => Self::Wall,
        }
    }
}

/// The desk: signing in, then the screen that the address names.
#[component]
pub fn Township() -> AnyView {
    let desk = Desk::start();
    let error = RwSignal::new("");
    page::set_root("data-desk", "1");
    sign_in::enter(desk, error);
    let screen = RwSignal::new(Screen::at(&page::place()));
    page::on_place(move |place| {
        screen.set(Screen::at(&place));
        sign_in::enter(desk, error);
    });
    let page = Memo::new(move || desk.page.get());
    let shown = move || match page.get() {
        Page::Loading => loading(desk),
        Page::Empty => sign_in::empty(),
        Page::SignIn => view! { <SignIn desk=desk error=error /> },
        Page::Wall => inside(desk, screen),
    };
    shown.into_any()
}

/// The first answer should be here before the desk looks at its line for the first time.
fn loading(desk: Desk) -> AnyView {
    let opened = desk.now.get_untracked();
    let words = move || if desk.now.get() > opened { text::NO_SERVER } else { text::LOADING };
    view! { <p class="gate" role="status">{words}</p> }
}

fn inside(desk: Desk, screen: RwSignal<Screen>) -> AnyView {
    let screen = Memo::new(move || screen.get());
    let shown = move || match screen.get() {
        Screen::Wall => board(desk),
        Screen::Today => view! { <Today desk=desk /> },
        Screen::Lists => view! { <Lists desk=desk /> },
        Screen::Village(code) => view! { <Village desk=desk code=code /> },
        Screen::Print(paper, code) => view! { <Print paper=paper code=code /> },
    };
    let printing = move || matches!(screen.get(), Screen::Print(..));
    let class = move || if screen.get() == Screen::Wall { "desk" } else { "desk long" };
    view! { <div class=class class:printing=printing>{header(desk, screen)}{shown}</div> }
}

fn board(desk: Desk) -> AnyView {
    view! {
        <Figures desk=desk />
        <main class="board">
            <Progress desk=desk />
            <aside class="side">
                <Tasks desk=desk />
                <Deadlines desk=desk />
                {news_panel(desk)}
            </aside>
        </main>
    }
}

fn menu(screen: Memo<Screen>) -> AnyView {
    let entry = move |to: &'static str, word: &'static str, is: fn(&Screen) -> bool| {
        let here = move || screen.with(is).then_some("page");
        view! { <a href=to aria-current=here>{word}</a> }
    };
    view! {
        <nav aria-label=text::MENU>
            {entry("#", text::MENU_WALL, |screen| *screen == Screen::Wall)}
            {entry("#today", text::MENU_TODAY, |screen| *screen == Screen::Today)}
            {entry("#lists", text::MENU_LISTS, |screen| *screen == Screen::Lists)}
        </nav>
    }
}

fn header(desk: Desk, screen: Memo<Screen>) -> AnyView {
    let title = move || desk.wall.with(|wall| [wall.name.as_str(), "　", &wall.term].concat());
    let day = move || desk.wall.with(|wall| wall.today.map(text::dated));
    let demo = Memo::new(move || desk.wall.with(|wall| wall.demo));
    let prints = move || screen.get() != Screen::Wall;
    let link = move || match desk.live.get() {
        true => text::LIVE.to_owned(),
        false => text::lost(&text::clock(desk.heard.get())),
    };
    view! {
        <header>
            <span class="seal" aria-hidden="true">{SEAL}</span>
            <h1>{title}</h1>
            {menu(screen)}
            <div class="clock">
                <span class="live" class:off=move || !desk.live.get() role="status">{link}</span>
                <span class="chip warn" hidden=move || !demo.get()>{text::DEMO}</span>
                <span>{day}</span>
                <b>{move || text::clock(desk.now.get())}</b>
                <button type="button" class="link" hidden=prints on:click=|_| print()>{text::PRINT}</button>
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
            <div class="scroll" role="log" tabindex="0">
                <p hidden=move || desk.news.with(|news| !news.is_empty())>{text::NEWS_EMPTY}</p>
                {move || desk.news.get().into_iter().map(line).collect_view()}
            </div>
        </section>
    }
}
