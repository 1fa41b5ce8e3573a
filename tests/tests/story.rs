//! A village's election on one phone (一部手机上的选举): in a real browser, without the server for most of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::desk::Desk;
use cunxuan_tests::hand::small::Small;
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Server;

/// Papers handed out, two of them to holders of proxies.
const ISSUED: usize = 26;
/// Papers found in the box: a bundle.
const RETURNED: u32 = 25;

#[test]
fn a_village_on_one_phone() {
    let Some(browser) = Browser::phone().unwrap() else { return };
    let small = Small::new().unwrap();
    let mut server = Server::start(small.folder.path(), &[]).unwrap();
    let mut hand = Hand::new(browser, server.url());
    let desk = Desk::open(&server.url(), &small.office).unwrap().expect("there is a browser");
    assert_eq!(desk.figure(&small.village).unwrap(), "领票 0/40");

    sign_in(&hand, &small).unwrap();
    let before = small.record().unwrap().journal().len();
    server.stop().unwrap();
    hand.browser.reload().unwrap();
    hand.chip("离线可用").unwrap();

    register(&mut hand, &small).unwrap();
    issue(&mut hand, &small).unwrap();
    count(&mut hand, &small).unwrap();
    sign(&mut hand).unwrap();
    survives_a_kill(&mut hand).unwrap();

    arrives(&mut hand, &desk, &mut server, &small).unwrap();
    let entries = desk.wall().unwrap().villages[0].entries;
    assert_eq!(usize::try_from(entries).unwrap(), before + hand.written, "each entry once");
    folds_alike(&hand, &small).unwrap();
    assert_eq!(hand.strange_errors().unwrap(), Vec::<String>::new());
}

fn sign_in(hand: &Hand, small: &Small) -> Result {
    hand.browser.goto(&format!("{}/m/", hand.url))?;
    hand.browser.type_in("label.field:nth-of-type(1) input", &small.officers[0].phone)?;
    hand.browser.type_in("label.field:nth-of-type(2) input", &small.officers[0].code)?;
    hand.browser.screenshot("P01")?;
    hand.browser.click_text("进入")?;
    hand.browser.wait_text(".hero", "正在领票投票")?;
    hand.browser.wait_controlled()?;
    hand.chip("已同步")?;
    hand.browser.screenshot("P03")?;
    Ok(())
}

/// One new person; one too young; one who is on the roll.
fn register(hand: &mut Hand, small: &Small) -> Result {
    hand.browser.click_text("选民")?;
    hand.browser.click_text("新登记选民")?;
    hand.id_number(&small.minor)?;
    hand.browser.wait_text(".main", "选举日差 1 天满 18")?;
    hand.browser.type_in("label.field input", "王小满")?;
    hand.browser.click_text("登记")?;
    hand.browser.wait_text(".notice.bad", "2026年11月6日 才满")?;
    hand.browser.screenshot("P05-minor")?;
    hand.browser.click_text("清空")?;
    hand.id_number(&small.people[2].id)?;
    hand.browser.wait_text(".notice.bad", "这个人已在第一小组登记（第 003 号）")?;
    hand.browser.screenshot("P05-double")?;
    hand.erase_id()?;
    hand.id_number(&small.newcomer)?;
    hand.browser.type_in("label.field input", "王新来")?;
    hand.browser.screenshot("P05")?;
    hand.browser.click_text("登记")?;
    hand.acted(2)
}

fn issue(hand: &mut Hand, small: &Small) -> Result {
    hand.go("tables")?;
    hand.browser.screenshot("tables")?;
    hand.browser.click_text("第一小组")?;
    hand.browser.click_text("领入选票")?;
    hand.number(60)?;
    hand.browser.click(".sheet .btn.p")?;
    hand.acted(1)?;
    for (principal, holder) in [(0, 1), (2, 3)] {
        hand.find(&small.people[principal])?;
        hand.browser.click_text("委托票")?;
        hand.find_in("dialog", &small.people[holder])?;
        hand.browser.click_text("配偶")?;
        hand.browser.click(".tick input")?;
        hand.browser.screenshot("P13-proxy")?;
        hand.browser.click_text("登记委托")?;
        hand.acted(1)?;
        hand.clear(&small.people[principal])?;
        hand.find(&small.people[holder])?;
        hand.browser.screenshot("P13")?;
        hand.browser.click_text("发 2 张票")?;
        hand.acted(2)?;
    }
    for person in &small.people[4..ISSUED] {
        hand.issue(person)?;
    }
    hand.browser.wait_text(".counts", &format!("{ISSUED} / 41"))?;
    // Whoever has his paper is shown green, with the time, and without a button.
    hand.find(&small.people[5])?;
    hand.browser.wait_text(".card.sel .has", "已领")?;
    assert_eq!(hand.browser.count(".card.sel .btn.p")?, 0, "no second paper");
    hand.browser.screenshot("P13-double")?;
    Ok(())
}

fn count(hand: &mut Hand, small: &Small) -> Result {
    hand.go("boxes")?;
    hand.browser.wait_text(".main", "由村里计票人操作，请交机")?;
    hand.browser.screenshot("P14-liaison")?;
    hand.browser.click_text("交机")?;
    hand.browser.click_text("计票人")?;
    hand.browser.screenshot("P14-pin")?;
    hand.digits(&small.pin)?;
    hand.open_box(RETURNED)?;
    for no in 0..19 {
        hand.pick(if no % 3 == 0 { &["赵志强", "孙玉梅"] } else { &["王建国", "李秀英", "张德明"] })?;
        hand.acted(1)?;
    }
    hand.browser.screenshot("P15")?;
    hand.browser.click_text("撤销")?;
    hand.acted(1)?;
    hand.browser.wait_text(".read", "已撤销第 19 张")?;
    hand.pick(&["王建国", "李秀英", "张德明"])?;
    hand.acted(1)?;
    odd_papers(hand, small)?;
    for _ in 0..2 {
        hand.pick(&["王建国", "李秀英", "张德明"])?;
        hand.acted(1)?;
    }
    hand.browser.wait_text(".bar", "全箱 25 / 25 张")?;
    hand.browser.screenshot("P15-full")?;
    hand.browser.click_text("本箱计完")?;
    hand.acted(1)
}

/// A name that is not printed, a post with too many marks, a paper that cannot be read, a blank one.
fn odd_papers(hand: &mut Hand, small: &Small) -> Result {
    hand.browser.click_text("另选他人")?;
    hand.find_in("dialog", &small.people[7])?;
    hand.browser.screenshot("P15-write-in")?;
    hand.record()?;
    hand.acted(1)?;
    hand.browser.wait_text(".read", &small.people[7].name)?;
    hand.mark(&["王建国", "赵志强"])?;
    hand.browser.wait_text(".office.over", "主任只选 1 人")?;
    hand.browser.screenshot("P15-over")?;
    hand.browser.click_text("该职务无效")?;
    hand.record()?;
    hand.acted(1)?;
    hand.browser.wait_text(".read", "主任栏无效：多选")?;
    for (fault, word) in [("无法辨认", "无法辨认"), ("空白票（弃权）", "空白票（弃权）")] {
        hand.browser.click_text("无效 / 弃权")?;
        hand.browser.screenshot("P15-faults")?;
        hand.rest();
        hand.browser.click_text(fault)?;
        hand.acted(1)?;
        hand.browser.wait_text(".read", word)?;
    }
    Ok(())
}

fn sign(hand: &mut Hand) -> Result {
    hand.browser.click_text("核对签字")?;
    hand.browser.wait_text(".eqs", "少 1 张未投回")?;
    for role in ["唱票人", "计票人", "监票人", "总监票人"] {
        hand.sign(role)?;
    }
    // Only this phone holds the record: two people see it before the result is sealed.
    hand.browser.wait_text(".main", "记录只有本机一份")?;
    hand.browser.screenshot("P17-alone")?;
    for (field, text) in ["没有信号", "周见证", "吴见证"].iter().enumerate() {
        hand.browser.type_in(&format!(".main .field:nth-of-type({}) input", field + 1), text)?;
    }
    hand.browser.screenshot("P17")?;
    hand.browser.click_text("封存结果")?;
    hand.browser.screenshot("P17-check")?;
    hand.browser.click(".sheet .btn.p")?;
    hand.acted(1)?;
    hand.browser.wait_text(".main", "结果已封存")?;
    hand.browser.wait_text(".main", "当选")?;
    hand.browser.screenshot("P17-result")?;
    Ok(())
}

fn survives_a_kill(hand: &mut Hand) -> Result {
    hand.browser.kill9()?;
    hand.browser.reopen()?;
    hand.browser.goto(&format!("{}/m/#today", hand.url))?;
    hand.chip(&format!("{} 条待传", hand.waiting))?;
    hand.browser.wait_text(".hero", "结果已封存")?;
    hand.go("outbox")?;
    hand.browser.wait_text(".main", "封存结果")?;
    hand.browser.screenshot("P16")?;
    hand.go("sign")?;
    hand.browser.wait_text(".main", "当选")
}

/// The network is back: everything arrives once, and the township's wall shows it at once and by itself.
fn arrives(hand: &mut Hand, desk: &Desk, server: &mut Server, small: &Small) -> Result {
    // The phone sleeps until the server is up and tells the desk again, or its silence would be measured too.
    hand.browser.goto("about:blank")?;
    server.restart()?;
    desk.live()?;
    hand.browser.goto(&format!("{}/m/#outbox", hand.url))?;
    desk.reads_at_once(&small.village, "61.0%", || hand.sent_at())?;
    assert!(desk.is_same()?, "it was never loaded anew");
    desk.browser.screenshot("D01-story")?;
    hand.send()?;
    hand.browser.screenshot("P16-sent")?;
    let row = desk.wall()?.villages.remove(0);
    let told = (row.registered, row.issued, row.returned, row.counted, row.boxes_counted, row.signed);
    assert_eq!(told, (41, 26, RETURNED, 25, 1, true));
    Ok(())
}

/// The page folded the journal to the same bytes as native code does with the server's export.
fn folds_alike(hand: &Hand, small: &Small) -> Result {
    hand.go("me")?;
    hand.browser.find("[data-fingerprint]")?;
    hand.browser.screenshot("me")?;
    let shown = hand.browser.eval("return document.querySelector('[data-fingerprint]').dataset.fingerprint")?;
    let native: String = small.record()?.village().fingerprint().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(shown, native, "WASM and native fold the same journal to the same bytes");
    Ok(())
}
