//! One page: its files, their hashed names, and the worker that keeps them.

use super::{files_below, icon, short, squeeze, stamp};
use crate::shell::Done;
use std::fs;
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// A page of its own, with its own worker scope.
pub struct Page {
    /// The binary of the app that starts it.
    pub bin: &'static str,
    /// Its folder in `dist/`, which is also its path on the server.
    pub folder: &'static str,
    /// Its title in the browser.
    title: &'static str,
    /// The workers that it starts, its own first.
    workers: &'static str,
}

/// The pages there are.
pub const PAGES: [Page; 5] = [
    Page { bin: "phone", folder: "m", title: "村选", workers: ALL_DAY },
    Page { bin: "count", folder: "count", title: "唱票计票 · 村选", workers: OWN },
    Page { bin: "desk", folder: "desk", title: "村选 · 镇级工作台", workers: OWN },
    Page { bin: "public", folder: "public", title: "公开唱票计票 · 村选", workers: OWN },
    Page { bin: "check", folder: "check", title: "核验 · 村选", workers: OWN },
];

/// What a phone needs in a village without a signal: its own page, that of the count, and the hall's screen.
const ALL_DAY: &str = "\"./sw.js\", \"/count/sw.js\", \"/public/sw.js\"";
/// No worker but the page's own.
const OWN: &str = "\"./sw.js\"";

/// A file that is to be in the folder, before it is written.
struct Part {
    name: String,
    bytes: Vec<u8>,
}

impl Page {
    /// Binds the module in `bound`, and writes the folder from it and from the app's own files.
    pub fn build(&self, module: &Path, bound: &Path, app: &Path, folder: &Path) -> Done {
        bind(module, bound)?;
        let mut parts = vec![
            hashed("app", "wasm", fs::read(bound.join("app_bg.wasm"))?),
            hashed("app", "js", readable(&bound.join("app.js"))?),
            hashed("style", "css", self.style(app)?),
        ];
        let boot = filled(&fs::read_to_string(app.join("assets/boot.js"))?, "\"@workers\"", self.workers)?;
        parts.push(hashed("boot", "js", renamed(&boot, &parts)?.into_bytes()));
        let index = fs::read_to_string(app.join("assets/index.html"))?;
        let index = filled(&filled(&index, "@title", self.title)?, "@folder", self.folder)?;
        let index = renamed(&index, &parts)?;
        let svg = fs::read(app.join("assets/icon.svg"))?;
        parts.push(plain("icon.png", icon::png(&svg)?));
        parts.push(plain("icon.svg", svg));
        let manifest = fs::read(app.join("assets/manifest.webmanifest"))?;
        parts.push(plain("manifest.webmanifest", manifest));
        parts.extend(snippets(bound)?);
        let build = build_of(&index, &parts);
        let worker = worker(&fs::read_to_string(app.join("assets/sw.js"))?, &build, &parts)?;
        parts.push(plain("sw.js", worker));
        parts.push(plain("index.html", filled(&index, "@build", &build)?));
        parts.iter().try_for_each(|part| write(folder, part))
    }

    /// The look of all pages, and behind it what this page has of its own: the others do not download that.
    fn style(&self, app: &Path) -> Done<Vec<u8>> {
        let mut style = readable(&app.join("assets/style.css"))?;
        let own = app.join(format!("assets/{}.css", self.bin));
        if own.is_file() {
            style.extend(readable(&own)?);
        }
        Ok(style)
    }
}

/// Writes the script that goes with a module, and the module without what only builders read.
fn bind(module: &Path, bound: &Path) -> Done {
    Bindgen::new()
        .input_path(module)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(bound)?;
    short::names(&bound.join("app_bg.wasm"), &bound.join("app.js"))?;
    squeeze::module(&bound.join("app_bg.wasm"))
}

/// Scripts that crates carry inside; their folders bear a hash already.
fn snippets(bound: &Path) -> Done<Vec<Part>> {
    let folder = bound.join("snippets");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    files_below(&folder)?
        .iter()
        .map(|file| {
            let name = file.strip_prefix(bound)?.to_string_lossy().into_owned();
            Ok(Part { name, bytes: fs::read(file)? })
        })
        .collect()
}

/// A text that people read, as a browser needs it.
fn readable(file: &Path) -> Done<Vec<u8>> {
    Ok(short::plain(&fs::read_to_string(file)?).into_bytes())
}

fn plain(name: &str, bytes: impl Into<Vec<u8>>) -> Part {
    Part { name: name.into(), bytes: bytes.into() }
}

fn hashed(stem: &str, end: &str, bytes: Vec<u8>) -> Part {
    Part { name: format!("{stem}-{}.{end}", stamp::short([bytes.as_slice()])), bytes }
}

/// Puts the hashed names where the source has the plain ones (`app-@.js` and the like).
fn renamed(text: &str, parts: &[Part]) -> Done<String> {
    let mut text = text.to_owned();
    for part in parts {
        if let (Some((stem, _)), Some((_, end))) = (part.name.split_once('-'), part.name.rsplit_once('.')) {
            text = text.replace(&format!("{stem}-@.{end}"), &part.name);
        }
    }
    match text.contains("-@.") {
        true => Err("a page names a file that was not packed".into()),
        false => Ok(text),
    }
}

/// The version of a page: it changes when any of its files does.
fn build_of(index: &str, parts: &[Part]) -> String {
    let files = parts.iter().flat_map(|part| [part.name.as_bytes(), part.bytes.as_slice()]);
    stamp::short(files.chain([index.as_bytes()]))
}

/// The worker with the list of what it keeps; "./" is the page itself.
fn worker(source: &str, build: &str, parts: &[Part]) -> Done<String> {
    let names: Vec<String> = parts.iter().map(|part| format!("\"{}\"", part.name)).collect();
    filled(&filled(source, "@build", build)?, "\"@files\"", &format!("\"./\", {}", names.join(", ")))
}

/// Fills a blank that must be there.
fn filled(text: &str, blank: &str, value: &str) -> Done<String> {
    match text.contains(blank) {
        true => Ok(text.replace(blank, value)),
        false => Err(format!("no {blank} to fill").into()),
    }
}

fn write(folder: &Path, part: &Part) -> Done {
    let file = folder.join(&part.name);
    if let Some(parent) = file.parent() {
        fs::create_dir_all(parent)?;
    }
    Ok(fs::write(file, &part.bytes)?)
}
