//! The hall's public screen (会场公开屏): a second window that follows the count without a network, or a computer
//! that has the server alone. It shows every vote, and no winner before the signatures.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_core::api::Figure;
use cunxuan_core::public::{self, PublicView, Stage};
use cunxuan_core::village::Book;
use cunxuan_server::demo;
use cunxuan_server::sample::SEED;
use cunxuan_server::shelf::Shelf;
use cunxuan_server::store::Store;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::small::Small;
use cunxuan_tests::process::{Folder, Result};
use cunxuan_tests::server::{Server, get};
use serde_json::{Value, json};
use std::sync::mpsc::channel;
use std::time::Duration;
use thirtyfour::WindowHandle;

/// From the tap on the phone to the stroke on the screen, in milliseconds.
const AT_ONCE_MS: f64 = 300.0;
const SOON: Duration = Duration::from_secs(20);
/// Papers found in the box: a bundle.
const PAPERS: u32 = 25;
/// What the ballot says, in its order.
const BALLOT: [&str; 5] = ["王建国", "赵志强", "李秀英", "张德明", "孙玉梅"];

/// Name, number and strokes of every row; 百 counts as the hundred strokes that it stands for.
const ROWS: &str = "return [...document.querySelectorAll('.g .cd')].map(row => {
    const strokes = [...row.querySelectorAll('.zh path')].map(path => (path.getAttribute('d').match(/M/g) ?? []).length);
    const tiles = row.querySelectorAll('.ln b').length * 100;
    return [row.querySelector('b').textContent, +row.querySelector('strong').textContent,
        strokes.reduce((sum, one) => sum + one, tiles)]; })";

/// Keeps the moments at which the screen was last told and last changed, and the one at which the teller last pressed.
const WATCH: &str = "const now = () => performance.timeOrigin + performance.now();
    window.ear = new BroadcastChannel('cx');
    window.ear.onmessage = () => window.told = now();
    new MutationObserver(() => window.changed = now())
        .observe(document.querySelector('.big + .big b'), { childList: true, characterData: true, subtree: true })";
const TAPS: &str = "window.tapped = 0; addEventListener('click', () => window.tapped = performance.timeOrigin + performance.now(), true)";

/// The screen in a window of its own.
struct Hall<'a> {
    browser: &'a Browser,
    phone: &'a WindowHandle,
    screen: &'a WindowHandle,
}

impl Hall<'_> {
    /// Does something in the screen's window, and turns back to the phone's.
    fn look<T>(&self, look: impl FnOnce(&Browser) -> Result<T>) -> Result<T> {
        self.browser.turn_to(self.screen)?;
        let seen = look(self.browser);
        self.browser.turn_to(self.phone)?;
        seen
    }

    /// The votes on the screen are these, each with its strokes, in the order of the ballot.
    fn shows(&self, votes: [u32; 5], others: [u32; 2]) -> Result {
        let rows = BALLOT.iter().zip(votes).map(|(name, votes)| json!([name, votes, votes]));
        let mut rows: Vec<Value> = rows.collect();
        let written = |votes: u32| json!(["另选他人", votes, votes]);
        rows.insert(2, written(others[0]));
        rows.push(written(others[1]));
        self.look(|page| {
            page.wait_until("the votes", SOON, |page| Ok(page.eval(ROWS)? == json!(rows)))?;
            no_winner(page)
        })
    }
}

/// No word of who is elected, ahead, or of shares; the ballot's order is the screen's.
fn no_winner(page: &Browser) -> Result {
    let text = page.eval("return document.body.innerText")?;
    let text = text.as_str().ok_or("no text")?;
    for word in ["当选", "%", "领先", "过半", "第一名"] {
        assert!(!text.contains(word), "{word}");
    }
    Ok(())
}

fn wide(page: &Browser, width: u32, height: u32) -> Result {
    let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    page.cdp("Emulation.setDeviceMetricsOverride", &screen).map(drop)
}

/// Everything is on the screen, nothing is cut off, no text is smaller than 19 pixels at 1440×900.
fn fits(page: &Browser) -> Result {
    let beyond = "const {innerWidth: w, innerHeight: h} = window;
        return [...document.querySelectorAll('.hall *')].filter(it => { const r = it.getBoundingClientRect();
            return r.width && (r.right > w + 1 || r.bottom > h + 1 || r.left < -1) && !it.closest('button') })
            .map(it => it.className + ' ' + it.textContent.slice(0, 20))";
    assert_eq!(page.eval(beyond)?, json!([]), "beyond the screen");
    let small = "return [...document.querySelectorAll('.hall *')].filter(it => [...it.childNodes].some(node =>
        node.nodeType == 3 && node.textContent.trim()) && parseFloat(getComputedStyle(it).fontSize) < 18.9)
        .map(it => it.className + ' ' + it.textContent)";
    assert_eq!(page.eval(small)?, json!([]), "too small to be read from a seat");
    Ok(())
}

#[test]
fn a_second_window_follows_the_count_without_a_network() {
    let Some(browser) = Browser::phone().unwrap() else { return };
    let small = Small::drawn().unwrap();
    let mut server = Server::start(small.folder.path(), &[]).unwrap();
    let mut hand = Hand::new(browser, server.url());
    hand.sign_in(&small.officers[0]).unwrap();
    let phone = hand.browser.tab().unwrap();
    let screen = hand.browser.open_tab().unwrap();
    hand.browser.goto(&format!("{}/public/", hand.url)).unwrap();
    hand.browser.wait_controlled().unwrap();
    server.stop().unwrap();
    hand.browser.reload().unwrap();
    wide(&hand.browser, 1440, 900).unwrap();
    hand.browser.wait_text(".hall", "已经领票").unwrap();
    hand.browser.wait_text(".meet .kv", "40 人").unwrap();
    no_winner(&hand.browser).unwrap();
    hand.browser.screenshot("S1").unwrap();
    fits(&hand.browser).unwrap();
    hand.browser.turn_to(&phone).unwrap();

    hand.hand_over(&small).unwrap();
    hand.open_box(PAPERS).unwrap();
    {
        let hall = Hall { browser: &hand.browser, phone: &phone, screen: &screen };
        hall.shows([0; 5], [0; 2]).unwrap();
        hall.look(|page| page.eval(WATCH).map(drop)).unwrap();
    }
    called(&mut hand, &small, &phone, &screen).unwrap();
    signed(&mut hand, &phone, &screen).unwrap();
    assert_eq!(hand.strange_errors().unwrap(), Vec::<String>::new());
}

/// Papers of every kind, each on the screen before the next is called; the first ones within the time.
fn called(hand: &mut Hand, small: &Small, phone: &WindowHandle, screen: &WindowHandle) -> Result {
    hand.browser.eval(TAPS)?;
    let mut votes = [0; 5];
    let mut taken: Vec<(f64, f64)> = Vec::new();
    for no in 0..6_u32 {
        let first = no % 2 == 0;
        hand.pick(if first { &["王建国", "李秀英", "张德明"] } else { &["赵志强", "孙玉梅"] })?;
        hand.acted(1)?;
        let more = if first { [1, 0, 1, 1, 0] } else { [0, 1, 0, 0, 1] };
        votes.iter_mut().zip(more).for_each(|(all, one)| *all += one);
        let hall = Hall { browser: &hand.browser, phone, screen };
        hall.shows(votes, [0; 2])?;
        let screen_at = hall.look(|page| page.eval("return [window.told, window.changed]"))?;
        let (told, changed): (f64, f64) = serde_json::from_value(screen_at)?;
        let tapped = hand.browser.eval("return window.tapped")?.as_f64().ok_or("no time")?;
        taken.push((changed - tapped, told - tapped));
    }
    taken.sort_by(|one, other| one.0.total_cmp(&other.0));
    println!("from the tap to the stroke, and to the word between the windows, in ms: {taken:.0?}");
    let median = taken[taken.len() / 2].0;
    assert!(median > 0.0 && median <= AT_ONCE_MS, "{taken:?}");
    hand.browser.click_text("撤销")?;
    hand.acted(1)?;
    Hall { browser: &hand.browser, phone, screen }.shows([3, 2, 3, 3, 2], [0; 2])?;
    hand.browser.click_text("另选他人")?;
    hand.find_in("dialog", &small.people[7])?;
    hand.record()?;
    hand.acted(1)?;
    let hall = Hall { browser: &hand.browser, phone, screen };
    hall.shows([3, 2, 3, 3, 2], [1, 0])?;
    hall.look(|page| page.wait_text(".now", &small.people[7].name))?;
    hand.browser.click_text("无效 / 弃权")?;
    hand.rest();
    hand.browser.click_text("空白票（弃权）")?;
    hand.acted(1)?;
    let hall = Hall { browser: &hand.browser, phone, screen };
    hall.look(|page| {
        page.wait_text(".now", "第 7 张")?;
        page.wait_text(".now", "空白票")?;
        page.wait_text(".kv", "弃权\n1")?;
        page.screenshot("S2").map(drop)
    })?;
    for _ in 7..PAPERS {
        hand.pick(&["王建国", "李秀英", "张德明"])?;
        hand.acted(1)?;
    }
    let hall = Hall { browser: &hand.browser, phone, screen };
    hall.shows([21, 2, 21, 21, 2], [1, 0])?;
    hall.look(|page| {
        // A new window draws the same from the whole record as the old one from what came bit by bit.
        page.reload()?;
        wide(page, 1440, 900)?;
        page.wait_until("the votes", SOON, |page| Ok(page.eval(ROWS)?[0] == json!(["王建国", 21, 21])))?;
        page.screenshot("S2-full")?;
        fits(page)
    })?;
    hand.browser.click_text("本箱计完")?;
    hand.acted(1)
}

/// The result is shown when it is signed, and stays.
fn signed(hand: &mut Hand, phone: &WindowHandle, screen: &WindowHandle) -> Result {
    hand.browser.click_text("核对签字")?;
    for role in ["唱票人", "计票人", "监票人", "总监票人"] {
        hand.sign(role)?;
    }
    for (field, text) in ["没有信号", "周见证", "吴见证"].iter().enumerate() {
        hand.browser.type_in(&format!(".main .field:nth-of-type({}) input", field + 1), text)?;
    }
    Hall { browser: &hand.browser, phone, screen }.look(no_winner)?;
    hand.browser.click_text("封存结果")?;
    hand.browser.click(".sheet .btn.p")?;
    hand.acted(1)?;
    let hall = Hall { browser: &hand.browser, phone, screen };
    hall.look(|page| {
        page.wait_text(".result", "当选")?;
        page.screenshot("S3")?;
        fits(page)?;
        let rows = "return [...document.querySelectorAll('.result .cd')].map(row =>
            [row.querySelector('b').textContent, row.querySelector('span').textContent, !!row.querySelector('em')])";
        let rows = page.eval(rows)?;
        let told: Vec<(String, String, bool)> = serde_json::from_value(rows)?;
        let elected: Vec<&str> = told.iter().filter(|row| row.2).map(|row| row.0.as_str()).collect();
        assert_eq!(elected, ["王建国", "李秀英", "张德明"]);
        let printed: Vec<&str> = told.iter().map(|row| row.0.as_str()).filter(|name| BALLOT.contains(name)).collect();
        assert_eq!(printed, BALLOT, "the order of the ballot");
        assert_eq!(told[0].1, "21 票");
        Ok(())
    })
}

/// A computer in the hall that has the server alone.
#[test]
fn a_computer_with_the_server_alone_shows_the_same() {
    let Some(screen) = Browser::desk().unwrap() else { return };
    let small = Small::new().unwrap();
    let mut server = Server::start(small.folder.path(), &[]).unwrap();
    let hand = Hand::new(Browser::phone().unwrap().unwrap(), server.url());
    hand.sign_in(&small.officers[0]).unwrap();
    wide(&screen, 1440, 900).unwrap();
    screen.goto(&format!("{}/public/?village=000000000000", server.url())).unwrap();
    screen.wait_text(".wait", "没有这个村").unwrap();
    screen.goto(&format!("{}/public/", server.url())).unwrap();
    screen.wait_text(".wait", "还没有登录").unwrap();
    screen.goto(&format!("{}/public/?village={}", server.url(), small.village)).unwrap();
    screen.wait_text(".hall h1", "石桥村村民委员会换届选举").unwrap();
    screen.wait_text(".meet .kv", "0 张").unwrap();

    hand.go("tables").unwrap();
    hand.browser.click_text("第一小组").unwrap();
    hand.find(&small.people[4]).unwrap();
    hand.browser.click_text("发 1 张票").unwrap();
    screen.wait_until("the paper", SOON, |page| Ok(page.text(".meet .kv")?.contains("1 张"))).unwrap();
    server.stop().unwrap();
    screen.wait_text(".cut", "信号断了").unwrap();
    screen.screenshot("S1-lost").unwrap();
    server.restart().unwrap();
    screen.wait_until("the server", SOON, |page| Ok(page.count(".cut")? == 0)).unwrap();
}

/// What the server gives to anybody, of every village of a township in the middle of its days.
#[test]
fn a_view_names_no_voter_and_no_winner_before_the_signatures() {
    let folder = Folder::new("public").unwrap();
    let store = Store::open(folder.path()).unwrap();
    let township = demo::make(&store, SEED, None).unwrap();
    let shelf = Shelf::new(store.clone(), &township, channel().0).unwrap();
    let mut stages = [0_u32; 3];
    for scope in store.scopes(&township.code).unwrap() {
        shelf
            .read(&scope, |book| {
                let view = public::look(book.village());
                stages[view.stage as usize] += 1;
                holds(book, &view);
                let json = serde_json::to_string(&view.clone().from_afar()).unwrap();
                let persons = book.village().people().iter();
                assert!(persons.into_iter().all(|(_, one)| !json.contains(one.person.id_number.text())), "{scope}");
                assert_eq!(serde_json::from_str::<PublicView>(&json).unwrap(), view.from_afar());
            })
            .unwrap();
    }
    println!("meeting, counting, declared: {stages:?}");
    assert!(stages.iter().all(|villages| *villages > 0), "{stages:?}");
}

fn holds(book: &Book, view: &PublicView) {
    let election = book.village().election(1).unwrap();
    let signed = election.election.canvass.signed(election.form()).is_some();
    assert_eq!((view.declared.is_some(), view.stage == Stage::Declared), (signed, signed));
    let Some(form) = election.election.ballots.form(election.form()) else { return };
    let sums = election.sums(form.form);
    for ((post, shown), tally) in form.posts.iter().zip(&view.posts).zip(&sums.posts) {
        let names: Vec<&String> = post.candidates.iter().map(|candidate| &candidate.name).collect();
        assert_eq!(shown.rows.iter().map(|row| &row.name).collect::<Vec<_>>(), names, "the order of the ballot");
        let votes: u32 = shown.rows.iter().map(|row| row.votes).sum();
        assert_eq!(votes + shown.others.votes, tally.votes.values().map(|votes| votes.yes).sum::<u32>());
    }
    assert_eq!(view.valid + view.invalid + view.blank, sums.returned);
    let Some(declared) = &view.declared else { return };
    assert!(declared.stands);
    let result = election.result(form.form).unwrap();
    let elected = result.outcome.posts.iter().map(|post| post.elected.len()).sum::<usize>();
    let shown = declared.posts.iter().flat_map(|post| &post.rows).filter(|row| row.elected).count();
    assert_eq!(shown, elected);
}

/// Hundreds of papers on the three sizes of screen, light and dark.
#[test]
fn a_large_village_is_on_the_screen() {
    let Some(screen) = Browser::desk().unwrap() else { return };
    let folder = Folder::new("public-large").unwrap();
    let store = Store::open(folder.path()).unwrap();
    let township = demo::make(&store, SEED, None).unwrap();
    let rows = store.rows(&township.code).unwrap();
    let called = |figure: &Figure| if let Figure::Counting { called, .. } = figure { *called } else { 0 };
    let counting = rows.values().max_by_key(|row| called(&row.figure)).unwrap();
    let declared = rows.values().filter(|row| row.signed).max_by_key(|row| row.counted).unwrap();
    let meeting = rows.values().find(|row| matches!(row.figure, Figure::Issuing { issued: 1.., .. })).unwrap();
    let server = Server::start(folder.path(), &[]).unwrap();
    let answer = get(server.address(), "/api/public/000000000000").unwrap();
    assert!(answer.starts_with("HTTP/1.1 404"), "{answer}");
    for (name, row) in [("S1", meeting), ("S2", counting), ("S3", declared)] {
        screen.goto(&format!("{}/public/?village={}", server.url(), row.code)).unwrap();
        for (width, height) in [(1920, 1080), (1024, 768), (1440, 900)] {
            wide(&screen, width, height).unwrap();
            screen.wait_text(".hall h1", &row.name).unwrap();
            screen.screenshot(&format!("{name}-large-{width}")).unwrap();
        }
        fits(&screen).unwrap();
    }
    screen.goto(&format!("{}/public/?village={}", server.url(), counting.code)).unwrap();
    screen.find(".g .cd").unwrap();
    let rows: Vec<(String, u32, u32)> = serde_json::from_value(screen.eval(ROWS).unwrap()).unwrap();
    assert!(rows.iter().all(|(_, votes, strokes)| votes == strokes) && rows.iter().any(|row| row.1 > 0), "{rows:?}");
    screen.click_text("深色").unwrap();
    screen.screenshot("S2-dark").unwrap();
    screen.reload().unwrap();
    screen.wait_text("button", "浅色").unwrap();
}
