//! A finger (手指) on the glass, whose taps are counted.

use crate::browser::Browser;
use crate::process::{Result, patiently};
use serde_json::json;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);

/// A finger: it touches what is really there on the glass, and counts.
pub struct Finger<'a> {
    browser: &'a Browser,
    /// Taps so far.
    pub taps: u32,
}

impl<'a> Finger<'a> {
    /// A finger that has not tapped yet.
    #[must_use]
    pub fn new(browser: &'a Browser) -> Self {
        Self { browser, taps: 0 }
    }

    /// Taps the first button with this word that lies open under the finger, in the window, enabled and big enough.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn tap(&mut self, word: &str) -> Result {
        self.touch(word, "button", &format!("it.textContent.trim() === '{word}'"))
    }

    /// Taps the line of somebody whom the letters fit.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn tap_line(&mut self, name: &str) -> Result {
        self.touch(name, ".card.line", &format!("it.querySelector('b').textContent === '{name}'"))
    }

    fn touch(&mut self, what: &str, css: &str, holds: &str) -> Result {
        let find = format!(
            "const fits = it => {{\
               if (it.disabled || !({holds})) return false;\
               const box = it.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;\
               return box.height >= 44 && box.width >= 44 && x > 0 && y > 0 && x < innerWidth && y < innerHeight\
                 && it.contains(document.elementFromPoint(x, y)) }};\
             const it = [...document.querySelectorAll('{css}')].find(fits);\
             if (!it) return null;\
             const box = it.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]"
        );
        let at: [f64; 2] = patiently(&format!("{what} under the finger"), PATIENCE, || {
            let at = self.browser.eval(&find)?;
            Ok(serde_json::from_value(at).ok())
        })?;
        let touch = |kind: &str, points: serde_json::Value| {
            self.browser.cdp("Input.dispatchTouchEvent", &json!({ "type": kind, "touchPoints": points })).map(drop)
        };
        touch("touchStart", json!([{ "x": at[0], "y": at[1] }]))?;
        touch("touchEnd", json!([]))?;
        self.taps += 1;
        Ok(())
    }

    /// Writes with the device's input method where the cursor stands.
    ///
    /// # Errors
    /// When there is no cursor in time.
    pub fn write(&self, text: &str) -> Result {
        self.browser.wait_until("a cursor in the name", PATIENCE, |page| {
            Ok(page.eval("return document.activeElement?.matches('.field input') ?? false")? == true)
        })?;
        self.browser.cdp("Input.insertText", &json!({ "text": text })).map(drop)
    }

    /// What the ID number reads now, without blanks.
    ///
    /// # Errors
    /// When it does not read so in time.
    pub fn typed(&self, reads: &str) -> Result {
        let read = "return (document.querySelector('.typed.id input')?.value \
            ?? document.querySelector('.typed.id output')?.textContent ?? '').replaceAll(' ', '')";
        self.browser.wait_until(&format!("the number to read {reads}"), PATIENCE, |page| Ok(page.eval(read)? == reads))
    }
}
