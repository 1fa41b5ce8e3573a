//! The house rules (家规) that no compiler keeps: a table of rules over every source of the project.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail as the test does"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// The stages in the order of the law: each reads only those before it.
const STAGES: [&str; 7] = ["plan", "people", "roll", "ballot", "polling", "count", "canvass"];
const MAX_LINES: usize = 400;
/// Where a lint may be switched off: names that say all there is to say.
const GRANTED: [(&str, &str); 2] = [("server/src/schema.rs", "missing_docs"), ("app/src/part/icon.rs", "missing_docs")];

/// A source file: where it stands, its text, and the part of it that is shipped.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
    fn is_core(&self) -> bool {
        self.is_rust() && self.path.starts_with("core/src/")
    }
    fn is_shipped(&self) -> bool {
        self.is_rust() && !self.path.starts_with("tests/tests/")
    }
    fn is_wording(&self) -> bool {
        self.path.starts_with("app/src/text")
    }
    /// Everything before the tests in the file.
    fn production(&self) -> &str {
        self.text.split("#[cfg(test)]").next().unwrap_or_default()
    }
    /// The shipped lines without comments.
    fn code(&self) -> impl Iterator<Item = &str> {
        self.production().lines().map(|line| line.split("//").next().unwrap_or_default())
    }
    /// The module of core in which the file stands: `polling` for `core/src/polling/issue.rs`.
    fn module(&self) -> &str {
        let inside = self.path.strip_prefix("core/src/").unwrap_or_default();
        inside.split(['/', '.']).next().unwrap_or_default()
    }
}

/// A rule: what it says, which files it is about, and what breaks it there.
struct Rule {
    says: &'static str,
    about: fn(&Source) -> bool,
    broken_by: fn(&Source) -> Vec<String>,
}

const RULES: [Rule; 9] = [
    Rule { says: "the first line says what the file is", about: Source::is_rust, broken_by: without_heading },
    Rule { says: "a file has at most 400 production lines", about: Source::is_rust, broken_by: too_long },
    Rule { says: "a module's file is not called mod.rs", about: Source::is_rust, broken_by: called_mod },
    Rule { says: "nothing is left undone, no machine is named", about: |_| true, broken_by: left_over },
    Rule { says: "no screen boasts, blames or ranks", about: Source::is_wording, broken_by: bad_wording },
    Rule { says: "core has no clock, chance, fraction or unordered map", about: Source::is_core, broken_by: impure },
    Rule { says: "a stage reads only earlier stages", about: Source::is_core, broken_by: reads_later_stage },
    Rule { says: "record knows no stage, no stage knows record", about: Source::is_core, broken_by: record_and_stage },
    Rule { says: "no lint is switched off in what is shipped", about: Source::is_shipped, broken_by: switched_off },
];

#[test]
fn house_rules() {
    let sources = sources();
    let mut broken = Vec::new();
    for rule in &RULES {
        let about: Vec<&Source> = sources.iter().filter(|source| (rule.about)(source)).collect();
        assert!(!about.is_empty(), "the rule that {} is about nothing", rule.says);
        for source in about {
            broken.extend(
                (rule.broken_by)(source).into_iter().map(|what| format!("{}: {}: {what}", source.path, rule.says)),
            );
        }
    }
    println!("{} rules over {} files", RULES.len(), sources.len());
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

/// Each rule catches a file made to break it.
#[test]
fn every_rule_can_be_broken() {
    let bad = |path: &str, text: String| Source { path: path.to_owned(), text };
    let cases = [
        bad("core/src/x.rs", String::from("pub fn x() {}")),
        bad("core/src/x.rs", "//! x\n".repeat(MAX_LINES + 1)),
        bad("core/src/x/mod.rs", String::from("//! x")),
        bad("core/src/x.rs", concat!("//! TO", "DO").to_owned()),
        bad("app/src/text/x.rs", concat!("//! 领", "先").to_owned()),
        bad("core/src/x.rs", String::from("//! x\nuse std::collections::HashMap;")),
        bad("core/src/roll/x.rs", String::from("//! x\nuse crate::{event, polling};")),
        bad("core/src/record/x.rs", String::from("//! x\nuse crate::count::Run;")),
        bad("app/src/x.rs", String::from("//! x\n#[allow(clippy::unwrap_used)]")),
    ];
    for (rule, case) in RULES.iter().zip(&cases) {
        assert!((rule.about)(case) && !(rule.broken_by)(case).is_empty(), "nothing breaks the rule that {}", rule.says);
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources() -> Vec<Source> {
    let mut files = Vec::new();
    for part in ["core", "app", "server", "tests", "xtask", "migrations", ".cargo"] {
        collect(&root().join(part), &mut files);
    }
    files.sort();
    let source = |file: &PathBuf| {
        let path = file.strip_prefix(root()).ok()?.to_str()?.to_owned();
        Some(Source { path, text: fs::read_to_string(file).ok()? })
    };
    files.iter().filter_map(source).collect()
}

/// The text files under a folder, generated ones left out.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        if path.is_dir() && !["target", "dist", "node_modules"].contains(&name) {
            collect(&path, files);
        } else if ["rs", "toml", "css", "html", "js", "sql", "md", "sh"].contains(&ending) {
            files.push(path);
        }
    }
}

fn without_heading(source: &Source) -> Vec<String> {
    let first = source.text.lines().next().unwrap_or_default();
    if first.starts_with("//! ") { Vec::new() } else { vec![format!("begins with `{first}`")] }
}

fn too_long(source: &Source) -> Vec<String> {
    let lines = source.production().lines().count();
    if lines <= MAX_LINES { Vec::new() } else { vec![format!("{lines} lines")] }
}

fn called_mod(source: &Source) -> Vec<String> {
    if source.path.ends_with("/mod.rs") { vec![String::from("give it the module's name")] } else { Vec::new() }
}

/// The words among these that the text holds, with their lines.
fn words<'a>(lines: impl Iterator<Item = &'a str>, of: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for (line, number) in lines.zip(1_u32..) {
        let here = of.iter().filter(|word| line.contains(**word));
        found.extend(here.map(|word| format!("line {number}: {word}")));
    }
    found
}

fn left_over(source: &Source) -> Vec<String> {
    // The words stand in two parts, so that this file does not name them itself.
    let undone = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];
    let machines = [concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/tmp/", "brief")];
    let makers = [concat!("Cla", "ude"), concat!("Anth", "ropic")];
    // A name may be made of such a word, a remark may not.
    let remarks = source.text.lines().map(|line| if source.is_rust() { remark(line) } else { line });
    let mut found = words(remarks, &undone);
    found.extend(words(source.text.lines(), &[machines.as_slice(), &makers].concat()));
    found
}

fn remark(line: &str) -> &str {
    line.split_once("//").map_or("", |(_, remark)| remark)
}

fn bad_wording(source: &Source) -> Vec<String> {
    words(source.text.lines(), &[concat!("提交", "成功"), concat!("系统", "错误"), concat!("领", "先")])
}

fn identifiers(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

fn impure(source: &Source) -> Vec<String> {
    let banned = ["HashMap", "HashSet", "f32", "f64", "rand", "SystemTime", "Instant"];
    let found = |line: &str| identifiers(line).find(|word| banned.contains(word)).map(str::to_owned);
    let clocks = words(source.code(), &["std::time", "core::time", "std::fs", "std::net", "std::thread"]);
    source.code().filter_map(found).chain(clocks).collect()
}

/// What the shipped code names of the crate's modules: `crate::x` and `crate::{x, y}`.
fn reads(source: &Source) -> Vec<String> {
    let code: String = source.code().collect::<Vec<_>>().join("\n");
    let mut modules = Vec::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            Some(list) => modules.extend(top_level(list)),
            None => modules.extend(identifiers(after).next().map(str::to_owned)),
        }
    }
    modules
}

/// The first name of each path in a list that is open: `a, b::{c, d}}` gives a and b.
fn top_level(list: &str) -> Vec<String> {
    let (mut depth, mut names, mut name) = (1, Vec::new(), String::new());
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => names.push(std::mem::take(&mut name)),
            c if depth == 1 => name.push(c),
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names.push(name);
    names.iter().filter_map(|name| identifiers(name).next()).map(str::to_owned).collect()
}

fn reads_later_stage(source: &Source) -> Vec<String> {
    let Some(own) = STAGES.iter().position(|stage| *stage == source.module()) else { return Vec::new() };
    let later = |module: &String| STAGES[own + 1..].contains(&module.as_str());
    reads(source).into_iter().filter(later).map(|module| format!("reads {module}")).collect()
}

fn record_and_stage(source: &Source) -> Vec<String> {
    let forbidden: &[&str] = match source.module() {
        "record" => &STAGES,
        stage if STAGES.contains(&stage) => &["record"],
        _ => &[],
    };
    let found = reads(source).into_iter().filter(|module| forbidden.contains(&module.as_str()));
    found.map(|module| format!("reads {module}")).collect()
}

fn switched_off(source: &Source) -> Vec<String> {
    let lints = ["unsafe_code", "missing_docs", "unused_must_use", "unwrap_used", "expect_used", "indexing_slicing"];
    let more = ["clippy::panic", "wildcard_enum_match_arm", "too_many_lines", "dbg_macro", "clippy::todo"];
    let granted = |line: &str| GRANTED.iter().any(|(file, lint)| *file == source.path && line.contains(lint));
    let off = |line: &&str| (line.contains("allow(") || line.contains("expect(clippy")) && !granted(line);
    let lines: Vec<&str> = source.code().filter(off).collect();
    words(lines.into_iter(), &[lints.as_slice(), &more].concat())
}
