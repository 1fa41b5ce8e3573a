//! A list as the desk sees it (导入预检): counts and rows, ID numbers masked.

use super::batch::Batch;
use super::cell::{hidden, masked};
use super::read::{Mended, Row};
use cunxuan_core::api::lists::{ColumnView, Field, Heap, Mapping, MendView, Preview, RowView, SheetView};

/// Rows of one heap that are shown: whoever has more downloads the file.
const MOST: usize = 300;
/// Rows shown of those that nobody needs to look at.
const READY: usize = 20;

impl Batch {
    /// The list as it may be shown, under the name by which it is kept.
    #[must_use]
    pub fn preview(&self, id: &str) -> Preview {
        let rows = &self.reading.rows;
        let count = |wanted: &dyn Fn(&Row) -> bool| {
            u32::try_from(rows.iter().filter(|row| wanted(row)).count()).unwrap_or(u32::MAX)
        };
        let heap = |heap: Heap, most: usize| rows.iter().filter(move |row| row.heap() == heap).take(most).map(row_view);
        Preview {
            id: id.to_owned(),
            village: self.home.code.clone(),
            state: self.state,
            sheets: self.sheets.iter().zip(&self.maps).map(|(sheet, map)| sheet_view(sheet, map)).collect(),
            ready: count(&|row| row.heap() == Heap::Ready),
            mended: count(&|row| row.heap() == Heap::Mended),
            look: count(&|row| row.heap() == Heap::Look),
            refused: count(&|row| row.person.is_none()),
            known: count(&|row| row.known),
            fresh: count(&|row| row.person.is_some() && !row.known),
            skipped: self.reading.skipped,
            rows: heap(Heap::Look, MOST).chain(heap(Heap::Mended, MOST)).chain(heap(Heap::Ready, READY)).collect(),
        }
    }
}

fn sheet_view(sheet: &super::sheet::Sheet, map: &Mapping) -> SheetView {
    let width = sheet.rows.values().map(Vec::len).max().unwrap_or(0);
    let column = |at: usize| ColumnView {
        heading: hidden(sheet.cell(map.header_row, at).text()),
        field: map.columns.get(at).copied().flatten(),
    };
    SheetView { name: hidden(&sheet.name), header_row: map.header_row, columns: (0..width).map(column).collect() }
}

fn row_view(row: &Row) -> RowView {
    RowView {
        sheet: u32::try_from(row.sheet).unwrap_or(u32::MAX),
        row: row.row,
        heap: row.heap(),
        imported: row.person.is_some() && !row.known,
        group: row.home.map(|(_, group)| group),
        name: hidden(&row.words.name),
        id_masked: masked(&row.words.id),
        mends: row.mends.iter().map(mend_view).collect(),
        problems: row.problems.clone(),
    }
}

fn mend_view(mended: &Mended) -> MendView {
    let show = |text: &str| if mended.field == Field::Id { masked(text) } else { hidden(text) };
    MendView { field: mended.field, mend: mended.mend, was: show(&mended.was), became: show(&mended.became) }
}
