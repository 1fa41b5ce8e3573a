//! Votes drawn so that a seat in the hall can audit them (正字): a row is a hundred votes, four times five 正.

use crate::markup::{Memo, live, view};
use crate::part::zhengs;
use crate::text::public as words;
use leptos::prelude::*;

/// Votes in a row.
const HUNDRED: u32 = 100;
/// Rows that are drawn in full; above, whole hundreds become tiles.
const ROWS: u32 = 4;
/// 正 in a group.
const GROUP: usize = 5;

/// One row of strokes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Line {
    /// Whole hundreds, as tiles.
    tiles: u32,
    /// Votes drawn as strokes.
    strokes: u32,
    /// Whether the last stroke is the newest.
    fresh: bool,
    /// The sum at the end of a full row; 0 while it is not full.
    end: u32,
}

/// The row with this place from 0.
fn line((votes, fresh): (u32, bool), at: u32) -> Line {
    let (whole, rest) = (votes / HUNDRED, votes % HUNDRED);
    if votes > ROWS * HUNDRED {
        return match at {
            0 => Line { tiles: whole, fresh: fresh && rest == 0, ..Line::default() },
            1 => Line { strokes: rest, fresh, ..Line::default() },
            _ => Line::default(),
        };
    }
    match at.cmp(&whole) {
        std::cmp::Ordering::Less => {
            Line { strokes: HUNDRED, fresh: fresh && votes == (at + 1) * HUNDRED, end: (at + 1) * HUNDRED, tiles: 0 }
        }
        std::cmp::Ordering::Equal => Line { strokes: rest, fresh, ..Line::default() },
        std::cmp::Ordering::Greater => Line::default(),
    }
}

/// How many rows so many votes take.
pub fn lines(votes: u32) -> u32 {
    if votes > ROWS * HUNDRED { 2 } else { votes.div_ceil(HUNDRED).max(1) }
}

/// The strokes of a name: votes, and whether one of them is the newest.
pub fn strokes(row: Memo<(u32, bool)>) -> AnyView {
    let drawn = |at: u32| {
        let now = Memo::new(move || line(row.get(), at));
        live(move || draw(now.get()))
    };
    view! { <div class="z" aria-hidden="true">{(0..ROWS).map(drawn).collect::<Vec<_>>()}</div> }
}

fn draw(line: Line) -> Option<AnyView> {
    if line == Line::default() {
        return None;
    }
    let mut glyphs = zhengs(line.strokes, line.fresh).into_iter();
    let mut groups = Vec::new();
    loop {
        let group: Vec<AnyView> = glyphs.by_ref().take(GROUP).collect();
        if group.is_empty() {
            break;
        }
        groups.push(view! { <span>{group}</span> });
    }
    let newest = |at: u32| (line.fresh && at + 1 == line.tiles).then_some("new");
    let tiles: Vec<AnyView> = (0..line.tiles).map(|at| view! { <b class=newest(at)>{words::HUNDRED}</b> }).collect();
    let end = (line.end > 0).then(|| view! { <u>{line.end}</u> });
    Some(view! { <div class="ln">{tiles}{groups}{end}</div> })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever the votes, the rows show just as many, and one stroke of them is the newest.
    #[test]
    fn rows_show_every_vote() {
        for votes in [0, 1, 4, 5, 99, 100, 101, 199, 200, 289, 399, 400, 401, 437, 500, 701, 1_999] {
            let rows: Vec<Line> = (0..ROWS).map(|at| line((votes, true), at)).collect();
            let shown: u32 = rows.iter().map(|row| row.tiles * HUNDRED + row.strokes).sum();
            let fresh = rows.iter().filter(|row| row.fresh && row.strokes + row.tiles > 0).count();
            assert_eq!((shown, fresh), (votes, usize::from(votes > 0)), "{votes}");
            let used = rows.iter().filter(|row| row.tiles + row.strokes > 0).count();
            assert!(used <= usize::try_from(lines(votes)).unwrap(), "{votes} in {used} rows");
        }
    }
}
