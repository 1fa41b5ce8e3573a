//! The phone in Chromium: the largest village opened without a network, and taps at a table, at a sixth of the processor's speed.

use super::Line;
use super::replay::Village;
use crate::browser::Browser;
use crate::given::Fault;
use crate::process::{Folder, patiently};
use crate::server::Server;
use cunxuan_core::id::{GroupNo, PersonId};
use cunxuan_core::roll::Status;
use cunxuan_core::time::Day;
use cunxuan_server::account::Accounts;
use cunxuan_server::codes::{Whose, fresh};
use cunxuan_server::demo;
use cunxuan_server::load::ELECTION;
use cunxuan_server::sample::SEED;
use cunxuan_server::shelf::Shelf;
use cunxuan_server::store::Store;
use std::sync::mpsc::channel;
use std::time::Duration;

/// The day on which the largest village votes, alone.
const DAY: (i32, u8, u8) = (2026, 11, 12);
const SLOWER: u32 = 6;
const OPENINGS: usize = 5;
const TAPS: usize = 40;
const PATIENCE: Duration = Duration::from_secs(60);

/// Somebody at the table who has no paper yet.
struct Waiting {
    group: GroupNo,
    name: String,
    initials: String,
}

/// What an officer of the largest village needs.
struct Prepared {
    folder: Folder,
    phone: String,
    code: String,
    village: String,
    entries: usize,
    waiting: Vec<Waiting>,
}

/// Opening and tapping, where a browser is at hand.
///
/// # Errors
/// When the township cannot be made, or the page does not do what it should.
pub fn measure(_: &Village) -> Result<Vec<Line>, Fault> {
    let Some(browser) = Browser::phone()? else { return Ok(Vec::new()) };
    let prepared = prepare()?;
    let mut server = Server::start(prepared.folder.path(), &[])?;
    browser.goto(&format!("{}/m/#phone={}&code={}", server.url(), prepared.phone, prepared.code))?;
    browser.click_text("进入")?;
    browser.find(".hero")?;
    browser.wait_controlled()?;
    browser.wait_text("button.chip", "已同步")?;
    server.stop()?;
    let mut lines = openings(&browser, &prepared)?;
    lines.extend(taps(&browser, &prepared)?);
    Ok(lines)
}

fn prepare() -> Result<Prepared, Fault> {
    let folder = Folder::new("bench-phone")?;
    let store = Store::open(folder.path())?;
    let (year, month, day) = DAY;
    let township = demo::make(&store, SEED, Day::from_ymd(year, month, day))?;
    let rows = store.rows(&township.code)?;
    let row = rows.values().max_by_key(|row| row.registered).ok_or("no village")?;
    let scope = township.scope(&row.code);
    let accounts = Accounts::new(store.clone(), &township.code).all()?;
    let officer = accounts.into_iter().find(|account| !account.is_office() && account.may(&scope));
    let officer = officer.ok_or("the village has no officer")?;
    let codes = fresh(&store, &township, &Whose::Officer(officer.code.clone()))?;
    let code = codes.first().ok_or("no code")?.code.clone();
    let shelf = Shelf::new(store, &township, channel().0)?;
    let (entries, waiting) = shelf.read(&scope, |book| (book.journal().len(), waiting(book)))?;
    Ok(Prepared { folder, phone: officer.phone, code, village: row.name.clone(), entries, waiting })
}

/// Voters of one group without a paper, each with initials that no other word of the screen needs.
fn waiting(book: &cunxuan_core::village::Book) -> Vec<Waiting> {
    let Some(view) = book.village().election(ELECTION) else { return Vec::new() };
    let free = |id: PersonId| {
        let stands = view.status(id) == Some(Status::Registered);
        stands && view.election.polling.issue(id, view.form()).is_none() && view.election.polling.proxy(id).is_none()
    };
    let waits = |id: PersonId| {
        let resident = view.village.people().get(id).filter(|_| free(id))?;
        let initials = resident.person.initials.split(' ').next().unwrap_or_default().to_uppercase();
        Some(Waiting { group: resident.group, name: resident.person.name.clone(), initials })
    };
    let mut all: Vec<Waiting> = view.village.people().iter().filter_map(|(id, _)| waits(id)).collect();
    let last = all.last().map(|one| one.group);
    all.retain(|one| Some(one.group) == last);
    all.truncate(TAPS);
    all
}

/// Durations of a measure of the page, in milliseconds.
fn durations(browser: &Browser, name: &str) -> Result<Vec<f64>, Fault> {
    let read = format!("return performance.getEntriesByName('{name}').map(it => it.duration)");
    Ok(serde_json::from_value(browser.eval(&read)?)?)
}

fn quantile(values: &mut [f64], per_cent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let place = (values.len() * per_cent).div_ceil(100).saturating_sub(1);
    values.get(place).copied().unwrap_or(f64::NAN)
}

/// Loads the page again and waits until the village is open.
fn open(browser: &Browser) -> Result<(f64, f64, f64), Fault> {
    browser.reload()?;
    browser.find(".hero")?;
    let opened = patiently("the village to open", PATIENCE, || Ok(durations(browser, "cx-open")?.first().copied()))?;
    let folded = durations(browser, "cx-fold")?.first().copied().unwrap_or(f64::NAN);
    let shown = "const it = performance.getEntriesByName('cx-open')[0]; return it.startTime + it.duration";
    Ok((opened, folded, serde_json::from_value(browser.eval(shown)?)?))
}

fn openings(browser: &Browser, prepared: &Prepared) -> Result<Vec<Line>, Fault> {
    let (_, fast, _) = open(browser)?;
    browser.throttle_cpu(SLOWER)?;
    let (mut opened, mut shown) = (Vec::new(), Vec::new());
    for _ in 0..OPENINGS {
        let (open, _, first) = open(browser)?;
        opened.push(open);
        shown.push(first);
    }
    let entries = u32::try_from(prepared.entries).unwrap_or(u32::MAX);
    let village = format!("opening {} (3,127 voters, {entries} entries), 6× slower, p50", prepared.village);
    Ok(vec![
        Line::plain("entries replayed, Chromium", f64::from(entries) / fast * 1000.0, "/s"),
        Line::at_most("start to first screen offline, 6× slower, p50", quantile(&mut shown, 50), "ms", 1500.0),
        Line::at_most(&village, quantile(&mut opened, 50), "ms", 500.0),
    ])
}

fn taps(browser: &Browser, prepared: &Prepared) -> Result<Vec<Line>, Fault> {
    let group = prepared.waiting.first().ok_or("nobody waits")?.group;
    browser.eval(&format!("location.hash = 'issue/{group}'"))?;
    for voter in &prepared.waiting {
        issue(browser, voter)?;
    }
    let mut times = durations(browser, "cx-tap")?;
    Ok(vec![
        Line::plain(
            &format!("tap to durable and shown, 6× slower, p50 of {}", times.len()),
            quantile(&mut times, 50),
            "ms",
        ),
        Line::at_most("tap to durable and shown, 6× slower, p95", quantile(&mut times, 95), "ms", 100.0),
    ])
}

fn issue(browser: &Browser, voter: &Waiting) -> Result<(), Fault> {
    let name = &voter.name;
    for letter in voter.initials.chars() {
        let key = format!(
            "const key = [...document.querySelectorAll('.pad.six button')].find(it => it.textContent == '{letter}' && !it.disabled); key?.click(); return !!key"
        );
        patiently("a key of the pad", PATIENCE, || Ok((browser.eval(&key)? == true).then_some(())))?;
    }
    let card = format!(
        "if (document.querySelector('.card.sel .person b')?.textContent == '{name}') return true;\
         [...document.querySelectorAll('.card.line')].find(it => it.querySelector('b').textContent == '{name}')?.click(); return false"
    );
    patiently(name, PATIENCE, || Ok((browser.eval(&card)? == true).then_some(())))?;
    let before = durations(browser, "cx-tap")?.len();
    browser.click(".card.sel .btn.p")?;
    patiently("the paper", PATIENCE, || Ok((durations(browser, "cx-tap")?.len() > before).then_some(())))?;
    Ok(())
}
