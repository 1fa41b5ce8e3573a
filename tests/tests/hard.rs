//! Hard cases in a real browser (硬情形): kills, copies, wrong clocks, bad lines, login pages, lost storage.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "hard/clock.rs"]
mod clock;

use cunxuan_core::api::Alarm;
use cunxuan_core::finding::{Finding, findings};
use cunxuan_core::plan::Role;
use cunxuan_core::record::{LogOpened, export};
use cunxuan_core::verify::{Fault, check};
use cunxuan_core::village::Book;
use cunxuan_server::load::ELECTION;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::desk::Desk;
use cunxuan_tests::hand::small::{Officer, Small};
use cunxuan_tests::hard::{Killed, close, issue_over};
use cunxuan_tests::process::{Folder, Result};
use cunxuan_tests::proxy::{Proxy, Weather};
use cunxuan_tests::server::{Server, run};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Kills in one run of the tests: as many as fit into the time, and never fewer than the first number.
const KILLS: (u32, u32) = (10, 20);
const KILLING: Duration = Duration::from_secs(55);
/// How long the phone may take to settle once the line is clear.
const SOON: Duration = Duration::from_secs(40);

#[test]
fn what_the_screen_confirmed_outlives_a_kill() {
    let start = Instant::now();
    let Some(mut case) = Killed::begin(1).unwrap() else { return };
    while case.kills.kills < KILLS.0 || case.kills.kills < KILLS.1 && start.elapsed() < KILLING {
        case.once().unwrap();
    }
    let kills = case.end().unwrap();
    println!("{kills:?} in {:.1} s", start.elapsed().as_secs_f64());
}

#[test]
fn twenty_papers_go_home_over_a_bad_line() {
    let Some((took, tally)) = issue_over(8, 20, Duration::from_secs(3)).unwrap() else { return };
    println!("settled {:.1} s after the last act: {tally:?}", took.as_secs_f64());
    assert!(tally.cut > 0 && tally.silent > 0, "the line was bad: {tally:?}");
}

/// A signed-in phone with one paper handed out and sent, and the server, which is down.
struct Case {
    hand: Hand,
    server: Server,
    small: Small,
    before: usize,
}

impl Case {
    fn new() -> Option<Self> {
        let browser = Browser::phone().unwrap()?;
        let small = Small::new().unwrap();
        let server = Server::start(small.folder.path(), &[]).unwrap();
        let mut hand = Hand::new(browser, server.url());
        hand.sign_in(&small.officers[0]).unwrap();
        let before = small.record().unwrap().journal().len();
        hand.go("issue/1").unwrap();
        hand.find(&small.people[0]).unwrap();
        hand.browser.click_text("发 1 张票").unwrap();
        hand.browser.wait_text(".counts", "1 / 40").unwrap();
        hand.send().unwrap();
        let mut case = Self { hand, server, small, before };
        case.server.stop().unwrap();
        Some(case)
    }

    fn issue(&mut self, voters: &[usize]) -> Result {
        issue(&mut self.hand, &self.small, voters)
    }
}

/// Papers out, as a record counts them.
fn issued(book: &Book) -> u32 {
    book.village().election(ELECTION).unwrap().election.polling.issued_to(1, 1)
}

/// The village's record, and what a checker says against it.
fn with_faults(small: &Small) -> Result<(Book, Vec<Fault>)> {
    let file = small.folder.path().join("village.cx");
    run(&["export", &small.village, "--out", &file.display().to_string()], small.folder.path())?;
    let report = check(&export::read(&std::fs::read(file)?).map_err(|fault| format!("{fault:?}"))?, None);
    Ok((report.book, report.faults))
}

fn issue(hand: &mut Hand, small: &Small, voters: &[usize]) -> Result {
    hand.go("issue/1")?;
    voters.iter().try_for_each(|voter| hand.issue(&small.people[*voter]))
}

/// Hands a paper to one voter after the log was given up: a new log is opened before it.
fn issue_in_a_new_log(hand: &mut Hand, small: &Small, voter: usize) -> Result {
    hand.go("issue/1")?;
    hand.find(&small.people[voter])?;
    hand.browser.click_text("发 1 张票")?;
    hand.acted(2)
}

/// Puts a copy of a stopped browser's folder in the place of another.
fn copy(from: &Path, to: &Path) -> Result {
    std::fs::remove_dir_all(to)?;
    let done = Command::new("cp").arg("-a").arg(from).arg(to).status()?;
    // Which process has the folder open is not part of what is copied.
    for lock in ["SingletonLock", "SingletonSocket", "SingletonCookie"] {
        let _ = std::fs::remove_file(to.join(lock));
    }
    if done.success() { Ok(()) } else { Err("the folder could not be copied".into()) }
}

fn total(hand: &Hand, issued: u32) -> Result {
    hand.go("today")?;
    hand.browser.wait_text(".hero", &format!("已领票 {issued}"))
}

const FORKED: &str = "手机记录分叉";

#[test]
fn a_copied_phone_forks_and_two_officials_decide() {
    let Some(mut case) = Case::new() else { return };
    let second = Browser::phone().unwrap().expect("there is a browser");
    let mut twin = Hand::new(second, case.hand.url.clone());
    let folders = [&mut case.hand, &mut twin].map(|hand| close(&mut hand.browser).unwrap());
    copy(&folders[0], &folders[1]).unwrap();
    for hand in [&mut case.hand, &mut twin] {
        hand.browser.reopen().unwrap();
        hand.browser.goto(&format!("{}/m/#today", hand.url)).unwrap();
        total(hand, 1).unwrap();
    }
    case.issue(&[1, 2]).unwrap();
    issue(&mut twin, &case.small, &[3, 4, 5]).unwrap();

    case.server.restart().unwrap();
    case.hand.send().unwrap();
    twin.send().unwrap();
    case.hand.send().unwrap();
    forked(&case, &twin).unwrap();

    // Each goes on in a log of its own, and that counts.
    case.server.stop().unwrap();
    issue_in_a_new_log(&mut case.hand, &case.small, 6).unwrap();
    issue_in_a_new_log(&mut twin, &case.small, 7).unwrap();
    case.server.restart().unwrap();
    case.hand.send().unwrap();
    twin.send().unwrap();
    case.hand.send().unwrap();
    for hand in [&case.hand, &twin] {
        total(hand, 3).unwrap();
    }
    let (book, _) = with_faults(&case.small).unwrap();
    assert_eq!(book.journal().len(), case.before + 1 + 5 + 2 * 2, "nothing is lost, nothing is there twice");
    settled(&mut case, &mut twin).unwrap();
    for hand in [&case.hand, &twin] {
        assert_eq!(hand.strange_errors().unwrap(), Vec::<String>::new());
    }
}

/// Both branches are kept, and nothing behind the fork counts, wherever one looks.
fn forked(case: &Case, twin: &Hand) -> Result {
    for (hand, picture) in [(&case.hand, "P03-forked-1"), (twin, "P03-forked-2")] {
        total(hand, 1)?;
        hand.browser.wait_text(".main .notice", FORKED)?;
        assert_eq!(hand.browser.count(".main .notice")?, 1, "one finding");
        hand.browser.screenshot(picture)?;
    }
    let desk = Desk::open(&case.server.url(), &case.small.office)?.expect("there is a browser");
    desk.browser.wait_text(".tasks .alarm", FORKED)?;
    desk.browser.screenshot("D01-forked")?;
    let row = desk.wall()?.villages.remove(0);
    assert_eq!((row.issued, row.alarms, row.findings), (1, vec![Alarm::LogForked], 1));

    let (book, faults) = with_faults(&case.small)?;
    assert!(faults.iter().any(|fault| matches!(fault, Fault::SecondBranch { .. })), "a checker says so: {faults:?}");
    let found = findings(book.village(), book.journal());
    let [Finding::LogForked { log, after }] = found.as_slice() else { panic!("{found:?}") };
    let tips: Vec<u32> = book.journal().log(log).unwrap().tips().iter().map(|tip| tip.seq - after).collect();
    assert!(tips == [2, 3] || tips == [3, 2], "two branches: {tips:?}");
    Ok(())
}

/// The office keeps the branch of three papers.
fn settled(case: &mut Case, twin: &mut Hand) -> Result {
    let (folder, village) = (case.small.folder.path(), case.small.village.as_str());
    let told = run(&["branches", village], folder)?;
    let branches: Vec<(u32, Vec<&str>)> = told
        .lines()
        .filter_map(|line| Some((line.split_once("up to entry ")?.1, line.split_once(": settle ")?.1)))
        .map(|(seq, settle)| (seq.split(',').next().unwrap().parse().unwrap(), settle.split(' ').collect()))
        .collect();
    assert_eq!(branches.len(), 2, "{told}");
    let (_, longer) = branches.iter().max_by_key(|(seq, _)| *seq).unwrap();
    assert!(run(&[&["settle"], longer.as_slice(), &["--by", "甲"]].concat(), folder).is_err(), "one is not enough");
    run(&[&["settle"], longer.as_slice(), &["--by", "甲", "--by", "乙"]].concat(), folder)?;
    for (hand, picture) in [(&mut case.hand, "P03-settled-1"), (twin, "P03-settled-2")] {
        hand.send()?;
        total(hand, 6)?;
        hand.browser.screenshot(picture)?;
    }
    let (book, faults) = with_faults(&case.small)?;
    assert_eq!(issued(&book), 6, "the branch that was chosen, and what came after");
    let desk = Desk::open(&case.server.url(), &code(&case.small, &["--office"])?)?.expect("there is a browser");
    let row = desk.wall()?.villages.remove(0);
    assert_eq!((row.issued, row.alarms), (6, vec![]), "what was decided is no finding");
    assert_eq!(faults, [], "both branches are sealed, and one is chosen");
    Ok(())
}

fn notices(hand: &Hand) -> Result<Value> {
    hand.browser.eval("return [...document.querySelectorAll('.main .notice')].map(it => it.innerText)")
}

/// A fresh one-time code, as the office prints it.
fn code(small: &Small, whose: &[&str]) -> Result<String> {
    let told = run(&[&["codes"], whose].concat(), small.folder.path())?;
    let line = told.lines().find(|line| line.trim().starts_with(['o', 'O']) && !line.contains(':'));
    Ok(line.and_then(|line| line.split_whitespace().last()).ok_or_else(|| format!("no code: {told}"))?.to_owned())
}

#[test]
fn a_phone_set_back_begins_a_new_log() {
    let Some(mut case) = Case::new() else { return };
    let old = Folder::new("old-profile").unwrap();
    let folder = close(&mut case.hand.browser).unwrap();
    copy(&folder, old.path()).unwrap();

    case.hand.browser.reopen().unwrap();
    case.hand.browser.goto(&format!("{}/m/#today", case.hand.url)).unwrap();
    case.issue(&[1, 2, 3]).unwrap();
    case.server.restart().unwrap();
    case.hand.send().unwrap();

    close(&mut case.hand.browser).unwrap();
    copy(old.path(), &folder).unwrap();
    case.hand.browser.reopen().unwrap();
    case.hand.browser.goto(&format!("{}/m/#today", case.hand.url)).unwrap();
    // At the first contact its own later papers come back.
    total(&case.hand, 4).unwrap();
    case.hand.browser.screenshot("P03-set-back").unwrap();
    assert_eq!(notices(&case.hand).unwrap(), json!([]));
    case.hand.send().unwrap();
    case.server.stop().unwrap();
    issue_in_a_new_log(&mut case.hand, &case.small, 4).unwrap();
    total(&case.hand, 5).unwrap();
    case.server.restart().unwrap();
    case.hand.send().unwrap();
    let book = case.small.record().unwrap();
    assert_eq!((book.journal().len(), issued(&book)), (case.before + 4 + 2, 5), "everything once");
    assert_eq!(findings(book.village(), book.journal()), [], "nothing forked");
    assert_eq!(case.hand.strange_errors().unwrap(), Vec::<String>::new());
}

#[test]
fn a_login_page_in_between_changes_nothing() {
    let Some(browser) = Browser::phone().unwrap() else { return };
    let small = Small::new().unwrap();
    let server = Server::start(small.folder.path(), &[]).unwrap();
    let line = Proxy::start(server.address(), 1).unwrap();
    let mut hand = Hand::new(browser, line.url());
    portal_at_the_sign_in(&hand, &line, &small.officers[0]).unwrap();
    let before = small.record().unwrap().journal().len();

    line.turn(Weather::Portal);
    issue(&mut hand, &small, &[0, 1]).unwrap();
    for again in [false, true] {
        if again {
            hand.browser.reload().unwrap();
        }
        hand.go("outbox").unwrap();
        hand.browser.click_text("现在上传").unwrap();
        hand.browser.wait_text(".main", "没传上去，记录还在本机").unwrap();
        hand.chip("2 条待传").unwrap();
    }
    hand.browser.screenshot("P16-portal").unwrap();
    assert!(line.tally().portal > 2, "{:?}", line.tally());
    assert_eq!(small.record().unwrap().journal().len(), before, "nothing arrived");

    line.turn(Weather::Clear);
    let start = Instant::now();
    hand.browser
        .wait_until("the phone to settle by itself", SOON, |page| Ok(page.text("button.chip")?.contains("已同步")))
        .unwrap();
    println!("settled {:.1} s after the login page was gone", start.elapsed().as_secs_f64());
    assert_eq!(small.record().unwrap().journal().len(), before + 2, "each once");
    total(&hand, 2).unwrap();
    assert_eq!(hand.strange_errors().unwrap(), Vec::<String>::new());
}

fn portal_at_the_sign_in(hand: &Hand, line: &Proxy, officer: &Officer) -> Result {
    hand.browser.goto(&format!("{}/m/#phone={}&code={}", hand.url, officer.phone, officer.code))?;
    hand.browser.wait_controlled()?;
    line.turn(Weather::Portal);
    hand.browser.click_text("进入")?;
    hand.browser.wait_text(".notice.bad", "网络要先登录")?;
    hand.browser.screenshot("P01-portal")?;
    line.turn(Weather::Clear);
    hand.browser.click_text("进入")?;
    hand.browser.find(".hero")?;
    hand.chip("已同步")
}

/// Logs of officers' phones; the server begins logs of its own.
fn liaison_logs(book: &Book) -> usize {
    let opened = book.journal().logs().filter_map(|(_, chain)| LogOpened::read(&chain.first()?.item));
    opened.filter(|opened| opened.role == Role::Liaison.number()).count()
}

#[test]
fn storage_thrown_away_is_noticed() {
    let Some(mut case) = Case::new() else { return };
    let logs = liaison_logs(&case.small.record().unwrap());
    case.issue(&[1, 2]).unwrap();
    case.hand.browser.goto("about:blank").unwrap();
    let wiped = json!({ "origin": case.hand.url, "storageTypes": "indexeddb" });
    case.hand.browser.cdp("Storage.clearDataForOrigin", &wiped).unwrap();
    case.hand.browser.goto(&format!("{}/m/#today", case.hand.url)).unwrap();
    case.hand.browser.wait_text("h1", "登录村选").unwrap();
    case.hand.browser.screenshot("P01-wiped").unwrap();

    case.server.restart().unwrap();
    let officer = Officer { code: code(&case.small, &["O001"]).unwrap(), ..case.small.officers[0].clone() };
    case.hand.browser.goto("about:blank").unwrap();
    case.hand.sign_in(&officer).unwrap();
    case.hand.browser.wait_text(".main .notice.bad", "本机记录被清除过").unwrap();
    // The log with its opening, the paper that was sent, and two that were not.
    case.hand.browser.wait_text(".main .notice.bad", "其中 2 条没传过，请对照纸质记录补记").unwrap();
    case.hand.browser.screenshot("P03-wiped").unwrap();
    println!("{}", notices(&case.hand).unwrap());
    total(&case.hand, 1).unwrap();

    // The two are entered again from paper, in the new log.
    case.server.stop().unwrap();
    (case.hand.waiting, case.hand.written) = (0, 0);
    case.issue(&[1, 2]).unwrap();
    case.server.restart().unwrap();
    case.hand.send().unwrap();
    let book = case.small.record().unwrap();
    assert_eq!((liaison_logs(&book), issued(&book)), (logs + 1, 3), "a new log began");
    assert_eq!(findings(book.village(), book.journal()), [], "nothing forked");
    case.hand.go("today").unwrap();
    case.hand.browser.click_text("知道了，已对照纸质记录").unwrap();
    case.hand.browser.reload().unwrap();
    total(&case.hand, 3).unwrap();
    assert_eq!(notices(&case.hand).unwrap(), json!([]));
    assert_eq!(case.hand.strange_errors().unwrap(), Vec::<String>::new());
}
