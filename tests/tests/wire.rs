//! The wire (线上格式): bytes of every kind of event, of entries, requests, answers and exports stay as they are;
//! strange kinds pass; broken bytes break nothing.
//!
//! The files in `tests/golden/` are written once, by `CUNXUAN_BLESS=1`, and never edited: bytes in the field stay.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a helper of a test may fail as the test does"
)]

#[path = "../src/sim.rs"]
#[allow(dead_code, unused_imports, reason = "other suites use the rest of the simulation")]
mod sim;

use cunxuan_core::Event;
use cunxuan_core::id::{EntryId, Label, LogId, Salt, to_bytes};
use cunxuan_core::key::PublicKey;
use cunxuan_core::people::{self, PeopleImported};
use cunxuan_core::record::exchange::{SyncAnswer, SyncRequest, WIRE, answer, holdings};
use cunxuan_core::record::export;
use cunxuan_core::record::{Draft, Item, Journal, LogOpened, Range, Receipt, Refused, RefusedCode, Seal};
use cunxuan_core::village::Book;
use sim::day::Day;
use sim::examples::examples;
use sim::rng::Rng;
use sim::village::{OFFICE, opened, scope};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

const KINDS: [u16; 43] = [
    0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x20, 0x21, 0x22, 0x30, 0x31, 0x32, 0x33, 0x34, 0x40, 0x41, 0x50,
    0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x5b, 0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67,
    0x68, 0x69, 0x6a, 0x70, 0x71,
];
const LABEL: Label = Label { actor: OFFICE, wall: 1_795_000_000 };
const MUTATIONS: u64 = 20_000;

fn steady(entry: u64) -> i64 {
    LABEL.wall + i64::try_from(entry).unwrap()
}

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden").join(name).with_extension("hex")
}

fn hex(bytes: &[u8]) -> String {
    let lines = bytes.chunks(48).map(|line| line.iter().map(|byte| format!("{byte:02x}")).collect::<String>() + "\n");
    lines.collect()
}

/// The golden bytes of a name must be these bytes.
fn check(name: &str, bytes: &[u8]) {
    let (file, text) = (golden(name), hex(bytes));
    if env::var_os("CUNXUAN_BLESS").is_some() && !file.exists() {
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, &text).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_else(|_| panic!("{} is missing", file.display()));
    assert_eq!(text, kept, "{name}: the bytes on the wire have changed");
}

#[test]
fn events_keep_their_bytes() {
    let mut seen = BTreeSet::new();
    for (name, event) in examples() {
        let (kind, body) = (event.kind(), event.write());
        check(&format!("{kind:02x}-{name}"), &body);
        let read = Event::read(kind, &body);
        assert_eq!(read.as_ref(), Some(&event), "{name}: read back differently");
        assert_eq!(read.map(|event| event.write()), Some(body), "{name}: written anew differently");
        seen.insert(kind);
    }
    assert!(seen.iter().eq(&KINDS), "a kind has no example: {seen:x?}");
    let bodies: Vec<Vec<u8>> = examples().into_iter().map(|(_, event)| event.write()).collect();
    let known = (0..=0x1ff).filter(|kind| bodies.iter().any(|body| Event::read(*kind, body).is_some()));
    let known: Vec<u16> = known.collect();
    assert_eq!(known, KINDS, "a kind is read that has no golden");
}

/// A small journal: an opened log, a plain entry, a committed one.
fn journal() -> (Book, Range, Range) {
    let mut book = Book::new(scope());
    let first = book.open_log(&opened([7; 8], 1), LABEL);
    book.take(vec![first.clone()]);
    let events: Vec<Event> = sim::village::plan().into_iter().take(4).collect();
    let range = book.draft(first.log, &events, LABEL, || Salt([5; 16]));
    book.take(vec![range.clone()]);
    (book, first, range)
}

fn request(book: &Book, push: Vec<Range>) -> SyncRequest {
    SyncRequest { version: WIRE, scope: scope(), have: holdings(book.journal()), push, max_bytes: 65_536, known: None }
}

fn full_answer(book: &Book, range: &Range) -> SyncAnswer {
    let nothing = request(&Book::new(scope()), Vec::new());
    let refused = vec![Refused { log: range.log, from: 9, code: RefusedCode::Gap }];
    let mut whole = answer(book.journal(), &nothing, refused);
    (whole.epoch, whole.generation, whole.more) = ([8; 16], 3, true);
    whole
}

#[test]
fn envelopes_keep_their_bytes() {
    let (book, first, range) = journal();
    let [plain, .., committed] = &range.items[..] else { panic!("the plan is too short") };
    assert!(plain.opening.is_none() && committed.opening.is_some());
    let (request, answer) = (request(&book, vec![range.clone()]), full_answer(&book, &range));
    let end = range.ids().last().unwrap();
    let (log, seq, head, wall, signature) = (range.log, end.seq, end.id, 1_795_000_000, vec![9; 64]);
    let seal = Seal { log, seq, head, wall, signature: signature.clone() };
    let receipt = Receipt { log, seq, head, wall, signature, epoch: [8; 16], generation: 3 };
    let mut sealed = book.journal().clone();
    sealed.note_seal(seal.clone());
    let rules = [export::Rules { id: String::from("VC-SD-2011"), hash: [6; 32], source: String::from("id = 1") }];
    let anchor = PublicKey { suite: 1, bytes: vec![4; 65] };
    let export = export::write(&sealed, Some(&anchor), &rules);
    let opened = LogOpened { key: Some(vec![4; 65]), suite: 1, ..opened([7; 8], 1) };
    check("log-opened", &to_bytes(&opened));
    check("entry-log-opened", &to_bytes(&first.items[0]));
    check("entry-plain", &to_bytes(plain));
    check("entry-committed", &to_bytes(committed));
    check("range", &to_bytes(&range));
    check("range-sealed", &to_bytes(&Range { seal: Some(seal.clone()), ..range.clone() }));
    check("seal-signed", &seal.signed());
    check("receipt", &to_bytes(&receipt));
    check("receipt-signed", &receipt.signed());
    check("sync-request", &to_bytes(&request));
    check("sync-answer", &to_bytes(&answer));
    check("export", &export);
    assert_eq!(minicbor::decode::<LogOpened>(&to_bytes(&opened)).unwrap(), opened);
    assert_eq!(minicbor::decode::<Item>(&to_bytes(committed)).unwrap(), *committed);
    assert_eq!(minicbor::decode::<SyncRequest>(&to_bytes(&request)).unwrap(), request);
    assert_eq!(minicbor::decode::<SyncAnswer>(&to_bytes(&answer)).unwrap(), answer);
    let passed = export::read(&export).unwrap();
    assert_eq!(export::write(&passed.journal, passed.anchor.as_ref(), &passed.rules), export);
}

#[test]
fn ids_are_the_hashes_they_were() {
    let (book, first, range) = journal();
    let (last, _) = book.journal().in_order().pop().unwrap();
    check("ids", &[first.log.0.to_vec(), range.prev.0.to_vec(), last.3.0.to_vec()].concat());
}

#[test]
fn strange_kinds_pass() {
    let (mut book, first, _) = journal();
    let strange = Draft { kind: 0x1234, body: vec![0xa1, 0x00, 0x18, 0x2a], salt: None };
    let range = book.journal().draft(Some(first.log), vec![strange], LABEL);
    assert_eq!(book.take(vec![range.clone()]).new.len(), 1);
    assert_eq!(book.village().unknown(), 1);
    let passed = export::read(&export::write(book.journal(), None, &[])).unwrap().journal;
    let (_, item) = passed.in_order().pop().unwrap();
    assert_eq!(*item, range.items[0], "the entry was changed on its way");
    let mut other = Book::new(scope());
    other.take(answer(book.journal(), &request(&other, Vec::new()), Vec::new()).ranges);
    assert_eq!(other.village().unknown(), 1);
}

/// Bytes with some of them changed, cut out, doubled, or replaced by the largest numbers.
fn broken(rng: &mut Rng, bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=rng.index(3) {
        let at = rng.index(bytes.len());
        let end = (at + rng.index(9)).min(bytes.len());
        match rng.below(7) {
            0 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= 1 << rng.below(8)),
            1 => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = rng.bytes::<1>()[0]),
            2 => drop(bytes.drain(at..end)),
            3 => bytes.truncate(at),
            4 => drop(bytes.splice(at..at, bytes[at..end].to_vec())),
            5 => drop(bytes.splice(at..(at + 1).min(bytes.len()), [0x19, 0xff, 0xff])),
            _ => drop(bytes.splice(at..(at + 1).min(bytes.len()), [0x1a, 0xff, 0xff, 0xff, 0xff])),
        }
    }
    bytes
}

/// What must hold of a journal whatever was offered to it.
fn sound(journal: &Journal) {
    for (log, chain) in journal.logs() {
        assert!(!chain.is_empty(), "a log without an entry was taken in");
        let first = chain.entries().next().map(|(_, prev, link)| (prev, link.id.log()));
        assert_eq!(first, Some((EntryId::ZERO, *log)), "a log begins with something else");
    }
}

#[test]
fn broken_messages_break_nothing() {
    let day = Day::play(3, 40, true, steady);
    let book = &day.writers[0].book;
    let first = Book::new(scope());
    let request = to_bytes(&request(&first, day.written.clone()));
    let answer_bytes = to_bytes(&answer(book.journal(), &self::request(&first, Vec::new()), Vec::new()));
    let (ranges, export) = (to_bytes(&day.written), export::write(book.journal(), None, &[]));
    let (mut rng, mut read, mut taken) = (Rng::new(41), [0_u32; 4], 0);
    for _ in 0..MUTATIONS / 4 {
        let mut book = Book::new(scope());
        if let Ok(request) = minicbor::decode::<SyncRequest>(&broken(&mut rng, &request)) {
            read[0] += 1;
            taken += book.take_in(request.push.clone()).new.len();
            drop(answer(book.journal(), &request, Vec::new()));
        }
        if let Ok(answer) = minicbor::decode::<SyncAnswer>(&broken(&mut rng, &answer_bytes)) {
            read[1] += 1;
            taken += book.take_in(answer.ranges).new.len();
        }
        if let Ok(ranges) = minicbor::decode::<Vec<Range>>(&broken(&mut rng, &ranges)) {
            read[2] += 1;
            taken += book.take_in(ranges).new.len();
        }
        book.settle();
        sound(book.journal());
        read[3] += u32::from(export::read(&broken(&mut rng, &export)).is_ok());
    }
    println!("of {MUTATIONS} broken messages {read:?} could be read; {taken} entries of them were taken in");
    assert!(read[0] > 100 && read[1] > 100 && read[2] > 100 && taken > 1000);
}

/// Bodies that are broken before they are chained: the record takes them, and the fold must bear them.
#[test]
fn broken_events_break_nothing() {
    let day = Day::play(5, 80, false, steady);
    let items: Vec<Item> = day.written.iter().flat_map(|range| range.items.clone()).collect();
    let (mut rng, mut understood) = (Rng::new(42), 0);
    for _ in 0..MUTATIONS / 40 {
        let mut book = day.writers[0].book.clone();
        let drafts = (0..40).filter_map(|_| {
            let item = rng.pick(&items)?;
            let (entry, body) = item.open().ok()?;
            let body = broken(&mut rng.clone(), body?);
            rng.next();
            understood += usize::from(Event::read(entry.kind, &body).is_some());
            Some(Draft { kind: entry.kind.max(0x10), body, salt: None })
        });
        let drafts: Vec<Draft> = drafts.collect();
        let label = Label { actor: *rng.pick(&[OFFICE, 1, 11]).unwrap(), ..LABEL };
        let range = book.journal().draft(Some(day.writers[0].log), drafts, label);
        book.take(vec![range]);
        let _ = sim::oracle::digest(&book);
    }
    println!("of {MUTATIONS} broken events {understood} were understood");
    assert!(understood > 1000);
}

#[test]
fn the_largest_numbers_break_nothing() {
    let (book, first, range) = journal();
    for from in [0, 1, 2, u32::MAX - 1, u32::MAX] {
        for log in [first.log, LogId::default()] {
            let mut book = book.clone();
            let before = book.journal().len();
            let taken = book.take(vec![Range { from, log, ..range.clone() }, Range { from, log, ..first.clone() }]);
            assert!(taken.new.is_empty() && book.journal().len() == before, "from {from}: {taken:?}");
            sound(book.journal());
        }
    }
}

/// A list that begins at the largest number has room for one.
#[test]
fn a_list_at_the_end_of_numbers_breaks_nothing() {
    let (mut book, first, _) = journal();
    let list = PeopleImported { first: u16::MAX, ..sim::village::list(2, 3) };
    let event = Event::People(people::Event::from(list));
    let before = book.village().people().len();
    let range = book.draft(first.log, &[event], LABEL, || Salt([6; 16]));
    book.take(vec![range]);
    assert_eq!(book.village().people().len(), before + 1);
}

/// An entry that names itself as the first of a log, behind something: it is no log.
#[test]
fn a_first_entry_stands_behind_nothing() {
    let (_, first, _) = journal();
    let prev = EntryId([1; 32]);
    let log = first.items[0].id_after(&prev).log();
    let mut journal = Journal::new(scope());
    let taken = journal.take(vec![Range { log, from: 1, prev, items: first.items, seal: None }]);
    assert_eq!((taken.new.len(), taken.refused.len()), (0, 1), "{taken:?}");
    sound(&journal);
}
