//! Whose entries count (证书、吊销、分叉裁定): certificates, roles of logs, revocations and settled branches,
//! in whatever order the entries come.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may fail as the test does")]

#[path = "../src/sim/village.rs"]
#[allow(dead_code, reason = "other suites use the rest of the village")]
mod village;

use cunxuan_core::Event;
use cunxuan_core::count::{self, BoxOpened};
use cunxuan_core::id::{ActorNo, EntryId, Label, LogId, PersonId};
use cunxuan_core::key::PublicKey;
use cunxuan_core::key::suite;
use cunxuan_core::plan::{self, BranchSettled, Cut, KeyCertified, KeyRevoked, Revocation, Role};
use cunxuan_core::record::Range;
use cunxuan_core::stamp::Standing;
use cunxuan_core::village::{Book, ElectionView, Trust};
use village::{ELECTION, FORM, LIAISON, OFFICE, TELLERS, day, opened, scope};

const TELLER: ActorNo = TELLERS[0];
const VOTERS: [PersonId; 3] = [voter(1), voter(2), voter(3)];

const fn voter(no: u16) -> PersonId {
    PersonId::Listed { group: 1, no }
}

fn key(no: u8) -> PublicKey {
    PublicKey { suite: suite::P256, bytes: vec![no; 65] }
}

/// A record that one township's key is trusted in, and everything that was written into it.
struct Record {
    book: Book,
    written: Vec<Range>,
}

impl Record {
    /// The plan is written by the township, whose key is number 0.
    fn begin() -> (Record, LogId) {
        let book = Book::trusting(scope(), Trust::anchored(key(0)));
        let mut record = Record { book, written: Vec::new() };
        let office = record.open(0, Role::Office, OFFICE);
        record.write(office, OFFICE, &village::plan());
        (record, office)
    }

    fn open(&mut self, no: u8, role: Role, actor: ActorNo) -> LogId {
        let incarnation = [no, role.number(), 0, 0, 0, 0, 0, u8::try_from(self.written.len() % 250).unwrap()];
        let mut first = opened(incarnation, role.number());
        (first.key, first.suite) = (Some(key(no).bytes), suite::P256);
        let range = self.book.open_log(&first, Label { actor, wall: 0 });
        let log = range.log;
        self.take(range);
        log
    }

    fn write(&mut self, log: LogId, actor: ActorNo, events: &[Event]) -> EntryId {
        let range = self.book.draft(log, events, Label { actor, wall: 0 }, Default::default);
        let end = range.ids().last().unwrap().id;
        self.take(range);
        end
    }

    fn take(&mut self, range: Range) {
        assert_eq!(self.book.take(vec![range.clone()]).refused, []);
        self.written.push(range);
    }

    fn certify(&mut self, office: LogId, serial: u32, no: u8, roles: &[Role]) {
        let certificate = KeyCertified {
            serial,
            key: key(no),
            actor: LIAISON,
            roles: roles.to_vec(),
            scope: scope(),
            from: day(),
            until: day(),
            signature: Vec::new(),
        };
        self.write(office, OFFICE, &[Event::Plan(certificate.into())]);
    }

    fn view(&self) -> ElectionView<'_> {
        self.book.village().election(ELECTION).unwrap()
    }

    fn register(&mut self, log: LogId, voters: &[PersonId]) -> EntryId {
        let event = self.view().register(voters).unwrap();
        self.write(log, LIAISON, &[event])
    }

    fn open_box(&mut self, log: LogId, actor: ActorNo) -> EntryId {
        let opened = BoxOpened { form: FORM, box_no: 1, papers: 20, seal_whole: true };
        let event = self.view().event(count::Event::from(opened));
        self.write(log, actor, &[event])
    }

    /// Voters on the roll, whether box 1 counts as opened, and what stands aside; equal in every order.
    fn amounts(&self) -> (usize, bool, Vec<Standing>) {
        let amounts = amounts(&self.book);
        for turn in 0..4 {
            let mut ranges = self.written.clone();
            ranges.rotate_left(turn % self.written.len());
            if turn > 1 {
                ranges.reverse();
            }
            let mut other = Book::trusting(scope(), Trust::anchored(key(0)));
            while other.journal().len() < self.book.journal().len() {
                ranges.iter().for_each(|range| drop(other.take(vec![range.clone()])));
            }
            assert_eq!(self::amounts(&other), amounts, "order {turn}");
        }
        amounts
    }
}

fn amounts(book: &Book) -> (usize, bool, Vec<Standing>) {
    let view = book.village().election(ELECTION).unwrap();
    let on_roll = VOTERS.iter().filter(|voter| view.election.roll.holds(**voter)).count();
    let aside = book.village().aside().iter().map(|aside| aside.standing).collect();
    (on_roll, view.election.count.opened(FORM, 1).is_some(), aside)
}

#[test]
fn without_certificates_roles_are_what_the_plan_says() {
    let (mut record, _) = Record::begin();
    let log = record.open(1, Role::Liaison, LIAISON);
    record.register(log, &VOTERS);
    record.open_box(log, TELLER);
    assert_eq!(record.amounts(), (3, true, vec![]));
}

#[test]
fn a_certified_key_speaks_in_its_roles_alone() {
    let counts = [Role::Liaison, Role::Teller];
    for (certified, claimed, registered, opened, aside) in [
        (&counts[..], Role::Teller, 3, true, 0),
        // The same phone, but the count stands in the log of its liaison officer.
        (&counts[..], Role::Liaison, 3, false, 1),
        // The certificate does not name the role that the log claims.
        (&counts[..1], Role::Teller, 3, false, 1),
    ] {
        let (mut record, office) = Record::begin();
        record.certify(office, 1, 1, certified);
        let guide = record.open(1, Role::Liaison, LIAISON);
        record.register(guide, &VOTERS);
        let count = if claimed == Role::Liaison { guide } else { record.open(1, claimed, TELLER) };
        record.open_box(count, TELLER);
        assert_eq!(record.amounts(), (registered, opened, vec![Standing::Quarantined; aside]), "{claimed:?}");
    }
}

#[test]
fn a_key_without_a_certificate_counts_from_the_moment_it_has_one() {
    let (mut record, office) = Record::begin();
    record.certify(office, 1, 9, &[Role::Liaison]);
    let log = record.open(1, Role::Liaison, LIAISON);
    record.register(log, &VOTERS);
    assert_eq!(record.amounts(), (0, false, vec![Standing::Quarantined]));
    record.certify(office, 2, 1, &[Role::Liaison]);
    assert_eq!(record.amounts(), (3, false, vec![]), "what was recorded before counts as well");
}

#[test]
fn another_townships_certificate_is_nothing() {
    let (mut record, office) = Record::begin();
    record.certify(office, 1, 9, &[Role::Liaison]);
    let strange = record.open(7, Role::Office, OFFICE);
    record.certify(strange, 2, 1, &[Role::Liaison]);
    let log = record.open(1, Role::Liaison, LIAISON);
    record.register(log, &VOTERS);
    let (on_roll, _, aside) = record.amounts();
    assert_eq!((on_roll, aside.len()), (0, 2), "the strange certificate and the registration stand aside");
}

#[test]
fn a_revoked_key_counts_up_to_its_cut() {
    let (mut record, office) = Record::begin();
    record.certify(office, 1, 1, &[Role::Liaison]);
    let log = record.open(1, Role::Liaison, LIAISON);
    record.register(log, &VOTERS[..1]);
    record.register(log, &VOTERS[1..]);
    assert_eq!(record.amounts().0, 3);
    let cuts = vec![Cut { log, seq: 2 }];
    let revoked = KeyRevoked { serial: 1, reason: Revocation::Lost, cuts };
    record.write(office, OFFICE, &[Event::Plan(plan::Event::from(revoked))]);
    assert_eq!(record.amounts(), (1, false, vec![Standing::Quarantined]));
}

#[test]
fn of_a_forked_log_nothing_counts_until_two_officials_decide() {
    let (mut record, office) = Record::begin();
    record.certify(office, 1, 1, &[Role::Liaison]);
    let log = record.open(1, Role::Liaison, LIAISON);
    let (one, two) = (record.view().register(&VOTERS[..1]).unwrap(), record.view().register(&VOTERS[1..]).unwrap());
    let label = Label { actor: LIAISON, wall: 0 };
    let [one, two] = [one, two].map(|event| record.book.draft(log, &[event], label, Default::default));
    let heads = [&one, &two].map(|range| range.ids().last().unwrap());
    record.take(one);
    record.take(two);
    assert_eq!(record.amounts(), (0, false, vec![Standing::Pending; 2]));
    for (head, on_roll) in [(heads[0], 1), (heads[1], 2)] {
        let officials = ["甲".to_owned(), "乙".to_owned()];
        let settled = BranchSettled { log, seq: head.seq, head: head.id, officials };
        // Every decision is made by a command of its own, which opens a log of its own.
        let office = record.open(0, Role::Office, OFFICE);
        record.write(office, OFFICE, &[Event::Plan(settled.into())]);
        assert_eq!(record.amounts(), (on_roll, false, vec![Standing::Quarantined]), "the last decision holds");
    }
}
