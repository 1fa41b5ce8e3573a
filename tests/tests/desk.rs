//! The township's desk in a real browser (镇级工作台): the whole township on one screen, and a row that changes by itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_core::api::{Figure, VillageRow};
use cunxuan_core::id::{ActorNo, Label, LogId, Salt, Scope};
use cunxuan_core::key::sign::PrivateKey;
use cunxuan_core::plan::Role;
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::{MAX_BYTES, SyncAnswer, SyncRequest, WIRE, holdings};
use cunxuan_core::village::{Book, Event};
use cunxuan_server::account::Accounts;
use cunxuan_server::author::opening;
use cunxuan_server::codes::{Whose, fresh};
use cunxuan_server::demo;
use cunxuan_server::host::hex;
use cunxuan_server::key::{device, seal};
use cunxuan_server::sample::SEED;
use cunxuan_server::store::{Store, Township};
use cunxuan_tests::browser::Browser;
use cunxuan_tests::process::{Folder, Result};
use cunxuan_tests::server::Server;
use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::time::Duration;

/// From the server's commit to the desk's pixel.
const AT_ONCE: Duration = Duration::from_secs(2);
const SOON: Duration = Duration::from_secs(20);
const VILLAGES: usize = 42;

/// A township in the middle of its election days, before its server starts.
struct Desk {
    folder: Folder,
    township: Township,
    /// The office's one-time code.
    office: String,
    /// The village where papers are handed out, with its officer's number, telephone number and code.
    row: VillageRow,
    actor: ActorNo,
    phone: String,
    code: String,
}

impl Desk {
    fn new() -> Result<Self> {
        let folder = Folder::new("desk")?;
        let store = Store::open(folder.path())?;
        let township = demo::make(&store, SEED, None)?;
        let issuing = |row: &VillageRow| matches!(row.figure, Figure::Issuing { issued, .. } if issued > 0);
        let row = store.rows(&township.code)?.into_values().find(issuing).ok_or("nobody hands out papers")?;
        let scope = township.scope(&row.code);
        let accounts = Accounts::new(store.clone(), &township.code).all()?;
        let officer = accounts.into_iter().find(|account| !account.is_office() && account.may(&scope));
        let officer = officer.ok_or("the village has no officer")?;
        let code = |whose: &Whose| {
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(fresh(&store, &township, whose)?.remove(0).code)
        };
        let (office, code) = (code(&Whose::Office)?, code(&Whose::Officer(officer.code.clone()))?);
        Ok(Self { actor: officer.no(), phone: officer.phone, folder, township, office, row, code })
    }
}

/// A phone in the village: its own copy of the record, and its own log once it has one.
struct Phone {
    client: Client,
    url: String,
    token: String,
    actor: ActorNo,
    key: PrivateKey,
    book: Book,
    log: LogId,
}

impl Phone {
    /// Signs in, pulls the village, and begins its log.
    fn new(desk: &Desk, server: &Server) -> Result<Self> {
        let (client, url) = (Client::new(), server.url());
        let key = device()?;
        let public = hex(&key.public().bytes);
        let asked = json!({ "phone": desk.phone, "code": desk.code, "key": public }).to_string();
        let answer = client.post(format!("{url}/api/sign-in")).header("content-type", "application/json").body(asked);
        let answer: Value = serde_json::from_slice(&answer.send()?.error_for_status()?.bytes()?)?;
        let token = answer["token"].as_str().ok_or("no token")?.to_owned();
        let scope = desk.township.scope(&desk.row.code);
        let opened = opening(&desk.township.code, &scope, [7; 8], Role::Liaison, Some(key.public()));
        let (actor, book, log) = (desk.actor, Book::new(scope), LogId::default());
        let mut phone = Self { client, url, token, actor, key, book, log };
        while phone.sync(Vec::new())? {}
        let range = phone.book.open_log(&opened, phone.label());
        phone.log = range.log;
        phone.push(range)?;
        Ok(phone)
    }

    fn label(&self) -> Label {
        Label { actor: self.actor, wall: self.book.village().last().map_or(0, |last| last.wall) + 1 }
    }

    /// One exchange; whether there is more to fetch.
    fn sync(&mut self, push: Vec<Range>) -> Result<bool> {
        let (scope, have): (Scope, _) = (self.book.journal().scope().clone(), holdings(self.book.journal()));
        let request = SyncRequest { version: WIRE, scope, have, push, max_bytes: MAX_BYTES };
        let request = self.client.post(format!("{}/api/sync", self.url)).body(minicbor::to_vec(request)?);
        let request = request.header("content-type", "application/cbor").bearer_auth(&self.token);
        let answer: SyncAnswer = minicbor::decode(&request.send()?.error_for_status()?.bytes()?)?;
        assert_eq!(answer.refused.len(), 0);
        self.book.take(answer.ranges);
        Ok(answer.more)
    }

    fn push(&mut self, mut range: Range) -> Result {
        seal(&mut range, &self.key, 0);
        self.book.take(vec![range.clone()]);
        self.sync(vec![range]).map(|_| ())
    }

    /// Hands a paper to the next voter who has none. When it returns, the server has it on its disk.
    fn issue(&mut self) -> Result {
        let view = self.book.village().election(1).ok_or("no election")?;
        let event: Event =
            view.election.roll.iter().find_map(|voter| view.issue_ballot(voter, None).ok()).ok_or("all have theirs")?;
        let range = self.book.draft(self.log, &[event], self.label(), || Salt([9; 16]));
        self.push(range)
    }
}

/// What must stay as it is while rows change: where the parts of the page stand.
const PLACES: &str = "return JSON.stringify([...document.querySelectorAll('.desk > *, .panel, .vil')].map(part => {
    const {x, y, width, height} = part.getBoundingClientRect(); return [x, y, width, height]; }))";

fn place(browser: &Browser) -> Result<Value> {
    browser.eval(PLACES)
}

fn wait_live(browser: &Browser) -> Result {
    browser.wait_until("the desk to be live", SOON, |page| Ok(page.count(".live:not(.off)")? == 1))
}

/// A larger screen, and paper.
fn pictures(browser: &Browser) -> Result {
    let screen =
        |width: u32, height: u32| json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    browser.cdp("Emulation.setDeviceMetricsOverride", &screen(1920, 1080))?;
    browser.screenshot("D01-1920")?;
    browser.cdp("Emulation.setEmulatedMedia", &json!({ "media": "print" }))?;
    browser.cdp("Emulation.setDeviceMetricsOverride", &screen(1047, 718))?;
    browser.screenshot("D01-print")?;
    browser.cdp("Emulation.setEmulatedMedia", &json!({ "media": "" }))?;
    browser.cdp("Emulation.setDeviceMetricsOverride", &screen(1440, 900))?;
    Ok(())
}

#[test]
fn the_desk_shows_the_township_and_changes_by_itself() {
    let Some(browser) = Browser::desk().unwrap() else { return };
    let desk = Desk::new().unwrap();
    let mut server = Server::start(desk.folder.path(), &[]).unwrap();
    let screen = json!({ "width": 1440, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    browser.cdp("Emulation.setDeviceMetricsOverride", &screen).unwrap();

    // A strange browser is asked for a code; the link with a code signs in and the code is gone from the address.
    browser.goto(&format!("{}/desk/", server.url())).unwrap();
    browser.wait_text(".gate", "登录镇换届办").unwrap();
    browser.screenshot("D00-sign-in").unwrap();
    browser.type_in(".gate input", "0000 0000 0000").unwrap();
    browser.click(".gate .btn").unwrap();
    browser.wait_text(".gate .error", "登录码不对").unwrap();
    browser.goto(&format!("{}/desk/#code={}", server.url(), desk.office)).unwrap();
    wait_live(&browser).unwrap();
    assert_eq!(browser.eval("return location.hash + location.search").unwrap(), "");
    assert_eq!(browser.count("[data-village]").unwrap(), VILLAGES);
    assert_eq!(browser.count("[data-village] .cell").unwrap(), VILLAGES * 12);
    assert_eq!(browser.count(".kpi").unwrap(), 5);
    let fits = "const wall = document.querySelector('.progress'), page = document.documentElement;
        return wall.scrollHeight <= wall.clientHeight && page.scrollHeight <= 900 && page.scrollWidth <= 1440";
    browser.screenshot("D01").unwrap();
    assert_eq!(browser.eval(fits).unwrap(), true, "all of it without scrolling");
    let cut = "return [...document.querySelectorAll('.vil b, .vil em, .kpi p')].filter(part => part.scrollWidth > part.clientWidth).map(part => part.innerText).join()";
    assert_eq!(browser.eval(cut).unwrap(), "", "nothing is cut off");

    // A paper is handed out in the village: the row changes, and nothing moves.
    let figure = format!("[data-village='{}'] em", desk.row.code);
    let Figure::Issuing { issued, registered } = desk.row.figure else { panic!("{:?}", desk.row.figure) };
    assert_eq!(browser.text(&figure).unwrap(), format!("领票 {issued}/{registered}"));
    browser.eval("window.same = true").unwrap();
    let before = place(&browser).unwrap();
    let mut phone = Phone::new(&desk, &server).unwrap();
    let changed = |more: u32| format!("领票 {}/{registered}", issued + more);
    for more in 1..=3 {
        phone.issue().unwrap();
        browser.wait_until("the row", AT_ONCE, |page| Ok(page.text(&figure)? == changed(more))).unwrap();
    }
    browser.wait_text(".news", &changed(3)).unwrap();
    assert_eq!(place(&browser).unwrap(), before, "nothing moved");
    // The one fault on the console is the answer "not signed in" at the start.
    let faults = browser.console_errors().unwrap();
    assert!(faults.iter().all(|fault| fault.contains("401")), "{faults:?}");

    // The server goes and the desk says so; it comes back and the desk catches up by itself.
    server.stop().unwrap();
    browser.wait_text(".live.off", "与服务器断开　显示 ").unwrap();
    assert_eq!(browser.text(&figure).unwrap(), changed(3), "what was known stays");
    browser.screenshot("D01-lost").unwrap();
    server.restart().unwrap();
    wait_live(&browser).unwrap();
    phone.issue().unwrap();
    browser.wait_until("the row", AT_ONCE, |page| Ok(page.text(&figure)? == changed(4))).unwrap();
    assert_eq!(browser.eval("return window.same").unwrap(), true, "it was never loaded anew");
    browser.screenshot("D01-live").unwrap();

    pictures(&browser).unwrap();

    // The session outlives the page.
    browser.reload().unwrap();
    wait_live(&browser).unwrap();
    browser.wait_text(&figure, &changed(4)).unwrap();
}
