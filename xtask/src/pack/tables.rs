//! Mends what an old wasm-opt breaks.

use crate::shell::Done;
use std::path::Path;
use walrus::{ExportItem, ModuleConfig, RefType};

/// The table of references to objects of the page, as wasm-bindgen exports it.
pub const REFERENCES: &str = "__wbindgen_externrefs";

/// Points the export of the reference table at the reference table: wasm-opt 108, which Debian 12
/// has, writes every table export as the first table, and the page then stops at its start.
pub fn mend(file: &Path) -> Done {
    let mut config = ModuleConfig::new();
    config.generate_name_section(false).generate_producers_section(false);
    let mut module = config.parse_file(file).map_err(|error| format!("{error:#}"))?;
    let of_objects = |table: &&walrus::Table| table.element_ty == RefType::EXTERNREF;
    let table = module.tables.iter().find(of_objects).map(walrus::Table::id);
    let export = module.exports.iter_mut().find(|export| export.name == REFERENCES);
    match (table, export) {
        (Some(table), Some(export)) => export.item = ExportItem::Table(table),
        (Some(_), None) | (None, _) => return Err("the module does not export its table of references".into()),
    }
    module.emit_wasm_file(file).map_err(|error| format!("{error:#}").into())
}
