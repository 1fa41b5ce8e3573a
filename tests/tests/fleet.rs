//! A small fleet (小队回传): twelve phones of two villages come home to the real server, and everybody holds the same.

#![allow(clippy::unwrap_used)]

use cunxuan_tests::fleet::telling::Telling;
use cunxuan_tests::fleet::{Fleet, run};
use cunxuan_tests::server::Home;

#[test]
fn twelve_phones_come_home() {
    let fleet = Fleet { phones: 12, villages: Some(2), acts: Some(250), woken: true };
    let figures = run(&fleet, &Home::sqlite().unwrap(), &Telling::default()).unwrap();
    println!("{} entries, settled {:?}, home {:?}", figures.entries, figures.settled, figures.home);
    assert!(figures.entries >= 500, "every act is an entry of its own: {}", figures.entries);
    assert_eq!(figures.settled.len(), 12, "none is left behind");
    assert!(figures.tally.refused.is_empty() && figures.tally.failed.is_empty(), "{:?}", figures.tally);
    assert_eq!((figures.exports, figures.rows), (2, 2), "exports without fault, rows equal to the phones' books");
    assert!(figures.rest.iter().all(|bytes| *bytes <= 1_536), "{:?}", figures.rest);
}
