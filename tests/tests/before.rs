//! The phone before the poll (选前的手机): fit for the day, household by household, reasons, posting, sealed boxes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_core::count::{self, BoxOpened};
use cunxuan_core::finding::{Finding, findings};
use cunxuan_core::id::{LogId, PersonId, Place};
use cunxuan_core::person::OffRoll;
use cunxuan_core::plan::Role;
use cunxuan_core::polling::BoxSealed;
use cunxuan_core::roll::Status;
use cunxuan_core::stamp::{Stamp, Standing};
use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::small::Small;
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Server;
use serde_json::json;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);
/// Every screen of this story, by its address, and the picture's name.
const SCREENS: [(&str, &str); 7] = [
    ("self-check", "P02"),
    ("households/1-5", "P04"),
    ("people", "P04-find"),
    ("posting", "P07"),
    ("preparation", "P12"),
    ("me", "me"),
    ("today", "P03-ahead"),
];

fn screen(browser: &Browser, height: u32) -> Result {
    let screen = json!({ "width": 360, "height": height, "deviceScaleFactor": 2, "mobile": true });
    browser.cdp("Emulation.setDeviceMetricsOverride", &screen).map(drop)
}

#[test]
fn the_days_before_the_poll() {
    let Some(browser) = Browser::phone().unwrap() else { return };
    let small = Small::ahead().unwrap();
    let mut server = Server::start(small.folder.path(), &[]).unwrap();
    let mut hand = Hand::new(browser, server.url());
    hand.sign_in(&small.officers[0]).unwrap();
    fit(&mut hand).unwrap();
    server.stop().unwrap();
    households(&mut hand).unwrap();
    posting(&mut hand).unwrap();
    sealing(&mut hand).unwrap();
    pictures(&hand).unwrap();
    other_village(&mut hand).unwrap();
    server.restart().unwrap();
    hand.send().unwrap();
    arrived(&small).unwrap();
    assert_eq!(hand.strange_errors().unwrap(), Vec::<String>::new());
}

/// Nine lines; in this browser all but the desktop are right.
fn fit(hand: &mut Hand) -> Result {
    hand.browser.click_text("开工自检")?;
    hand.browser.wait_until("nine lines", PATIENCE, |page| Ok(page.count(".task.fit")? == 9))?;
    for (line, said) in [(1, "要修"), (2, "好"), (6, "40 人"), (7, "镇里"), (9, "好")] {
        hand.browser.wait_text(&format!(".task.fit:nth-child({line})"), said)?;
    }
    hand.browser.click_text("报给镇里")?;
    hand.acted(1)?;
    hand.browser.wait_text(".bar", "报过")?;
    hand.send()
}

/// A household in one tap; one who must be asked; one off with a reason, and back.
fn households(hand: &mut Hand) -> Result {
    hand.go("households/0-0")?;
    hand.browser.wait_text(".house", "第 1 / 10 户")?;
    hand.browser.wait_text(".list", "外出，未表示参加")?;
    hand.browser.click_text("全户登记（3 人）")?;
    hand.acted(1)?;
    hand.browser.screenshot("P04-undo")?;
    hand.browser.click_text("撤销刚才的登记")?;
    hand.acted(1)?;
    hand.browser.click_text("全户登记（3 人）")?;
    hand.acted(1)?;
    hand.browser.click_text("去下一户没办的")?;
    hand.browser.wait_text(".house", "第 2 / 10 户")?;
    hand.browser.wait_text(".main", "有人要先问清楚")?;
    hand.browser.click_text("全户登记（3 人）")?;
    hand.acted(1)?;
    hand.browser.click_text("待问：住了几个月")?;
    hand.quiet()?;
    hand.browser.screenshot("P06-person")?;
    hand.browser.click_text("不登记，写原因")?;
    hand.browser.click_text("不愿登记")?;
    assert_eq!(hand.browser.count(".sheet .btn.p:disabled")?, 1, "not without his writing");
    hand.browser.click(".tick input")?;
    hand.browser.screenshot("P06")?;
    hand.browser.click_text("确定不登记")?;
    hand.acted(1)?;
    hand.browser.wait_text(".bar", "已办 2 / 10 户")?;
    hand.browser.click(".list .task:nth-child(1)")?;
    hand.browser.click_text("不登记，写原因")?;
    hand.browser.click_text("死亡")?;
    hand.browser.click_text("确定不登记")?;
    hand.acted(1)?;
    hand.browser.wait_text(".list .task:nth-child(1)", "死亡")?;
    hand.browser.click(".list .task:nth-child(1)")?;
    hand.browser.click_text("撤销")?;
    hand.acted(1)?;
    hand.browser.wait_text(".list .task:nth-child(1)", "可登记")
}

fn posting(hand: &mut Hand) -> Result {
    hand.go("posting")?;
    hand.browser.wait_text(".main", "离最迟张榜还有 4 天")?;
    hand.browser.click_text("已经张榜")?;
    hand.acted(1)?;
    hand.browser.wait_text(".main", "还能申诉 5 天")?;
    hand.browser.wait_text(".main", "第14条")
}

fn sealing(hand: &mut Hand) -> Result {
    hand.go("preparation")?;
    hand.browser.click_text("第一小组票箱")?;
    assert_eq!(hand.browser.count(".sheet .btn.p:disabled")?, 1, "nothing was seen yet");
    hand.browser.click(".tick:nth-of-type(1) input")?;
    hand.browser.click(".tick:nth-of-type(2) input")?;
    hand.browser.type_in(".sheet .field input", "0012 0013")?;
    hand.browser.click_text("陈守义")?;
    hand.browser.click_text("吕秀珍")?;
    hand.browser.screenshot("P12-seal")?;
    hand.browser.click(".sheet .btn.p")?;
    hand.acted(1)?;
    hand.browser.wait_text(".list", "封条 0012、0013")
}

/// Each screen as it stands, on two glasses and in the largest writing; nothing is cut off at the side.
fn pictures(hand: &Hand) -> Result {
    hand.quiet()?;
    for (height, size, mark) in [(740, "m", ""), (640, "m", "-640"), (740, "xl", "-xl")] {
        screen(&hand.browser, height)?;
        for (place, name) in SCREENS {
            hand.go(place)?;
            hand.browser.eval(&format!("document.documentElement.dataset.size = '{size}'; scrollTo(0, 0)"))?;
            std::thread::sleep(Duration::from_millis(150));
            hand.browser.screenshot(&format!("{name}{mark}"))?;
            let wide = "return document.documentElement.scrollWidth <= innerWidth";
            assert!(hand.browser.eval(wide)? == true, "{name}{mark} is wider than the glass");
        }
    }
    hand.browser.eval("document.documentElement.dataset.size = 'm'")?;
    screen(&hand.browser, 740)
}

/// The other village is a tap on this one's name away, and says what still waits here.
fn other_village(hand: &mut Hand) -> Result {
    hand.go("today")?;
    let waiting = hand.waiting;
    hand.browser.click("h1 .choice")?;
    hand.browser.screenshot("village")?;
    hand.browser.click_text("石门村")?;
    hand.browser.wait_text("h1", "石门村")?;
    hand.browser.click("h1 .choice")?;
    hand.browser.wait_text(".sheet", &format!("{waiting} 条待传"))?;
    hand.browser.screenshot("village-waits")?;
    hand.browser.click_text("石桥村")?;
    hand.browser.wait_text("h1", "石桥村")
}

/// The township has what the phone recorded.
fn arrived(small: &Small) -> Result {
    let book = small.record()?;
    let view = book.village().election(1).ok_or("no election")?;
    let status = |no| view.status(PersonId::Listed { group: 1, no });
    assert_eq!(view.election.roll.registered(), 5);
    assert_eq!(status(3), Some(Status::Off(OffRoll::AwayNotTakingPart)));
    assert_eq!(status(8), Some(Status::Off(OffRoll::Unwilling)));
    assert_eq!(status(5), Some(Status::Open));
    assert_eq!(view.election.roll.posted().map(|posted| posted.place.as_str()), Some("村务公开栏"));
    let (sealed, _) = view.election.polling.hall().sealed(1).ok_or("the box was not sealed")?;
    assert_eq!(sealed.strips, ["0012", "0013"]);
    let (_, (phone, _)) = view.election.polling.hall().phones().next().ok_or("no phone was checked")?;
    assert_eq!(phone.passed & 0b1_0000_0001, 0b1_0000_0000, "the key works, the desktop does not");
    Ok(())
}

/// A box that nobody sealed is noticed once it is opened, and only where boxes are sealed at all.
#[test]
fn an_unsealed_box_is_found() {
    let small = Small::ahead().unwrap();
    let book = small.record().unwrap();
    let view = book.village().election(1).unwrap();
    let seal = |box_no| {
        let strips = vec![String::from("0012")];
        view.report_sealed(BoxSealed { box_no, strips, empty: true, booth: true, witnesses: [1, 2] })
    };
    let opened = BoxOpened { form: view.form(), box_no: 1, papers: 30, seal_whole: true };
    let opened = view.event(count::Event::from(opened));
    let teller = book.village().plan().actors().find(|actor| actor.role == Role::Teller).unwrap().no;
    for (events, found) in [
        (vec![opened.clone()], 0),
        (vec![seal(7), opened.clone()], 1),
        (vec![seal(7), opened.clone(), seal(1)], 0),
        (vec![seal(7)], 0),
    ] {
        let mut village = book.village().clone();
        for (seq, event) in (1..).zip(&events) {
            let place = Place { log: LogId::default(), seq };
            let standing = Standing::Official;
            village.apply(event, &Stamp { place, lam: 9_000, actor: teller, wall: 0, standing, role: None });
        }
        let open = findings(&village, book.journal());
        let open = open.iter().filter(|it| matches!(it, Finding::OpenedUnsealed { box_no: 1, .. })).count();
        assert_eq!(open, found, "{events:?}");
    }
}
