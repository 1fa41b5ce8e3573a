//! The boxes of a village one by one (各组票箱): papers out, papers back, papers called; what they were only when all were called.

use super::Page;
use crate::markup::{Memo, view};
use crate::text::desk::village as words;
use cunxuan_core::api::BoxView;
use leptos::prelude::*;

/// The table of boxes.
#[component]
pub fn Boxes(
    /// The village.
    page: Page,
) -> AnyView {
    let boxes = page.of(|view| view.boxes.clone());
    let places = Memo::new(move || boxes.with(Vec::len));
    let heads: Vec<AnyView> = words::BOX_HEADS.into_iter().map(|head| view! { <th>{head}</th> }).collect();
    let rows = move || (0..places.get()).map(|at| row(boxes, at)).collect::<Vec<_>>();
    view! {
        <section class="panel boxes">
            <h2>{words::BOXES}</h2>
            <table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>
        </section>
    }
}

fn row(boxes: Memo<Vec<BoxView>>, at: usize) -> AnyView {
    let one = Memo::new(move || boxes.with(|boxes| boxes.get(at).cloned()).unwrap_or_default());
    let number = move |find: fn(&BoxView) -> Option<u32>| {
        let said = move || one.with(find).map_or_else(|| words::NONE.to_owned(), |number| number.to_string());
        view! { <td class="n">{said}</td> }
    };
    let stop = move || one.with(|one| one.halted.is_some());
    let broken = move || one.with(|one| one.seal_whole != Some(false));
    let void = move || one.with(|one| (one.void_issued > 0).then(|| words::void(one.void_issued)));
    view! {
        <tr class:stop=stop>
            <td>{move || one.with(|one| u32::from(one.box_no))}</td>
            <td>
                {move || one.with(|one| one.name.clone())}
                <i class="cell s" hidden=move || !stop()>{words::STOP}</i>
                <em hidden=broken>{words::SEAL_BROKEN}</em>
            </td>
            {number(|one| Some(one.registered))}
            <td>{move || one.with(|one| one.colour.clone())}" "<em>{void}</em></td>
            {number(|one| one.taken)}
            {number(|one| Some(one.issued))}
            {number(|one| one.opened)}
            {number(|one| one.opened.map(|_| one.called))}
            {number(|one| one.kinds.map(|[valid, _, _]| valid))}
            {number(|one| one.kinds.map(|[_, void, _]| void))}
            {number(|one| one.kinds.map(|[_, _, blank]| blank))}
        </tr>
    }
}
