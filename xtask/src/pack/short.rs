//! Shorter files: short names between a module and its script, no comments and no indentation.

use super::tables::REFERENCES;
use crate::shell::Done;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use walrus::{Module, ModuleConfig};

/// How names begin that wasm-bindgen gives, and that module and script alone know.
const GIVEN: [&str; 3] = ["__wbg_", "__wbindgen_", "wasm_bindgen__"];
/// Streams that a library exports for others; no page of ours ever makes one.
const UNUSED: [&str; 2] = ["intounderlying", "__wbg_intounderlying"];

/// Gives what a module and its script exchange short names, in both files alike.
pub fn names(module: &Path, script: &Path) -> Done {
    let mut parsed = ModuleConfig::new().parse_file(module).map_err(|error| format!("{error:#}"))?;
    let unused = |name: &str| UNUSED.iter().any(|start| name.starts_with(start));
    let gone: Vec<_> = parsed.exports.iter().filter(|it| unused(&it.name)).map(walrus::Export::id).collect();
    gone.into_iter().for_each(|id| parsed.exports.delete(id));
    let short = shorts(&parsed);
    for import in parsed.imports.iter_mut() {
        shorten(&mut import.name, &short);
    }
    for export in parsed.exports.iter_mut() {
        shorten(&mut export.name, &short);
    }
    parsed.emit_wasm_file(module).map_err(|error| format!("{error:#}"))?;
    let text = fs::read_to_string(script)?;
    Ok(fs::write(script, renamed(&text, &short))?)
}

fn shorts(module: &Module) -> BTreeMap<String, String> {
    let imports = module.imports.iter().map(|import| &import.name);
    let exports = module.exports.iter().map(|export| &export.name);
    let given = |name: &&String| name.as_str() != REFERENCES && GIVEN.iter().any(|start| name.starts_with(start));
    let names: std::collections::BTreeSet<&String> = imports.chain(exports).filter(given).collect();
    names.into_iter().enumerate().map(|(no, name)| (name.clone(), format!("${no:x}"))).collect()
}

fn shorten(name: &mut String, short: &BTreeMap<String, String>) {
    if let Some(short) = short.get(name) {
        name.clone_from(short);
    }
}

/// Replaces whole words only.
fn renamed(text: &str, short: &BTreeMap<String, String>) -> String {
    let part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$';
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|letter| part(letter) != part(first)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        shown += short.get(word).map_or(word, String::as_str);
        rest = after;
    }
    shown
}

/// A script or a style without comment blocks, blank lines and indentation. Comments begin their line.
pub fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut comment = false;
    for line in text.lines().map(str::trim) {
        comment |= line.starts_with("/*");
        if !comment && !line.is_empty() && !line.starts_with("// ") {
            shown += line;
            shown.push('\n');
        }
        comment &= !line.ends_with("*/");
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_renamed_whole() {
        let short = BTreeMap::from([("__wbg_get_1".to_owned(), "$0".to_owned())]);
        for (text, shown) in [
            ("wasm.__wbg_get_1(a)", "wasm.$0(a)"),
            ("__wbg_get_12: x", "__wbg_get_12: x"),
            ("__wbg_get_1", "$0"),
            ("let 名 = __wbg_get_1;", "let 名 = $0;"),
        ] {
            assert_eq!(renamed(text, &short), shown);
        }
    }

    #[test]
    fn what_only_people_read_is_left_out() {
        for (text, shown) in [
            ("/* a */\nb {\n  c: d;\n\n}\n", "b {\nc: d;\n}\n"),
            ("/**\n * a\n */\nf();\n  // b\n  g(); // c\n", "f();\ng(); // c\n"),
            ("a /* b\n*/ c", "a /* b\n*/ c\n"),
        ] {
            assert_eq!(plain(text), shown);
        }
    }
}
