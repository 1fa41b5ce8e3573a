//! What an officer's finger has to do (点几下): taps for each person registered and each paper handed out, at 360×740.
//! With `CUNXUAN_LONG` set a hundred people are registered instead of twenty.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_core::person::IdNumber;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::finger::Finger;
use cunxuan_tests::hand::small::{Small, Voter};
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Server;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);
/// The most taps for somebody whom no list names, his name not among them, which the input method writes.
const MOST_FOR_A_PERSON: u32 = 15;
/// The most taps for a paper.
const MOST_FOR_A_PAPER: u32 = 4;

fn told(done: &str, taps: &[u32], begun: Instant, limit: u32) {
    let (people, sum, most) = (taps.len(), taps.iter().sum::<u32>(), taps.iter().copied().max().unwrap_or(0));
    let each = begun.elapsed().as_millis() / people as u128;
    println!("{people} {done}: {sum} taps, at most {most} each; {each} ms each by the script");
    assert!((1..=limit).contains(&most), "{taps:?}");
}

/// New people by the pads alone.
#[test]
fn a_new_person_costs_few_taps() {
    let Some(browser) = Browser::phone().unwrap() else { return };
    let small = Small::ahead().unwrap();
    let server = Server::start(small.folder.path(), &[]).unwrap();
    let hand = Hand::new(browser, server.url());
    hand.sign_in(&small.officers[0]).unwrap();
    hand.go("new").unwrap();
    let people = if std::env::var_os("CUNXUAN_LONG").is_some() { 100 } else { 20 };
    let begun = Instant::now();
    let taps: Vec<u32> = (0..people).map(|no| register(&hand.browser, no).unwrap()).collect();
    told("registered", &taps, begun, MOST_FOR_A_PERSON);
    hand.browser.screenshot("P05-pad").unwrap();
    hand.go("people").unwrap();
    hand.browser.wait_text(".top", &format!("已登记 {people} 人")).unwrap();
}

/// One of them: the area by its chip, twelve keys, the name by the input method, and the button.
fn register(browser: &Browser, no: usize) -> Result<u32> {
    let body = format!("990101{}{:02}14{:03}", 1950 + no % 50, 1 + no % 12, 500 + no);
    let number = IdNumber::complete(&body).map_err(|fault| format!("{fault:?}"))?;
    let mut finger = Finger::new(browser);
    finger.typed("")?;
    finger.tap(&number.text()[..6])?;
    for (at, key) in number.text().char_indices().skip(6) {
        finger.tap(&key.to_string())?;
        finger.typed(&number.text()[..=at])?;
    }
    finger.write(&format!("新{}", ["甲", "乙", "丙", "丁"][no % 4]))?;
    finger.tap("登记")?;
    finger.typed("")?;
    Ok(finger.taps)
}

/// Everybody at the table: his surname, an initial, and the button.
#[test]
fn a_paper_costs_few_taps() {
    let Some(browser) = Browser::phone().unwrap() else { return };
    let small = Small::new().unwrap();
    let server = Server::start(small.folder.path(), &[]).unwrap();
    let mut hand = Hand::new(browser, server.url());
    hand.sign_in(&small.officers[0]).unwrap();
    hand.go("issue/1").unwrap();
    let begun = Instant::now();
    let taps: Vec<u32> = small.people.iter().map(|voter| issue(&mut hand, voter).unwrap()).collect();
    told("papers", &taps, begun, MOST_FOR_A_PAPER);
    hand.browser.wait_text(".counts", "40 / 40").unwrap();
}

fn issue(hand: &mut Hand, voter: &Voter) -> Result<u32> {
    let browser = &hand.browser;
    browser.wait_until("the pad to be clear", PATIENCE, |page| Ok(page.count(".card.sel")? == 0))?;
    let shown = format!("return document.querySelector('.card.sel .person b')?.textContent == '{}'", voter.name);
    let surname: String = voter.name.chars().take(1).collect();
    let chip =
        format!("return [...document.querySelectorAll('.picks button')].some(it => it.textContent == '{surname}')");
    let mut finger = Finger::new(browser);
    let skipped = if browser.eval(&chip)? == true {
        finger.tap(&surname)?;
        1
    } else {
        0
    };
    let line = format!(
        "return [...document.querySelectorAll('.card.line b')].slice(0, 2).some(it => it.textContent == '{}')",
        voter.name
    );
    for letter in voter.initials.chars().skip(skipped) {
        if browser.eval(&shown)? == true {
            break;
        }
        if browser.eval(&line)? == true {
            finger.tap_line(&voter.name)?;
            break;
        }
        finger.tap(&letter.to_string())?;
    }
    browser.wait_until(&format!("the card of {}", voter.name), PATIENCE, |page| Ok(page.eval(&shown)? == true))?;
    finger.tap("发 1 张票")?;
    Ok(finger.taps)
}
