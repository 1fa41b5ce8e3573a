//! A phone whose clock is ten years off (时钟不准) does everything like one whose clock is right.

use super::{issue, issued};
use cunxuan_core::finding::findings;
use cunxuan_server::load::ELECTION;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::small::Small;
use cunxuan_tests::hard::called;
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Server;
use serde_json::json;

/// What the record holds after the same acts: papers out, papers called, who has his paper, what is on the roll,
/// what was found.
#[derive(Debug, PartialEq, Eq)]
struct Amounts {
    issued: u32,
    called: usize,
    drawn: Vec<bool>,
    registered: usize,
    entries: usize,
    found: usize,
}

#[test]
fn a_clock_ten_years_off_counts_alike() {
    let Some(right) = at_another_time(0).unwrap() else { return };
    assert_eq!((right.issued, right.called, right.registered), (11, 2, 40));
    for years in [10, -10] {
        assert_eq!(at_another_time(years).unwrap().unwrap(), right, "{years} years");
    }
}

/// Eleven papers are issued and two called on a phone whose clock is so many years off.
fn at_another_time(years: i64) -> Result<Option<Amounts>> {
    let Some(browser) = Browser::phone()? else { return Ok(None) };
    let small = Small::new()?;
    let mut server = Server::start(small.folder.path(), &[])?;
    let off = years * 365 * 86_400_000;
    let clock = format!(
        "globalThis.Date = class extends Date {{
            constructor(...parts) {{ parts.length ? super(...parts) : super(Date.now()) }}
            static now() {{ return super.now() + {off} }}
        }}"
    );
    browser.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": clock }))?;
    let mut hand = Hand::new(browser, server.url());
    hand.sign_in(&small.officers[0])?;
    let year =
        hand.browser.eval("return new Date().getFullYear() - (new Date(performance.timeOrigin)).getFullYear()")?;
    assert_eq!(year.as_i64().unwrap().signum(), years.signum(), "the page's clock is off");
    let before = small.record()?.journal().len();
    server.stop()?;
    issue(&mut hand, &small, &(0..11).collect::<Vec<_>>())?;
    hand.hand_over(&small)?;
    hand.open_box(11)?;
    for _ in 0..2 {
        hand.pick(&["王建国", "李秀英"])?;
        hand.acted(1)?;
    }
    hand.browser.screenshot(&format!("P15-clock-{years}"))?;
    server.restart()?;
    hand.send()?;
    let book = small.record()?;
    let view = book.village().election(ELECTION).unwrap();
    let amounts = Amounts {
        issued: issued(&book),
        called: called(&book),
        drawn: view.election.roll.iter().map(|voter| !view.election.polling.issues(voter).is_empty()).collect(),
        registered: view.election.roll.iter().count(),
        entries: book.journal().len() - before,
        found: findings(book.village(), book.journal()).len(),
    };
    assert_eq!(amounts.entries, hand.written);
    assert_eq!(hand.strange_errors()?, Vec::<String>::new());
    Ok(Some(amounts))
}
