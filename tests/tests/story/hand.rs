//! The officer's hand: what he presses, and the chip that must be right after every act.

use super::village::Voter;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::process::{Result, patiently};
use serde_json::json;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);

/// A phone in somebody's hand.
pub struct Hand {
    pub browser: Browser,
    pub url: String,
    /// Entries that wait.
    pub waiting: usize,
    /// Entries written in all, the opening of the log left out.
    pub written: usize,
}

impl Hand {
    pub fn new(browser: Browser, url: String) -> Self {
        Self { browser, url, waiting: 0, written: 0 }
    }

    /// Goes to a screen by its address.
    pub fn go(&self, place: &str) -> Result {
        self.browser.eval(&format!("location.hash = '{place}'")).map(drop)
    }

    /// The chip says this.
    pub fn chip(&self, piece: &str) -> Result {
        self.browser.wait_text("button.chip", piece)
    }

    /// An act of so many entries is done: the chip has counted them.
    pub fn acted(&mut self, entries: usize) -> Result {
        (self.waiting, self.written) = (self.waiting + entries, self.written + entries);
        self.chip(&format!("{} 条待传", self.waiting))
    }

    /// Presses the key of a pad, inside an element.
    fn key(&self, within: &str, key: char) -> Result {
        let press = format!(
            "const key = [...document.querySelectorAll('{within} .pad button')].find(it => it.textContent == '{key}' && !it.disabled);\
             if (key) key.click(); return !!key"
        );
        patiently(&format!("the key {key}"), PATIENCE, || Ok((self.browser.eval(&press)? == true).then_some(())))
    }

    pub fn digits(&self, digits: &str) -> Result {
        digits.chars().try_for_each(|digit| self.key("", digit))
    }

    /// Types an ID number: the area by its chip, the rest by the pad.
    pub fn id_number(&self, number: &str) -> Result {
        self.browser.click_text("990101")?;
        self.digits(&number[6..])
    }

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

    /// Marks names on the paper at hand.
    pub fn mark(&self, names: &[&str]) -> Result {
        for name in names {
            let press = format!(
                "const row = [...document.querySelectorAll('button.zrow')].find(it => it.querySelector('b').textContent == '{name}');\
                 if (row) row.click(); return !!row"
            );
            patiently(name, PATIENCE, || Ok((self.browser.eval(&press)? == true).then_some(())))?;
        }
        Ok(())
    }

    /// Waits until the board takes the next call.
    pub fn rest(&self) -> Result {
        std::thread::sleep(Duration::from_millis(260));
        Ok(())
    }

    /// Records the paper at hand.
    pub fn record(&self) -> Result {
        self.rest()?;
        self.browser.click_text("记这一张")
    }

    pub fn pick(&self, names: &[&str]) -> Result {
        self.mark(names)?;
        self.record()
    }

    /// Signs in the cell of a role, with the pointer.
    pub fn sign(&self, role: &str) -> Result {
        self.browser.eval(&format!(
            "[...document.querySelectorAll('button.sign')].find(it => it.textContent.startsWith('{role}')).click()"
        ))?;
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

    /// Errors on the console, but for requests that found no server.
    pub fn strange_errors(&self) -> Result<Vec<String>> {
        let mut errors = self.browser.console_errors()?;
        errors.retain(|error| !error.contains("net::ERR_") && !error.contains("/api/sync"));
        Ok(errors)
    }
}
