//! What each column was taken for (核对表头), to be changed by hand.

use super::Import;
use crate::markup::{all, view};
use crate::text::lists as text;
use cunxuan_core::api::lists::{ColumnView, Field, ListState, Mapping, SheetView};
use leptos::prelude::*;
use web_sys::Event;

/// Rows in which the headings may stand.
const TOP: u32 = 12;

/// The columns of every sheet, while the list waits.
pub fn columns(import: Import) -> Option<AnyView> {
    let waits = import.state()? == ListState::Staged;
    let sheets = import.preview.with(|it| it.as_ref().map(|it| it.sheets.clone()))?;
    let sheets = sheets.into_iter().zip(0..).map(|(sheet, place)| table(import, sheet, place)).collect();
    waits.then(|| {
        view! {
            <div class="lists-columns">
                <h2>{text::COLUMNS}</h2>
                <p class="lists-note">{text::COLUMNS_NOTE}</p>
                {all(sheets)}
            </div>
        }
    })
}

fn table(import: Import, sheet: SheetView, place: u32) -> AnyView {
    let fields: Vec<Option<Field>> = sheet.columns.iter().map(|column| column.field).collect();
    let header_row = sheet.header_row;
    let moved = move |event: Event| {
        let header_row = event_target_value(&event).parse().unwrap_or(0);
        import.map(Mapping { sheet: place, header_row, columns: Vec::new() });
    };
    let row = |row: u32| view! { <option value=row.to_string() selected=row == header_row>{text::row(row)}</option> };
    let options = all((0..=TOP.max(header_row)).map(row).collect());
    let rows = sheet.columns.into_iter().enumerate().filter(|(_, column)| !column.heading.is_empty());
    let rows = rows
        .map(|(at, column)| line(import, Mapping { sheet: place, header_row, columns: fields.clone() }, at, column));
    let rows = all(rows.collect());
    view! {
        <label class="lists-sheet"><b>{sheet.name}</b><span>{text::HEADER_ROW}</span><select on:change=moved>{options}</select></label>
        <table><tbody>{rows}</tbody></table>
    }
}

fn line(import: Import, mapping: Mapping, at: usize, column: ColumnView) -> AnyView {
    let option = |field: Field| {
        let chosen = column.field == Some(field);
        view! { <option value=text::field(field) selected=chosen>{text::field(field)}</option> }
    };
    let options = all(Field::ALL.into_iter().map(option).collect());
    let choose = move |event: Event| {
        let value = event_target_value(&event);
        let field = Field::ALL.into_iter().find(|field| text::field(*field) == value);
        let mut mapping = mapping.clone();
        // A kind of column stands once: the other one gives way.
        mapping.columns.iter_mut().filter(|other| field.is_some() && **other == field).for_each(|other| *other = None);
        if let Some(place) = mapping.columns.get_mut(at) {
            *place = field;
        }
        import.map(mapping);
    };
    let label = column.heading.clone();
    view! {
        <tr>
            <td>{column.heading}</td>
            <td>
                <select aria-label=label on:change=choose>
                    <option value="">{text::PASSED_OVER}</option>
                    {options}
                </select>
            </td>
        </tr>
    }
}
