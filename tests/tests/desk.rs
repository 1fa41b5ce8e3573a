//! The township's desk in a real browser (镇级工作台): the whole township on one screen, and a row that changes by itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_core::api::{Figure, VillageRow};
use cunxuan_tests::browser::Browser;
use cunxuan_tests::demo::Demo;
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Server;
use serde_json::{Value, json};
use std::time::Duration;

/// From the server's commit to the desk's pixel.
const AT_ONCE: Duration = Duration::from_secs(2);
const SOON: Duration = Duration::from_secs(20);
const VILLAGES: usize = 42;

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
    browser.cdp("Emulation.setDeviceMetricsOverride", &screen(1512, 1047))?;
    browser.screenshot("D01-print")?;
    browser.cdp("Emulation.setEmulatedMedia", &json!({ "media": "" }))?;
    browser.cdp("Emulation.setDeviceMetricsOverride", &screen(1440, 900))?;
    Ok(())
}

#[test]
fn the_desk_shows_the_township_and_changes_by_itself() {
    let Some(browser) = Browser::desk().unwrap() else { return };
    let desk = Demo::new().unwrap();
    let issuing = |row: &VillageRow| matches!(row.figure, Figure::Issuing { issued, .. } if issued > 0);
    let row = desk.row(issuing).unwrap();
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
    let figure = format!("[data-village='{}'] em", row.code);
    let Figure::Issuing { issued, registered } = row.figure else { panic!("{:?}", row.figure) };
    assert_eq!(browser.text(&figure).unwrap(), format!("领票 {issued}/{registered}"));
    browser.eval("window.same = true").unwrap();
    let before = place(&browser).unwrap();
    let mut phone = desk.phone(&row.code, &server).unwrap();
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
