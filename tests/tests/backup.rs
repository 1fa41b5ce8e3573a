//! Copies of the database, and what comes back after one was put in place (备份与恢复), with real servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[allow(dead_code, reason = "the server's own tests need more of it")]
#[macro_use]
#[path = "server/site.rs"]
mod site;

use cunxuan_core::id::EntryId;
use cunxuan_core::record::exchange::Exchange;
use cunxuan_server::codes::Whose;
use cunxuan_server::store::{Restored, Returned};
use cunxuan_tests::process::patiently;
use cunxuan_tests::server::{Home, Server};
use site::{EAST, Phone, WEST, import, officer, registered_again, scope, token};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

on_both!(
    what_the_backup_lacks_comes_back_from_phones_and_is_counted,
    a_copy_goes_into_either_database,
    what_would_lose_something_is_refused,
);

/// A township with a server, and an officer's phone that wrote a little.
struct Town {
    home: Home,
    server: Server,
    officer: String,
    phone: Phone,
}

impl Town {
    fn new(home: Home) -> Self {
        import(&home.store().unwrap(), 3);
        let server = home.serve().unwrap();
        let officer = token(&home, &server.url(), &officer());
        let mut phone = Phone::new(EAST, &officer);
        phone.settle(&server.url());
        act(&mut phone, 3);
        phone.settle(&server.url());
        Self { home, server, officer, phone }
    }

    fn url(&self) -> String {
        self.server.url()
    }

    /// A file in the town's folder.
    fn file(&self, name: &str) -> String {
        self.home.path().join(name).display().to_string()
    }

    fn restored(&self) -> Restored {
        self.home.store().unwrap().restored("990101101").unwrap().unwrap()
    }
}

/// So many entries on a phone.
fn act(phone: &mut Phone, entries: usize) {
    (0..entries).for_each(|_| phone.act(|_| registered_again()));
}

/// The ids of all entries that a database keeps of both villages.
fn kept(home: &Home) -> BTreeSet<EntryId> {
    let store = home.store().unwrap();
    let ranges = [EAST, WEST].into_iter().flat_map(|village| store.ranges("990101101", &scope(village)).unwrap());
    ranges.flat_map(|range| range.ids().map(|tip| tip.id).collect::<Vec<_>>()).collect()
}

/// The number before a word in what a command printed.
fn number(said: &str, word: &str) -> u64 {
    let before = said.split(word).next().unwrap();
    before.rsplit(' ').next().unwrap().parse().unwrap()
}

/// After an upload is confirmed, the server is set back to a copy from before it: with a mark of what was
/// sent on the phone alone, the upload is lost for ever. Here nobody has such a mark.
fn what_the_backup_lacks_comes_back_from_phones_and_is_counted(home: Home) {
    let mut town = Town::new(home);
    let url = town.url();
    let file = town.file("before.backup");
    let said = while_others_write(&town, || town.home.run(&["backup", &file]).unwrap());
    let in_backup = number(&said, " entries");
    let mut office = Phone::new(EAST, &token(&town.home, &url, &Whose::Office));
    office.settle(&url);
    town.home.run(&["codes", "O001"]).unwrap();
    act(&mut town.phone, 4);
    town.phone.settle(&url);
    let mut lost = Phone::new(EAST, &town.officer);
    act(&mut lost, 2);
    lost.settle(&url);
    drop(lost);
    // A command wrote beside the server, which looks for that now and then.
    patiently("the PINs", Duration::from_secs(5), || {
        office.settle(&url);
        Ok(office.book.village().plan().has_pin(1001).then_some(()))
    })
    .unwrap();
    act(&mut town.phone, 1);
    town.server.kill9().unwrap();
    let before = kept(&town.home);
    let epoch = life(&town.home);

    let refused = town.home.run(&["restore", &file]).unwrap_err().to_string();
    assert!(refused.contains("--replace"), "{refused}");
    let said = town.home.run(&["restore", &file, "--replace"]).unwrap();
    assert_eq!(number(&said, " entries"), in_backup);
    assert_ne!(life(&town.home), epoch);
    let old = said.split("kept as ").nth(1).unwrap().lines().next().unwrap();
    let aside = town.home.another().unwrap();
    aside.run(&["restore", old]).unwrap();
    assert_eq!((kept(&aside), key(&aside)), (before.clone(), key(&town.home)), "what was replaced is a copy itself");

    town.server.restart().unwrap();
    assert_eq!(town.restored().missing_returned, 0);
    // The office's phone was signed in after the copy was made: it is to sign in again.
    assert!(!office.hears(&url));
    office.sign_in_again(&token(&town.home, &url, &Whose::Office));
    town.phone.settle(&url);
    office.settle(&url);
    let after = kept(&town.home);
    assert!(before.is_subset(&after), "{} entries of {} are not back", before.difference(&after).count(), before.len());
    assert_eq!(after.len(), before.len() + 1, "and what the phone had not sent yet");
    let missing = u64::try_from(after.len()).unwrap() - in_backup;
    let found = town.restored();
    assert_eq!((found.missing_returned, found.phones), (missing, 2), "of {in_backup} in the copy");
    let villages = BTreeMap::from([(scope(EAST), Returned { entries: missing, phones: 2 })]);
    assert_eq!(found.villages, villages);

    town.home.store().unwrap().dismiss_restored("990101101", &scope(EAST)).unwrap();
    act(&mut town.phone, 1);
    town.phone.settle(&url);
    assert_eq!((town.restored().missing_returned, town.restored().phones), (0, 0));
}

/// Runs something while a phone writes and sends without a pause.
fn while_others_write<T>(town: &Town, work: impl FnOnce() -> T) -> T {
    let (url, end) = (town.url(), AtomicBool::new(false));
    thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let (mut phone, mut exchange) = (Phone::new(EAST, &town.officer), Exchange::new(0));
            while !end.load(Ordering::Relaxed) {
                act(&mut phone, 1);
                assert!(phone.round(&url, &mut exchange));
            }
            phone.settle(&url);
        });
        let done = work();
        end.store(true, Ordering::Relaxed);
        writing.join().unwrap();
        done
    })
}

fn key(home: &Home) -> String {
    fs::read_to_string(home.data().join("township.key")).unwrap()
}

fn life(home: &Home) -> [u8; 16] {
    home.store().unwrap().begin_life().unwrap().epoch
}

fn a_copy_goes_into_either_database(home: Home) {
    let town = Town::new(home);
    let file = town.file("whole.backup");
    let seals = number(&town.home.run(&["backup", &file]).unwrap(), " seals");
    assert!(seals > 0);
    let all = kept(&town.home);
    let key_before = key(&town.home);
    for other in [Some(Home::sqlite().unwrap()), Home::postgres().unwrap()].into_iter().flatten() {
        assert_eq!(number(&other.run(&["restore", &file]).unwrap(), " seals"), seals);
        assert_eq!(kept(&other), all);
        assert_eq!(key(&other), key_before);
        let server = other.serve().unwrap();
        let mut phone = Phone::new(EAST, &town.officer);
        phone.settle(&server.url());
        assert_eq!(phone.book.journal().len(), town.phone.book.journal().len() + 1, "and the opening of its log");
        let again = other.path().join("again.backup").display().to_string();
        let said = other.run(&["backup", &again]).unwrap();
        assert_eq!(number(&said, " entries"), u64::try_from(all.len()).unwrap() + 1);
    }
}

fn what_would_lose_something_is_refused(home: Home) {
    let town = Town::new(home);
    let (whole, bent, cut, strange) = (town.file("whole"), town.file("bent"), town.file("cut"), town.file("strange"));
    town.home.run(&["backup", &whole]).unwrap();
    let bytes = fs::read(&whole).unwrap();
    fs::write(&bent, bent_in_one_entry(&town, bytes.clone())).unwrap();
    fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    fs::write(&strange, "a letter").unwrap();
    let empty = town.home.another().unwrap();
    let cases: [(&Home, &[&str], &str); 6] = [
        (&town.home, &["backup", &whole], "there is a file already"),
        (&town.home, &["restore", &whole, "--replace"], "stop that first"),
        (&empty, &["restore", &bent], "is not what it was"),
        (&empty, &["restore", &cut], "malformed"),
        (&empty, &["restore", &strange], "not a database"),
        (&empty, &["restore", "no such file"], "No such file"),
    ];
    for (home, command, reason) in cases {
        let said = home.run(command).unwrap_err().to_string();
        assert!(said.contains(reason), "{command:?}: {said}");
    }
    assert_eq!(empty.store().unwrap().township().unwrap(), None);
    let mut phone = Phone::new(EAST, &town.officer);
    phone.settle(&town.url());
    assert!(!empty.data().join("restore.half").exists());
    assert_eq!(fs::read(&whole).unwrap(), bytes, "the copy itself is never written");
}

/// The copy with one bit turned within the last entry of the phone.
fn bent_in_one_entry(town: &Town, mut bytes: Vec<u8>) -> Vec<u8> {
    let entry = town.phone.own().pop().unwrap().items.pop().unwrap().bytes;
    let at = bytes.windows(entry.len()).position(|window| window == entry).expect("the entry is in the copy");
    bytes[at + entry.len() / 2] ^= 1;
    bytes
}
