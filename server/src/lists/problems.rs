//! The rows that must be looked at, as a file to be put right and handed in again (问题行).

use super::header::heading;
use super::read::{Row, told_in};
use super::sheet::Sheet;
use super::words::reason;
use cunxuan_core::api::lists::{Field, Mapping, ProblemView};
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The heading of the column that is added.
const REASON: &str = "原因";
/// And of the one that says where the row stood: by it the reader knows such a file again.
pub(super) const ROW: &str = "原行号";

/// Writes the rows of a list that must be looked at, sheet by sheet under their own headings.
///
/// # Errors
/// When the file cannot be made.
pub fn write(sheets: &[Sheet], maps: &[Mapping], rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for (place, (sheet, map)) in sheets.iter().zip(maps).enumerate() {
        let rows: Vec<&Row> = rows.iter().filter(|row| row.sheet == place && !row.problems.is_empty()).collect();
        if !rows.is_empty() {
            write_sheet(book.add_worksheet(), sheet, map, &rows)?;
        }
    }
    if book.worksheets().is_empty() {
        book.add_worksheet();
    }
    book.save_to_buffer()
}

fn write_sheet(out: &mut Worksheet, sheet: &Sheet, map: &Mapping, rows: &[&Row]) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00F2_F2F2)).set_align(FormatAlign::Center);
    let red = Format::new().set_font_color(Color::RGB(0x00C0_0000)).set_bold().set_text_wrap();
    // Text everywhere: this very program must not turn an ID number into a number.
    let text = Format::new().set_num_format("@");
    if !sheet.name.is_empty() {
        out.set_name(&sheet.name)?;
    }
    out.set_freeze_panes(1, 0)?;
    out.write_string_with_format(0, 0, REASON, &head.clone().set_font_color(Color::RGB(0x00C0_0000)))?;
    out.write_string_with_format(0, 1, ROW, &head)?;
    let width = u16::try_from(map.columns.len()).unwrap_or(u16::MAX);
    for (at, column) in (0..width).zip(2..) {
        let own = sheet.cell(map.header_row, at.into()).text();
        let field = map.columns.get(usize::from(at)).copied().flatten();
        out.write_string_with_format(
            0,
            column,
            field.map_or_else(|| own.to_owned(), |field| heading(field).to_owned()),
            &head,
        )?;
        out.set_column_width(column, if field == Some(Field::Id) { 22 } else { 12 })?;
    }
    out.set_column_width(0, 44)?;
    for (row, line) in rows.iter().zip(1..) {
        let reasons: Vec<String> = row.problems.iter().map(told).collect();
        out.write_string_with_format(line, 0, reasons.join("；"), &red)?;
        out.write_number(line, 1, row.row)?;
        for (at, column) in (0..width).zip(2..) {
            out.write_string_with_format(line, column, own_words(sheet, map, row, at.into()), &text)?;
        }
    }
    Ok(())
}

/// What stands in a column. A row stands alone in this file: what it had from a merged cell or from the row above is
/// written out, and a household's number as the whole list gave it.
fn own_words<'a>(sheet: &'a Sheet, map: &Mapping, row: &'a Row, column: usize) -> &'a str {
    match map.columns.get(column).copied().flatten() {
        Some(Field::Household) => &row.words.household,
        field => told_in(sheet, map, (row.row, column), field).text(),
    }
}

/// The column, and what is the matter there.
fn told(problem: &ProblemView) -> String {
    format!("{}：{}", heading(problem.field), reason(problem))
}
