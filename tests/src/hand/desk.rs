//! The township's desk in a browser (镇级工作台), and how soon it shows what the server has committed.

use crate::browser::Browser;
use crate::process::Result;
use cunxuan_core::api::Wall;
use serde_json::json;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

const SOON: Duration = Duration::from_secs(20);
/// From the server's commit to the desk's pixel, in milliseconds.
const AT_ONCE_MS: f64 = 2000.0;

/// The office's open page, which is never loaded anew.
pub struct Desk {
    /// Where it is open.
    pub browser: Browser,
}

impl Desk {
    /// Opens the page and signs in with the office's code; nothing when this run is without a browser.
    pub fn open(url: &str, code: &str) -> Result<Option<Self>> {
        let Some(browser) = Browser::desk()? else { return Ok(None) };
        let screen = json!({ "width": 1440, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        browser.cdp("Emulation.setDeviceMetricsOverride", &screen)?;
        browser.goto(&format!("{url}/desk/#code={code}"))?;
        browser.eval("window.same = true")?;
        let desk = Self { browser };
        desk.live()?;
        Ok(Some(desk))
    }

    /// Waits until the server tells the page of every change.
    pub fn live(&self) -> Result {
        self.browser.wait_until("the desk to be live", SOON, |page| Ok(page.count(".live:not(.off)")? == 1))
    }

    /// Whether the page is the one that was opened.
    pub fn is_same(&self) -> Result<bool> {
        Ok(self.browser.eval("return window.same")? == true)
    }

    /// What the row of a village reads.
    pub fn figure(&self, village: &str) -> Result<String> {
        self.browser.text(&format!("[data-village='{village}'] em"))
    }

    /// Waits until the row of a village reads so; the error says if that was not at once after a commit, or
    /// after something before it. All moments are milliseconds since 1970.
    pub fn reads_at_once(&self, village: &str, figure: &str, since: impl FnOnce() -> Result<f64>) -> Result {
        self.browser.wait_until(
            &format!("the desk to read {figure}"),
            SOON,
            |_| Ok(self.figure(village)? == figure),
        )?;
        let seen = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64() * 1000.0;
        let took = seen - since()?;
        println!("{figure} on the desk {took:.0} ms after it was sent");
        if (0.0..=AT_ONCE_MS).contains(&took) { Ok(()) } else { Err(format!("the desk took {took:.0} ms").into()) }
    }

    /// The whole wall, as the server tells it to this page.
    pub fn wall(&self) -> Result<Wall> {
        let wall = self.browser.eval("return fetch('/api/wall').then(answer => answer.text())")?;
        Ok(serde_json::from_str(wall.as_str().ok_or("no wall")?)?)
    }
}
