//! A real browser on a profile of its own, driven in plain blocking lines.

use crate::process::{Folder, Result, patiently, root, signal, with_argument};
use serde_json::{Value, json};
use std::cell::RefCell;
use std::future::Future;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;
use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;
use tokio::runtime::{Builder, Runtime};

/// How long an element may take to appear.
const PATIENCE: Duration = Duration::from_secs(10);

/// For a closed network, and for root, which the browser's sandbox refuses.
const FLAGS: [&str; 12] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-session-crashed-bubble",
    "--lang=zh-CN",
    "--accept-lang=zh-CN",
];

/// The screen that a browser shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Screen {
    /// 360×740 at two pixels each, with touch.
    Phone,
    /// 1440×900 with a mouse.
    Desk,
}

/// A browser and its driver; dropped, both end and the profile goes.
pub struct Browser {
    driver: Option<WebDriver>,
    runtime: Runtime,
    chromedriver: Child,
    /// Held open: a driver without a reader would stop at its next line.
    _lines: BufReader<ChildStdout>,
    port: u16,
    screen: Screen,
    profile: Folder,
    errors: RefCell<Vec<String>>,
}

impl Browser {
    /// A phone, or nothing (with the reason printed) when this run is without a browser.
    pub fn phone() -> Result<Option<Self>> {
        Self::open(Screen::Phone)
    }

    /// The township's desk, or nothing when this run is without a browser.
    pub fn desk() -> Result<Option<Self>> {
        Self::open(Screen::Desk)
    }

    fn open(screen: Screen) -> Result<Option<Self>> {
        if std::env::var_os("CUNXUAN_BROWSER").is_none() {
            println!("skipped: no browser in this run (CUNXUAN_BROWSER is not set)");
            return Ok(None);
        }
        let (chromedriver, lines, port) = start_chromedriver()?;
        let mut browser = Self {
            driver: None,
            runtime: Builder::new_current_thread().enable_all().build()?,
            chromedriver,
            _lines: lines,
            port,
            screen,
            profile: Folder::new("browser")?,
            errors: RefCell::default(),
        };
        browser.reopen()?;
        Ok(Some(browser))
    }

    /// Kills every process of the browser without a warning.
    pub fn kill9(&mut self) -> Result {
        if let Some(driver) = self.driver.take() {
            // Its session is gone with the process: there is nothing to close.
            let _ = driver.leak();
        }
        let profile = self.profile.path().display().to_string();
        patiently("the browser to end", PATIENCE, || {
            let left: Vec<u32> = with_argument(&profile)?;
            signal("KILL", &left)?;
            Ok(left.is_empty().then_some(()))
        })
    }

    /// Opens the browser again on the same profile; kills it first if it runs.
    pub fn reopen(&mut self) -> Result {
        self.kill9()?;
        let url = format!("http://127.0.0.1:{}", self.port);
        let wanted = capabilities(self.screen, &self.profile.path().display().to_string())?;
        self.driver = Some(self.runtime.block_on(WebDriver::new(url, wanted))?);
        Ok(())
    }

    /// Loads an address and waits for its load event.
    pub fn goto(&self, url: &str) -> Result {
        self.drive(|driver| async move { driver.goto(url).await })
    }

    /// Loads the page again.
    pub fn reload(&self) -> Result {
        self.drive(|driver| async move { driver.refresh().await })
    }

    /// The tab that is shown.
    pub fn tab(&self) -> Result<WindowHandle> {
        self.drive(|driver| async move { driver.window().await })
    }

    /// Opens a tab beside those there are, and turns to it.
    pub fn open_tab(&self) -> Result<WindowHandle> {
        let tab = self.drive(|driver| async move { driver.new_tab().await })?;
        self.turn_to(&tab)?;
        Ok(tab)
    }

    /// Turns to a tab.
    pub fn turn_to(&self, tab: &WindowHandle) -> Result {
        self.drive(|driver| async move { driver.switch_to_window(tab.clone()).await })
    }

    /// Closes a tab, which need not be the one shown, and turns to another.
    pub fn close_tab(&self, tab: &WindowHandle, next: &WindowHandle) -> Result {
        self.turn_to(tab)?;
        self.drive(|driver| async move { driver.close_window().await })?;
        self.turn_to(next)
    }

    /// Waits for an element.
    pub fn find(&self, css: &str) -> Result<WebElement> {
        self.wait(css, PATIENCE, || self.drive(|driver| async move { driver.find(By::Css(css)).await }).map(Some))
    }

    /// How many elements there are now.
    pub fn count(&self, css: &str) -> Result<usize> {
        Ok(self.drive(|driver| async move { driver.find_all(By::Css(css)).await })?.len())
    }

    /// Waits for an element and clicks it; tries again while something lies over it.
    pub fn click(&self, css: &str) -> Result {
        self.click_by(css, || By::Css(css))
    }

    /// Clicks the first button or link with this text in it.
    pub fn click_text(&self, text: &str) -> Result {
        let path = format!(
            "//*[self::button or self::a or self::label or self::summary or @role='button']\
             [contains(normalize-space(.), '{text}')]"
        );
        self.click_by(text, || By::XPath(path.clone()))
    }

    fn click_by(&self, what: &str, by: impl Fn() -> By) -> Result {
        self.wait(what, PATIENCE, || {
            let by = by();
            self.drive(|driver| async move { driver.find(by).await?.click().await }).map(Some)
        })
    }

    /// The visible text of an element.
    pub fn text(&self, css: &str) -> Result<String> {
        self.wait(css, PATIENCE, || {
            self.drive(|driver| async move { driver.find(By::Css(css)).await?.text().await }).map(Some)
        })
    }

    /// Types into a field, key by key, after what it holds.
    pub fn type_in(&self, css: &str, keys: &str) -> Result {
        self.wait(css, PATIENCE, || {
            self.drive(|driver| async move { driver.find(By::Css(css)).await?.send_keys(keys).await }).map(Some)
        })
    }

    /// Puts a file into a file field.
    pub fn choose_file(&self, css: &str, file: &std::path::Path) -> Result {
        let file = file.display().to_string();
        let field = self.find(css)?;
        self.drive(|_| async move { field.send_keys(file).await })
    }

    /// Runs a function body in the page; a promise that it returns is awaited.
    pub fn eval(&self, body: &str) -> Result<Value> {
        self.drive(|driver| async move { Ok(driver.execute(body, Vec::new()).await?.json().clone()) })
    }

    /// Waits until a condition holds.
    pub fn wait_until(&self, what: &str, limit: Duration, mut holds: impl FnMut(&Self) -> Result<bool>) -> Result {
        self.wait(what, limit, || Ok(holds(self)?.then_some(())))
    }

    /// Waits until an element's text holds a piece of text.
    pub fn wait_text(&self, css: &str, piece: &str) -> Result {
        let read = || self.drive(|driver| async move { driver.find(By::Css(css)).await?.text().await });
        self.wait(&format!("{piece} in {css}"), PATIENCE, || match read()? {
            text if text.contains(piece) => Ok(Some(())),
            text => Err(format!("it reads {text:?}").into()),
        })
    }

    /// Waits until the page's worker controls it, so that it needs the server no more.
    pub fn wait_controlled(&self) -> Result {
        self.wait_until("a worker in control", PATIENCE, |page| {
            Ok(page.eval("return !!navigator.serviceWorker?.controller")? == true)
        })
    }

    /// Writes `target/screens/NAME.png`.
    pub fn screenshot(&self, name: &str) -> Result<PathBuf> {
        let folder = root().join("target/screens");
        std::fs::create_dir_all(&folder)?;
        let file = folder.join(format!("{name}.png"));
        let png = self.drive(|driver| async move { driver.screenshot_as_png().await })?;
        std::fs::write(&file, png)?;
        Ok(file)
    }

    /// Makes the page's processor slower by this factor; 1 is full speed.
    pub fn throttle_cpu(&self, rate: u32) -> Result {
        self.cdp("Emulation.setCPUThrottlingRate", &json!({ "rate": rate })).map(drop)
    }

    /// One command of the DevTools protocol, for what has no helper.
    pub fn cdp(&self, method: &str, parameters: &Value) -> Result<Value> {
        self.drive(|driver| async move { driver.cdp().send_raw(method, parameters).await })
    }

    /// Every error the page has put on its console since the browser was opened.
    pub fn console_errors(&self) -> Result<Vec<String>> {
        let fresh = self.drive(|driver| async move { driver.browser_log().await })?;
        let severe = fresh.into_iter().filter(|entry| entry.level == "SEVERE");
        let mut errors = self.errors.borrow_mut();
        errors.extend(severe.map(|entry| entry.message));
        Ok(errors.clone())
    }

    /// Waits; when time is up, what the page wrote on its console is part of the error.
    fn wait<T>(&self, what: &str, limit: Duration, ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
        patiently(what, limit, ask).map_err(|error| match self.console_errors() {
            Ok(errors) if !errors.is_empty() => format!("{error}; console: {errors:#?}").into(),
            Ok(_) | Err(_) => error,
        })
    }

    /// Runs one exchange with the driver to its end.
    fn drive<'a, T, F>(&'a self, exchange: impl FnOnce(&'a WebDriver) -> F) -> Result<T>
    where
        F: Future<Output = WebDriverResult<T>>,
    {
        let driver = self.driver.as_ref().ok_or("the browser is not open")?;
        Ok(self.runtime.block_on(exchange(driver))?)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The test has its verdict by now; a process that does not end cannot change it.
        let _ = self.kill9();
        let _ = self.chromedriver.kill();
        let _ = self.chromedriver.wait();
    }
}

/// Starts the driver on a port of its own choice, which it prints.
fn start_chromedriver() -> Result<(Child, BufReader<ChildStdout>, u16)> {
    let mut child = Command::new("chromedriver")
        .arg("--port=0")
        .env("LANGUAGE", "zh_CN")
        .env("TZ", "Asia/Shanghai")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("chromedriver: {error}"))?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("chromedriver has no output")?);
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Err("chromedriver ended at its start".into());
        }
        let port = line.trim().split_once("successfully on port ");
        let port = port.map(|(_, end)| end.trim_end_matches('.'));
        if let Some(port) = port.and_then(|port| port.parse().ok()) {
            return Ok((child, lines, port));
        }
    }
}

fn capabilities(screen: Screen, profile: &str) -> Result<Capabilities> {
    let mut wanted = DesiredCapabilities::chrome();
    for flag in FLAGS {
        wanted.add_arg(flag)?;
    }
    wanted.add_arg(&format!("--user-data-dir={profile}"))?;
    wanted.set_browser_log_level(LoggingPrefsLogLevel::All)?;
    match screen {
        Screen::Desk => wanted.add_arg("--window-size=1440,900")?,
        Screen::Phone => {
            wanted.add_arg("--window-size=360,740")?;
            let metrics = json!({ "width": 360, "height": 740, "pixelRatio": 2.0, "touch": true });
            wanted.add_experimental_option("mobileEmulation", json!({ "deviceMetrics": metrics }))?;
        }
    }
    Ok(wanted.into())
}
