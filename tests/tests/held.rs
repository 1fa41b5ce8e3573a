//! What holds the officer back (拦得住): a halt, a second window, wrong PINs, entries unsent; and the keys and
//! the large writing that must hold up under his finger.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_core::api::Alarm;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::desk::Desk;
use cunxuan_tests::hand::small::Small;
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Server;
use serde_json::{Value, json};
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(10);
const ELSEWHERE: &str = "村选已在另一个窗口打开，这里只能看";

/// A signed-in phone in its village, and the township's server, which is down.
struct Case {
    hand: Hand,
    server: Server,
    small: Small,
    /// Entries on the record since the sign-in.
    entries: usize,
}

impl Case {
    /// Plays a case from its start, unless this run is without a browser.
    fn play(small: fn() -> Result<Small>, play: fn(&mut Self) -> Result) {
        let Some(browser) = Browser::phone().unwrap() else { return };
        let small = small().unwrap();
        let mut server = Server::start(small.folder.path(), &[]).unwrap();
        let hand = Hand::new(browser, server.url());
        hand.sign_in(&small.officers[0]).unwrap();
        let entries = small.record().unwrap().journal().len();
        server.stop().unwrap();
        let mut case = Self { hand, server, small, entries };
        play(&mut case).unwrap();
        assert_eq!(case.hand.strange_errors().unwrap(), Vec::<String>::new());
    }

    /// The phone hands a paper to one of the first voters.
    fn issue(&mut self, voter: usize) -> Result {
        self.hand.go("issue/1")?;
        self.hand.issue(&self.small.people[voter])
    }
}

#[test]
fn a_halted_group_gets_no_paper() {
    Case::play(Small::new, halted);
}

fn halted(case: &mut Case) -> Result {
    case.issue(0)?;
    case.hand.browser.click_text("报异常")?;
    case.hand.browser.click_text("有人闹事")?;
    case.hand.browser.screenshot("P13-halt")?;
    case.hand.browser.click_text("叫停本组")?;
    case.hand.acted(1)?;
    for again in [false, true] {
        if again {
            case.hand.browser.reload()?;
        }
        case.hand.browser.wait_text(".notice.bad", "本组已叫停，先不发票")?;
        case.hand.find(&case.small.people[1])?;
        case.hand.quiet()?;
        case.hand.browser.wait_text(".card.sel", &case.small.people[1].name)?;
        assert_eq!(case.hand.browser.count(".card.sel .btn.p")?, 0, "no paper is offered");
        case.hand.browser.wait_text(".counts", "1 / 40")?;
        case.hand.chip("2 条待传")?;
    }
    case.hand.browser.screenshot("P13-halted")?;

    case.server.restart()?;
    let desk = Desk::open(&case.server.url(), &case.small.office)?.expect("there is a browser");
    case.hand.send()?;
    desk.browser.wait_text(".tasks .alarm.hot", "石桥村　已叫停")?;
    desk.browser.wait_text(".tasks .alarm.hot", "1 组停止发票")?;
    assert_eq!(desk.figure(&case.small.village)?, "停 · 1 组");
    desk.browser.screenshot("D01-halted")?;
    let row = desk.wall()?.villages.remove(0);
    assert_eq!((row.issued, row.alarms), (1, vec![Alarm::Halted { group: Some(1) }]));

    case.hand.go("issue/1")?;
    case.hand.browser.click_text("恢复本组发票")?;
    case.hand.browser.wait_text(".sheet h2", "恢复第一小组发票？原来的票继续有效")?;
    case.hand.browser.click(".sheet .btn.p")?;
    case.hand.find(&case.small.people[1])?;
    case.hand.browser.wait_until("the halt to end", PATIENCE, |page| Ok(page.count(".notice.bad")? == 0))?;
    case.hand.browser.click_text("发 1 张票")?;
    desk.browser.wait_text(&format!("[data-village='{}'] em", case.small.village), "领票 2/40")?;
    assert_eq!(desk.browser.count(".tasks .alarm")?, 0, "nothing is left to decide");
    Ok(())
}

#[test]
fn a_second_window_only_shows() {
    Case::play(Small::new, second_window);
}

fn second_window(case: &mut Case) -> Result {
    case.issue(0)?;
    let first = case.hand.browser.tab()?;
    let second = case.hand.browser.open_tab()?;
    case.hand.browser.goto(&format!("{}/m/#today", case.hand.url))?;
    case.hand.browser.wait_text(".notice.warn", ELSEWHERE)?;
    case.hand.browser.screenshot("P03-elsewhere")?;
    case.hand.go("issue/1")?;
    case.hand.find(&case.small.people[1])?;
    case.hand.browser.click_text("发 1 张票")?;
    case.hand.said(ELSEWHERE)?;
    case.hand.browser.wait_text(".counts", "1 / 40")?;

    // The first goes on as if nothing had been, and once it is closed the second writes where it left off.
    case.hand.browser.turn_to(&first)?;
    case.issue(2)?;
    case.hand.browser.close_tab(&first, &second)?;
    case.hand.browser.reload()?;
    case.hand.chip("2 条待传")?;
    case.issue(1)?;
    case.hand.go("today")?;
    case.hand.browser.wait_text(".hero", "已领票 3")?;
    assert_eq!(case.hand.browser.count(".main .notice")?, 0, "nobody else writes");

    case.server.restart()?;
    let desk = Desk::open(&case.server.url(), &case.small.office)?.expect("there is a browser");
    case.hand.send()?;
    let row = desk.wall()?.villages.remove(0);
    assert_eq!((row.issued, row.alarms), (3, Vec::new()));
    assert_eq!(usize::try_from(row.entries)?, case.entries + case.hand.written, "one log goes on");
    Ok(())
}

#[test]
fn five_wrong_pins_shut_the_phone_for_five_minutes() {
    Case::play(Small::new, wrong_pins);
}

#[test]
fn a_shut_phone_stays_shut_when_the_page_is_loaded_anew() {
    Case::play(Small::new, |case| {
        shut(case)?;
        case.hand.browser.reload()?;
        case.hand.choose_teller()?;
        assert!(!opens(case)?, "loading the page anew is no way round");
        Ok(())
    });
}

fn wrong_pins(case: &mut Case) -> Result {
    shut(case)?;
    case.hand.browser.screenshot("P14-shut")?;
    assert!(!opens(case)?, "the right PIN comes too late");
    case.hand.browser.wait_text(".error", "请等 5 分钟")?;
    case.hand.go("today")?;
    case.hand.choose_teller()?;
    assert!(!opens(case)?, "leaving the screen is no way round");
    case.hand.browser.wait_text(".error", "请等 5 分钟")?;
    later(&case.hand, 4 * 60 + 40)?;
    assert!(!opens(case)?, "not yet");
    later(&case.hand, 20)?;
    assert!(opens(case)?, "five minutes are over");
    case.hand.browser.wait_text(".foot", "交还联络员")
}

/// Wrong PINs until the phone takes no more.
fn shut(case: &Case) -> Result {
    let wrong = if case.small.pin == "0000" { "1111" } else { "0000" };
    case.hand.choose_teller()?;
    for left in (1..=4).rev() {
        case.hand.digits(wrong)?;
        case.hand.browser.wait_text(".error", &format!("口令不对，还能试 {left} 次"))?;
    }
    case.hand.digits(wrong)?;
    case.hand.browser.wait_text(".error", "输错 5 次，请等 5 分钟")
}

/// Whether the right PIN is taken; the last digit decides at once.
fn opens(case: &Case) -> Result<bool> {
    case.hand.digits(&case.small.pin)?;
    Ok(case.hand.browser.eval("return location.hash")? == "#boxes")
}

/// Puts the page's clocks forward.
fn later(hand: &Hand, seconds: u32) -> Result {
    let forward = format!(
        "for (const clock of [performance, Date]) {{
            const now = clock.now.bind(clock);
            clock.now = () => now() + {seconds} * 1000;
        }}"
    );
    hand.browser.eval(&forward).map(drop)
}

#[test]
fn a_key_records_a_whole_paper() {
    Case::play(Small::drawn, pattern_keys);
}

/// Papers of the first bundle: names and how often.
const BUNDLE: [(&[&str], usize); 4] = [
    (&["赵志强", "孙玉梅"], 7),
    (&["王建国", "李秀英", "张德明"], 11),
    (&["赵志强", "李秀英"], 3),
    (&["王建国", "张德明", "孙玉梅"], 4),
];
/// Its three commonest papers, in the order of the ballot.
const KEYS: [&str; 3] = ["王建国 ｜ 李秀英、张德明", "王建国 ｜ 张德明、孙玉梅", "赵志强 ｜ 孙玉梅"];
/// What the keys say, post by post.
const SAID: &str = "return [...document.querySelectorAll('.keys .key')]\
    .map(key => [...key.children].map(post => post.lastChild.textContent).join(' ｜ '))";

fn pattern_keys(case: &mut Case) -> Result {
    let hand = &mut case.hand;
    hand.hand_over(&case.small)?;
    hand.open_box(30)?;
    for (names, times) in BUNDLE {
        for _ in 0..times {
            assert_eq!(hand.browser.eval(SAID)?, json!([]), "no key before the bundle is full");
            hand.pick(names)?;
            hand.acted(1)?;
        }
    }
    hand.browser.wait_text(".bar", "全箱 25 / 30 张")?;
    hand.browser.find(".keys .key")?;
    assert_eq!(hand.browser.eval(SAID)?, json!(KEYS));
    hand.browser.screenshot("P15-keys")?;
    for (no, key) in (1..).zip([2, 0, 2]) {
        hand.rest();
        // A finger that trembles taps twice.
        hand.browser
            .eval(&format!("const key = document.querySelectorAll('.key')[{key}]; key.click(); key.click()"))?;
        hand.acted(1)?;
        hand.browser.wait_text(".read", &format!("第 {no} 张 已记"))?;
        hand.browser.wait_text(".read", KEYS[key])?;
        hand.browser.wait_text(".bar", &format!("全箱 {} / 30 张 · 第 2 捆", 25 + no))?;
        assert_eq!(hand.browser.eval(SAID)?, json!(KEYS), "the keys stay where they are inside a bundle");
    }
    hand.browser.click_text("撤销")?;
    hand.acted(1)?;
    hand.browser.wait_text(".read", "已撤销第 3 张")?;
    hand.browser.wait_text(".bar", "全箱 27 / 30 张")?;
    hand.browser.eval("document.documentElement.dataset.size = 'xl'")?;
    hand.browser.screenshot("P15-keys-xl")?;
    assert_eq!(beyond(hand)?, json!([]), "the keys in large writing");
    Ok(())
}

#[test]
fn nobody_signs_out_while_entries_wait() {
    Case::play(Small::new, sign_out);
}

fn sign_out(case: &mut Case) -> Result {
    case.issue(0)?;
    case.hand.go("me")?;
    case.hand.browser.click_text("退出登录")?;
    case.hand.said("还有 1 条没传，先传完再退出")?;
    case.hand.browser.screenshot("me-unsent")?;
    case.hand.browser.reload()?;
    case.hand.chip("1 条待传")?;
    case.server.restart()?;
    case.hand.send()?;
    case.hand.go("me")?;
    case.hand.browser.click_text("退出登录")?;
    case.hand.browser.wait_text("h1", "登录村选")
}

#[test]
fn nobody_signs_out_in_a_second_window_either() {
    Case::play(Small::new, |case| {
        case.issue(0)?;
        case.hand.browser.open_tab()?;
        case.hand.browser.goto(&format!("{}/m/#me", case.hand.url))?;
        case.hand.browser.click_text("退出登录")?;
        // Whatever it says, the officer is still signed in.
        case.hand.said("")?;
        case.hand.browser.reload()?;
        case.hand.browser.wait_text("h1", "我的")
    });
}

#[test]
fn the_largest_writing_fits_on_the_screen() {
    Case::play(Small::new, largest);
}

/// The parts that reach beyond a screen of 360 px, and the page itself if it can be pushed sideways.
const BEYOND: &str = "const page = document.documentElement, wide = page.scrollWidth > 360 ? ['page ' + page.scrollWidth] : [];
    const out = it => { const { left, right, width } = it.getBoundingClientRect(); return width > 0 && (left < -0.5 || right > 360.5); };
    return wide.concat([...document.querySelectorAll('body *')].filter(out).map(it => it.tagName + ' ' + it.textContent))";

fn beyond(hand: &Hand) -> Result<Value> {
    hand.browser.eval(BEYOND)
}

fn fits(hand: &Hand, what: &str) -> Result {
    assert_eq!(beyond(hand)?, json!([]), "{what}");
    Ok(())
}

fn largest(case: &mut Case) -> Result {
    case.issue(0)?;
    case.hand.go("me")?;
    case.hand.browser.click_text("特大")?;
    case.hand.browser.find("[data-size=xl]")?;
    for (place, sign) in [
        ("me", "字号"),
        ("today", "今天的事"),
        ("people", "选民"),
        ("new", "新登记选民"),
        ("tables", "第一小组"),
        ("boxes", "收箱开箱"),
        ("hand-over", "交给谁"),
        ("outbox", "现在上传"),
    ] {
        case.hand.go(place)?;
        case.hand.browser.wait_text(".phone", sign)?;
        fits(&case.hand, place)?;
    }
    issuing(case)?;
    tally(case)
}

fn issuing(case: &Case) -> Result {
    let (hand, people) = (&case.hand, &case.small.people);
    hand.go("issue/1")?;
    hand.find(&people[0])?;
    fits(hand, "a voter who has his paper")?;
    hand.clear(&people[0])?;
    fits(hand, "the table")?;
    hand.find(&people[1])?;
    fits(hand, "a voter")?;
    let middle = "[...document.querySelectorAll('button')].find(it => it.textContent == '委托票').scrollIntoView({ block: 'center' })";
    hand.browser.eval(middle)?;
    sheet_fits(hand, "委托票")?;
    hand.go("incident/1")?;
    fits(hand, "an incident")?;
    hand.go("aside")?;
    fits(hand, "looking on")
}

fn sheet_fits(hand: &Hand, word: &str) -> Result {
    hand.browser.click_text(word)?;
    hand.browser.find("[role=dialog]")?;
    fits(hand, word)?;
    hand.browser.click_text("取消")?;
    hand.browser.wait_until("the sheet to close", PATIENCE, |page| Ok(page.count("[role=dialog]")? == 0))
}

fn tally(case: &mut Case) -> Result {
    let hand = &mut case.hand;
    hand.hand_over(&case.small)?;
    hand.open_box(1)?;
    fits(hand, "the board")?;
    hand.mark(&["王建国", "李秀英", "张德明"])?;
    hand.browser.wait_text(".foot", "记这一张")?;
    hand.browser.screenshot("P15-xl")?;
    fits(hand, "a paper at hand")?;
    hand.mark(&["赵志强"])?;
    hand.browser.wait_text(".office.over", "主任只选 1 人")?;
    fits(hand, "too many marks")?;
    ["另选他人", "无效 / 弃权"].iter().try_for_each(|word| sheet_fits(hand, word))
}

#[test]
fn a_found_voter_is_served_without_scrolling() {
    const SIZES: [(&str, &str); 3] = [("标准", "P13-m"), ("大", "P13-l"), ("特大", "P13-xl")];
    Case::play(Small::new, |case| SIZES.iter().try_for_each(|(size, picture)| served(case, size, picture)));
}

/// The parts of the table that must be under the finger, and lie under something else.
const COVERED: &str = "return ['.card.sel .btn.p', '.typed .link'].filter(css => {
        const part = document.querySelector(css), { left, top, width, height } = part.getBoundingClientRect();
        return !part.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    })";

fn served(case: &Case, size: &str, picture: &str) -> Result {
    case.hand.go("me")?;
    case.hand.browser.eval("scrollTo(0, document.body.scrollHeight)")?;
    case.hand.browser.click_text(size)?;
    case.hand.go("issue/1")?;
    case.hand.find(&case.small.people[0])?;
    case.hand.browser.screenshot(picture)?;
    assert_eq!(case.hand.browser.eval(COVERED)?, json!([]), "{size}");
    Ok(())
}
