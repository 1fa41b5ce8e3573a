//! The phone's first hours (手机刚开始用): WeChat's browser, no and full storage, codes, a second phone, an empty server.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_server::codes::{Whose, fresh};
use cunxuan_server::store::Store;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::small::{Officer, Small};
use cunxuan_tests::process::{Folder, Result};
use cunxuan_tests::server::{Server, import_sample, run};
use serde_json::{Value, json};
use std::time::Duration;

const ANDROID: &str = "Mozilla/5.0 (Linux; Android 12; V2156A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 \
    Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160117 MicroMessenger/8.0.47.2560(0x28002F51) WeChat/arm64";
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
    Mobile/15E148 MicroMessenger/8.0.42(0x18002a2c) NetType/4G Language/zh_CN";
const GUIDE: &str = "请换浏览器打开";
/// Uses up what the browser still grants.
const FILL: &str = "const db = await new Promise(done => {
        const ask = indexedDB.open('cunxuan'); ask.onsuccess = () => done(ask.result);
    });
    const put = size => new Promise(done => {
        const change = db.transaction('kv', 'readwrite');
        change.objectStore('kv').put(crypto.getRandomValues(new Uint8Array(size)), 'fill-' + Math.random());
        change.oncomplete = () => done(''); change.onabort = () => done(change.error.name);
    });
    let said = '';
    for (let size = 65536; size >= 1; size /= 2) {
        for (let times = 0; times < 400 && !(said = await put(Math.ceil(size))); times++);
    }
    db.close();
    return said";
const SOON: Duration = Duration::from_secs(20);

/// A phone before the township's server, with an officer's slip; nothing when this run is without a browser.
struct Case {
    hand: Hand,
    server: Server,
    small: Small,
}

impl Case {
    fn new() -> Option<Self> {
        let browser = Browser::phone().unwrap()?;
        let small = Small::new().unwrap();
        let server = Server::start(small.folder.path(), &[]).unwrap();
        Some(Self { hand: Hand::new(browser, server.url()), server, small })
    }

    /// Opens the link on the slip.
    fn open(&self) -> Result {
        let Officer { phone, code } = &self.small.officers[0];
        self.hand.browser.goto("about:blank")?;
        self.hand.browser.goto(&format!("{}/m/#phone={phone}&code={code}", self.hand.url))
    }

    fn agent(&self, agent: &str) -> Result {
        self.hand.browser.cdp("Emulation.setUserAgentOverride", &json!({ "userAgent": agent })).map(drop)
    }

    /// Runs a script before every page from now on; gives what takes it back.
    fn before_pages(&self, script: &str) -> Result<Value> {
        self.hand.browser.cdp("Page.addScriptToEvaluateOnNewDocument", &json!({ "source": script }))
    }

    fn no_more(&self, script: &Value) -> Result {
        self.hand.browser.cdp("Page.removeScriptToEvaluateOnNewDocument", script).map(drop)
    }

    /// The browser grants this address so many bytes, or what it usually does.
    fn quota(&self, bytes: Option<u32>) -> Result {
        let mut wanted = json!({ "origin": self.hand.url });
        if let Some(bytes) = bytes {
            wanted["quotaSize"] = json!(bytes);
        }
        self.hand.browser.cdp("Storage.overrideQuotaForOrigin", &wanted).map(drop)
    }

    /// Another slip for the first officer.
    fn another_slip(&self) -> Officer {
        let store = Store::open(self.small.folder.path()).unwrap();
        let township = store.township().unwrap().unwrap();
        let code = fresh(&store, &township, &Whose::Officer("O001".into())).unwrap().remove(0).code;
        Officer { code, ..self.small.officers[0].clone() }
    }
}

#[test]
fn wechat_shows_the_way_out() {
    let Some(case) = Case::new() else { return };
    let page = &case.hand.browser;
    case.agent(IPHONE).unwrap();
    case.open().unwrap();
    page.wait_text("h1", GUIDE).unwrap();
    assert_eq!(page.count("button, input").unwrap(), 0, "on an iPhone nothing but the way out");
    page.wait_text("main", "/m/").unwrap();
    page.screenshot("P01-wechat").unwrap();

    // On Android it is tried; where the browser will not promise to keep the records, that is the end.
    case.agent(ANDROID).unwrap();
    let script = case.before_pages("if (navigator.storage) navigator.storage.persist = async () => false").unwrap();
    case.open().unwrap();
    page.click_text("先试试这里").unwrap();
    page.wait_until("the verdict", SOON, |page| Ok(page.text("main")?.contains("只能换浏览器"))).unwrap();
    assert_eq!(page.count("button, input").unwrap(), 0);
    case.no_more(&script).unwrap();

    case.before_pages("if (navigator.storage) navigator.storage.persist = async () => true").unwrap();
    case.open().unwrap();
    page.click_text("先试试这里").unwrap();
    page.wait_until("the verdict", SOON, |page| Ok(page.text("main")?.contains("这里能用"))).unwrap();
    page.screenshot("P01-wechat-tried").unwrap();
    page.click_text("在这里用").unwrap();
    page.click_text("进入").unwrap();
    page.find(".hero").unwrap();
    page.reload().unwrap();
    page.find(".hero").unwrap();
    assert_eq!(case.hand.strange_errors().unwrap(), Vec::<String>::new());
}

#[test]
fn a_browser_that_keeps_nothing_is_told_so() {
    let Some(case) = Case::new() else { return };
    let page = &case.hand.browser;
    for gone in ["indexedDB", "localStorage"] {
        let none = format!("Object.defineProperty(window, '{gone}', {{ get: () => undefined, configurable: true }})");
        let script = case.before_pages(&none).unwrap();
        case.open().unwrap();
        page.wait_text(".notice.bad", "不能保存记录").unwrap();
        page.wait_text(".notice.bad", "无痕").unwrap();
        assert_eq!(page.count("input").unwrap(), 0, "no code is asked for");
        page.screenshot("P01-no-store").unwrap();
        case.no_more(&script).unwrap();
        page.click_text("再试一次").unwrap();
        page.find("input").unwrap();
    }
}

#[test]
fn a_full_phone_loses_nothing() {
    let Some(mut case) = Case::new() else { return };
    case.open().unwrap();
    case.hand.browser.find("input").unwrap();
    case.quota(Some(1)).unwrap();
    case.hand.browser.click_text("进入").unwrap();
    case.hand.browser.wait_text(".notice.bad", "口令还能用").unwrap();
    case.quota(Some(20_000_000)).unwrap();
    case.open().unwrap();
    // The same code, which was not used up.
    case.hand.browser.click_text("进入").unwrap();
    case.hand.chip("已同步").unwrap();
    case.hand.browser.wait_controlled().unwrap();
    case.server.stop().unwrap();
    let people = case.small.people.clone();
    case.hand.go("issue/1").unwrap();
    case.hand.issue(&people[0]).unwrap();

    assert_eq!(case.hand.browser.eval(FILL).unwrap(), "QuotaExceededError");
    case.hand.find(&people[1]).unwrap();
    case.hand.browser.click_text("发 1 张票").unwrap();
    case.hand.browser.wait_text(".sheet", "手机存满了").unwrap();
    case.hand.browser.wait_text(".sheet", "1 条待传").unwrap();
    case.hand.browser.screenshot("P13-full").unwrap();
    case.hand.browser.click_text("知道了").unwrap();
    case.hand.chip("1 条待传").unwrap();
    case.hand.browser.wait_text(".counts", "1 / 40").unwrap();

    case.quota(None).unwrap();
    case.hand.browser.click_text("发 1 张票").unwrap();
    case.hand.acted(1).unwrap();
    case.hand.browser.reload().unwrap();
    case.hand.chip("2 条待传").unwrap();
    case.server.restart().unwrap();
    case.hand.send().unwrap();
}

#[test]
fn codes_and_a_second_phone() {
    let Some(mut case) = Case::new() else { return };
    let Some(second) = Browser::phone().unwrap() else { return };
    let second = Hand::new(second, case.hand.url.clone());
    case.hand.sign_in(&case.small.officers[0]).unwrap();
    case.hand.go("issue/1").unwrap();
    case.hand.issue(&case.small.people[0].clone()).unwrap();

    // The code is used up, and the way to another is said.
    let Officer { phone, code } = &case.small.officers[0];
    second.browser.goto(&format!("{}/m/#phone={phone}&code={code}", second.url)).unwrap();
    second.browser.click_text("进入").unwrap();
    second.browser.wait_text(".notice.bad", "只能用一次").unwrap();
    second.browser.screenshot("P01-used").unwrap();
    second.browser.goto("about:blank").unwrap();
    second.sign_in(&case.another_slip()).unwrap();
    second.go("me").unwrap();
    second.browser.wait_text(".notice", "旧手机还能记").unwrap();
    second.browser.screenshot("P04-older").unwrap();

    // The old phone hears of it with its next exchange, and still records.
    case.hand.send().unwrap();
    case.hand.go("me").unwrap();
    case.hand.browser.wait_text(".notice.warn", "又在另一部手机上登录").unwrap();
    case.hand.browser.screenshot("P04-newer").unwrap();
    case.hand.go("issue/1").unwrap();
    case.hand.issue(&case.small.people[1].clone()).unwrap();
    case.hand.send().unwrap();

    // The office stops both; the phone that was found again may sign in, and is told what it is worth.
    run(&["revoke", "O001", "--reason", "lost"], case.small.folder.path()).unwrap();
    case.hand.go("issue/1").unwrap();
    case.hand.find(&case.small.people[2]).unwrap();
    case.hand.browser.click_text("发 1 张票").unwrap();
    case.hand.browser.wait_text(".counts", "3 / 40").unwrap();
    case.hand.go("outbox").unwrap();
    case.hand.browser.wait_text(".main", "要重新登录才能上传").unwrap();
    case.hand.browser.click_text("重新登录").unwrap();
    case.hand.browser.find("input").unwrap();
    case.hand.browser.goto("about:blank").unwrap();
    case.hand.sign_in(&case.another_slip()).unwrap();
    case.hand.go("me").unwrap();
    case.hand.browser.wait_text(".notice.bad", "镇里已停用这部手机").unwrap();
    case.hand.browser.screenshot("P04-stopped").unwrap();
}

#[test]
fn an_empty_server_says_so_on_its_pages() {
    let (Some(phone), Some(desk)) = (Browser::phone().unwrap(), Browser::desk().unwrap()) else { return };
    let folder = Folder::new("first-empty").unwrap();
    let mut server = Server::start(folder.path(), &[]).unwrap();
    desk.goto(&format!("{}/desk/", server.url())).unwrap();
    desk.wait_text(".gate", "还没有导入名单").unwrap();
    desk.screenshot("D01-empty").unwrap();
    phone.goto(&format!("{}/m/#phone=13900000001&code=123456", server.url())).unwrap();
    phone.click_text("进入").unwrap();
    phone.wait_text(".notice.bad", "镇里还没有导入名单").unwrap();
    import_sample(folder.path(), 1).unwrap();
    desk.wait_until("the sign-in", SOON, |page| Ok(page.text(".gate")?.contains("登录镇换届办"))).unwrap();
    server.stop().unwrap();
}
