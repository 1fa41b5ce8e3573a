//! The rows that must be looked at, as a file to be put right and handed in again (问题行).

use super::batch::Batch;
use super::header::heading;
use super::read::Row;
use super::words::reason;
use cunxuan_core::api::lists::ProblemView;
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The heading of the column that is added.
const REASON: &str = "原因";
/// And of the one that says where the row stood.
const ROW: &str = "原行号";

/// Writes the rows of a list that must be looked at, sheet by sheet under their own headings.
///
/// # Errors
/// When the file cannot be made.
pub fn write(batch: &Batch) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    for place in 0..batch.sheets.len() {
        let rows: Vec<&Row> =
            batch.reading.rows.iter().filter(|row| row.sheet == place && !row.problems.is_empty()).collect();
        if !rows.is_empty() {
            sheet(book.add_worksheet(), batch, place, &rows)?;
        }
    }
    if book.worksheets().is_empty() {
        book.add_worksheet();
    }
    book.save_to_buffer()
}

fn sheet(out: &mut Worksheet, batch: &Batch, place: usize, rows: &[&Row]) -> Result<(), XlsxError> {
    let (Some(sheet), Some(map)) = (batch.sheets.get(place), batch.maps.get(place)) else { return Ok(()) };
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
        out.set_column_width(column, if field == Some(cunxuan_core::api::lists::Field::Id) { 22 } else { 12 })?;
    }
    out.set_column_width(0, 44)?;
    for (row, line) in rows.iter().zip(1..) {
        let reasons: Vec<String> = row.problems.iter().map(told).collect();
        out.write_string_with_format(line, 0, reasons.join("；"), &red)?;
        out.write_number(line, 1, row.row)?;
        for (at, column) in (0..width).zip(2..) {
            out.write_string_with_format(line, column, sheet.cell(row.row, at.into()).text(), &text)?;
        }
    }
    Ok(())
}

/// The column, and what is the matter there.
fn told(problem: &ProblemView) -> String {
    format!("{}：{}", heading(problem.field), reason(problem))
}
