//! The server, or its database, killed in the middle of the work (断电): what was answered is there.

use crate::site::{EAST, Phone, import, officer, registered_again, token};
use crate::within;
use cunxuan_core::id::{EntryId, LogId};
use cunxuan_core::record::exchange::Exchange;
use cunxuan_tests::postgres::Postgres;
use cunxuan_tests::server::{Home, Server};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

on_both!(what_was_answered_survives_a_killed_server);

const PHONES: usize = 4;

/// An entry that the server named as held.
type Answered = (LogId, u32, EntryId);

fn what_was_answered_survives_a_killed_server(home: Home) {
    import(&home.store().unwrap(), 3);
    let mut server = home.serve().unwrap();
    under_load(&home, &mut server, 5, |server| {
        server.kill9().unwrap();
        server.restart().unwrap();
    });
}

#[test]
fn what_was_answered_survives_a_killed_postgres() {
    let Some(postgres) = Postgres::start().unwrap() else { return };
    let home = Home::of(&postgres).unwrap();
    import(&home.store().unwrap(), 3);
    let mut server = home.serve().unwrap();
    let url = server.url();
    let fresh = Phone::new(EAST, &token(&home, &url, &officer()));
    let crash = |_: &mut Server| {
        postgres.crash().unwrap();
        within(Duration::from_secs(10), "the server to find its database again", || fresh.hears(&url));
    };
    under_load(&home, &mut server, 3, crash);
}

/// Phones write and send as fast as they can while something is killed again and again; then a fresh phone
/// looks whether everything is there that was ever answered.
fn under_load(home: &Home, server: &mut Server, kills: u64, kill: impl Fn(&mut Server)) {
    let url = &server.url();
    let token = token(home, url, &officer());
    let ready = |_| {
        let mut phone = Phone::new(EAST, &token);
        phone.settle(url);
        phone
    };
    let phones: Vec<Phone> = (0..PHONES).map(ready).collect();
    let (end, heard, cut) = (AtomicBool::new(false), AtomicU32::new(0), AtomicU32::new(0));
    let answered: Vec<Answered> = thread::scope(|scope| {
        let work = |phone| work(phone, url, &end, &heard, &cut);
        let phones: Vec<_> = phones.into_iter().map(|phone| scope.spawn(move || work(phone))).collect();
        for round in 0..=kills {
            let enough = heard.load(Ordering::Relaxed) + 20;
            within(Duration::from_secs(30), "answers between two kills", || heard.load(Ordering::Relaxed) >= enough);
            if round < kills {
                thread::sleep(Duration::from_millis(7 * round));
                kill(server);
            }
        }
        end.store(true, Ordering::Relaxed);
        phones.into_iter().flat_map(|phone| phone.join().unwrap()).collect()
    });
    let cut = cut.into_inner();
    assert!(cut > 0, "nobody was sending when it was killed");
    server.kill9().unwrap();
    server.restart().unwrap();
    let mut fresh = Phone::new(EAST, &token);
    fresh.settle(url);
    let held =
        |(log, seq, id): &&Answered| fresh.book.journal().log(log).is_some_and(|chain| chain.find(*seq, id).is_some());
    println!("{} entries answered, {cut} requests cut", answered.len());
    let lost = answered.iter().filter(|entry| !held(entry)).count();
    assert_eq!(lost, 0, "of {} answered entries", answered.len());
}

/// Writes and sends until the end; gives what was answered.
fn work(mut phone: Phone, url: &str, end: &AtomicBool, heard: &AtomicU32, cut: &AtomicU32) -> Vec<Answered> {
    let mut exchange = Exchange::new(0);
    let mut answered = Vec::new();
    while !end.load(Ordering::Relaxed) {
        phone.act(|_| registered_again());
        if phone.round(url, &mut exchange) {
            heard.fetch_add(1, Ordering::Relaxed);
        } else {
            cut.fetch_add(1, Ordering::Relaxed);
            thread::sleep(Duration::from_millis(20));
        }
        if exchange.sure() && exchange.unsent(phone.book.journal(), Some(phone.log)) == 0 {
            answered = own(&phone);
        }
    }
    answered
}

fn own(phone: &Phone) -> Vec<Answered> {
    let chain = phone.book.journal().log(&phone.log).unwrap();
    chain.entries().map(|(seq, _, link)| (phone.log, seq, link.id)).collect()
}
