//! One voter, two tables (重复发票): two phones hand him a paper without knowing of each other, and everybody finds it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_core::api::Alarm;
use cunxuan_core::finding::{Finding, findings};
use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::desk::Desk;
use cunxuan_tests::hand::small::{Small, Voter};
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Server;
use serde_json::json;

/// What a screen warns of.
const FOUND: &str = "return [...document.querySelectorAll('.main .notice')].map(it => it.innerText)";
/// The group that the voter is of.
const GROUP: u16 = 1;

#[test]
fn one_voter_draws_at_two_phones() {
    let Some(first) = Browser::phone().unwrap() else { return };
    let second = Browser::phone().unwrap().expect("there is a browser");
    let small = Small::new().unwrap();
    let mut server = Server::start(small.folder.path(), &[]).unwrap();
    let mut hands = [first, second].map(|browser| Hand::new(browser, server.url()));
    for (hand, officer) in hands.iter().zip(&small.officers) {
        hand.sign_in(officer).unwrap();
    }
    let before = small.record().unwrap().journal().len();
    server.stop().unwrap();

    let voter = &small.people[6];
    for (hand, picture) in hands.iter_mut().zip(["double-1", "double-2"]) {
        draws(hand, voter, picture).unwrap();
    }

    server.restart().unwrap();
    // Whoever sends first learns of the other's paper when he asks again.
    for at in [0, 1, 0] {
        hands[at].send().unwrap();
    }
    for (hand, picture) in hands.iter().zip(["P03-double-1", "P03-double-2"]) {
        phone_finds_it(hand, voter, picture).unwrap();
    }
    desk_finds_it(&server, &small).unwrap();
    record_holds_both(&small, voter, before).unwrap();
    for hand in &hands {
        assert_eq!(hand.strange_errors().unwrap(), Vec::<String>::new());
    }
}

/// The phone knows of no other paper: it hands one out, and nothing is to be found yet.
fn draws(hand: &mut Hand, voter: &Voter, picture: &str) -> Result {
    hand.go(&format!("issue/{GROUP}"))?;
    hand.issue(voter)?;
    hand.find(voter)?;
    hand.browser.wait_text(".card.sel .has", "已领")?;
    hand.quiet()?;
    hand.browser.screenshot(picture)?;
    hand.go("today")?;
    hand.browser.wait_text(".hero", "已领票 1")?;
    let found = hand.browser.eval(FOUND)?;
    assert_eq!(found, json!([]), "nothing is found yet");
    Ok(())
}

fn phone_finds_it(hand: &Hand, voter: &Voter, picture: &str) -> Result {
    hand.go("today")?;
    hand.browser.wait_text(".main .notice", "重复发票")?;
    hand.browser.wait_text(".main .notice", "第一小组一人领了 2 张（")?;
    hand.browser.wait_text(".main", "需要处理")?;
    assert_eq!(hand.browser.count(".main .notice")?, 1, "one finding");
    hand.browser.screenshot(picture)?;
    // The voter himself has one green line, and no button for a third paper.
    hand.go(&format!("issue/{GROUP}"))?;
    hand.find(voter)?;
    hand.browser.wait_text(".card.sel .has", "已领")?;
    assert_eq!(hand.browser.count(".card.sel .btn.p")?, 0, "no third paper");
    Ok(())
}

fn desk_finds_it(server: &Server, small: &Small) -> Result {
    let desk = Desk::open(&server.url(), &small.office)?.expect("there is a browser");
    desk.browser.wait_text(".tasks h2", "1 件")?;
    desk.browser.wait_text(".tasks .alarm", "石桥村　重复发票")?;
    desk.browser.wait_text(".tasks .alarm", "1 组有人领了两次票")?;
    assert_eq!(desk.browser.count(".tasks .alarm")?, 1, "one finding");
    desk.browser.screenshot("D01-double")?;
    let row = desk.wall()?.villages.remove(0);
    assert_eq!((row.alarms, row.findings), (vec![Alarm::DoubleIssue { group: GROUP }], 1));
    Ok(())
}

/// The record holds both papers, each with the officer who handed it out.
fn record_holds_both(small: &Small, voter: &Voter, before: usize) -> Result {
    let book = small.record()?;
    assert_eq!(book.journal().len(), before + 2, "both papers have arrived");
    let found = findings(book.village(), book.journal());
    let [Finding::DoubleIssue { voter: of, group, at, .. }] = found.as_slice() else { panic!("{found:?}") };
    let name = book.village().people().get(*of).map(|resident| resident.person.name.clone());
    assert_eq!((name.as_ref(), *group, at.len()), (Some(&voter.name), GROUP, 2));
    assert_ne!(at[0].actor, at[1].actor, "two officers");
    Ok(())
}
