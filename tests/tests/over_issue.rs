//! The over-issue (多发选票): two hundred papers are gone when the hundred and ninety-seventh voter of the fifth group is
//! written down. Five tables on five phones; the guard, the halt, papers of another colour, and the common count.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "over_issue/village.rs"]
mod village;

use cunxuan_core::api::Alarm;
use cunxuan_core::id::{GroupNo, PersonId};
use cunxuan_core::polling::HaltReason;
use cunxuan_tests::browser::Browser;
use cunxuan_tests::hand::Hand;
use cunxuan_tests::hand::desk::Desk;
use cunxuan_tests::hand::small::{Small, Voter};
use cunxuan_tests::process::Result;
use cunxuan_tests::server::Server;
use serde_json::json;
use std::time::Duration;
use village::{FIFTH, FORM, Far, Village, WHITE, expected, papers, votes};

/// Voters who draw by taps, at the fifth table and at each other one.
const TAPPED: (usize, usize) = (10, 6);
/// Papers that went out at the fifth table and that nobody wrote down.
const EXCESS: usize = 3;
/// White papers that lie in the fifth box though the group votes again.
const VOID_IN_BOX: usize = 4;
/// A phone that waits hears of what others did within this time.
const HEARS: Duration = Duration::from_secs(40);

/// A village's day with its five tables, the office, and the hand that acts by the exchange.
struct Day {
    village: Village,
    _server: Server,
    desk: Desk,
    far: Far,
    hands: Vec<Hand>,
    /// Who draws by taps, by group.
    tapped: Vec<Vec<(PersonId, Voter)>>,
}

#[test]
fn two_hundred_papers_for_a_hundred_and_ninety_seven_voters() {
    let Some(mut day) = Day::begin().unwrap() else { return };
    day.counting_finds_it().unwrap();
    day.the_table_runs_dry().unwrap();
    day.others_hear_of_it().unwrap();
    day.the_office_decides().unwrap();
    day.the_group_draws_anew().unwrap();
    day.all_are_counted_together().unwrap();
    for hand in &day.hands {
        assert_eq!(hand.strange_errors().unwrap(), Vec::<String>::new());
    }
}

impl Day {
    /// The hand has brought papers to every table and handed out all but the last; then five phones sign in.
    fn begin() -> Result<Option<Self>> {
        let Some(first) = Browser::phone()? else { return Ok(None) };
        let mut browsers = vec![first];
        while browsers.len() < usize::from(FIFTH) {
            browsers.push(Browser::phone()?.ok_or("there is a browser")?);
        }
        let village = Village::new()?;
        let server = Server::start(village.small.folder.path(), &[])?;
        let mut far = Far::sign_in(&village, &server.url())?;
        let mut tapped = Vec::new();
        for group in 1..=FIFTH {
            let count = if group == FIFTH { TAPPED.0 } else { TAPPED.1 };
            let last = village.plain(group, count);
            assert_eq!(last.len(), count, "group {group} has voters whom nobody takes for others");
            let mut before = village.others(group, &last);
            far.bring(group, if group == FIFTH { WHITE } else { before.len() + count })?;
            // Three more are to come to the fifth table, for whom no paper will be left.
            before.truncate(before.len() - if group == FIFTH { EXCESS } else { 0 });
            far.issue(&before)?;
            tapped.push(last);
        }
        far.exchange()?;
        let desk = Desk::open(&server.url(), &village.small.office)?.ok_or("there is a browser")?;
        let mut hands = Vec::new();
        for (browser, officer) in browsers.into_iter().zip(&village.small.officers) {
            let hand = Hand::new(browser, server.url());
            hand.sign_in(officer)?;
            hands.push(hand);
        }
        Ok(Some(Self { village, _server: server, desk, far, hands, tapped }))
    }

    fn fifth(&mut self) -> &mut Hand {
        &mut self.hands[usize::from(FIFTH) - 1]
    }

    /// The phone asks for the papers on the table to be counted: three are missing, and the wall says so.
    fn counting_finds_it(&mut self) -> Result {
        let by_book = TAPPED.0 + EXCESS;
        let hand = self.fifth();
        hand.go(&format!("issue/{FIFTH}"))?;
        hand.browser.wait_text(".main", "也在这桌发票（已发 187 张）")?;
        hand.browser.wait_text(".counts", &format!("187 / {WHITE}"))?;
        hand.browser.wait_text(".counts", "相符")?;
        hand.browser.wait_text("[data-ask]", &format!("数一下桌上的票：应是 {by_book} 张"))?;
        hand.browser.screenshot("P13-ask")?;
        hand.browser.click_text("不是这个数")?;
        hand.number(u32::try_from(TAPPED.0)?)?;
        hand.browser.click_text("记下")?;
        hand.said("记下了：少了 3 张")?;
        hand.browser.wait_text(".main .notice.warn", "余票少 3 张，请数票")?;
        hand.browser.wait_text(".counts.warn", "请数票")?;
        hand.browser.screenshot("P13-short")?;
        self.desk.browser.wait_text(".tasks .alarm", "余票不符")?;
        let alarm = Alarm::PapersMiscounted { group: FIFTH, expected: 13, counted: 10 };
        assert_eq!(self.desk.wall()?.villages[0].alarms, [alarm]);
        Ok(())
    }

    /// Every table hands out by taps; the fifth runs dry with three still to come, and is halted.
    fn the_table_runs_dry(&mut self) -> Result {
        for (hand, (group, tapped)) in self.hands.iter_mut().zip((1..).zip(&self.tapped)) {
            hand.go(&format!("issue/{group}"))?;
            let before = self.village.voters[&group].len() - tapped.len() - if group == FIFTH { EXCESS } else { 0 };
            for (no, (_, voter)) in (1..).zip(tapped) {
                draws(hand, voter, &format!("{} / ", before + no))?;
            }
        }
        let hand = self.fifth();
        hand.browser.wait_text(".dry .notice.bad", "桌上没票了，还有 3 人没领")?;
        hand.browser.wait_text(".dry", "领入 200 张，登记发出 197 张")?;
        assert_eq!(hand.browser.count(".pad")?, 0, "nobody can be found, nothing can be handed out");
        pictures(hand, "P18-dry")?;
        hand.browser.click_text("叫停本组")?;
        hand.browser.wait_text(".notice.bad", "本组已叫停，先不发票")?;
        hand.browser.wait_text(".step.now", "其他各组选票当场密封")?;
        hand.browser.wait_text(".main", "等镇里批示")?;
        pictures(hand, "P13-steps")?;
        Ok(())
    }

    /// The wall and the other tables; these go on.
    fn others_hear_of_it(&mut self) -> Result {
        self.desk.browser.wait_text(".tasks .alarm.hot", "已叫停")?;
        let alarms = self.desk.wall()?.villages[0].alarms.clone();
        assert!(alarms.contains(&Alarm::Halted { group: Some(FIFTH) }), "{alarms:?}");
        let hand = &mut self.hands[0];
        hand.go("outbox")?;
        hand.browser.click_text("现在上传")?;
        hand.go("issue/1")?;
        hand.browser.wait_until("the bar", HEARS, |page| Ok(page.count(".stopbar")? == 1))?;
        hand.browser.wait_text(".stopbar", "第五小组已叫停")?;
        assert_eq!(hand.browser.count(".dry")?, 0, "the first table goes on");
        hand.browser.screenshot("P13-other")?;
        hand.go("tables")?;
        hand.browser.wait_text(".task.halt", "第五小组")?;
        pictures(hand, "tables-halted")?;
        Ok(())
    }

    /// The office consents to papers of another colour.
    fn the_office_decides(&mut self) -> Result {
        let decision = json!({ "act": "reprint", "group": FIFTH, "colour": "淡红", "papers": 210 });
        let ask = format!(
            "return fetch('/api/village/{}/decide', {{ method: 'POST', headers: {{ 'content-type': 'application/json' }}, body: JSON.stringify({decision}) }}).then(answer => answer.status)",
            self.village.small.village
        );
        assert_eq!(self.desk.browser.eval(&ask)?, 200);
        let hand = self.fifth();
        hand.go("outbox")?;
        hand.browser.click_text("现在上传")?;
        hand.go(&format!("issue/{FIFTH}"))?;
        hand.browser.wait_until("the new colour", HEARS, |page| Ok(page.count(".colour")? == 1))?;
        hand.browser.wait_text(".colour", "只发淡红票")?;
        hand.browser.wait_text(".step.done:nth-child(2)", "镇里批准补印异色票")?;
        hand.browser.wait_text(".main", "镇里已同意，改用淡红票 210 张")?;
        hand.browser.wait_text(".main", "原来发的票全部作废，200 人重新领淡红票")?;
        hand.browser.wait_text(".counts", &format!("0 / {WHITE}"))?;
        pictures(hand, "P13-again")?;
        Ok(())
    }

    /// Whoever had a white paper draws a red one: the tapped ones by taps, the others by the exchange.
    fn the_group_draws_anew(&mut self) -> Result {
        let last = self.tapped[usize::from(FIFTH) - 1].clone();
        let hand = self.fifth();
        hand.browser.click_text("领入选票")?;
        hand.number(210)?;
        hand.browser.click(".sheet .btn.p")?;
        for (no, (_, voter)) in (1..).zip(&last) {
            draws(hand, voter, &format!("{no} / "))?;
        }
        hand.browser.screenshot("P13-red")?;
        hand.send()?;
        self.far.exchange()?;
        let view = self.far.view()?;
        assert_eq!(view.table(FIFTH).issued, 10, "the white papers are void");
        let others = self.village.others(FIFTH, &last);
        self.far.issue(&others)?;
        assert_eq!(self.far.view()?.table(FIFTH).waiting, 0);
        self.far.exchange()
    }

    /// Five boxes, the white papers in the fifth set aside, and every mark counted once.
    fn all_are_counted_together(&mut self) -> Result {
        let view = self.far.view()?;
        let white = view.election.ballots.series_of(FORM).next().ok_or("no series")?.series;
        assert!(view.election.polling.is_void(white, FIFTH));
        let mut boxes = Vec::new();
        for group in 1..=FIFTH {
            let returned = usize::try_from(view.table(group).issued)? - 20;
            let void = if group == FIFTH { vec![white; VOID_IN_BOX] } else { Vec::new() };
            boxes.push(papers(&view, group, returned, &void)?);
        }
        let sum = expected(&view, &boxes)?;
        for (group, papers) in (1..).zip(&boxes) {
            self.far.count(group, papers)?;
        }
        self.far.exchange()?;
        let hand = &mut self.hands[0];
        hand.send()?;
        hand.go("aside")?;
        hand.browser.wait_until("all boxes", HEARS, |page| {
            Ok(page.eval("return document.querySelectorAll('.step.done').length")? == 3)
        })?;
        hand.browser.wait_text(".step.done:nth-child(3)", "5 / 5 箱")?;
        pictures(hand, "P19")?;
        let book = self.village.small.record()?;
        let view = book.village().election(1).ok_or("no election")?;
        assert_eq!(votes(&view)?, sum, "every mark of the five boxes, once");
        let valid: usize = boxes.iter().map(Vec::len).sum::<usize>() - VOID_IN_BOX;
        assert_eq!(usize::try_from(view.sums(FORM).returned)?, valid, "void papers are no papers of the count");
        assert!(view.box_alarms(FORM).is_empty());
        assert_eq!(view.boxes_open(FORM), 0);
        Ok(())
    }
}

/// A voter draws his paper by taps: at most four.
fn draws(hand: &mut Hand, voter: &Voter, issued: &str) -> Result {
    assert!(voter.initials.len() < 4, "{} needs more than three keys", voter.initials);
    hand.find(voter)?;
    hand.browser.click_text("发 1 张")?;
    if hand.browser.count(".dry")? == 0 {
        hand.browser
            .wait_until(issued, HEARS, |page| Ok(page.count(".dry")? == 1 || page.text(".counts")?.contains(issued)))?;
    }
    Ok(())
}

/// A screen as it is on a phone, on a short one, and in the largest type; it may scroll, but never sideways.
fn pictures(hand: &Hand, name: &str) -> Result {
    hand.browser.screenshot(name)?;
    for (height, size, suffix) in [(640, "", "short"), (740, "xl", "xl"), (740, "", "")] {
        let screen = json!({ "width": 360, "height": height, "deviceScaleFactor": 2, "mobile": true });
        hand.browser.cdp("Emulation.setDeviceMetricsOverride", &screen)?;
        hand.browser.eval(&format!("document.documentElement.dataset.size = '{size}'"))?;
        if !suffix.is_empty() {
            hand.browser.screenshot(&format!("{name}-{suffix}"))?;
            let wide = hand.browser.eval("return document.documentElement.scrollWidth")?;
            assert!(wide.as_u64().is_some_and(|wide| wide <= 360), "{name} {suffix}: {wide} px wide");
            let small = "return [...document.querySelectorAll('main button')].filter(it => it.offsetHeight > 0 && it.offsetHeight < 44 && !it.matches('.chip')).map(it => it.textContent)";
            let keys = if suffix == "xl" { json!([]) } else { hand.browser.eval(small)? };
            assert_eq!(keys, json!([]), "{name} {suffix}: too small to hit");
        }
    }
    Ok(())
}

#[test]
fn what_happens_at_a_poll_is_reported_in_three_taps() {
    let Some(browser) = Browser::phone().unwrap() else { return };
    let small = Small::new().unwrap();
    let server = Server::start(small.folder.path(), &[]).unwrap();
    let mut hand = Hand::new(browser, server.url());
    hand.sign_in(&small.officers[0]).unwrap();
    let desk = Desk::open(&server.url(), &small.office).unwrap().expect("there is a browser");
    reports(&mut hand, &desk).unwrap();
    halts_the_village(&mut hand, &desk, &small).unwrap();
    assert_eq!(hand.strange_errors().unwrap(), Vec::<String>::new());
}

/// Voting goes on, and the township knows.
fn reports(hand: &mut Hand, desk: &Desk) -> Result {
    hand.go("tables")?;
    hand.browser.click_text("报异常")?;
    hand.browser.wait_text(".main", "哪个小组")?;
    assert_eq!(hand.browser.count(".foot button:disabled")?, 3, "first what happened");
    hand.browser.click_text("请客送礼")?;
    hand.browser.click_text("第一小组")?;
    pictures(hand, "P18")?;
    hand.browser.click_text("只上报")?;
    hand.said("已记下，有信号就报到镇里")?;
    desk.browser.wait_text(".tasks .alarm", "请客送礼")?;
    let reported = Alarm::Reported { group: Some(1), reason: HaltReason::Treating };
    assert_eq!(desk.wall()?.villages[0].alarms, [reported]);
    hand.go("issue/1")?;
    assert_eq!(hand.browser.count(".notice.bad")?, 0, "nothing is halted");
    Ok(())
}

/// The whole village is halted after one more question.
fn halts_the_village(hand: &mut Hand, desk: &Desk, small: &Small) -> Result {
    hand.browser.click_text("报异常")?;
    hand.browser.click_text("有人闹事")?;
    hand.browser.click_text("叫停全村")?;
    hand.browser.wait_text(".sheet h2", "叫停全村发票？")?;
    hand.browser.screenshot("P18-village")?;
    hand.browser.click(".sheet .btn.stop")?;
    hand.browser.wait_text(".stopbar", "全村已叫停")?;
    hand.browser.wait_text(".notice.bad", "本组已叫停，先不发票")?;
    let group: GroupNo = 1;
    hand.find(&small.people[1])?;
    assert_eq!(hand.browser.count(".card.sel .btn.p")?, 0, "group {group} hands out nothing");
    desk.browser.wait_text(".tasks .alarm.hot", "已叫停")?;
    Ok(())
}
