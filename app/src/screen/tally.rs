//! P15 唱票计票: the teller's board. A bundle of 25, the strokes of 正, every call read back with its undo.
//!
//! Nothing here says who leads: names stand in the order of the ballot, numbers are those of the bundle.

use super::Place;
use super::frame::{Chip, Frame};
use crate::markup::{Memo, live, view};
use crate::part::{Button, Gate, OfficeHead, PatternKey, ReadbackBar, TickStrip, Weight, ZhengRow};
use crate::session::{Desk, Session, now_ms};
use crate::text::{self, count as words};
use cunxuan_core::count::{Check, Mark, Paper, Section};
use cunxuan_core::id::{self, BoxNo};
use leptos::prelude::*;

mod board;
mod check;
mod correct;
mod faults;
mod pick;
mod wait;
mod write_in;

use board::Board;
use pick::Picks;

/// Two taps closer than this are one, in milliseconds.
const DEBOUNCE_MS: u64 = 250;
/// A call takes at least so long, in milliseconds; faster ones are asked about, not refused.
const CALL_MS: u64 = 2_500;

/// What lies over the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    /// What is wrong with a paper.
    Faults,
    /// A name that is not printed.
    WriteIn,
    /// A bundle, from 0, is compared with the other teller's.
    Compare(u32),
    /// A paper, by its place among the calls, is set right as it was just marked.
    Correct(u32),
    /// The count ends before witnesses.
    End,
    /// Another phone's count is given up.
    Abandon,
}

/// Everything the parts of the board share.
#[derive(Clone, Copy)]
struct Teller {
    session: Session,
    box_no: BoxNo,
    board: Memo<Board>,
    picks: RwSignal<Picks>,
    picking: RwSignal<bool>,
    over: RwSignal<Option<Over>>,
    gate: StoredValue<(Gate, Gate)>,
    undone: RwSignal<Option<u32>>,
    /// The paper of a full bundle that is marked anew instead of the next one, by its place among the calls.
    correcting: RwSignal<Option<u32>>,
    /// What was marked for it.
    anew: RwSignal<Option<Paper>>,
}

/// The board of one box.
#[component]
pub fn Tally(
    /// The box.
    box_no: BoxNo,
) -> AnyView {
    let session = Session::here();
    let board = Memo::new(move || {
        session.revisions.count.track();
        board::look(session, box_no)
    });
    let teller = Teller {
        session,
        box_no,
        board,
        picks: RwSignal::new(Picks::default()),
        picking: RwSignal::new(false),
        over: RwSignal::new(None),
        gate: StoredValue::new((Gate::new(DEBOUNCE_MS), Gate::new(CALL_MS))),
        undone: RwSignal::new(None),
        correcting: RwSignal::new(None),
        anew: RwSignal::new(None),
    };
    let group = session.village(|village| village.plan().group_of_box(box_no)).unwrap_or(box_no);
    let sub = move || board.with(|board| words::progress(board.called, board.counted, board.bundle));
    let at_work = Memo::new(move || session.teller.get().is_some() && board.with(|board| board.here));
    let body = move || if at_work.get() { working(teller) } else { wait::waiting(teller) };
    let over = move || match teller.over.get() {
        Some(Over::Faults) => faults::sheet(teller),
        Some(Over::WriteIn) => view! { <write_in::WriteIn teller=teller /> },
        Some(Over::Compare(bundle)) => check::sheet(teller, bundle),
        Some(Over::Correct(at)) => correct::sheet(teller, at),
        Some(Over::End) => wait::end(teller),
        Some(Over::Abandon) => wait::abandon(teller),
        None => ().into_any(),
    };
    view! {
        <Frame title=words::box_of(&text::plan::group(group)) sub=sub parent=Place::Boxes who=true white=true>
            {body}
            {over}
        </Frame>
    }
}

fn working(teller: Teller) -> AnyView {
    let board = teller.board;
    let ticks = move || board.with(|board| board.ticks.clone());
    let in_bundle = move || board.with(|board| board.ticks.len());
    let done = Memo::new(move || board.with(|board| board.closed || board.called >= board.counted));
    let ended = move || done.get() && teller.correcting.get().is_none();
    let foot = move || if ended() { closing(teller) } else { keys(teller) };
    view! {
        <div class="prog">
            <div><span>{words::BUNDLE}" "<b>{in_bundle}</b>{words::OF_BUNDLE}</span><Chip /></div>
            <TickStrip ticks=ticks length=25 />
            {check::bar(teller)}
        </div>
        <div class="rows">{posts(teller)}</div>
        {foot}
    }
}

/// The names, post by post. The rows are made once; only their numbers change.
fn posts(teller: Teller) -> AnyView {
    let shape = Memo::new(move || teller.board.with(Board::shape));
    let choosing = teller.choosing();
    live(move || {
        let choosing = choosing.get();
        let post = |(at, (name, seats, rows)): (usize, (String, u8, Vec<String>))| {
            let over = move || teller.picks.with(|picks| picks.is_over(at, seats));
            let (plain, wrong) = (words::office(&name, seats), words::too_many(&name, seats));
            let title = move || if over() { wrong.clone() } else { plain.clone() };
            let rows = rows.into_iter().enumerate().map(|(row, name)| one_row(teller, choosing, at, row, name));
            view! {
                <OfficeHead title=title column=words::BUNDLE_VOTES over=over />
                {rows.collect::<Vec<_>>()}
            }
        };
        shape.get().into_iter().enumerate().map(post).collect::<Vec<_>>()
    })
}

fn one_row(teller: Teller, choosing: bool, post: usize, row: usize, name: String) -> AnyView {
    let number = Memo::new(move || teller.board.with(|board| board.row(post, row)));
    let count = move || number.get().0;
    let fresh = move || number.get().1;
    let mark = teller.board.with_untracked(|board| board.mark(post, row));
    if !choosing {
        return view! { <ZhengRow name=name count=count fresh=fresh hit=fresh /> };
    }
    let (shown, pressed) = (mark.clone(), mark);
    let hit = move || teller.picks.with(|picks| picks.holds(post, shown.as_ref()));
    let press = Callback::new(move |()| {
        if let Some(mark) = &pressed {
            teller.picks.update(|picks| picks.toggle(post, mark.clone()));
        }
    });
    view! { <ZhengRow name=name count=count fresh=fresh hit=hit on_press=press /> }
}

/// A post with too many marks is offered as void; until then the paper cannot be recorded.
fn void(teller: Teller, post: usize) -> AnyView {
    let press = Callback::new(move |()| teller.picks.update(|picks| picks.void(post, Section::OverMarked)));
    view! { <Button word=words::POST_VOID weight=Weight::Odd on_press=press /> }
}

fn readback(teller: Teller) -> AnyView {
    let board = teller.board;
    let line = move || match (teller.undone.get(), board.with(|board| board.called)) {
        (Some(no), _) => words::undone(no),
        (None, 0) => words::FIRST.to_owned(),
        (None, _) => words::recorded(board.with(|board| u32::try_from(board.ticks.len()).unwrap_or(0))),
    };
    let names = move || board.with(|board| board.last.clone());
    let can_undo = move || board.with(|board| board.can_undo);
    view! { <ReadbackBar line=line names=names can_undo=can_undo on_undo=Callback::new(move |()| undo(teller)) /> }
}

fn undo(teller: Teller) {
    let (run, no) = teller.board.with_untracked(|board| (board.run, u32::try_from(board.ticks.len()).unwrap_or(0)));
    let verb = move |desk: &Desk<'_>| Ok(vec![desk.view.undo_call(desk.actor, run)?]);
    teller.session.act(verb, move |outcome| match outcome {
        Ok(()) => teller.undone.set(Some(no)),
        Err(failure) => teller.session.wrong(&failure),
    });
}

fn keys(teller: Teller) -> AnyView {
    let choosing = teller.choosing();
    let over_marked = move || teller.board.with(|board| teller.picks.with(|picks| picks.first_over(&board.posts)));
    let over_marked = Memo::new(over_marked);
    let main = move || match (choosing.get(), over_marked.get()) {
        (true, Some(post)) => void(teller, post),
        (true, None) => picked(teller).into_any(),
        (false, _) => patterns(teller).into_any(),
    };
    let other = move || if choosing.get() { words::PATTERNS } else { words::PICK }.to_owned();
    let none = move || teller.board.with(|board| board.patterns.is_empty());
    let flip = Callback::new(move |()| teller.picking.update(|it| *it = !*it));
    let over = move |what| Callback::new(move |()| teller.over.set(Some(what)));
    view! {
        <div class="foot tellers">
            {move || if teller.correcting.get().is_some() { correct::bar(teller) } else { readback(teller) }}
            {main}
            <div class="row3">
                <Button word=other off=none on_press=flip />
                <Button word=words::WRITE_IN on_press=over(Over::WriteIn) />
                <Button word=words::FAULTS weight=Weight::Odd on_press=over(Over::Faults) />
            </div>
        </div>
    }
}

fn patterns(teller: Teller) -> AnyView {
    // Frozen inside a bundle: the memo changes only when a bundle ends.
    let patterns = Memo::new(move || teller.board.with(|board| board.patterns.clone()));
    let key = move |sections: Vec<Section>| {
        let words = teller.board.with_untracked(|board| board.spell(&sections));
        let press = Callback::new(move |()| call(teller, Paper::Marked { sections: sections.clone() }));
        view! { <PatternKey sections=words on_press=press /> }
    };
    view! {
        <div class="hints"><span>{words::LISTEN}</span><span>{words::FROZEN}</span></div>
        <div class="keys bare">{move || patterns.get().into_iter().map(key).collect::<Vec<_>>()}</div>
    }
}

fn picked(teller: Teller) -> AnyView {
    let word = move || {
        let names =
            teller.picks.with(|picks| teller.board.with(|board| board.spell_line(&picks.sections(board.posts.len()))));
        match (names.is_empty(), teller.correcting.get().is_some()) {
            (true, _) => words::TAP_NAMES.to_owned(),
            (false, false) => words::record(&names),
            (false, true) => words::change_to(&names),
        }
    };
    let off = move || teller.picks.with(Picks::is_empty);
    let press = Callback::new(move |()| {
        let posts = teller.board.with_untracked(|board| board.posts.len());
        call(teller, Paper::Marked { sections: teller.picks.with_untracked(|picks| picks.sections(posts)) });
    });
    view! { <Button word=word weight=Weight::Primary off=off on_press=press /> }
}

/// Records a called paper, or sets right the one that is corrected. Two taps in a row are one; a call too fast is
/// asked about.
fn call(teller: Teller, paper: Paper) {
    if let Some(at) = teller.correcting.get_untracked() {
        teller.anew.set(Some(paper));
        return teller.over.set(Some(Over::Correct(at)));
    }
    let now = now_ms();
    let passed = teller.gate.try_update_value(|(tap, pace)| (tap.pass(now), pace.pass(now)));
    let Some((true, calm)) = passed else { return };
    let run: id::Place = teller.board.with_untracked(|board| board.run);
    let verb = move |desk: &Desk<'_>| Ok(vec![desk.view.call_ballot(desk.actor, run, paper)?]);
    teller.session.act(verb, move |outcome| match outcome {
        Ok(()) => {
            teller.picks.set(Picks::default());
            teller.undone.set(None);
            crate::browser::device::buzz(crate::browser::device::Buzz::Done);
            if !calm {
                teller.session.say(words::TOO_FAST);
            }
        }
        Err(failure) => teller.session.wrong(&failure),
    });
}

fn closing(teller: Teller) -> AnyView {
    let Teller { session, board, .. } = teller;
    let press = Callback::new(move |()| {
        let run = board.with_untracked(|board| board.run);
        let verb = move |desk: &Desk<'_>| Ok(vec![desk.view.close_run(desk.actor, run)?]);
        session.act(verb, move |outcome| match outcome {
            Ok(()) => Place::Boxes.go(),
            Err(failure) => session.wrong(&failure),
        });
    });
    // Where two tellers differ the count ends only before witnesses.
    let differs = move || board.with(|board| matches!(board.guard, Some((_, Check::Differs { .. }))));
    let despite = Callback::new(move |()| teller.over.set(Some(Over::End)));
    let button = move || match (board.with(|board| board.closed), differs()) {
        (true, _) => ().into_any(),
        (false, false) => view! { <Button word=words::CLOSE weight=Weight::Primary on_press=press /> },
        (false, true) => view! { <Button word=words::END weight=Weight::Odd on_press=despite /> },
    };
    view! {
        <div class="foot tellers">
            {readback(teller)}
            {button}
        </div>
    }
}

impl Teller {
    /// Whether names are picked one by one: always in the first bundle, so that the keys come from this box.
    fn choosing(self) -> Memo<bool> {
        Memo::new(move || {
            self.picking.get() || self.correcting.get().is_some() || self.board.with(|board| board.patterns.is_empty())
        })
    }
}

/// A written-in or printed mark as it is written on the paper.
fn written(name: &str) -> Mark {
    Mark::Written { name: name.to_owned() }
}
