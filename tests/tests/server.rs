//! The server as phones and desks meet it (服务端): signing in, the exchange, the wall, a restart.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[macro_use]
#[path = "server/site.rs"]
mod site;
#[path = "server/crash.rs"]
mod crash;

use cunxuan_core::id::PersonId;
use cunxuan_core::key::sign::verify;
use cunxuan_core::record::Range;
use cunxuan_core::record::exchange::{SyncAnswer, covered};
use cunxuan_core::village::{Book, Event};
use cunxuan_server::codes::{Whose, pins};
use cunxuan_tests::server::Home;
use serde_json::{Value, json};
use site::{EAST, EAST_PHONE, Phone, Site, WEST, client, import, post, registered_again, scope};
use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader};
use std::time::{Duration, Instant};

on_both!(
    a_code_signs_in_once_and_nothing_can_be_found_out_by_trying,
    an_entry_survives_a_lost_answer_and_is_kept_once,
    only_what_is_kept_gets_a_receipt,
    what_is_no_request_or_another_officers_is_refused,
    a_cookie_looks_but_changes_nothing,
    a_change_is_on_the_wall_within_two_seconds,
    a_restart_keeps_all,
    a_command_beside_the_server_reaches_its_phones,
    a_second_import_writes_nothing_and_a_longer_list_what_is_new,
    pages_come_packed_and_under_a_strict_policy,
);

/// The first so many people of the list are registered.
fn registered(book: &Book, people: u16) -> Event {
    let people: Vec<PersonId> = (1..=people).map(|no| PersonId::Listed { group: 1, no }).collect();
    book.village().election(1).unwrap().register(&people).unwrap()
}

/// Waits until something holds, at most so long.
fn within(limit: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < limit, "{what} within {limit:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn a_code_signs_in_once_and_nothing_can_be_found_out_by_trying(home: Home) {
    let site = Site::new(home);
    let code = site.code(&Whose::Officer("O001".into()));
    let (status, signed_in) = site.sign_in(EAST_PHONE, &code);
    assert_eq!(status, 200);
    assert_eq!((&signed_in["actor"], &signed_in["role"]), (&json!(1), &json!("LIAISON")));
    assert_eq!(signed_in["villages"], json!([{"code": EAST, "name": "东村", "scope": format!("{EAST}-2026")}]));
    let refused = site.sign_in(EAST_PHONE, &code);
    assert_eq!(refused, (401, json!({"code": "SIGN_IN_REFUSED"})), "a used code");
    let strange = site.sign_in("10000000009", "000000");
    assert_eq!(strange, refused, "a stranger hears the same");
    assert_eq!(site.sign_in("1\0", "000000"), refused, "and who sends no text");
    let fresh = site.code(&Whose::Officer("O001".into()));
    let wrong: String = fresh.chars().rev().chain("x".chars()).collect();
    for _ in 0..4 {
        assert_eq!(site.sign_in(EAST_PHONE, &wrong), refused);
    }
    assert_eq!(site.sign_in(EAST_PHONE, &fresh), refused, "after five wrong ones the right one is refused");
}

fn an_entry_survives_a_lost_answer_and_is_kept_once(home: Home) {
    let site = Site::new(home);
    let mut phone = Phone::new(EAST, &site.officer());
    let pulled = phone.sync(&site.url);
    assert!(!pulled.ranges.is_empty() && pulled.generation == 1 && pulled.epoch != [0; 16]);
    phone.act(|book| registered(book, 2));
    let lost = phone.ask(&site.url, &phone.request(phone.own()));
    assert_eq!(lost.status(), 200);
    let again = phone.sync(&site.url);
    assert!(again.refused.is_empty() && covered(phone.book.journal(), &again.have));
    let mut other = Phone::new(EAST, &site.office());
    let entries = other.sync(&site.url).ranges.iter().map(|range| range.items.len()).sum::<usize>();
    assert_eq!(entries, phone.book.journal().len(), "each entry once, byte by byte");
    assert_eq!(other.book.village().election(1).unwrap().election.roll.registered(), 2);
}

/// A receipt is the township's word for what is on its disk: for nothing else, and once for a log.
fn only_what_is_kept_gets_a_receipt(home: Home) {
    let site = Site::new(home);
    let mut phone = Phone::new(EAST, &site.officer());
    (0..3).for_each(|_| phone.act(|_| registered_again()));
    let own = phone.own();
    let sent = |ranges: &[Range]| -> SyncAnswer {
        let answer = phone.ask(&site.url, &phone.request(ranges.to_vec()));
        minicbor::decode(&answer.bytes().unwrap()).unwrap()
    };
    let hanging = sent(&own[2..]);
    assert_eq!((hanging.refused.len(), hanging.receipts.len()), (2, 0), "what hangs in the air is not kept");
    let whole = sent(&own);
    let [receipt] = &whole.receipts[..] else { panic!("{:?}", whole.receipts) };
    assert_eq!((receipt.log, receipt.seq), (phone.log, 4));
    let key = cunxuan_server::key::load_or_make(&site.home.data()).unwrap().public();
    assert!(verify(&key, &receipt.signed(), &receipt.signature));
}

fn what_is_no_request_or_another_officers_is_refused(home: Home) {
    let site = Site::new(home);
    let (officer, office) = (site.officer(), site.office());
    let body = |village: &str| minicbor::to_vec(Phone::new(village, "").request(Vec::new())).unwrap();
    let old = cunxuan_core::record::exchange::SyncRequest { version: 0, ..Phone::new(EAST, "").request(Vec::new()) };
    let cases = [
        ("another's village", &officer, body(WEST), 403, "NOT_YOURS"),
        ("no such village", &office, body("990101101299"), 404, "NO_SUCH_VILLAGE"),
        ("no CBOR", &officer, b"{}".to_vec(), 400, "BAD_REQUEST"),
        ("another version", &officer, minicbor::to_vec(old).unwrap(), 400, "WRONG_VERSION"),
        ("too large", &officer, vec![0; 4 * 1024 * 1024 + 1], 413, "TOO_LARGE"),
        ("nobody's token", &"00".repeat(32), body(EAST), 401, "NOT_SIGNED_IN"),
    ];
    for (what, token, body, status, code) in cases {
        let answer = post(&client(), &site.url, token).body(body).send().unwrap();
        assert_eq!(answer.status(), status, "{what}");
        let fault: Value = serde_json::from_str(&answer.text().unwrap()).unwrap();
        assert_eq!(fault, json!({ "code": code }), "{what}");
    }
    let json = client().post(format!("{}/api/sync", site.url)).bearer_auth(&officer);
    assert_eq!(json.header("content-type", "text/plain").body(body(EAST)).send().unwrap().status(), 400);
}

fn a_cookie_looks_but_changes_nothing(home: Home) {
    let site = Site::new(home);
    let asked = client().post(format!("{}/api/sign-in", site.url)).header("content-type", "application/json");
    let code = site.code(&Whose::Office);
    let answer = asked.body(json!({ "code": code }).to_string()).send().unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(["HttpOnly", "SameSite=Strict", "Path=/api"].iter().all(|part| cookie.contains(part)), "{cookie}");
    let cookie = cookie.split(';').next().unwrap();
    let wall = client().get(format!("{}/api/wall", site.url)).header("cookie", cookie).send().unwrap();
    assert_eq!(wall.status(), 200);
    let request = minicbor::to_vec(Phone::new(EAST, "").request(Vec::new())).unwrap();
    let sync = client().post(format!("{}/api/sync", site.url)).header("cookie", cookie);
    let sync = sync.header("content-type", "application/cbor").body(request).send().unwrap();
    assert_eq!(sync.status(), 401);
}

fn a_change_is_on_the_wall_within_two_seconds(home: Home) {
    let site = Site::new(home);
    let (officer, office) = (site.officer(), site.office());
    assert_eq!(site.get("/api/wall", &officer).status(), 403);
    let mut lines = BufReader::new(site.get("/api/events", &office)).lines();
    let mut phone = Phone::new(EAST, &officer);
    phone.sync(&site.url);
    phone.act(|book| registered(book, 3));
    let began = Instant::now();
    phone.sync(&site.url);
    let shown = |line: String| {
        let row: Value = serde_json::from_str(line.strip_prefix("data: ")?).ok()?;
        (row["code"] == EAST && row["registered"] == 3).then_some(())
    };
    lines.find_map(|line| shown(line.unwrap())).unwrap();
    assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
    let wall: Value = serde_json::from_str(&site.get("/api/wall", &office).text().unwrap()).unwrap();
    assert_eq!((&wall["villages"][0]["registered"], &wall["officers"]), (&json!(3), &json!(2)));
    let page: Value =
        serde_json::from_str(&site.get(&format!("/api/village/{EAST}"), &officer).text().unwrap()).unwrap();
    assert!(page.to_string().contains("\"registered\":3"));
    assert_eq!(site.get(&format!("/api/village/{WEST}"), &officer).status(), 403);
}

fn a_restart_keeps_all(home: Home) {
    let mut site = Site::new(home);
    let token = site.officer();
    let mut phone = Phone::new(EAST, &token);
    let before = phone.sync(&site.url);
    phone.act(|book| registered(book, 1));
    phone.sync(&site.url);
    site.stop();
    site.start();
    let mut other = Phone::new(EAST, &token);
    let after = other.sync(&site.url);
    assert_eq!(after.epoch, before.epoch);
    assert_eq!(after.generation, before.generation + 1);
    assert!(phone.own().iter().all(|range| after.ranges.iter().any(|other| other.log == range.log)));
    assert_eq!(other.book.village().election(1).unwrap().election.roll.registered(), 1);
    let copies = site.home.path().join("data/backup");
    within(Duration::from_secs(5), "a copy of the day", || {
        fs::read_dir(&copies).is_ok_and(|mut files| files.any(|file| file.unwrap().path().extension().unwrap() == "db"))
    });
}

fn a_command_beside_the_server_reaches_its_phones(home: Home) {
    let site = Site::new(home);
    let mut phone = Phone::new(EAST, &site.officer());
    phone.sync(&site.url);
    assert!(!phone.book.village().plan().has_pin(1001));
    let store = site.store();
    let made = pins(&store, &store.township().unwrap().unwrap(), &BTreeSet::from([scope(EAST)]), false).unwrap();
    within(Duration::from_secs(3), "the PIN", || {
        phone.sync(&site.url);
        phone.book.village().plan().has_pin(1001)
    });
    assert!(phone.book.village().plan().pin_fits(1001, &made[0].pin));
    let kept = pins(&store, &store.township().unwrap().unwrap(), &BTreeSet::from([scope(EAST)]), false).unwrap();
    assert!(kept.is_empty(), "who has a PIN keeps it");
}

fn a_second_import_writes_nothing_and_a_longer_list_what_is_new(home: Home) {
    let site = Site::new(home);
    let store = site.store();
    assert_eq!(import(&store, 3).events, 0);
    assert_eq!(import(&store, 5).events, 1);
    let mut phone = Phone::new(EAST, &site.officer());
    within(Duration::from_secs(3), "the new people", || {
        phone.sync(&site.url);
        phone.book.village().people().len() == 5
    });
    let last = PersonId::Listed { group: 1, no: 5 };
    assert!(phone.book.village().people().get(last).is_some());
}

fn pages_come_packed_and_under_a_strict_policy(home: Home) {
    let site = Site::new(home);
    let page = site.home.path().join("dist/m");
    fs::create_dir_all(&page).unwrap();
    for (name, text) in [("index.html", "plain"), ("app-0123456789.js", "plain"), ("app-0123456789.js.br", "brotli")] {
        fs::write(page.join(name), text).unwrap();
    }
    let ask = |path: &str, coding: &str| {
        client().get(format!("{}{path}", site.url)).header("accept-encoding", coding).send().unwrap()
    };
    let text = |answer: &reqwest::blocking::Response, name: &str| {
        answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    };
    let packed = ask("/m/app-0123456789.js", "gzip, br");
    assert_eq!(text(&packed, "content-encoding"), "br");
    assert_eq!(text(&packed, "cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(text(&packed, "content-type"), "text/javascript; charset=utf-8");
    assert_eq!(packed.text().unwrap(), "brotli");
    assert_eq!(ask("/m/app-0123456789.js", "identity").text().unwrap(), "plain");
    let index = ask("/m/", "br");
    assert_eq!(text(&index, "cache-control"), "no-cache");
    let policy = text(&index, "content-security-policy");
    assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval';") && !policy.contains("unsafe-inline"));
    assert_eq!(text(&index, "x-content-type-options"), "nosniff");
    let tag = text(&index, "etag");
    let again = client().get(format!("{}/m/", site.url)).header("if-none-match", tag).send().unwrap();
    assert_eq!(again.status(), 304);
    for path in ["/m/../data/cunxuan.db", "/m/%2e%2e/data/cunxuan.db", "/m/none", "/api/none"] {
        assert_eq!(ask(path, "").status(), 404, "{path}");
    }
}
