//! Every screen as an elderly officer meets it (人人能用): at three sizes, beside rules that a machine can check.
//! The pictures that it leaves are for eyes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_tests::access::{Kind, checker, faults, misfits};
use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::desk::Desk;
use cunxuan_tests::hand::small::Small;
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Server;
use serde_json::json;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);
/// What comes up fades in.
const FADED: Duration = Duration::from_millis(300);
/// The liaison officer's screens, by address.
const OFFICER: [(&str, &str); 15] = [
    ("P03", "today"),
    ("P02", "self-check"),
    ("P04", "households/1"),
    ("P04-people", "people"),
    ("P05", "new"),
    ("P07", "posting"),
    ("P12", "preparation"),
    ("P13-tables", "tables"),
    ("P13", "issue/1"),
    ("P16", "outbox"),
    ("P18", "incident"),
    ("P18-group", "incident/1"),
    ("P19", "aside"),
    ("P20-me", "me"),
    ("P14-hand-over", "hand-over"),
];
/// The office's screens, by address; `@` stands for the village's code.
const OFFICE: [(&str, &str); 4] = [("D01", ""), ("D02", "today"), ("D03", "village/@"), ("D04", "lists")];

/// Looks at screens and keeps what is wrong with them.
struct Eyes {
    checker: String,
    wrong: Vec<String>,
}

impl Eyes {
    fn new() -> Self {
        Self { checker: checker().unwrap(), wrong: Vec::new() }
    }

    /// A phone's screen: 740 and 640 high, then with the largest writing.
    fn phone(&mut self, browser: &Browser, name: &str) -> Result {
        screen(browser, 360, 740)?;
        std::thread::sleep(FADED);
        let found = faults(browser, &self.checker, Kind::Phone)?;
        self.note(name, found);
        browser.screenshot(&format!("{name}-740"))?;
        screen(browser, 360, 640)?;
        browser.screenshot(&format!("{name}-640"))?;
        browser.eval("document.documentElement.dataset.size = 'xl'")?;
        let found = misfits(browser)?;
        self.note(&format!("{name} largest"), found);
        browser.screenshot(&format!("{name}-xl"))?;
        browser.eval("document.documentElement.dataset.size = 'm'")?;
        screen(browser, 360, 740)
    }

    /// A screen of the desk or of the hall: 1440 and 1920 wide.
    fn desk(&mut self, browser: &Browser, name: &str) -> Result {
        for (width, height) in [(1440, 900), (1920, 1080)] {
            screen(browser, width, height)?;
            std::thread::sleep(FADED);
            let found = faults(browser, &self.checker, Kind::Desk)?;
            self.note(&format!("{name} {width}"), found);
            browser.screenshot(&format!("{name}-{width}"))?;
        }
        Ok(())
    }

    fn note(&mut self, name: &str, found: Vec<String>) {
        self.wrong.extend(found.into_iter().map(|what| format!("{name}: {what}")));
    }

    fn end(self) {
        assert!(self.wrong.is_empty(), "{}", self.wrong.join("\n"));
    }
}

fn screen(browser: &Browser, width: u32, height: u32) -> Result {
    let phone = width < 1000;
    let scale = if phone { 2 } else { 1 };
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": phone });
    browser.cdp("Emulation.setDeviceMetricsOverride", &size).map(drop)
}

#[test]
fn an_elderly_officer_can_use_every_screen() {
    let Some(browser) = Browser::phone().unwrap() else { return };
    let mut eyes = Eyes::new();
    let small = Small::new().unwrap();
    let server = Server::start(small.folder.path(), &[]).unwrap();
    let hand = Hand::new(browser, server.url());
    hand.browser.goto(&format!("{}/m/", hand.url)).unwrap();
    hand.browser.find("main").unwrap();
    eyes.phone(&hand.browser, "P01").unwrap();
    // The link with the code in it opens the page anew only from elsewhere.
    hand.browser.goto("about:blank").unwrap();
    hand.sign_in(&small.officers[0]).unwrap();
    for (name, place) in OFFICER {
        hand.go(place).unwrap();
        eyes.phone(&hand.browser, name).unwrap();
    }
    hand.go("issue/1").unwrap();
    hand.find(&small.people[0]).unwrap();
    eyes.phone(&hand.browser, "P13-found").unwrap();
    eyes.end();
}

#[test]
fn a_teller_can_use_every_screen() {
    let Some(browser) = Browser::phone().unwrap() else { return };
    let mut eyes = Eyes::new();
    let small = Small::drawn().unwrap();
    let server = Server::start(small.folder.path(), &[]).unwrap();
    let mut hand = Hand::new(browser, server.url());
    hand.sign_in(&small.officers[0]).unwrap();
    tell(&mut hand, &small, &mut eyes).unwrap();
    eyes.end();
}

fn tell(hand: &mut Hand, small: &Small, eyes: &mut Eyes) -> Result {
    hand.choose_teller()?;
    eyes.phone(&hand.browser, "P14-pin")?;
    hand.digits(&small.pin)?;
    hand.browser.wait_text(".foot", "交还联络员")?;
    eyes.phone(&hand.browser, "P14")?;
    hand.browser.click_text("第一小组票箱")?;
    hand.browser.find(".sheet .pad")?;
    eyes.phone(&hand.browser, "P14-open")?;
    hand.number(40)?;
    hand.browser.click_text("清点完毕")?;
    hand.browser.click_text("第一小组票箱")?;
    eyes.phone(&hand.browser, "P15-before")?;
    hand.browser.click_text("开始唱票计票")?;
    hand.browser.find(".foot.tellers")?;
    eyes.phone(&hand.browser, "P15")?;
    Ok(())
}

#[test]
fn the_office_can_use_every_screen() {
    let small = Small::drawn().unwrap();
    let server = Server::start(small.folder.path(), &[]).unwrap();
    let Some(desk) = Desk::open(&server.url(), &small.office).unwrap() else { return };
    let mut eyes = Eyes::new();
    for (name, place) in OFFICE {
        let place = place.replace('@', &small.village);
        desk.browser.eval(&format!("location.hash = '{place}'")).unwrap();
        desk.browser.wait_until("the screen", PATIENCE, |page| Ok(page.count("main")? == 1)).unwrap();
        eyes.desk(&desk.browser, name).unwrap();
    }
    eyes.end();
}

#[test]
fn anybody_can_use_the_pages_that_need_no_sign_in() {
    let Some(browser) = Browser::desk().unwrap() else { return };
    let mut eyes = Eyes::new();
    let small = Small::drawn().unwrap();
    let server = Server::start(small.folder.path(), &[]).unwrap();
    for (name, path) in [("check", "/check/"), ("help", "/help/"), ("api", "/api/docs")] {
        browser.goto(&format!("{}{path}", server.url())).unwrap();
        browser.find("main").unwrap();
        eyes.desk(&browser, name).unwrap();
    }
    browser.goto(&format!("{}/public/?village={}", server.url(), small.village)).unwrap();
    browser.find("main").unwrap();
    eyes.desk(&browser, "S1").unwrap();
    eyes.end();
}
