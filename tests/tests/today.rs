//! The township's day at the desk (镇里的一天): today's villages while phones push, and the office's decision on a halted group.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_core::api::{Alarm, Figure, RollSheet, Taken, VillageRow, VillageView};
use cunxuan_tests::browser::Browser;
use cunxuan_tests::demo::{Demo, Office, Phone};
use cunxuan_tests::hand::desk::Desk;
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Server;
use serde_json::{Value, json};
use std::thread;
use std::time::{Duration, Instant};

/// How long the phones push.
const WHILE: Duration = Duration::from_secs(20);
/// How long a phone rests between two acts.
const REST: Duration = Duration::from_millis(100);
/// The most that the page may take of one processor meanwhile.
const SHARE: f64 = 0.25;
const SOON: Duration = Duration::from_secs(20);

fn halted(row: &VillageRow) -> bool {
    matches!(row.figure, Figure::Halted { .. })
}

fn view(office: &Office, code: &str) -> VillageView {
    let (status, body) = office.get(&format!("/api/village/{code}")).unwrap();
    assert_eq!(status, 200);
    serde_json::from_value(body).unwrap()
}

/// The story of seventh report's over-issue: a group is halted, the township consents to papers of another colour, the
/// papers that went out are void, and the group draws anew.
#[test]
fn halt_reprint_and_resume_over_http() {
    let demo = Demo::new().unwrap();
    let row = demo.row(halted).unwrap();
    let Figure::Halted { group: Some(group) } = row.figure else { panic!("{:?}", row.figure) };
    let server = Server::start(demo.folder.path(), &[]).unwrap();
    let office = Office::sign_in(&demo, &server).unwrap();
    let mut phone = demo.phone(&row.code, &server).unwrap();
    let before = view(&office, &row.code);
    let of = |view: &VillageView| view.boxes.iter().find(|one| one.group == group).unwrap().clone();
    assert!(of(&before).issued > 0 && of(&before).halted.is_some(), "{:?}", of(&before));
    assert!(!phone.issue_in(group).unwrap(), "nobody gets a paper at a halted table");

    let path = format!("/api/village/{}/decide", row.code);
    let consent =
        |colour: &str, papers: u32| json!({ "act": "reprint", "group": group, "colour": colour, "papers": papers });
    let refusals: [(&str, Value, u16); 6] = [
        ("no colour", consent(" ", 30), 400),
        ("no papers", consent("粉红", 0), 400),
        ("no such group", json!({ "act": "resume", "group": 99 }), 400),
        ("the colour that is in use", consent(&of(&before).colour, 30), 409),
        ("another group, which goes on", json!({ "act": "resume", "group": group - 1 }), 409),
        ("the village, which goes on", json!({ "act": "resume" }), 409),
    ];
    for (what, body, status) in refusals {
        assert_eq!(office.send(&path, &body).unwrap().0, status, "{what}");
    }
    let (status, _) = phone.office().send(&path, &consent("粉红", 30)).unwrap();
    assert_eq!(status, 403, "a liaison officer decides nothing");
    assert_eq!(view(&office, &row.code).row, before.row, "nothing of that is in the record");

    let (status, told) = office.send(&path, &consent("粉红", 197)).unwrap();
    assert_eq!(status, 200, "{told}");
    let after: VillageView = serde_json::from_value(told).unwrap();
    let now = of(&after);
    assert_eq!((now.issued, now.void_issued), (0, of(&before).issued), "what went out is void");
    assert_eq!((now.colour.as_str(), now.halted), ("粉红", None));
    assert!(!after.row.alarms.iter().any(|alarm| matches!(alarm, Alarm::Halted { .. })));
    let steps: Vec<(Option<u16>, &Taken)> = after.row.incidents.iter().map(|step| (step.group, &step.what)).collect();
    let reprinted = Taken::Reprinted { colour: "粉红".into(), papers: Some(197) };
    assert_eq!(steps[steps.len() - 2..], [(Some(group), &reprinted), (Some(group), &Taken::Resumed)]);
    assert!(after.row.incidents.iter().all(|step| step.at > 0), "every step has its time");
    assert_eq!(office.send(&path, &consent("浅绿", 197)).unwrap().0, 409, "once");

    // The group draws anew, from the new papers.
    phone.pull().unwrap();
    assert!(phone.issue_in(group).unwrap());
    assert_eq!(of(&view(&office, &row.code)).issued, 1);

    // The whole village is halted and goes on.
    assert_eq!(office.send(&path, &json!({ "act": "halt" })).unwrap().0, 200);
    phone.pull().unwrap();
    assert!(!phone.issue_in(group).unwrap());
    assert_eq!(view(&office, &row.code).row.figure, Figure::Halted { group: None });
    assert_eq!(office.send(&path, &json!({ "act": "resume" })).unwrap().0, 200);
    phone.pull().unwrap();
    assert!(phone.issue_in(group).unwrap());
}

/// What leaves the server of a village: nothing for whom a paper was before the result is signed, never an ID number.
#[test]
fn a_village_in_full_keeps_its_secrets() {
    let demo = Demo::new().unwrap();
    let server = Server::start(demo.folder.path(), &[]).unwrap();
    let office = Office::sign_in(&demo, &server).unwrap();
    let counting = demo.row(|row| matches!(row.figure, Figure::Counting { called, .. } if called > 50)).unwrap();
    let open = view(&office, &counting.code);
    assert_eq!(open.result, None);
    assert!(open.boxes.iter().any(|one| one.kinds.is_some()) && open.boxes.iter().any(|one| one.kinds.is_none()));
    assert!(open.boxes.iter().all(|one| one.kinds.is_none() || Some(one.called) == one.opened), "{:?}", open.boxes);
    let called: u32 = open.boxes.iter().map(|one| one.called).sum();
    assert_eq!(called, open.row.counted);

    let signed = demo.row(|row| row.signed).unwrap();
    let result = view(&office, &signed.code).result.unwrap();
    let [_, returned, valid, void, blank] = result.papers;
    assert_eq!((returned, valid + void + blank), (signed.returned, returned));
    assert!(result.posts.iter().all(|post| !post.votes.is_empty()) && result.signers.len() >= 4);

    let (status, sheet) = office.get(&format!("/api/village/{}/roll", counting.code)).unwrap();
    let text = sheet.to_string();
    let sheet: RollSheet = serde_json::from_value(sheet).unwrap();
    let voters: usize = sheet.groups.iter().map(|group| group.voters.len()).sum();
    assert_eq!((status, u32::try_from(voters).unwrap()), (200, counting.registered));
    let digits = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max();
    assert!(digits < Some(12), "no ID number and no telephone number is printed");
    let phone = demo.phone(&counting.code, &server).unwrap();
    assert_eq!(phone.office().get(&format!("/api/village/{}/roll", counting.code)).unwrap().0, 403);
    assert_eq!(office.get("/api/village/000000000000").unwrap().0, 404);
    assert_eq!(office.send("/api/restored/dismiss", &json!({})).unwrap().0, 200);
}

/// A phone, and what it does again and again.
type Worker = (Phone, fn(&mut Phone) -> Result);

/// Phones in the villages that vote today, each with the act that is due there.
fn phones(demo: &Demo, server: &Server) -> Vec<Worker> {
    let act = |row: &VillageRow| -> Option<fn(&mut Phone) -> Result> {
        match row.figure {
            Figure::Issuing { .. } | Figure::Halted { .. } => Some(Phone::issue),
            Figure::Counting { .. } => Some(Phone::call),
            Figure::Nothing | Figure::Day { .. } | Figure::Signing | Figure::Turnout { .. } => None,
        }
    };
    let of_today = demo.rows.iter().filter(|row| row.today).filter_map(|row| Some((row, act(row)?)));
    of_today.map(|(row, act)| (demo.phone(&row.code, server).unwrap(), act)).collect()
}

/// Everybody works; how many acts there were.
fn work(phones: Vec<Worker>) -> usize {
    let until = Instant::now() + WHILE;
    let hands: Vec<_> = phones
        .into_iter()
        .map(|(mut phone, act)| {
            thread::spawn(move || {
                let mut acts = 0;
                while Instant::now() < until && act(&mut phone).is_ok() {
                    acts += 1;
                    thread::sleep(REST);
                }
                acts
            })
        })
        .collect();
    hands.into_iter().map(|hand| hand.join().unwrap()).sum()
}

/// The page's working time so far, in seconds.
fn worked(page: &Browser) -> f64 {
    let metrics = page.cdp("Performance.getMetrics", &json!({})).unwrap();
    let named = |metric: &&Value| metric["name"] == "TaskDuration";
    metrics["metrics"].as_array().unwrap().iter().find(named).unwrap()["value"].as_f64().unwrap()
}

/// Where the rows stand.
fn tops(page: &Browser) -> Value {
    page.eval(
        "return [...document.querySelectorAll('.trs > .tr')].map(row => Math.round(row.getBoundingClientRect().top))",
    )
    .unwrap()
}

/// The office's page decides on a whole village.
fn decide(page: &Browser, code: &str, act: &str) {
    let ask = format!(
        "return fetch('/api/village/{code}/decide', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }},
            body: '{{\"act\":\"{act}\"}}' }}).then(answer => answer.status)"
    );
    assert_eq!(page.eval(&ask).unwrap(), 200, "{act}");
}

fn point(page: &Browser, x: u32, y: u32) {
    let to = json!({ "type": "mouseMoved", "x": x, "y": y });
    page.cdp("Input.dispatchMouseEvent", &to).unwrap();
}

#[test]
fn todays_villages_stand_still_while_phones_push() {
    let demo = Demo::new().unwrap();
    let server = Server::start(demo.folder.path(), &[]).unwrap();
    let Some(desk) = Desk::open(&server.url(), &demo.office).unwrap() else { return };
    let page = &desk.browser;
    page.eval("location.hash = '#today'").unwrap();
    let voting = demo.rows.iter().filter(|row| row.today).count();
    page.wait_until("today's villages", SOON, |page| Ok(page.count(".trs > .tr")? == voting)).unwrap();
    page.screenshot("D02").unwrap();

    // A village that is halted stands first: its row moves, but not under the pointer.
    let signing = demo.row(|row| row.figure == Figure::Signing).unwrap();
    let marked = format!("[data-village='{}'].stop", signing.code);
    point(page, 600, 400);
    let before = tops(page);
    decide(page, &signing.code, "halt");
    page.find(&marked).unwrap();
    thread::sleep(Duration::from_millis(400));
    assert_eq!(tops(page), before, "no row moves under the pointer");
    point(page, 600, 20);
    page.wait_until("the row to move", SOON, |page| Ok(tops(page) != before)).unwrap();
    decide(page, &signing.code, "resume");
    page.wait_until("the row to move back", SOON, |page| Ok(tops(page) == before)).unwrap();

    let phones = phones(&demo, &server);
    assert!(phones.len() >= 6, "{}", phones.len());
    page.cdp("Performance.enable", &json!({})).unwrap();
    let watch = "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach(entry => {
        if (!entry.hadRecentInput) window.shift += entry.value; })).observe({ type: 'layout-shift' })";
    page.eval(watch).unwrap();
    let (began, busy) = (Instant::now(), worked(page));
    let acts = work(phones);
    let share = (worked(page) - busy) / began.elapsed().as_secs_f64();
    let shift = page.eval("return window.shift").unwrap();
    println!("{acts} acts, layout shift {shift}, {:.1} % of one processor", share * 100.0);
    assert!(acts >= 300, "{acts}");
    assert_eq!(shift.as_f64(), Some(0.0), "nothing moves");
    assert!(share < SHARE, "{share}");
    page.screenshot("D02-after").unwrap();
}

/// The pages that come out of the printer, by width and height in points.
fn printed(page: &Browser) -> Vec<(u32, u32)> {
    let asked = json!({ "preferCSSPageSize": true, "printBackground": false });
    let pdf = page.cdp("Page.printToPDF", &asked).unwrap();
    let boxes = "const pdf = atob(arguments_); return [...pdf.matchAll(/\\/MediaBox \\[0 0 ([0-9.]+) ([0-9.]+)\\]/g)]
        .map(found => [Math.round(found[1]), Math.round(found[2])])";
    let boxes = boxes.replace("arguments_", &pdf["data"].to_string());
    serde_json::from_value(page.eval(&boxes).unwrap()).unwrap()
}

/// The decision at the desk: from the wall's alarm to the village's page, the consent asked back by its own name.
#[test]
fn the_office_consents_at_the_desk() {
    let demo = Demo::new().unwrap();
    let server = Server::start(demo.folder.path(), &[]).unwrap();
    let Some(desk) = Desk::open(&server.url(), &demo.office).unwrap() else { return };
    let page = &desk.browser;
    let row = demo.row(halted).unwrap();
    let Figure::Halted { group: Some(group) } = row.figure else { panic!("{:?}", row.figure) };
    page.click(&format!(".alarm.hot a[href='#village/{}']", row.code)).unwrap();
    page.wait_text(".matter", "已叫停").unwrap();
    page.screenshot("D03-halted").unwrap();
    page.click_text("同意补印异色票").unwrap();
    page.click_text("粉红").unwrap();
    page.screenshot("D03-reprint").unwrap();
    page.click_text("补印").unwrap();
    page.wait_text(".decide ul", &format!("{group} 组原票作废，补印粉红票")).unwrap();
    page.wait_until("the group to go on", SOON, |page| Ok(page.count(".matter")? == 0)).unwrap();
    page.wait_text(".boxes", "粉红").unwrap();
    page.screenshot("D03-after").unwrap();

    // The sheets for the printer.
    let sheets: [(&str, &str, &str); 2] =
        [("roll", ".poster", "D10-poster"), ("register", ".register", "D10-register")];
    for (what, sheet, picture) in sheets {
        page.eval(&format!("location.hash = '#print/{what}/{}'", row.code)).unwrap();
        page.find(sheet).unwrap();
        page.screenshot(picture).unwrap();
    }
    let cut =
        "return [...document.querySelectorAll('.register td')].filter(it => it.scrollWidth > it.clientWidth).length";
    assert_eq!(page.eval(cut).unwrap(), 0, "no name is cut off");
    let signed = demo.row(|row| row.signed).unwrap();
    page.eval(&format!("location.hash = '#village/{}'", signed.code)).unwrap();
    page.wait_text(".outcome", "当选").unwrap();
    page.screenshot("D03-signed").unwrap();
    page.eval("location.hash = ''").unwrap();
    page.wait_text(".news", "补印粉红票").unwrap();
    page.screenshot("D01-decided").unwrap();
    assert_eq!(printed(page), [(1191, 842)], "the wall on one A3 sheet");
    let faults = page.console_errors().unwrap();
    assert!(faults.iter().all(|fault| fault.contains("401")), "{faults:?}");
}
