//! Installs what building and testing need from the system, and only what is missing.

use crate::shell::{self, Done, command, root, which};
use std::path::Path;
use std::process::Command;

/// A system package and the sign that it is there.
struct Package {
    name: &'static str,
    there: fn() -> bool,
}

const PACKAGES: [Package; 6] = [
    Package { name: "chromium", there: || which("chromium").is_some() },
    Package { name: "chromium-driver", there: || which("chromedriver").is_some() },
    Package { name: "binaryen", there: || which("wasm-opt").is_some() },
    Package { name: "fonts-wqy-microhei", there: chinese_font },
    Package { name: "postgresql", there: postgres },
    Package { name: "npm", there: || which("npm").is_some() },
];

/// The checker of the rules for accessible pages (axe-core, MPL-2.0); the tests alone run it.
const CHECKER: &str = "axe-core@4.14.1";

/// Instant when all is there. Without the right to install it names what is missing and goes on:
/// the step that cannot do without it will fail by itself.
pub fn run() -> Done {
    wasm_target()?;
    let missing: Vec<&str> = PACKAGES.iter().filter(|package| !(package.there)()).map(|package| package.name).collect();
    if missing.is_empty() { Ok(()) } else { install(&missing) }
}

fn install(missing: &[&str]) -> Done {
    if !is_root() || which("apt-get").is_none() {
        println!("please install: {}", missing.join(" "));
        return Ok(());
    }
    println!("installing: {}", missing.join(" "));
    shell::run(command("apt-get").args(["update", "-qq"]))?;
    shell::run(
        command("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(missing),
    )
}

/// Fetches the checker into `target/axe`. Without a network its test says that it is missing.
pub fn checker() -> Done {
    let folder = root().join("target/axe");
    if folder.join("package/axe.min.js").is_file() || which("npm").is_none() {
        return Ok(());
    }
    std::fs::create_dir_all(&folder)?;
    let packed = command("npm").args(["pack", "--silent", CHECKER]).current_dir(&folder).output()?;
    let archive = String::from_utf8_lossy(&packed.stdout).trim().to_owned();
    if !packed.status.success() || archive.is_empty() {
        println!("{CHECKER} could not be fetched");
        return Ok(());
    }
    shell::run(command("tar").args(["xzf", &archive]).current_dir(&folder))
}

/// The standard library for the browser.
fn wasm_target() -> Done {
    let asked = command("rustc").args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]).output()?;
    if Path::new(String::from_utf8_lossy(&asked.stdout).trim()).is_dir() {
        return Ok(());
    }
    shell::run(command("rustup").args(["target", "add", "wasm32-unknown-unknown"]))
}

fn is_root() -> bool {
    answer(Command::new("id").arg("-u")).trim() == "0"
}

/// Debian keeps `initdb` out of the search path, by version.
fn postgres() -> bool {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    which("initdb").is_some() || versions.map(|version| version.path().join("bin/initdb")).any(|file| file.is_file())
}

/// Any font that knows Chinese will do: the pages name none.
fn chinese_font() -> bool {
    !answer(Command::new("fc-list").arg(":lang=zh")).trim().is_empty()
}

fn answer(command: &mut Command) -> String {
    let output = command.output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).into_owned()
}
