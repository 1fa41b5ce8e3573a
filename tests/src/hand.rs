//! The officer's hand (联络员的手): what he presses, and the chip that must be right after every act.

pub mod desk;
pub mod finger;
pub mod small;

use crate::browser::Browser;
use crate::process::{Result, patiently};
use serde_json::json;
use small::{Officer, Small, Voter};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);
/// Two calls closer than this are one to the board.
const REST: Duration = Duration::from_millis(260);

/// A phone in somebody's hand.
pub struct Hand {
    /// The phone.
    pub browser: Browser,
    /// The server's address, without a slash at the end.
    pub url: String,
    /// Entries that wait.
    pub waiting: usize,
    /// Entries written since the sign-in.
    pub written: usize,
}

impl Hand {
    /// A phone that nobody has signed in on.
    #[must_use]
    pub fn new(browser: Browser, url: String) -> Self {
        Self { browser, url, waiting: 0, written: 0 }
    }

    /// Signs in by the link on the officer's slip of paper, until the phone needs the server no more.
    pub fn sign_in(&self, officer: &Officer) -> Result {
        self.browser.goto(&format!("{}/m/#phone={}&code={}", self.url, officer.phone, officer.code))?;
        self.browser.click_text("进入")?;
        self.browser.find(".hero")?;
        self.browser.wait_controlled()?;
        self.browser.wait_until("the workers of all pages", PATIENCE, |page| {
            let active =
                "return navigator.serviceWorker.getRegistrations().then(all => all.filter(it => it.active).length)";
            Ok(page.eval(active)?.as_u64() >= Some(3))
        })?;
        self.chip("已同步")
    }

    /// Goes to a screen by its address, on the page that has it.
    pub fn go(&self, place: &str) -> Result {
        let page = match place.split('/').next().unwrap_or_default() {
            "boxes" | "hand-over" | "tally" | "papers" | "sign" => "/count/",
            "outbox" => "",
            _ => "/m/",
        };
        self.browser.eval(&format!("location.assign('{page}#{place}')"))?;
        let there = format!("return location.href.includes('{page}#{place}') && !!document.querySelector('main')");
        self.browser.wait_until(place, PATIENCE, |it| Ok(it.eval(&there)? == true))
    }

    /// The chip says this.
    pub fn chip(&self, piece: &str) -> Result {
        self.browser.wait_text("button.chip", piece)
    }

    /// A word over the screen says this.
    pub fn said(&self, piece: &str) -> Result {
        self.browser.wait_text(".toast", piece)
    }

    /// The word over the screen has gone, so that the next is a new one.
    pub fn quiet(&self) -> Result {
        self.browser.wait_until("the word to go", PATIENCE, |page| Ok(page.count(".toast")? == 0))
    }

    /// An act of so many entries is done: the chip has counted them.
    pub fn acted(&mut self, entries: usize) -> Result {
        (self.waiting, self.written) = (self.waiting + entries, self.written + entries);
        self.chip(&format!("{} 条待传", self.waiting))
    }

    /// Sends what waits, and fetches what is new.
    pub fn send(&mut self) -> Result {
        self.go("outbox")?;
        self.browser.click_text("现在上传")?;
        self.browser.wait_text(".main", "镇里已收到")?;
        self.waiting = 0;
        self.chip("已同步")
    }

    /// Clicks in the page the first of these elements that a condition on `it` holds for, once there is one.
    fn press(&self, what: &str, css: &str, holds: &str) -> Result {
        let press = format!(
            "const found = [...document.querySelectorAll(`{css}`)].find(it => {holds});\
             found?.click(); return !!found"
        );
        patiently(what, PATIENCE, || Ok((self.browser.eval(&press)? == true).then_some(())))
    }

    /// Presses the key of a pad, inside an element.
    fn key(&self, within: &str, key: char) -> Result {
        let holds = format!("it.textContent == '{key}' && !it.disabled");
        self.press(&format!("the key {key}"), &format!("{within} .pad button"), &holds)
    }

    /// Types digits on the pad that is shown.
    pub fn digits(&self, digits: &str) -> Result {
        digits.chars().try_for_each(|digit| self.key("", digit))
    }

    /// Types an ID number: the area by its chip, the rest by the pad.
    pub fn id_number(&self, number: &str) -> Result {
        let (area, rest) = number.split_at_checked(6).ok_or("no ID number")?;
        self.browser.click_text(area)?;
        self.digits(rest)
    }

    /// Takes a whole ID number back.
    pub fn erase_id(&self) -> Result {
        (0..18).try_for_each(|_| self.browser.click("[aria-label=退一格]"))
    }

    /// Types a count of papers on the sheet.
    pub fn number(&self, number: u32) -> Result {
        self.browser.find(".sheet .pad")?;
        self.digits(&number.to_string())
    }

    /// Finds a voter at the table: initials until his card is there.
    pub fn find(&self, voter: &Voter) -> Result {
        self.browser.find(".pad.six")?;
        voter.initials.chars().try_for_each(|letter| self.key("", letter))?;
        let chosen = format!(
            "const name = document.querySelector('.card.sel .person b')?.textContent;\
             if (name == '{0}') return true;\
             const line = [...document.querySelectorAll('.card.line')].find(it => it.querySelector('b').textContent == '{0}');\
             if (line) line.click(); return false",
            voter.name
        );
        patiently(&format!("the card of {}", voter.name), PATIENCE, || {
            Ok((self.browser.eval(&chosen)? == true).then_some(()))
        })
    }

    /// Takes the typed initials back.
    pub fn clear(&self, voter: &Voter) -> Result {
        voter.initials.chars().try_for_each(|_| self.browser.click(".pad.six [aria-label=退一格]"))
    }

    /// Finds somebody on a sheet.
    pub fn find_in(&self, role: &str, voter: &Voter) -> Result {
        self.browser.find(&format!("[role={role}] .pad.six"))?;
        voter.initials.chars().try_for_each(|letter| self.key(&format!("[role={role}]"), letter))?;
        self.browser.click_text(&voter.name)
    }

    /// Hands a voter's paper out at the table that is shown.
    pub fn issue(&mut self, voter: &Voter) -> Result {
        self.find(voter)?;
        self.browser.click_text("发 1 张票")?;
        self.acted(1)
    }

    /// Chooses the teller, who is then asked for his PIN.
    pub fn choose_teller(&self) -> Result {
        self.go("hand-over")?;
        self.browser.click_text("计票人")
    }

    /// Gives the phone to the teller.
    pub fn hand_over(&self, small: &Small) -> Result {
        self.choose_teller()?;
        self.digits(&small.pin)?;
        self.browser.wait_text(".foot", "交还联络员")
    }

    /// Opens the only box, with so many papers in it, and begins to call them.
    ///
    /// Whoever counts writes a log of his own, so his first act is two entries.
    pub fn open_box(&mut self, papers: u32) -> Result {
        self.browser.click_text("第一小组票箱")?;
        self.number(papers)?;
        self.browser.screenshot("P14")?;
        self.browser.click_text("清点完毕")?;
        self.acted(2)?;
        self.browser.click_text("第一小组票箱")?;
        self.browser.click_text("开始唱票计票")?;
        self.acted(1)
    }

    /// Marks names on the paper at hand.
    pub fn mark(&self, names: &[&str]) -> Result {
        let is = |name| format!("it.querySelector('b').textContent == '{name}'");
        names.iter().try_for_each(|name| self.press(name, "button.zrow", &is(name)))
    }

    /// Waits until the board takes the next call.
    pub fn rest(&self) {
        std::thread::sleep(REST);
    }

    /// Records the paper at hand.
    pub fn record(&self) -> Result {
        self.rest();
        self.browser.click_text("记这一张")
    }

    /// Marks names and records the paper.
    pub fn pick(&self, names: &[&str]) -> Result {
        self.mark(names)?;
        self.record()
    }

    /// Signs in the cell of a role, with the pointer.
    pub fn sign(&self, role: &str) -> Result {
        self.press(role, "button.sign", &format!("it.textContent.startsWith('{role}')"))?;
        self.browser.find(".canvas svg.ink")?;
        let mouse = |kind: &str, x: i32, y: i32| {
            let at = json!({ "type": kind, "x": x, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
            self.browser.cdp("Input.dispatchMouseEvent", &at).map(drop)
        };
        for row in 0..3 {
            let y = 240 + row * 70;
            mouse("mousePressed", 80, y)?;
            for step in 1..12 {
                mouse("mouseMoved", 80 + step * 16, y + (step % 4) * 14)?;
            }
            mouse("mouseReleased", 270, y)?;
        }
        if role == "唱票人" {
            self.browser.screenshot("P17-pad")?;
        }
        self.browser.click_text("完成")
    }

    /// When this page began to send for the first time, in milliseconds since 1970: the server committed after it.
    ///
    /// The first exchange of a page only asks what the township holds; the second sends.
    pub fn sent_at(&self) -> Result<f64> {
        let asked = "return performance.getEntriesByType('resource').filter(it => it.name.endsWith('/api/sync'))\
            .map(it => performance.timeOrigin + it.startTime)";
        let asked: Vec<f64> = serde_json::from_value(self.browser.eval(asked)?)?;
        Ok(*asked.get(1).ok_or("nothing was sent")?)
    }

    /// Errors on the console, but for requests that found no server.
    pub fn strange_errors(&self) -> Result<Vec<String>> {
        let mut errors = self.browser.console_errors()?;
        errors.retain(|error| !error.contains("net::ERR_") && !error.contains("/api/sync"));
        Ok(errors)
    }
}
