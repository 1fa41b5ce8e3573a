//! The sheet of faults (无效 / 弃权): the scrutineer decides, the teller records.

use super::{Over, Teller, call};
use crate::markup::view;
use crate::part::ReasonSheet;
use crate::text::count as words;
use cunxuan_core::count::{Paper, Section};
use cunxuan_core::id::SeriesNo;
use leptos::prelude::*;

/// What can be wrong with a whole paper.
fn whole(teller: Teller) -> Vec<Paper> {
    let mut papers = vec![Paper::Blank, Paper::Unreadable, Paper::Damaged];
    papers.extend(void_series(teller).map(|series| Paper::SetAside { series }));
    papers
}

/// The series that was declared void for this box's group, if one was.
fn void_series(teller: Teller) -> Option<SeriesNo> {
    let found = teller.session.view(|view| {
        let group = view.village.plan().group_of_box(teller.box_no)?;
        let series = view.election.ballots.series_of(crate::screen::boxes::form(view));
        series.map(|series| series.series).find(|series| view.election.polling.is_void(*series, group))
    });
    found.flatten()
}

/// The sheet.
pub fn sheet(teller: Teller) -> AnyView {
    let papers = whole(teller);
    let posts: Vec<String> =
        teller.board.with_untracked(|board| board.posts.iter().map(|post| post.name.clone()).collect());
    let spelled = papers.iter().map(|paper| words::faulty(paper).to_owned()).collect();
    let sections = [(words::OVER, Section::OverMarked), (words::UNREADABLE, Section::Unreadable)];
    let of_post = |post: &String| sections.iter().map(|(why, _)| words::section_void(post, why)).collect::<Vec<_>>();
    let parts = posts.iter().flat_map(of_post).collect();
    let pile = vec![words::NO_MORE.to_owned()];
    let groups =
        vec![(words::WHOLE.to_owned(), spelled), (words::ONE_POST.to_owned(), parts), (words::PILE.to_owned(), pile)];
    let sections = sections.map(|(_, section)| section);
    let pick = Callback::new(move |(group, at): (usize, usize)| {
        teller.over.set(None);
        match (group, papers.get(at)) {
            (0, Some(paper)) => call(teller, paper.clone()),
            (2, _) => teller.over.set(Some(Over::End)),
            _ => void(teller, at, &sections),
        }
    });
    let close = Callback::new(move |()| teller.over.set(None));
    view! { <ReasonSheet title=words::DECIDES groups=groups on_pick=pick on_cancel=close /> }
}

/// One post is void: the others are picked, then the paper is recorded.
fn void(teller: Teller, at: usize, sections: &[Section]) {
    let post = at / sections.len().max(1);
    if let Some(section) = sections.get(at % sections.len().max(1)) {
        teller.picks.update(|picks| picks.void(post, section.clone()));
        teller.picking.set(true);
    }
}
