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

/// Packs every page if an input changed, then prints the size of each page's first download.
pub fn run() -> Done {
    let (work, _turn) = work_folder()?;
    let now = stamp::of_inputs(&root())?;
    let before = fs::read_to_string(work.join("stamp")).unwrap_or_default();
    let pages: Vec<&Page> = PAGES.iter().collect();
    if now != before || pages.iter().any(|page| !dist().join(page.folder).join("sw.js").is_file()) {
        compile(&pages)?;
        pack_all(&pages, &work)?;
        fs::write(work.join("stamp"), now)?;
    }
    tell(&pages)
}

/// Packs the pages named, whether or not anything changed, and leaves the others as they are.
pub fn some(names: &[String]) -> Done {
    let (work, _turn) = work_folder()?;
    let named = |name: &String| PAGES.iter().find(|page| page.bin == name).ok_or(format!("no page is called {name}"));
    let pages: Vec<&Page> = names.iter().map(named).collect::<Result<_, _>>()?;
    compile(&pages)?;
    remove(&work.join("stamp"))?;
    pack_all(&pages, &work)?;
    tell(&pages)
}

fn dist() -> PathBuf {
    root().join("dist")
}

/// Where packing works, and the turn at it: two at once would pull the folders from under each other.
fn work_folder() -> Done<(PathBuf, fs::File)> {
    let work = root().join("target/pack");
    fs::create_dir_all(&work)?;
    let turn = fs::File::create(work.join("lock"))?;
    turn.lock()?;
    Ok((work, turn))
}

fn tell(pages: &[&Page]) -> Done {
    for page in pages {
        println!("{}: {} bytes br", page.bin, first_download(&dist().join(page.folder))?);
    }
    Ok(())
}

/// Compiles the browser modules. Machine paths stay out of them: they are published. Erased
/// components make the phone's module a tenth smaller.
fn compile(pages: &[&Page]) -> Done {
    let mut build = cargo(&["build", "-p", "cunxuan-app", "--profile", "wasm-release"]);
    build.args(["--target", "wasm32-unknown-unknown"]);
    for page in pages {
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

/// Packs beside the old folders and swaps at the end, so that a failure leaves the old ones whole.
fn pack_all(pages: &[&Page], work: &Path) -> Done {
    let fresh = work.join("dist");
    remove(&fresh)?;
    std::thread::scope(|scope| {
        let packers: Vec<_> = pages.iter().map(|page| scope.spawn(|| pack_one(page, work, &fresh))).collect();
        packers.into_iter().try_for_each(|packer| match packer.join() {
            Ok(done) => done,
            Err(_) => Err("a packer stopped".into()),
        })
    })?;
    fs::create_dir_all(dist())?;
    copy_help()?;
    pages.iter().try_for_each(|page| {
        remove(&dist().join(page.folder))?;
        Ok(fs::rename(fresh.join(page.folder), dist().join(page.folder))?)
    })
}

/// The officers' page runs nothing: it goes in as it is.
fn copy_help() -> Done {
    let (from, to) = (root().join("app/help"), dist().join("help"));
    remove(&to)?;
    fs::create_dir_all(&to)?;
    for file in files_below(&from)? {
        fs::copy(&file, to.join(file.strip_prefix(&from)?))?;
    }
    Ok(())
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

fn remove(path: &Path) -> Done {
    match path.is_dir() {
        true => fs::remove_dir_all(path)?,
        false if path.exists() => fs::remove_file(path)?,
        false => {}
    }
    Ok(())
}
