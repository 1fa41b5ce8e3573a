//! The sheets of a file (表格): XLSX, XLS and CSV alike as rows of cells, nothing read into them.

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader, Xls, Xlsx};
use encoding_rs::{Encoding, GB18030};
use std::collections::BTreeMap;
use std::io::Cursor;
use zip::ZipArchive;

/// Cells of one file: a village has ten thousand people at most, and a list twenty columns.
const MOST_CELLS: usize = 2_000_000;
/// Bytes to which the parts of a file may inflate in all.
const MOST_BYTES: u64 = 200 * 1024 * 1024;
/// What stands further to the right belongs to no list.
const COLUMNS: u32 = 200;

/// One cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    #[default]
    Empty,
    /// What somebody typed.
    Text(String),
    /// A number, as a sheet shows it. Behind its fifteenth digit nothing is left of what was typed.
    Number(String),
    /// What the spreadsheet takes for a day, as `2026-11-05`.
    Date(String),
}

impl Cell {
    /// What the cell says, blanks around it left out.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Empty => "",
            Self::Text(text) | Self::Number(text) | Self::Date(text) => text.trim(),
        }
    }
}

/// One sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; empty for a CSV.
    pub name: String,
    /// Its rows with anything in them, by their numbers from 1.
    pub rows: BTreeMap<u32, Vec<Cell>>,
    /// Cells that were merged over several rows: column, first and last row.
    pub merged: Vec<(usize, u32, u32)>,
}

impl Sheet {
    /// A cell; an empty one where there is none.
    #[must_use]
    pub fn cell(&self, row: u32, column: usize) -> &Cell {
        self.rows.get(&row).and_then(|cells| cells.get(column)).unwrap_or(&Cell::Empty)
    }

    /// The first row of the merged cell in which this one lies, if it lies in one.
    #[must_use]
    pub fn merged_from(&self, row: u32, column: usize) -> Option<u32> {
        let over = |(of, from, to): &&(usize, u32, u32)| *of == column && (*from..=*to).contains(&row);
        self.merged.iter().find(over).map(|(_, from, _)| *from)
    }

    /// Puts a cell in its place, with the empty ones before it; none if that takes more cells than are left.
    fn put(&mut self, row: u32, column: u32, cell: Cell, left: &mut usize) -> Option<()> {
        *left = left.checked_sub(1)?;
        if cell.text().is_empty() || column >= COLUMNS {
            return Some(());
        }
        let cells = self.rows.entry(row.saturating_add(1)).or_default();
        let column = column as usize;
        if cells.len() <= column {
            *left = left.checked_sub(column - cells.len())?;
            cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = cells.get_mut(column) {
            *place = cell;
        }
        Some(())
    }

    fn merge(&mut self, over: &[Dimensions], left: &mut usize) -> Option<()> {
        for Dimensions { start, end } in over {
            let columns = (start.1..=end.1.min(COLUMNS)).filter(|_| end.0 > start.0);
            *left = left.checked_sub(columns.clone().count())?;
            self.merged
                .extend(columns.map(|column| (column as usize, start.0.saturating_add(1), end.0.saturating_add(1))));
        }
        Some(())
    }
}

/// The sheets of a file with anything in them; nothing if it is of no known form.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Vec<Sheet>> {
    let sheets = match bytes {
        [b'P', b'K', 3, 4, ..] => xlsx(bytes)?,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => xls(bytes)?,
        _ => vec![csv(bytes)?],
    };
    Some(sheets.into_iter().filter(|sheet| !sheet.rows.is_empty()).collect())
}

/// Cell by cell: a single cell far down and far right must not make a table of a billion.
fn xlsx(bytes: &[u8]) -> Option<Vec<Sheet>> {
    let mut parts = ZipArchive::new(Cursor::new(bytes)).ok()?;
    let sizes = (0..parts.len()).map(|part| parts.by_index_raw(part).ok().map(|part| part.size()));
    sizes.sum::<Option<u64>>().filter(|size| *size <= MOST_BYTES)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).ok()?;
    let (mut sheets, mut left) = (Vec::new(), MOST_CELLS);
    for name in book.sheet_names() {
        let mut sheet = Sheet { name: name.clone(), ..Sheet::default() };
        // A sheet may be a drawing.
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        while let Some(found) = cells.next_cell().ok()? {
            let (row, column) = found.get_position();
            sheet.put(row, column, of_xlsx(found.get_value()), &mut left)?;
        }
        drop(cells);
        if let Ok(merged) = book.merge_cells_by_sheet_name(&name) {
            sheet.merge(&merged, &mut left)?;
        }
        sheets.push(sheet);
    }
    Some(sheets)
}

fn of_xlsx(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => Cell::Number(shown(*number)),
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::DateTime(day) => Cell::Date(date(day)),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Date(text.clone()),
        DataRef::Bool(_) | DataRef::Error(_) => Cell::Text("#".to_owned()),
        DataRef::Empty => Cell::Empty,
    }
}

fn xls(bytes: &[u8]) -> Option<Vec<Sheet>> {
    let mut book = Xls::new(Cursor::new(bytes)).ok()?;
    let (mut sheets, mut left) = (Vec::new(), MOST_CELLS);
    for name in book.sheet_names() {
        let mut sheet = Sheet { name: name.clone(), ..Sheet::default() };
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let (top, left_edge) = range.start().unwrap_or_default();
        let (height, width) = range.get_size();
        if height.saturating_mul(width) > MOST_CELLS {
            return None;
        }
        for (row, column, value) in range.used_cells() {
            let at = |from: u32, more: usize| from.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
            sheet.put(at(top, row), at(left_edge, column), of_xls(value), &mut left)?;
        }
        sheet.merge(&book.merge_cells_by_sheet_name(&name).unwrap_or_default(), &mut left)?;
        sheets.push(sheet);
    }
    Some(sheets)
}

fn of_xls(value: &Data) -> Cell {
    match value {
        Data::Int(number) => Cell::Number(number.to_string()),
        Data::Float(number) => Cell::Number(shown(*number)),
        Data::String(text) => Cell::Text(text.clone()),
        Data::DateTime(day) => Cell::Date(date(day)),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Cell::Date(text.clone()),
        Data::Bool(_) | Data::Error(_) => Cell::Text("#".to_owned()),
        Data::Empty => Cell::Empty,
    }
}

fn shown(number: f64) -> String {
    if number.fract() == 0.0 { format!("{number:.0}") } else { number.to_string() }
}

fn date(day: &ExcelDateTime) -> String {
    let (year, month, day, ..) = day.to_ymd_hms_milli();
    format!("{year:04}-{month:02}-{day:02}")
}

fn csv(bytes: &[u8]) -> Option<Sheet> {
    // The reader passes over empty lines and then says a wrong number for the next.
    let full = |line: &str| if line.is_empty() { " \n".to_owned() } else { [line, "\n"].concat() };
    let text: String = decoded(bytes)?.lines().map(full).collect();
    let first = text.lines().find(|line| line.contains([',', '\t', ';'])).unwrap_or_default();
    let delimiter = [b',', b'\t', b';'].into_iter().max_by_key(|sign| first.bytes().filter(|it| it == sign).count())?;
    let mut table =
        csv::ReaderBuilder::new().flexible(true).has_headers(false).delimiter(delimiter).from_reader(text.as_bytes());
    let (mut sheet, mut left) = (Sheet::default(), MOST_CELLS);
    for record in table.records() {
        let record = record.ok()?;
        let row = u32::try_from(record.position().map_or(0, csv::Position::line)).ok()?.saturating_sub(1);
        for (column, text) in (0..).zip(&record) {
            sheet.put(row, column, Cell::Text(text.to_owned()), &mut left)?;
        }
    }
    Some(sheet)
}

/// UTF-8, UTF-16 with a mark, or GB18030; nothing where letters would be lost.
fn decoded(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() {
        return None;
    }
    let lossless = |(text, lost): (std::borrow::Cow<'_, str>, bool)| (!lost).then(|| text.into_owned());
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return lossless(encoding.decode_without_bom_handling(bytes.get(mark..)?));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => lossless(GB18030.decode_without_bom_handling(bytes))?,
    };
    // A picture or a document is no list.
    (!text.contains('\0')).then_some(text)
}
