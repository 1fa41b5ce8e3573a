//! Makes constants of the rule sets (选举法规) in `rules/*.toml`, so that no TOML reader reaches a phone.
//!
//! A value is written `key = [value, "law and article", "V"]`; the letter says how surely it was read (V, V-, M, I).
//! `extends` takes what a set does not say from another one. Whatever is unknown, missing, or out of its bounds stops the build.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;
use std::{env, fs, path::Path};
use toml::{Table, Value};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// What a key may hold, and how it is written in Rust.
enum Kind {
    Number,
    Flag,
    Ratio,
    Share,
    Choice(&'static str, &'static [(&'static str, &'static str)]),
}
use Kind::{Choice, Flag, Number, Ratio, Share};

const SCOPE: Kind = Choice("Scope", &[("section", "Section"), ("paper", "Paper")]);
const OF: &[(&str, &str)] = &[("roll", "Roll"), ("present", "Present"), ("returned", "Returned")];
const SEAT: &[(&str, &str)] =
    &[("not computed", "NotComputed"), ("computed", "Computed"), ("separate post", "SeparatePost")];
const CIRCLE: &[(&str, &str)] = &[
    ("not barred", "NotBarred"),
    ("spouse and lineal", "SpouseAndLineal"),
    ("close family", "CloseFamily"),
    ("near kin", "NearKin"),
];
const CONFIDENCE: &[(&str, &str)] = &[("V", "Verified"), ("V-", "Secondary"), ("M", "Unconfirmed"), ("I", "Chosen")];
const BODY: &[(&str, &str)] = &[("village_committee", "VillageCommittee"), ("party_branch", "PartyBranch")];

/// A section of a rule set: its key, its Rust type, whether a set may lack it, and its values.
type Section = (&'static str, &'static str, bool, &'static [(&'static str, Kind)]);

const SECTIONS: &[Section] = &[
    ("term", "Term", false, &[("years", Number)]),
    ("committee", "Committee", false, &[("min", Number), ("max", Number)]),
    ("election_committee", "ElectionCommittee", false, &[("min", Number), ("max", Number)]),
    (
        "roll",
        "Roll",
        false,
        &[
            ("adult_age", Number),
            ("residence_months", Number),
            ("post_days", Number),
            ("objection_days", Number),
            ("decision_days", Number),
        ],
    ),
    ("candidates", "Candidates", false, &[("extra", Number), ("surplus", Ratio), ("list_days", Number)]),
    (
        "ballot",
        "Ballot",
        false,
        &[
            ("over", SCOPE),
            ("duplicate", SCOPE),
            ("unreadable", SCOPE),
            ("cumulate", Flag),
            ("separate_papers", Flag),
            ("abstentions", Flag),
        ],
    ),
    (
        "proxy",
        "Proxy",
        false,
        &[("max", Number), ("near_kin", Flag), ("candidate_may_hold", Flag), ("days_before", Number)],
    ),
    (
        "valid",
        "Valid",
        false,
        &[
            ("turnout", Share),
            ("turnout_counts", Choice("Of", OF)),
            ("turnout_in_runoff", Flag),
            ("returned_within_issued", Flag),
            ("issued_within_present", Flag),
        ],
    ),
    ("win", "Win", false, &[("share", Share), ("tie", Flag)]),
    ("runoff", "Runoff", false, &[("share", Share), ("extra", Number), ("within_days", Number)]),
    ("vacancy", "Vacancy", false, &[("seated", Number), ("after_runoff", Flag), ("chair", Flag)]),
    ("women", "Women", false, &[("required", Flag), ("seat", Choice("WomenSeat", SEAT))]),
    ("kin", "Kin", false, &[("barred", Choice("KinCircle", CIRCLE)), ("fill", Flag)]),
    ("recall", "Recall", true, &[("turnout", Share), ("win", Share)]),
    ("handover", "Handover", false, &[("days", Number)]),
];

const HEAD: &[&str] = &["id", "title", "body", "from", "to", "dates", "extends", "inherited"];

fn main() -> Outcome<()> {
    println!("cargo::rerun-if-changed=rules");
    println!("cargo::rerun-if-changed=build.rs");
    let sets = read(Path::new("rules"))?;
    let (mut code, mut sources) = (String::new(), String::new());
    for id in sets.keys() {
        let resolved = resolve(&sets, id, 0).map_err(|error| format!("{id}: {error}"))?;
        let (set, source) = rule_set(&resolved).map_err(|error| format!("{id}: {error}"))?;
        code += &set;
        writeln!(sources, "({id:?}, {source:?}),")?;
    }
    let code = format!(
        "/// Every rule set, in the order of their ids.\npub static RULE_SETS: &[RuleSet] = &[\n{code}];\n\
         /// The values of every rule set as text, by id.\nstatic SOURCES: &[(&str, &str)] = &[\n{sources}];\n"
    );
    fs::write(Path::new(&env::var("OUT_DIR")?).join("rules.rs"), code)?;
    Ok(())
}

fn read(folder: &Path) -> Outcome<BTreeMap<String, Table>> {
    let mut sets = BTreeMap::new();
    for file in fs::read_dir(folder)? {
        let path = file?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let set: Table = fs::read_to_string(&path)?.parse().map_err(|error| format!("{name}: {error}"))?;
        if text(&set, "id")? != name {
            return Err(format!("{name}: the file is not named after its id").into());
        }
        known_keys(&set).map_err(|error| format!("{name}: {error}"))?;
        sets.insert(name, set);
    }
    Ok(sets)
}

fn known_keys(set: &Table) -> Outcome<()> {
    for (key, value) in set {
        let Some((_, _, _, fields)) = SECTIONS.iter().find(|section| section.0 == key) else {
            if HEAD.contains(&key.as_str()) {
                continue;
            }
            return Err(format!("unknown key {key}").into());
        };
        let section = value.as_table().ok_or_else(|| format!("{key} is no section"))?;
        if let Some(name) = section.keys().find(|name| fields.iter().all(|field| field.0 != name.as_str())) {
            return Err(format!("unknown key {key}.{name}").into());
        }
    }
    Ok(())
}

/// The set with everything it inherits. `inherited = ["note", "M"]` marks what is taken over as read in another text.
fn resolve(sets: &BTreeMap<String, Table>, id: &str, depth: u8) -> Outcome<Table> {
    let mut set = sets.get(id).ok_or_else(|| format!("there is no rule set {id}"))?.clone();
    let Some(parent) = set.get("extends").and_then(Value::as_str).map(String::from) else {
        return Ok(set);
    };
    if depth > 4 {
        return Err("extends itself".into());
    }
    let mark = set.get("inherited").and_then(Value::as_array).cloned();
    let parent = resolve(sets, &parent, depth + 1)?;
    for (section, values) in parent.iter().filter_map(|(key, value)| Some((key, value.as_table()?))) {
        let own = set.entry(section.clone()).or_insert_with(|| Value::Table(Table::new()));
        let own = own.as_table_mut().ok_or("a section is no table")?;
        for (key, value) in values {
            if !own.contains_key(key) {
                own.insert(key.clone(), marked(value, mark.as_deref())?);
            }
        }
    }
    Ok(set)
}

fn marked(value: &Value, mark: Option<&[Value]>) -> Outcome<Value> {
    let (Some([note, confidence]), [what, article, own]) = (mark, triple(value)?) else {
        return Ok(value.clone());
    };
    let article =
        format!("{}{}", note.as_str().ok_or("inherited needs a note")?, article.as_str().ok_or("no article")?);
    let confidence = if own.as_str() == Some("I") { own } else { confidence };
    Ok(Value::Array(vec![what.clone(), Value::String(article), confidence.clone()]))
}

fn triple(value: &Value) -> Outcome<&[Value; 3]> {
    let parts = value.as_array().and_then(|parts| <&[Value; 3]>::try_from(parts.as_slice()).ok());
    parts.ok_or_else(|| format!("{value:?} is not [value, article, confidence]").into())
}

/// A set as Rust, and its values as text.
fn rule_set(set: &Table) -> Outcome<(String, String)> {
    let mut source = String::new();
    for key in ["id", "title", "body", "from", "to", "dates"] {
        match set.get(key) {
            Some(Value::Datetime(date)) => writeln!(source, "{key} = {date}")?,
            Some(_) => writeln!(source, "{key} = {}", text(set, key)?)?,
            None => {}
        }
    }
    let mut code = String::from("RuleSet {\n");
    writeln!(code, "id: {:?}, title: {:?},", text(set, "id")?, text(set, "title")?)?;
    writeln!(code, "body: Body::{},", choice(BODY, text(set, "body")?)?)?;
    writeln!(code, "dates: Confidence::{},", choice(CONFIDENCE, text(set, "dates")?)?)?;
    code += &dates(set)?;
    for section in SECTIONS {
        code += &section_code(set, section, &mut source)?;
    }
    let hash: [u8; 32] = Sha256::digest(source.as_bytes()).into();
    writeln!(code, "hash: {hash:?} }},")?;
    Ok((code, source))
}

fn dates(set: &Table) -> Outcome<String> {
    let from = days(set, "from")?.ok_or("from is missing")?;
    let to = days(set, "to")?;
    if to.is_some_and(|to| to <= from) {
        return Err("to does not lie after from".into());
    }
    let to = to.map_or(String::from("None"), |to| format!("Some(Day({to}))"));
    Ok(format!("from: Day({from}), to: {to},\n"))
}

/// Days since 1970-01-01, counted year by year.
fn days(set: &Table, key: &str) -> Outcome<Option<i32>> {
    let Some(value) = set.get(key) else { return Ok(None) };
    let date = value.as_datetime().and_then(|moment| moment.date).ok_or_else(|| format!("{key} is no date"))?;
    let leap = |year: i32| i32::from(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let year = i32::from(date.year);
    if !(1970..=2100).contains(&year) {
        return Err(format!("{key} lies outside 1970 to 2100").into());
    }
    let years: i32 = (1970..year).map(|year| 365 + leap(year)).sum();
    let lengths = [31, 28 + leap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: i32 = lengths.iter().take(usize::from(date.month) - 1).sum();
    Ok(Some(years + months + i32::from(date.day) - 1))
}

fn section_code(set: &Table, (key, kind, optional, fields): &Section, source: &mut String) -> Outcome<String> {
    let Some(section) = set.get(*key) else {
        return if *optional { Ok(format!("{key}: None,\n")) } else { Err(format!("{key} is missing").into()) };
    };
    let mut code = format!("{key}: {}{kind} {{\n", if *optional { "Some(" } else { "" });
    for (name, field) in *fields {
        let value = section.get(name).ok_or_else(|| format!("{key}.{name} is missing"))?;
        let (rust, line) = rule(value, field).map_err(|error| format!("{key}.{name}: {error}"))?;
        writeln!(code, "  {name}: {rust},")?;
        writeln!(source, "{key}.{name} = {line}")?;
    }
    code += if *optional { "}),\n" } else { "},\n" };
    Ok(code)
}

/// A value as Rust and as a line of the source text.
fn rule(value: &Value, kind: &Kind) -> Outcome<(String, String)> {
    let [what, article, confidence] = triple(value)?;
    let article = article.as_str().filter(|article| !article.is_empty()).ok_or("the article is missing")?;
    let confidence = confidence.as_str().unwrap_or_default();
    let word = what.as_str().unwrap_or_default();
    let (rust, plain) = match kind {
        Number => (number(what)?.to_string(), number(what)?.to_string()),
        Flag => (flag(what)?.to_string(), flag(what)?.to_string()),
        Ratio => (ratio(word)?, word.to_string()),
        Share => (share(word)?, word.to_string()),
        Choice(of, choices) => (format!("{of}::{}", choice(choices, word)?), word.to_string()),
    };
    let rust = format!(
        "Rule {{ value: {rust}, article: {article:?}, confidence: Confidence::{} }}",
        choice(CONFIDENCE, confidence)?
    );
    Ok((rust, format!("{plain}; {article}; {confidence}")))
}

fn number(value: &Value) -> Outcome<u32> {
    let number = value.as_integer().and_then(|number| u32::try_from(number).ok());
    number.filter(|number| *number <= 1000).ok_or_else(|| "no number from 0 to 1000".into())
}

fn flag(value: &Value) -> Outcome<bool> {
    value.as_bool().ok_or_else(|| "neither true nor false".into())
}

fn ratio(text: &str) -> Outcome<String> {
    let (num, den) = fraction(text)?;
    Ok(format!("Ratio {{ num: {num}, den: {den} }}"))
}

/// `over 1/2 of roll`, `least 1/3 of returned`.
fn share(text: &str) -> Outcome<String> {
    let words: Vec<&str> = text.split(' ').collect();
    let ["over" | "least", parts, "of", base] = words[..] else {
        return Err(format!("{text:?} is no share").into());
    };
    let (num, den) = fraction(parts)?;
    if num == 0 {
        return Err("a share of nothing".into());
    }
    let over = text.starts_with("over");
    Ok(format!("Share {{ over: {over}, num: {num}, den: {den}, of: Of::{} }}", choice(OF, base)?))
}

fn fraction(text: &str) -> Outcome<(u32, u32)> {
    let (num, den) = text.split_once('/').ok_or_else(|| format!("{text:?} is no fraction"))?;
    let (num, den): (u32, u32) = (num.parse()?, den.parse()?);
    if num >= den || den > 100 {
        return Err(format!("{text} is not between 0 and 1").into());
    }
    Ok((num, den))
}

fn choice(choices: &[(&'static str, &'static str)], word: &str) -> Outcome<&'static str> {
    let found = choices.iter().find(|choice| choice.0 == word);
    found.map(|choice| choice.1).ok_or_else(|| {
        format!("{word:?} is none of {:?}", choices.iter().map(|choice| choice.0).collect::<Vec<_>>()).into()
    })
}

fn text<'a>(set: &'a Table, key: &str) -> Outcome<&'a str> {
    set.get(key)
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| format!("{key} is missing").into())
}
