//! What a forger may try on one export (伪造), what no checker may call a forgery, and what each of them gives.

use super::{SAMPLE, both, core, smallest};
use cunxuan_core::Event;
use cunxuan_core::count::{self, BallotCalled, Paper};
use cunxuan_core::id::{ElectionNo, EntryId, LogId, Ref};
use cunxuan_core::key::PublicKey;
use cunxuan_core::people;
use cunxuan_core::plan::{self, BranchSettled, Cut, Group, KeyRevoked, Revocation, Role};
use cunxuan_core::record::export;
use cunxuan_core::record::{Journal, LogOpened, Range};
use cunxuan_core::roll::{self, RollPosted};
use cunxuan_core::time::Day;
use cunxuan_core::verify::check;
use cunxuan_core::village::ElectionEvent;
use cunxuan_server::load::ELECTION;
use cunxuan_tests::forge::{Chained, File, Record, Township, key, kind_of, opened, rechain, replace};
use cunxuan_tests::given::Fault;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const CALL: u16 = 0x62;
const ISSUE: u16 = 0x52;
const IMPORT: u16 = 0x20;
const ELECTION_NO: ElectionNo = ELECTION;

static RECORD: LazyLock<Record> = LazyLock::new(|| {
    let township = Township::new(&SAMPLE).unwrap();
    let play = township.play(smallest()).unwrap();
    Record::of(&township, play).unwrap()
});

type Made = Result<Vec<u8>, Fault>;
/// What is done to the record, how, and what must be found; nothing stands for a file in order.
type Case = (&'static str, fn(Record) -> Made, &'static [&'static str]);

const FORGERIES: &[Case] = &[
    ("a mark changed", |it| on_calls(it, change, leave), &["BadChain"]),
    ("a mark changed, chained anew", |it| on_calls(it, change, chain), &["BadChain"]),
    (
        "a mark changed, the old signature put under it",
        |it| on_calls(it, change, move_seal),
        &["ForgedSeal", "Unsealed", "OtherResult"],
    ),
    ("a mark changed, the signature dropped", |it| on_calls(it, change, drop_seal), &["Unsealed", "OtherResult"]),
    (
        "a mark changed, signed by another key",
        |it| on_calls(it, change, sign_anew),
        &["ForgedSeal", "Unsealed", "OtherResult"],
    ),
    ("a call removed", |it| on_calls(it, remove, leave), &["BadChain"]),
    ("a call removed, chained anew", |it| on_calls(it, remove, chain), &["BadChain"]),
    (
        "a call removed, the signature dropped",
        |it| on_calls(it, remove, drop_seal),
        &["Unsealed", "OtherResult", "DoesNotBalance"],
    ),
    ("the end cut off", |it| on_calls(it, cut_off, leave), &["BadChain"]),
    ("a log left out", leave_out, &["DoesNotBalance"]),
    ("two calls in another order", |it| on_calls(it, swap, leave), &["BadChain"]),
    ("two calls in another order, chained anew", |it| on_calls(it, swap, chain), &["BadChain"]),
    ("two calls in another order, the signature dropped", |it| on_calls(it, swap_all, drop_seal), &["Unsealed"]),
    ("somebody else's name laid open", lay_open, &["BadChain"]),
    ("a signature by another key", foreign_seal, &["ForgedSeal", "Unsealed"]),
    ("a certificate by another township", foreign_certificate, &["ForeignOffice", "NoCertificate", "Weightless"]),
    ("another township's signature on a certificate", foreign_signature, &["ForgedCertificate"]),
    ("the township's name on a log, not its signature", pretended_office, &["Unsealed"]),
    ("a phone that nobody certified", uncertified, &["NoCertificate", "Weightless"]),
    ("the township's plan, and all the rest by a forger", all_but_the_plan, &["NoCertificate"]),
    ("an entry behind a revocation", after_revocation, &["Weightless"]),
    ("a second branch", |it| branches(it, false), &["SecondBranch", "Weightless"]),
    ("a tally entry in a liaison's log", liaison_counts, &["Weightless"]),
    ("calls added after the result was signed", late_call, &["OtherResult", "DoesNotBalance"]),
    ("a box that nobody counted", uncounted_box, &["OtherResult"]),
    ("a rule set changed", |it| rules(it, |file| file.rules[0].source.push(' ')), &["OtherRules"]),
    ("a rule set changed with its hash", |it| rules(it, |file| file.rules[0].hash[0] ^= 1), &["OtherRules"]),
    ("no rule set", |it| rules(it, |file| file.rules.clear()), &["OtherRules"]),
    ("no file", |_| Ok(Vec::new()), &["NotAnExport"]),
    ("another file", |_| Ok(b"# a page of text".to_vec()), &["NotAnExport"]),
    ("half a file", |it| Ok(it.export().split_at(5000).0.to_vec()), &["NotAnExport"]),
    ("a file and more", |it| Ok([it.export(), vec![0]].concat()), &["NotAnExport"]),
];

const IN_ORDER: &[Case] = &[
    ("as it is", |it| Ok(it.export()), &[]),
    ("the logs of the file in another order", |it| edited(&it, |file| file.logs.reverse()), &[]),
    ("a signature twice", |it| edited(&it, |file| file.seals.extend_from_within(..1)), &[]),
    ("personal data erased", |it| edited(&it, erase), &[]),
    ("a branch that two officials chose", |it| branches(it, true), &[]),
    ("a phone revoked, its logs cut at their ends", revoked_in_time, &[]),
];

#[test]
fn both_catch_every_forgery() {
    let township = RECORD.township.public();
    for (what, forge, expected) in FORGERIES.iter().chain(IN_ORDER) {
        let file = forge(RECORD.clone()).unwrap();
        let said = both(&file, Some(&township), what);
        println!("{what}: {:?}", said.kinds());
        assert_eq!(said.kinds(), expected.iter().copied().collect(), "{what}: {:?}", said.faults);
    }
}

/// Who swaps everything, the key in the file included, is found out by the key that the township posted.
#[test]
fn both_hold_a_file_to_the_posted_key() {
    let (file, posted) = (RECORD.export(), key(77).unwrap().public());
    let said = both(&file, Some(&posted), "the file of a township that is another");
    assert_eq!(said.kinds(), ["ForeignOffice", "NoCertificate"].into(), "{:?}", said.faults);
    let without = edited(&RECORD, |file| file.anchor = None).unwrap();
    assert_eq!(both(&without, Some(&RECORD.township.public()), "no key in the file").faults, Default::default());
    assert!(both(&without, None, "no key anywhere").kinds().contains("ForgedCertificate"));
}

/// What a liaison writes of a count is in the file for everybody to see, and in no sum.
#[test]
fn what_a_liaison_tallies_is_seen_and_not_counted() {
    let (before, file) = (core(&RECORD.export(), None), liaison_counts(RECORD.clone()).unwrap());
    let after = both(&file, None, "a liaison's tally");
    assert_eq!(after.found[1..], before.found[1..], "no sum has changed");
    let ours = File::read(&file).unwrap();
    let tallied = |(_, entries): &&(LogId, Vec<Chained>)| {
        opened(entries).unwrap().role == Role::Liaison.number()
            && entries.iter().any(|(_, _, it)| kind_of(it) == Some(CALL))
    };
    let (log, entries) = ours.logs.iter().find(tallied).unwrap();
    let weightless = format!("Weightless {log} {}", entries.len());
    assert_eq!(after.faults.into_iter().collect::<Vec<_>>(), [weightless]);
}

/// Takes an export apart, changes it, and puts it together.
fn edited(record: &Record, edit: impl FnOnce(&mut File)) -> Made {
    let mut file = record.file()?;
    edit(&mut file);
    Ok(file.write())
}

fn rules(record: Record, edit: fn(&mut File)) -> Made {
    edited(&record, edit)
}

/// Does something to the log of a teller at its middle call, and then something so that it does not show.
fn on_calls(record: Record, harm: fn(Vec<Chained>, usize) -> Vec<Chained>, hide: fn(&mut File, LogId)) -> Made {
    let mut file = record.file()?;
    let (log, at, entries) = file.find(CALL)?;
    *entries = harm(std::mem::take(entries), at);
    hide(&mut file, log);
    Ok(file.write())
}

fn change(mut entries: Vec<Chained>, at: usize) -> Vec<Chained> {
    let opened = entries[..at].iter().rposition(|(_, _, it)| kind_of(it) == Some(0x61)).unwrap();
    let run = Ref::Own { seq: entries[opened].0 };
    replace(&mut entries[at].2, &call(run)).unwrap();
    entries
}

/// A paper of which nothing could be read, in a run: no sample paper at that place is one.
fn call(run: Ref) -> Event {
    of_election(count::Event::from(BallotCalled { run, paper: Paper::Unreadable }))
}

fn of_election(event: impl Into<ElectionEvent>) -> Event {
    Event::Election { no: ELECTION_NO, event: event.into() }
}

fn remove(mut entries: Vec<Chained>, at: usize) -> Vec<Chained> {
    entries.remove(at);
    entries
}

fn cut_off(mut entries: Vec<Chained>, _: usize) -> Vec<Chained> {
    entries.pop();
    entries
}

fn swap(mut entries: Vec<Chained>, at: usize) -> Vec<Chained> {
    entries.swap(at, at + 1);
    entries
}

/// Swaps what was called and leaves the Lamport numbers where they rise.
fn swap_all(mut entries: Vec<Chained>, at: usize) -> Vec<Chained> {
    let [first, second] = [at, at + 1].map(|at| body(&entries[at]));
    replace(&mut entries[at].2, &second).unwrap();
    replace(&mut entries[at + 1].2, &first).unwrap();
    entries
}

fn body((_, _, item): &Chained) -> Event {
    let (entry, body) = item.open().unwrap();
    Event::read(entry.kind, body.unwrap()).unwrap()
}

fn leave(_: &mut File, _: LogId) {}

fn chained(file: &mut File, log: LogId) -> EntryId {
    rechain(&mut file.logs.iter_mut().find(|(it, _)| *it == log).unwrap().1)
}

fn chain(file: &mut File, log: LogId) {
    chained(file, log);
}

fn move_seal(file: &mut File, log: LogId) {
    let head = chained(file, log);
    file.seals_of(log).for_each(|seal| seal.head = head);
}

fn drop_seal(file: &mut File, log: LogId) {
    chained(file, log);
    file.seals.retain(|seal| seal.log != log);
}

fn sign_anew(file: &mut File, log: LogId) {
    let head = chained(file, log);
    for seal in file.seals_of(log) {
        seal.head = head;
        seal.signature = key(66).unwrap().sign(&seal.signed());
    }
}

/// A table's whole log, with its signature, is not in the file.
fn leave_out(record: Record) -> Made {
    let mut file = record.file()?;
    let (log, _, _) = file.find(ISSUE)?;
    file.logs.retain(|(it, _)| *it != log);
    file.seals.retain(|seal| seal.log != log);
    Ok(file.write())
}

fn lay_open(record: Record) -> Made {
    let mut file = record.file()?;
    let (_, at, entries) = file.find(IMPORT)?;
    let opening = entries[at].2.opening.as_mut().ok_or("nothing is laid open")?;
    let Some(people::Event::PeopleImported(mut list)) = people::Event::read(IMPORT, &opening.body) else {
        return Err("no list of people".into());
    };
    list.people[0].name.push('某');
    opening.body = people::Event::from(list).write();
    Ok(file.write())
}

fn erase(file: &mut File) {
    let items = file.logs.iter_mut().flat_map(|(_, entries)| entries).map(|(_, _, item)| item);
    items.for_each(|item| item.opening = None);
}

fn foreign_seal(record: Record) -> Made {
    edited(&record, |file| {
        let (log, _, _) = file.find(CALL).unwrap();
        file.seals_of(log).for_each(|seal| seal.signature = key(66).unwrap().sign(&seal.signed()));
    })
}

/// Something that a liaison reports and that changes no sum.
fn report(place: &str) -> Event {
    of_election(roll::Event::from(RollPosted { on: Day::from_unix(0), place: place.to_owned() }))
}

fn foreign_certificate(mut record: Record) -> Made {
    let (foreign, phone) = (key(66)?, key(67)?);
    let certificate = record.certificate(&foreign, &phone);
    record.write(&foreign, Role::Office, 0, &[Event::Plan(certificate.into())])?;
    record.write(&phone, Role::Liaison, record.liaison, &[report("村口")])?;
    Ok(record.export())
}

/// The township itself took in what another one signed.
fn foreign_signature(mut record: Record) -> Made {
    let certificate = record.certificate(&key(66)?, &key(67)?);
    record.office([certificate.into()])?;
    Ok(record.export())
}

/// A log that names the township's key: its name is known to everybody, its signature nobody else can make.
fn pretended_office(mut record: Record) -> Made {
    let key: PublicKey = record.township.public();
    let certificate = record.certificate(&record.township.clone(), &self::key(67)?);
    let range = record.open(Some(key), Role::Office, &[Event::Plan(certificate.into())], 0);
    record.journal.take(vec![range]);
    Ok(record.export())
}

fn uncertified(mut record: Record) -> Made {
    record.write(&key(67)?, Role::Liaison, record.liaison, &[report("村口")])?;
    Ok(record.export())
}

/// The township's own log, from before it certified anybody, and every other log written anew with other keys.
fn all_but_the_plan(record: Record) -> Made {
    let mut forged = record.clone();
    forged.journal = Journal::new(record.journal.scope().clone());
    let mut logs: BTreeMap<LogId, Vec<Event>> = BTreeMap::new();
    for ((_, log, ..), item) in record.journal.in_order() {
        let (entry, body) = item.open()?;
        let certifies = plan::WARRANTS.contains(&entry.kind);
        let event = body.and_then(|body| Event::read(entry.kind, body)).filter(|_| !certifies);
        logs.entry(log).or_default().extend(event);
    }
    // A log is written as a whole, in the order in which the logs were begun: the plan, the tables, the counts.
    let mut begun: Vec<(u64, LogId)> =
        record.journal.logs().map(|(log, chain)| (chain.first().map_or(0, |first| first.lam), *log)).collect();
    begun.sort_unstable();
    for (_, log) in begun {
        let first = record.journal.log(&log).and_then(|chain| LogOpened::read(&chain.first()?.item));
        let role = first.and_then(|opened| Role::numbered(opened.role)).ok_or("a log without a role")?;
        let (by, actor) = match role == Role::Office {
            true => (record.township.clone(), 0),
            false => (key(66)?, if role == Role::Teller { record.teller } else { record.liaison }),
        };
        forged.write(&by, role, actor, &logs[&log])?;
    }
    Ok(forged.export())
}

/// Whoever found a lost phone goes on writing and signing with it.
fn after_revocation(mut record: Record) -> Made {
    let phone = key(67)?;
    let log = record.phone(&phone, &[report("村口")])?.log;
    revoke(&mut record, vec![Cut { log, seq: 2 }])?;
    let more = record.more(log, record.liaison, &[report("村口")]);
    record.take(more, &phone)?;
    Ok(record.export())
}

fn revoked_in_time(mut record: Record) -> Made {
    let log = record.phone(&key(67)?, &[report("村口")])?.log;
    revoke(&mut record, vec![Cut { log, seq: 2 }])?;
    Ok(record.export())
}

fn revoke(record: &mut Record, cuts: Vec<Cut>) -> Result<Range, Fault> {
    let revoked = KeyRevoked { serial: record.serial(), reason: Revocation::Lost, cuts };
    record.office([plan::Event::from(revoked)])
}

/// A phone restored from a copy goes on twice, and signs both.
fn branches(mut record: Record, settled: bool) -> Made {
    let phone = key(67)?;
    let log = record.phone(&phone, &[report("村口")])?.log;
    let ways = [&[report("村口")][..], &[report("村委会"), report("村口")]];
    let ways = ways.map(|reports| record.more(log, record.liaison, reports));
    let [one, two] = ways.map(|way| record.take(way, &phone));
    let (one, two) = (one?, two?);
    if settled {
        let head = two.ids().last().ok_or("no entry")?;
        let officials = ["甲".to_owned(), "乙".to_owned()];
        record.office([plan::Event::from(BranchSettled { log, seq: head.seq, head: head.id, officials })])?;
    }
    // A journal keeps the last signature of a log; a file may hold all of them.
    edited(&record, |file| file.seals.extend(one.seal))
}

/// A certified phone speaks as a teller, once all is signed.
fn late_call(mut record: Record) -> Made {
    let phone = key(67)?;
    record.phone(&phone, &[])?;
    let run = Ref::Other { place: record.run };
    record.write(&phone, Role::Teller, record.teller, &[call(run)])?;
    Ok(record.export())
}

/// The township says, once all is signed, that there is one box more.
fn uncounted_box(mut record: Record) -> Made {
    let report = check(&export::read(&record.export()).map_err(|fault| format!("{fault:?}"))?, None);
    let mut village = report.book.village().plan().village().clone();
    village.groups.push(Group { no: 99, name: "第九十九小组".to_owned(), box_no: 99 });
    record.office([plan::Event::from(village)])?;
    Ok(record.export())
}

/// A certified liaison's phone calls a paper in a teller's run, in the teller's name.
fn liaison_counts(mut record: Record) -> Made {
    let run = Ref::Other { place: record.run };
    let log = record.phone(&key(67)?, &[report("村口")])?.log;
    let more = record.more(log, record.teller, &[call(run)]);
    record.take(more, &key(67)?)?;
    Ok(record.export())
}
