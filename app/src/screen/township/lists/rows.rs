//! The three heaps (可导入、已修正、要人工看) with their counts, and the rows of the one that is chosen.

use super::Import;
use crate::markup::{Memo, all, live, pressed, view};
use crate::text::{desk, lists as text};
use cunxuan_core::api::lists::{Heap, Preview, RowView};
use leptos::prelude::*;

/// The heaps, once a list was read.
pub fn heaps(import: Import) -> AnyView {
    let read = Memo::new(move || import.preview.with(Option::is_some));
    let shown = move || match read.get() {
        false => view! { <p class="lists-empty" hidden=move || !import.busy.get().is_empty()>{text::EMPTY}</p> },
        true => view! {
            <div class="heaps">
                {heap(import, Heap::Ready, |it| it.ready)}
                {heap(import, Heap::Mended, |it| it.mended)}
                {heap(import, Heap::Look, |it| it.look)}
            </div>
            <p class="lists-note">{move || of(import, |it| text::counts(it.refused, it.known, it.skipped))}</p>
            {live(move || table(import))}
        },
    };
    live(shown)
}

fn of<T: Default>(import: Import, say: impl FnOnce(&Preview) -> T) -> T {
    import.preview.with(|it| it.as_ref().map(say)).unwrap_or_default()
}

/// One heap: its name, how many rows lie in it, and a press shows them.
fn heap(import: Import, heap: Heap, rows: fn(&Preview) -> u32) -> AnyView {
    let class = match heap {
        Heap::Ready => "heap ready",
        Heap::Mended => "heap mended",
        Heap::Look => "heap look",
    };
    view! {
        <button
            type="button"
            class=class
            aria-pressed=pressed(move || import.heap.get() == heap)
            on:click=move |_| import.heap.set(heap)
        >
            <span>{text::heap(heap)}</span>
            <b>{move || desk::count(of(import, rows))}</b>
        </button>
    }
}

fn table(import: Import) -> AnyView {
    let heap = import.heap.get();
    let rows: Vec<RowView> = of(import, |it| it.rows.iter().filter(|row| row.heap == heap).cloned().collect());
    if rows.is_empty() {
        return view! { <p class="lists-empty">{text::NO_ROWS}</p> };
    }
    let headings = text::HEADINGS.into_iter().map(|word| view! { <th scope="col">{word}</th> }).collect();
    view! {
        <div class="lists-rows" tabindex="0" role="region" aria-label=text::heap(heap)>
            <table>
                <thead><tr>{all(headings)}</tr></thead>
                <tbody>{all(rows.into_iter().map(line).collect())}</tbody>
            </table>
        </div>
    }
}

fn line(row: RowView) -> AnyView {
    let problems = row.problems.iter().map(|it| view! { <p class="bad">{text::problem(it)}</p> });
    let mends = row.mends.iter().map(|it| view! { <p>{text::mend(it)}</p> });
    let told = problems.chain(mends).collect();
    view! {
        <tr>
            <td class="n">{row.row}</td>
            <td>{row.group.map(u32::from)}</td>
            <td>{row.name}</td>
            <td>{row.id_masked}</td>
            <td>{all(told)}</td>
            <td>{if row.imported { text::YES } else { text::NO }}</td>
        </tr>
    }
}
