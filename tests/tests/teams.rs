//! Counting with several phones (多部手机计票): two tellers of one box who differ in one paper, in two browsers; and a
//! large village counted by five teams at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_core::plan::Role;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::small::Small;
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Server;
use serde_json::json;
use std::time::Duration;

#[path = "teams/large.rs"]
mod large;

/// Papers in the only box: a bundle, and the fifteen that are left.
const PAPERS: u32 = 40;
/// The paper of each bundle in which the two differ.
const ODD: usize = 11;
const PATIENCE: Duration = Duration::from_secs(10);
/// What is on most papers.
const USUAL: &[&str] = &["王建国", "李秀英", "张德明"];

/// What stands on the paper with this number in its bundle, as this phone recorded it.
fn names(no: usize, second: bool) -> &'static [&'static str] {
    match (no, second) {
        (ODD, false) => &["王建国", "李秀英", "孙玉梅"],
        (no, _) if no % 3 == 0 => &["赵志强", "孙玉梅"],
        _ => USUAL,
    }
}

#[test]
fn two_tellers_differ_in_one_paper() {
    let Some(first) = Browser::phone().unwrap() else { return };
    let second = Browser::phone().unwrap().expect("there is a browser");
    let small = Small::drawn().unwrap();
    let mut server = Server::start(small.folder.path(), &[]).unwrap();
    let mut hands = [first, second].map(|browser| Hand::new(browser, server.url()));
    for (hand, officer) in hands.iter().zip(&small.officers) {
        hand.sign_in(officer).unwrap();
    }
    begin(&mut hands, &small, &mut server).unwrap();
    // The first bundle is called with no network, and compared when it is back.
    for (seat, hand) in hands.iter_mut().enumerate() {
        first_bundle(hand, seat == 1).unwrap();
    }
    server.restart().unwrap();
    exchange(&mut hands);
    for (hand, picture) in hands.iter().zip(["pair-online-1", "pair-online-2"]) {
        hand.go("tally/1").unwrap();
        hand.browser.wait_text(".check", "第 11 张不同：甲 孙玉梅，乙 张德明").unwrap();
        hand.browser.screenshot(picture).unwrap();
    }
    fits(&hands[0]).unwrap();
    hands[1].browser.click(".check").unwrap();
    hands[1].browser.click_text("按原票改第 11 张").unwrap();
    set_right(&hands[1], &small, "pair-correct").unwrap();
    exchange(&mut hands);
    for hand in &hands {
        hand.go("tally/1").unwrap();
        hand.browser.wait_text(".check", "两机一致").unwrap();
    }
    server.stop().unwrap();
    // The second bundle is called and compared with no network: codes are read out and typed.
    for (seat, hand) in hands.iter_mut().enumerate() {
        second_bundle(hand, seat == 1).unwrap();
    }
    compare_offline(&hands, &small).unwrap();
    end(&mut hands, &mut server, &small).unwrap();
}

/// The first teller opens the box; the second knows of it and counts beside. Then there is no network.
fn begin(hands: &mut [Hand; 2], small: &Small, server: &mut Server) -> Result {
    let [first, second] = hands;
    server.stop()?;
    first.hand_over(small)?;
    first.open_box(PAPERS)?;
    server.restart()?;
    first.send()?;
    second.send()?;
    server.stop()?;
    take_over(second, small, Role::Caller, "唱票人")?;
    second.go("tally/1")?;
    second.browser.wait_text(".main", "正在另一部手机上计票")?;
    second.browser.screenshot("pair-beside")?;
    second.browser.click_text("做乙机")?;
    second.acted(2)?;
    first.go("tally/1")
}

fn pin(small: &Small, role: Role) -> Result<String> {
    Ok(small.pins.iter().find(|pin| pin.role == role).ok_or("nobody has that role")?.pin.clone())
}

fn take_over(hand: &Hand, small: &Small, role: Role, word: &str) -> Result {
    hand.go("hand-over")?;
    hand.browser.click_text(word)?;
    hand.digits(&pin(small, role)?)?;
    hand.browser.wait_text(".foot", "交还联络员")
}

fn first_bundle(hand: &mut Hand, second: bool) -> Result {
    for no in 1..=25 {
        hand.pick(names(no, second))?;
        hand.acted(1)?;
    }
    Ok(())
}

fn second_bundle(hand: &mut Hand, second: bool) -> Result {
    for no in 1..=usize::try_from(PAPERS)? - 25 {
        hand.browser.click_text("逐人点选")?;
        hand.pick(names(no, second))?;
        (hand.waiting, hand.written) = (hand.waiting + 1, hand.written + 1);
        let called = format!("全箱 {} / {PAPERS} 张", 25 + no);
        hand.browser.wait_text(".bar", &called)?;
        if no < 15 {
            hand.browser.click_text("票型键")?;
        }
    }
    Ok(())
}

/// Both send, and fetch what the other sent.
fn exchange(hands: &mut [Hand; 2]) {
    for at in [0, 1, 0] {
        hands[at].send().unwrap();
    }
}

/// On a low screen and in the largest letters the board scrolls, and every way on can be pressed.
fn fits(hand: &Hand) -> Result {
    for (height, size) in [(740, ""), (640, ""), (740, "xl"), (640, "xl")] {
        let screen = json!({ "width": 360, "height": height, "deviceScaleFactor": 2, "mobile": true });
        hand.browser.cdp("Emulation.setDeviceMetricsOverride", &screen)?;
        hand.browser.eval(&format!("document.documentElement.dataset.size = '{size}'"))?;
        let off = "const seen = it => { const at = it.getBoundingClientRect();\
             const there = document.elementFromPoint(at.x + at.width / 2, at.y + at.height / 2);\
             return at.height >= 44 && at.bottom <= innerHeight + 1 && it.contains(there) };\
             const all = [...document.querySelectorAll('.row3 .btn, .undo, .check')];\
             all.push(document.querySelector('.key'));\
             return all.filter(it => !seen(it)).map(it => it.textContent)";
        let name = format!("pair-{height}{size}");
        hand.browser.screenshot(&name)?;
        assert_eq!(hand.browser.eval(off)?, json!([]), "{name}: cannot be pressed");
        let board = "return document.querySelector('.rows').clientHeight";
        assert!(hand.browser.eval(board)?.as_f64().unwrap_or(0.0) >= 80.0, "{name}: no board is left");
    }
    hand.browser.eval("document.documentElement.dataset.size = ''")?;
    Ok(())
}

/// The paper is opened in public, marked as it is, and the scrutineer gives his PIN.
fn set_right(hand: &Hand, small: &Small, picture: &str) -> Result {
    hand.browser.wait_text(".read", "按原票改")?;
    hand.mark(names(ODD, false))?;
    hand.browser.screenshot(picture)?;
    hand.browser.click_text("改成（")?;
    hand.browser.wait_text(".sheet", "监票人看过原票")?;
    hand.browser.screenshot(&[picture, "-pin"].concat())?;
    hand.browser.click_text("听错了")?;
    hand.browser.click_text("吕秀珍")?;
    hand.digits(&pin(small, Role::Scrutineer)?)?;
    hand.browser.wait_text(".sheet h2", "两人核对")
}

fn code(hand: &Hand) -> Result<u32> {
    Ok(hand.browser.text(".code b")?.trim().parse()?)
}

fn lines(hand: &Hand) -> Result<Vec<String>> {
    let read = "return [...document.querySelectorAll('.line b')].map(it => it.textContent)";
    Ok(serde_json::from_value(hand.browser.eval(read)?)?)
}

fn compare_offline(hands: &[Hand; 2], small: &Small) -> Result {
    for hand in hands {
        hand.browser.click(".check")?;
    }
    let codes = [code(&hands[0])?, code(&hands[1])?];
    assert_ne!(codes[0], codes[1]);
    for (hand, theirs) in hands.iter().zip([codes[1], codes[0]]) {
        hand.browser.screenshot("pair-code")?;
        hand.digits(&format!("{theirs:04}"))?;
        hand.browser.click(".sheet .btn.p")?;
        hand.browser.wait_text(".sheet", "两机不一致")?;
    }
    hands[0].browser.screenshot("pair-lines")?;
    let (own, theirs) = (lines(&hands[0])?, lines(&hands[1])?);
    let first = own.iter().zip(&theirs).position(|(own, theirs)| own != theirs);
    assert_eq!((own.len(), first), (15, Some(ODD - 1)), "the first line that differs is the paper");
    let press = format!("document.querySelectorAll('.line')[{}].click()", ODD - 1);
    hands[1].browser.eval(&press)?;
    set_right(&hands[1], small, "pair-offline")?;
    let right = code(&hands[1])?;
    assert_eq!(right, codes[0], "the codes are the same now");
    // Where the paper was set right the code that was typed before fits now; the other types once more.
    hands[1].browser.wait_text(".sheet", "两机一致")?;
    hands[0].browser.click_text("再输校对码")?;
    hands[0].digits(&format!("{right:04}"))?;
    hands[0].browser.click(".sheet .btn.p")?;
    for hand in hands {
        hand.browser.wait_text(".sheet", "两机一致")?;
        hand.browser.screenshot("pair-agrees")?;
        hand.browser.click_text("取消")?;
    }
    Ok(())
}

/// Both close the box; the record holds one count of it, and what was set right.
fn end(hands: &mut [Hand; 2], server: &mut Server, small: &Small) -> Result {
    for hand in hands.iter() {
        hand.browser.click_text("本箱计完")?;
        hand.browser.wait_until("the boxes", PATIENCE, |page| Ok(page.text("h1")?.contains("收箱开箱")))?;
    }
    server.restart()?;
    for at in [0, 1, 0] {
        hands[at].send()?;
    }
    hands[0].go("boxes")?;
    hands[0].browser.wait_text(".list", "已计完，收回 40 张，两机一致")?;
    hands[0].browser.screenshot("pair-boxes")?;
    hands[0].browser.click_text("查票")?;
    hands[0].browser.screenshot("K6")?;
    hands[0].browser.click_text("孙玉梅")?;
    hands[0].browser.wait_text(".list", "第 1 箱第 1 捆第 11 张")?;
    hands[0].browser.screenshot("K6-found")?;
    let book = small.record()?;
    let view = book.village().election(1).ok_or("no election")?;
    assert_eq!((view.sums(1).returned, view.counted_alone(1)), (PAPERS, Vec::new()), "one count, by two tellers");
    let corrected: Vec<usize> = view.election.count.runs().map(|run| run.corrected.len()).collect();
    assert_eq!(corrected.iter().sum::<usize>(), 2);
    for hand in hands.iter() {
        assert_eq!(hand.strange_errors()?, Vec::<String>::new());
    }
    Ok(())
}
