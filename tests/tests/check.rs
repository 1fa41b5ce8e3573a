//! 核验: anybody checks a village's export in a browser, with the township's posted key and no server.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of a test may fail as the test does")]

use cunxuan_core::record::export;
use cunxuan_core::verify;
use cunxuan_server::demo;
use cunxuan_server::store::Store;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::process::Folder;
use cunxuan_tests::server::{Server, run};
use serde_json::json;
use std::path::Path;

/// What native code counts in an export: names with their votes.
fn counted(file: &Path) -> Vec<String> {
    let report = verify::check(&export::read(&std::fs::read(file).unwrap()).unwrap(), None);
    assert_eq!(report.faults, []);
    let view = report.book.village().election(1).unwrap();
    let result = view.result(view.form()).unwrap();
    let votes = result.sums.posts.iter().flat_map(|post| &post.votes);
    votes.map(|(name, votes)| format!("{} {}", result.name(*name).unwrap(), votes.yes)).collect()
}

/// The export of a signed village of the sample, and of the same with one byte of its last papers changed.
fn exports(folder: &Path) -> (String, Vec<String>) {
    let store = Store::open(folder).unwrap();
    let township = demo::make(&store, 1, None).unwrap();
    let rows = store.rows(&township.code).unwrap();
    let signed = rows.values().find(|row| row.signed).unwrap().code.clone();
    let key = run(&["key"], folder).unwrap();
    let file = folder.join("village.cx");
    run(&["export", &signed, "--out", &file.display().to_string()], folder).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(folder.join("changed.cx"), bytes).unwrap();
    std::fs::write(folder.join("other.cx"), "a list of voters").unwrap();
    (key.trim().to_owned(), counted(&file))
}

#[test]
fn a_stranger_checks_a_village_without_a_server() {
    let Some(browser) = Browser::phone().unwrap() else { return };
    let folder = Folder::new("check").unwrap();
    let (key, counted) = exports(folder.path());
    let mut server = Server::start(folder.path(), &[]).unwrap();
    browser.goto(&format!("{}/check/", server.url())).unwrap();
    browser.wait_controlled().unwrap();
    server.stop().unwrap();
    browser.reload().unwrap();

    let choose = |name: &str| browser.choose_file("input[type=file]", &folder.path().join(name)).unwrap();
    choose("village.cx");
    browser.wait_text(".notice.ok", "全部相符").unwrap();
    browser.wait_text(".notice.warn", "没有填镇公钥").unwrap();
    browser.type_in(".field input", &key).unwrap();
    choose("changed.cx");
    browser.wait_text(".notice.bad", "记录链断了").unwrap();
    choose("village.cx");
    browser.wait_text(".notice.ok", "全部相符").unwrap();
    assert_eq!(browser.count(".notice.warn").unwrap(), 0, "the posted key was given");
    browser.screenshot("check").unwrap();
    let rows = browser.eval("return [...document.querySelectorAll('.eq')].map(row => row.innerText.replace(/\\s+/g, ' ').replace(/ 票$/, ''))");
    let rows: Vec<String> = serde_json::from_value(rows.unwrap()).unwrap();
    assert_eq!(rows, counted, "the page counts what native code counts");
    choose("other.cx");
    browser.wait_text(".notice.bad", "这不是村选的记录文件").unwrap();
    // A key of another township.
    browser.eval("document.querySelector('.field input').value = ''").unwrap();
    let other = cunxuan_server::key::device().unwrap().public().bytes;
    browser.type_in(".field input", &cunxuan_server::host::hex(&other)).unwrap();
    choose("village.cx");
    browser.wait_text(".main", "冒充镇里").unwrap();
    browser.screenshot("check-wrong-key").unwrap();
    assert_eq!(json!(browser.console_errors().unwrap()), json!([]));
}
