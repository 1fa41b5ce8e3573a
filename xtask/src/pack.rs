//! Packs the pages into `dist/`: one folder for each worker scope, file names with their hash.

mod icon;
mod page;
mod short;
mod squeeze;
mod stamp;
mod tables;

use crate::shell::{Done, cargo, root, run as run_command};
use page::{PAGES, Page};
use std::fs;
use std::path::{Path, PathBuf};

/// Where the compiler leaves the modules, below the root.
const MODULES: &str = "target/wasm32-unknown-unknown/wasm-release";

/// Packs if an input changed, then prints the size of each page's first download.
pub fn run() -> Done {
    let work = root().join("target/pack");
    let dist = root().join("dist");
    fs::create_dir_all(&work)?;
    // Two at once would pull the folders from under each other; the later one finds all done.
    let turn = fs::File::create(work.join("lock"))?;
    turn.lock()?;
    let now = stamp::of_inputs(&root())?;
    let before = fs::read_to_string(work.join("stamp")).unwrap_or_default();
    if now != before || PAGES.iter().any(|page| !dist.join(page.folder).join("sw.js").is_file()) {
        compile()?;
        pack_all(&work, &dist)?;
        fs::write(work.join("stamp"), now)?;
    }
    for page in &PAGES {
        println!("{}: {} bytes br", page.bin, first_download(&dist.join(page.folder))?);
    }
    Ok(())
}

/// Compiles the browser modules. Machine paths stay out of them: they are published. Erased
/// components make the phone's module a tenth smaller.
fn compile() -> Done {
    let mut build = cargo(&["build", "-p", "cunxuan-app", "--profile", "wasm-release"]);
    build.args(["--target", "wasm32-unknown-unknown"]);
    for page in &PAGES {
        build.args(["--bin", page.bin]);
    }
    let home = std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))?;
    let flags = format!(
        "--cfg=erase_components --remap-path-prefix={home}/registry/src= --remap-path-prefix={}=",
        root().display()
    );
    build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags);
    run_command(&mut build)
}

/// Packs beside the old `dist/` and swaps at the end, so that a failure leaves the old one whole.
fn pack_all(work: &Path, dist: &Path) -> Done {
    let fresh = work.join("dist");
    remove(&fresh)?;
    std::thread::scope(|scope| {
        let packers: Vec<_> = PAGES.iter().map(|page| scope.spawn(|| pack_one(page, work, &fresh))).collect();
        packers.into_iter().try_for_each(|packer| match packer.join() {
            Ok(done) => done,
            Err(_) => Err("a packer stopped".into()),
        })
    })?;
    remove(dist)?;
    Ok(fs::rename(fresh, dist)?)
}

fn pack_one(page: &Page, work: &Path, fresh: &Path) -> Done {
    let module = root().join(MODULES).join(format!("{}.wasm", page.bin));
    let bound = work.join(page.bin);
    remove(&bound)?;
    let folder = fresh.join(page.folder);
    page.build(&module, &bound, &root().join("app"), &folder)?;
    files_below(&folder)?
        .iter()
        .filter(|file| file.extension().is_none_or(|end| end != "png"))
        .try_for_each(|file| squeeze::beside(file))
}

/// Bytes over the wire before the page shows: modules, scripts and style, without the worker,
/// which comes after, and what is fetched later on demand (`scan`).
fn first_download(folder: &Path) -> Done<u64> {
    let counts = |file: &&PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let kind = [".wasm.br", ".js.br", ".css.br"].iter().any(|end| name.ends_with(end));
        kind && name != "sw.js.br" && !name.starts_with("scan")
    };
    files_below(folder)?.iter().filter(counts).map(|file| Ok(fs::metadata(file)?.len())).sum()
}

/// Every file below a folder, in the order of names.
fn files_below(folder: &Path) -> Done<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut entries: Vec<_> = fs::read_dir(folder)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        if entry.file_type()?.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    Ok(files)
}

fn remove(folder: &Path) -> Done {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}
