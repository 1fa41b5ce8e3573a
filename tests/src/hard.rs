//! Two hard cases that can be played as often as one likes (硬情形): the browser killed while somebody tallies,
//! and a phone that issues papers over a bad line.

use crate::browser::Browser;
use crate::hand::Hand;
use crate::hand::small::Small;
use crate::process::{Result, patiently, signal, with_argument};
use crate::proxy::rng::Rng;
use crate::proxy::{Proxy, Tally, Weather};
use crate::server::Server;
use cunxuan_core::village::Book;
use cunxuan_server::load::ELECTION;
use serde_json::json;
use std::path::PathBuf;
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(10);
/// The browser is killed so soon after a tap, in milliseconds: mostly while the tap is still being written.
const KILLED_WITHIN: [u64; 3] = [4, 40, 400];
/// Papers in the box: more than anybody calls here.
const PAPERS: u32 = 9_999;
/// A bundle; when it is full its numbers begin anew.
const BUNDLE: u32 = 25;

/// Where a browser keeps everything; the page that it shows is left.
pub fn profile(browser: &Browser) -> Result<PathBuf> {
    browser.goto("chrome://version")?;
    let place = browser.eval("return document.querySelector('#profile_path').textContent")?;
    let place = PathBuf::from(place.as_str().ok_or("no profile")?);
    Ok(place.parent().ok_or("no folder of the profile")?.to_path_buf())
}

/// Ends a browser as its owner does, so that it writes down what it has put off; where it kept everything.
pub fn close(browser: &mut Browser) -> Result<PathBuf> {
    let profile = profile(browser)?;
    let lock = profile.join("SingletonLock");
    // It may be gone before it could answer.
    let _ = browser.cdp("Browser.close", &json!({}));
    patiently("the browser to close", PATIENCE, || Ok(lock.symlink_metadata().is_err().then_some(())))?;
    browser.kill9()?;
    Ok(profile)
}

/// What the village's record holds of papers called, over all counts.
#[must_use]
pub fn called(book: &Book) -> usize {
    let view = book.village().election(ELECTION);
    let runs = view.iter().flat_map(|view| view.election.count.standing_runs(1));
    runs.map(|run| run.papers.len()).sum()
}

/// How the kills went.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kills {
    /// Kills.
    pub kills: u32,
    /// Papers that are in the record at the end.
    pub papers: u32,
    /// Kills after the screen had confirmed the last tap.
    pub confirmed: u32,
    /// Kills before that which the tap outlived, as it may.
    pub kept: u32,
    /// Kills before that which took the tap with them, as they may.
    pub gone: u32,
}

/// A phone on which somebody tallies, and its server, which is down.
pub struct Killed {
    hand: Hand,
    server: Server,
    small: Small,
    rng: Rng,
    profile: String,
    /// What came of it so far.
    pub kills: Kills,
    entries: usize,
}

/// Papers by their names, and how they are read back.
const PAPERS_CALLED: [(&[&str], &str); 3] = [
    (&["王建国", "李秀英", "张德明"], "王建国 ｜ 李秀英、张德明"),
    (&["赵志强", "孙玉梅"], "赵志强 ｜ 孙玉梅"),
    (&["赵志强", "李秀英"], "赵志强 ｜ 李秀英"),
];

impl Killed {
    /// Signs in, opens the box and begins to count; nothing when this run is without a browser.
    pub fn begin(seed: u64) -> Result<Option<Self>> {
        let Some(browser) = Browser::phone()? else { return Ok(None) };
        let small = Small::drawn()?;
        let mut server = Server::start(small.folder.path(), &[])?;
        let profile = profile(&browser)?.display().to_string();
        let mut hand = Hand::new(browser, server.url());
        hand.sign_in(small.officers.first().ok_or("no officer")?)?;
        let entries = small.record()?.journal().len();
        server.stop()?;
        hand.hand_over(&small)?;
        hand.browser.click_text("第一小组票箱")?;
        hand.number(PAPERS)?;
        hand.browser.click_text("清点完毕")?;
        // A surplus is asked about once.
        hand.browser.wait_until("the surplus to be asked about", PATIENCE, |page| {
            Ok(!page.text(".sheet .error")?.is_empty())
        })?;
        hand.browser.click_text("清点完毕")?;
        hand.acted(2)?;
        hand.browser.click_text("第一小组票箱")?;
        hand.browser.click_text("开始唱票计票")?;
        hand.acted(1)?;
        Ok(Some(Self { hand, server, small, rng: Rng::new(seed), profile, kills: Kills::default(), entries }))
    }

    /// Calls some papers, kills the browser within 400 ms after a tap, opens it again and looks what is there.
    pub fn once(&mut self) -> Result {
        let before = self.kills.papers;
        for _ in 0..self.rng.below(3) {
            let said = self.tap()?;
            self.kills.papers += 1;
            self.reads(said)?;
        }
        let within = self.rng.pick(&KILLED_WITHIN).copied().unwrap_or_default();
        let pause = Duration::from_millis(self.rng.below(within));
        let processes = with_argument(&self.profile)?;
        let (said, tapped) = (self.tap()?, Instant::now());
        let mut confirmed = false;
        while tapped.elapsed() < pause {
            confirmed |= self.shown()? > self.kills.papers;
        }
        signal("KILL", &processes)?;
        self.hand.browser.reopen()?;
        self.hand.browser.goto(&format!("{}/count/#hand-over", self.hand.url))?;
        self.hand.hand_over(&self.small)?;
        self.hand.browser.click_text("第一小组票箱")?;
        self.hand.browser.find(".read")?;
        let kept = self.shown()?.checked_sub(self.kills.papers);
        match (kept, confirmed) {
            (Some(1), true) => self.kills.confirmed += 1,
            (Some(1), false) => self.kills.kept += 1,
            (Some(0), false) => self.kills.gone += 1,
            (kept, _) => {
                let told = format!("{before} papers, then {} confirmed by the screen", self.kills.papers - before);
                return Err(format!("{told}; the last tap confirmed: {confirmed}; after the kill {kept:?} more").into());
            }
        }
        self.kills.papers += kept.unwrap_or(0);
        self.kills.kills += 1;
        if kept == Some(1) { self.reads(said) } else { Ok(()) }
    }

    /// Taps one paper, without waiting for anything; how it is to be read back.
    fn tap(&mut self) -> Result<&'static str> {
        let (names, said) = *self.rng.pick(&PAPERS_CALLED).ok_or("no paper")?;
        self.hand.rest();
        let key = format!(
            "const key = [...document.querySelectorAll('.keys .key')]\
                .find(key => [...key.children].map(post => post.lastChild.textContent).join(' ｜ ') == '{said}');\
             setTimeout(() => key?.click()); return !!key"
        );
        if self.hand.browser.eval(&key)? != true {
            if self.hand.browser.count(".keys .key")? > 0 {
                self.hand.browser.click_text("逐人点选")?;
            }
            self.hand.mark(names)?;
            self.hand.browser.wait_text(".foot", "记这一张")?;
            self.hand.browser.eval("setTimeout(() => document.querySelector('.foot .btn.p').click())")?;
        }
        Ok(said)
    }

    /// Papers called, as the board shows it.
    fn shown(&self) -> Result<u32> {
        let bar = self.hand.browser.eval("return document.querySelector('.bar').innerText")?;
        let called = bar.as_str().and_then(|bar| bar.split_once("全箱 ")?.1.split(' ').next()?.parse().ok());
        called.ok_or_else(|| format!("the board reads {bar}").into())
    }

    /// Waits until the board has that many papers, the last of which is read back like this.
    fn reads(&self, said: &str) -> Result {
        let papers = self.kills.papers;
        self.hand.browser.wait_text(".bar", &format!("全箱 {papers} / {PAPERS} 张"))?;
        if papers.is_multiple_of(BUNDLE) { Ok(()) } else { self.hand.browser.wait_text(".read", said) }
    }

    /// Sends everything; the record, checked by native code, must hold each paper once.
    pub fn end(mut self) -> Result<Kills> {
        self.server.restart()?;
        self.hand.send()?;
        let book = self.small.record()?;
        let held = (called(&book), book.journal().len() - self.entries);
        let papers = usize::try_from(self.kills.papers)?;
        // The teller's log, its box and its count stand before the papers.
        if held != (papers, papers + 3) {
            return Err(format!("{papers} papers were called; the record holds (papers, entries) {held:?}").into());
        }
        match self.hand.strange_errors()? {
            errors if errors.is_empty() => Ok(self.kills),
            errors => Err(format!("{errors:#?}").into()),
        }
    }
}

/// A slow line that cuts three connections of ten, and lets one more fall silent in the middle.
#[must_use]
pub fn bad(silence: Duration) -> Weather {
    Weather::Bad { delay: Duration::from_millis(400), cut: 30, silent: 10, silence }
}

/// Issues papers over a bad line and sends until everything is there; how long the sending took after the last
/// act, and what became of the connections. Nothing when this run is without a browser.
pub fn issue_over(seed: u64, papers: usize, silence: Duration) -> Result<Option<(Duration, Tally)>> {
    let Some(browser) = Browser::phone()? else { return Ok(None) };
    let small = Small::new()?;
    let server = Server::start(small.folder.path(), &[])?;
    let proxy = Proxy::start(server.address(), seed)?;
    let hand = Hand::new(browser, proxy.url());
    hand.sign_in(small.officers.first().ok_or("no officer")?)?;
    let before = small.record()?.journal().len();
    proxy.turn(bad(silence));
    hand.go("issue/1")?;
    for (no, voter) in (1..).zip(small.people.iter().take(papers)) {
        hand.find(voter)?;
        hand.browser.click_text("发 1 张票")?;
        hand.browser.wait_text(".counts", &format!("{no} / 40"))?;
    }
    let start = Instant::now();
    hand.go("outbox")?;
    let limit = Duration::from_secs(120) + silence * 4;
    let settled = |page: &Browser| Ok(page.text("button.chip")?.contains("已同步"));
    hand.browser.wait_until("everything to be sent", limit, settled)?;
    let (took, tally) = (start.elapsed(), proxy.tally());
    let book = small.record()?;
    let issued = book.village().election(ELECTION).map_or(0, |view| view.election.polling.issued_to(1, 1));
    let held = (book.journal().len() - before, usize::try_from(issued)?);
    if held != (papers, papers) {
        return Err(format!("seed {seed}: {papers} papers; the record holds (entries, papers) {held:?}").into());
    }
    match hand.strange_errors()? {
        errors if errors.is_empty() => Ok(Some((took, tally))),
        errors => Err(format!("seed {seed}: {errors:#?}").into()),
    }
}
