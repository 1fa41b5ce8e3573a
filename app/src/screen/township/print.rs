//! What is printed for a village (打印材料): the roll as a poster (选民榜, A3), the register of papers (领票登记表, A4).
//! Names by group as they stand on the roll, and no ID numbers.

use super::live::ask;
use crate::browser::{page, spawn};
use crate::markup::view;
use crate::part::{Button, Weight};
use crate::text::desk::{paper as words, village};
use cunxuan_core::api::{GroupSheet, RollSheet, VoterLine};
use leptos::prelude::*;

/// Names on a poster: six columns of thirty-six.
const ON_POSTER: usize = 216;
/// Lines on a page of the register.
const ON_PAGE: usize = 20;

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The roll as it is posted.
    Poster,
    /// The register of papers.
    Register,
}

/// The sheets, as they will come out of the printer, with a bar above that does not.
#[component]
pub fn Print(
    /// What.
    paper: Paper,
    /// Of which village.
    code: String,
) -> AnyView {
    let roll = RwSignal::new(None::<Option<RollSheet>>);
    let back = ["village/", &code].concat();
    spawn(async move {
        let answer = ask(&["/api/village/", &code, "/roll"].concat(), None).await;
        roll.try_set(Some(answer.ok().and_then(|body| serde_json::from_slice(&body).ok())));
    });
    let sheets = move || match roll.with(|roll| roll.as_ref().map(|roll| roll.as_ref().map(|roll| draw(paper, roll)))) {
        Some(Some(sheets)) if sheets.is_empty() => view! { <p class="gate">{words::EMPTY}</p> },
        Some(Some(sheets)) => view! { <div class="sheets">{sheets}</div> },
        Some(None) => view! { <p class="gate" role="alert">{words::UNREAD}</p> },
        None => view! { <p class="gate">{village::READING}</p> },
    };
    let leave = move |()| page::go(&back);
    view! {
        <main class="prints">
            <div class="choices bar">
                <Button word=words::PRINT weight=Weight::Primary on_press=|()| super::print() />
                <Button word=words::BACK on_press=leave />
            </div>
            {sheets}
        </main>
    }
}

fn draw(paper: Paper, roll: &RollSheet) -> Vec<AnyView> {
    match paper {
        Paper::Poster => posters(roll),
        Paper::Register => roll.groups.iter().flat_map(|group| registers(roll, group)).collect(),
    }
}

/// A cell of a poster: a group's heading, or a name.
enum Cell<'a> {
    Group(&'a GroupSheet),
    Voter(&'a VoterLine),
}

fn cells(group: &GroupSheet) -> impl Iterator<Item = Cell<'_>> {
    std::iter::once(Cell::Group(group)).chain(group.voters.iter().map(Cell::Voter))
}

fn posters(roll: &RollSheet) -> Vec<AnyView> {
    let filled = roll.groups.iter().filter(|group| !group.voters.is_empty());
    let cells: Vec<Cell<'_>> = filled.flat_map(cells).collect();
    let pages: Vec<&[Cell<'_>]> = cells.chunks(ON_POSTER).collect();
    let all = pages.len();
    pages.into_iter().zip(1..).map(|(cells, no)| poster(roll, cells, no, all)).collect()
}

fn poster(roll: &RollSheet, cells: &[Cell<'_>], no: usize, all: usize) -> AnyView {
    let cell = |cell: &Cell<'_>| match cell {
        Cell::Group(group) => view! { <b>{words::group(group.no, group.voters.len())}</b> },
        Cell::Voter(voter) => view! { <span><small>{words::number(voter.no)}</small>{voter.name.clone()}</span> },
    };
    let names: Vec<AnyView> = cells.iter().map(cell).collect();
    let voters = roll.groups.iter().map(|group| group.voters.len()).sum();
    view! {
        <section class="poster">
            <h1>{words::poster(&roll.village)}</h1>
            <header>
                <span>{roll.township.clone()}"　"{roll.term.clone()}</span>
                <span>{roll.day.map(words::day)}</span>
                <span>{words::voters(voters)}</span>
                <span>{words::sheet(no, all)}</span>
            </header>
            <div class="names">{names}</div>
            <footer>
                <span>{roll.posted.map(words::posted)}</span>
                <span>{roll.objections.map(words::objections)}</span>
                <b>{words::COMMITTEE}</b>
            </footer>
        </section>
    }
}

fn registers(roll: &RollSheet, group: &GroupSheet) -> Vec<AnyView> {
    let pages: Vec<&[VoterLine]> = group.voters.chunks(ON_PAGE).collect();
    let all = pages.len();
    pages.into_iter().zip(1..).map(|(voters, no)| register(roll, group, voters, (no, all))).collect()
}

fn register(roll: &RollSheet, group: &GroupSheet, voters: &[VoterLine], (no, all): (usize, usize)) -> AnyView {
    let line = |(at, voter): (usize, &VoterLine)| {
        view! {
            <tr>
                <td class="n">{(no - 1) * ON_PAGE + at + 1}</td>
                <td>{words::number(voter.no)}</td>
                <td class="who">{voter.name.clone()}</td>
                <td>{words::sex(voter.sex)}</td>
                <td>{voter.holder.clone()}</td>
                <td></td>
                <td></td>
            </tr>
        }
    };
    let blank = |_| view! { <tr>{words::HEADS.map(|_| view! { <td></td> })}</tr> };
    let lines = voters.iter().enumerate().map(line);
    let lines: Vec<AnyView> = lines.chain((voters.len()..ON_PAGE).map(blank)).collect();
    let heads: Vec<AnyView> = words::HEADS.into_iter().map(|head| view! { <th>{head}</th> }).collect();
    view! {
        <section class="register">
            <header>
                <h1>{roll.village.clone()}{words::REGISTER}</h1>
                <span>{words::table(group.no, group.box_no)}</span>
                <span>{roll.day.map(words::day)}</span>
                <span>{words::sheet(no, all)}</span>
            </header>
            <table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>
            <footer>{words::FOOT}</footer>
        </section>
    }
}
