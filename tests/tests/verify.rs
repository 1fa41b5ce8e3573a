//! A stranger checks the record (核验): `verify.py`, which shares nothing with the core, and the core say the same of
//! every village and of every forgery; and no file joins a voter with his paper.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail as the test does"
)]

#[path = "verify/forgeries.rs"]
mod forgeries;
#[path = "verify/secrecy.rs"]
mod secrecy;

use cunxuan_core::id::FormNo;
use cunxuan_core::key::PublicKey;
use cunxuan_core::record::export::{Unreadable, read};
use cunxuan_core::verify::{Fault, Report, check};
use cunxuan_core::village::ElectionView;
use cunxuan_tests::forge::{Record, Township};
use cunxuan_tests::given::Given;
use cunxuan_tests::process::{Folder, root};
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{LazyLock, Once};

static SAMPLE: LazyLock<Given> = LazyLock::new(|| Given::sample().unwrap());

/// What a check said: what it found, and whatever it is sure of besides, line by line.
#[derive(Debug, PartialEq, Eq)]
struct Said {
    faults: BTreeSet<String>,
    found: Vec<String>,
}

impl Said {
    fn kinds(&self) -> BTreeSet<&str> {
        self.faults.iter().map(|fault| fault.split(' ').next().unwrap()).collect()
    }
}

/// What the core says.
fn core(file: &[u8], key: Option<&PublicKey>) -> Said {
    match read(file) {
        Ok(export) => {
            let report = check(&export, key);
            Said { faults: report.faults.iter().map(named).collect(), found: found(&report) }
        }
        Err(Unreadable::NotAnExport) => Said { faults: ["NotAnExport".to_owned()].into(), found: Vec::new() },
        Err(Unreadable::BadChain { log, seq }) => {
            Said { faults: [format!("BadChain {log} {seq}")].into(), found: Vec::new() }
        }
    }
}

fn named(fault: &Fault) -> String {
    match fault {
        Fault::ForgedSeal { log, seq } => format!("ForgedSeal {log} {seq}"),
        Fault::Unsealed { log, from } => format!("Unsealed {log} {from}"),
        Fault::ForeignOffice { log } => format!("ForeignOffice {log}"),
        Fault::ForgedCertificate { serial } => format!("ForgedCertificate {serial}"),
        Fault::NoCertificate { log } => format!("NoCertificate {log}"),
        Fault::SecondBranch { log, after } => format!("SecondBranch {log} {after}"),
        Fault::Weightless { place } => format!("Weightless {} {}", place.log, place.seq),
        Fault::OtherRules { id } => format!("OtherRules {id}"),
        Fault::DoesNotBalance { form } => format!("DoesNotBalance {form}"),
        Fault::OtherResult { form } => format!("OtherResult {form}"),
    }
}

/// What the record amounts to, in the words of `verify.py`.
fn found(report: &Report) -> Vec<String> {
    let (journal, village) = (report.book.journal(), report.book.village());
    let name = Some(village.plan().village().name.as_str()).filter(|name| !name.is_empty()).unwrap_or("?");
    let (entries, logs, sealed) = (journal.len(), journal.logs().count(), journal.sealed_logs());
    let head = format!("{name} {}: {entries} entries in {logs} logs, {sealed} of them sealed", journal.scope());
    let forms = |view: ElectionView<'_>| {
        let forms: Vec<FormNo> = view.election.ballots.forms().map(|form| form.form).collect();
        forms.into_iter().flat_map(|form| of_form(&view, form)).collect::<Vec<_>>()
    };
    std::iter::once(head).chain(village.elections().flat_map(forms)).collect()
}

fn of_form(view: &ElectionView<'_>, form: FormNo) -> Vec<String> {
    let result = view.result(form).unwrap();
    let kinds = |returned: u32, void: u32, blank: u32, aside: u32| {
        format!("{returned} called {} valid {void} void {blank} blank {aside} aside", returned - void - blank)
    };
    let sums = &result.sums;
    let all = kinds(sums.returned, sums.whole_invalid, sums.blank, result.set_aside);
    let boxes = view.election.count.standing_runs(form);
    let opened = boxes.iter().flat_map(|run| &run.boxes).filter_map(|no| view.election.count.opened(form, *no));
    let returned = opened.map(|opened| opened.papers).sum::<u32>() - result.set_aside;
    let mut lines = Vec::new();
    for run in boxes {
        let sums = run.tally.sums();
        let all = kinds(sums.returned, sums.whole_invalid, sums.blank, run.tally.set_aside());
        lines.push(format!("  box {:?}{}: {all}", run.boxes, if run.closed { "" } else { " open" }));
    }
    let (no, issued) = (view.no, result.issued);
    lines.push(format!("form {no}.{form}: {issued} issued, {returned} returned: {all}"));
    for (at, post) in view.election.ballots.form(form).unwrap().posts.iter().enumerate() {
        let votes = sums.votes_for(at, &result.posts[at].candidates);
        let against = |name: &u32| sums.posts[at].votes.get(name).map_or(0, |votes| votes.no);
        let of = |(name, yes): (&u32, &u32)| format!("{} {yes}:{}", result.name(*name).unwrap(), against(name));
        // Printed names first, in printed order; a candidate of another post stands among the written-in ones here.
        let (printed, written): (Vec<_>, Vec<_>) =
            votes.iter().partition(|(name, _)| result.posts[at].candidates.contains(name));
        let mut written: Vec<String> = written.into_iter().map(of).collect();
        written.sort();
        let said: Vec<String> = printed.into_iter().map(of).chain(written).collect();
        lines.push(format!("  {}: {}", post.name, said.join(", ")));
    }
    lines
}

/// What `verify.py` says; nothing, and one line on why, where there is no Python.
fn python(file: &[u8], key: Option<&PublicKey>) -> Option<Said> {
    let folder = Folder::new("verify").unwrap();
    let path = folder.path().join("village.cx");
    fs::write(&path, file).unwrap();
    let mut command = Command::new("python3");
    // Alone, without what a machine adds to every Python.
    command.arg("-IS").arg(root().join("tests/verify.py")).arg(&path);
    if let Some(key) = key {
        command.args(["--key", &cunxuan_server::host::hex(&key.bytes)]);
    }
    let output = match command.output() {
        Err(fault) if fault.kind() == ErrorKind::NotFound => {
            static ONCE: Once = Once::new();
            ONCE.call_once(|| println!("skipped: python3 is not on the path, so verify.py was not run"));
            return None;
        }
        output => output.unwrap(),
    };
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{text}");
    let mut said = Said { faults: BTreeSet::new(), found: Vec::new() };
    let mut lines: Vec<&str> = text.lines().collect();
    let last = lines.pop().unwrap();
    for line in lines {
        match line.strip_prefix("fault ") {
            Some(fault) => drop(said.faults.insert(fault.split(": ").next().unwrap().to_owned())),
            None => said.found.push(line.to_owned()),
        }
    }
    assert_eq!(output.status.code(), Some(i32::from(!said.faults.is_empty())), "{text}");
    assert_eq!(last == "0 faults", said.faults.is_empty(), "{text}");
    Some(said)
}

/// What both say; they must say the same.
fn both(file: &[u8], key: Option<&PublicKey>, what: &str) -> Said {
    let core = core(file, key);
    if let Some(python) = python(file, key) {
        assert_eq!(python, core, "{what}: verify.py on the left, the core on the right");
    }
    core
}

/// The village of the sample with the fewest papers: what is forged costs a check each.
fn smallest() -> usize {
    let villages = &SAMPLE.township.villages;
    (0..villages.len()).min_by_key(|at| SAMPLE.rolls[&villages[*at].code].registered).unwrap()
}

#[test]
fn both_find_every_village_right() {
    let township = Township::new(&SAMPLE).unwrap();
    let (villages, next) = (SAMPLE.township.villages.len(), AtomicUsize::new(0));
    let take = || Some(next.fetch_add(1, Ordering::Relaxed)).filter(|at| *at < villages);
    let work = || {
        while let Some(at) = take() {
            let play = township.play(at).unwrap();
            let name = play.village.name.clone();
            let file = Record::of(&township, play).unwrap().export();
            let said = both(&file, Some(&township.key.public()), &name);
            assert_eq!(said.faults, BTreeSet::new(), "{name}");
            assert!(said.found.len() > 3, "{name}: {:?}", said.found);
        }
    };
    std::thread::scope(|threads| (0..2).for_each(|_| drop(threads.spawn(work))));
}
