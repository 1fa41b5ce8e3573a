//! Words of the plan (方案): roles, steps, days.

use cunxuan_core::id::GroupNo;
use cunxuan_core::plan::{Body, Role, Step};
use cunxuan_core::time::Day;

/// The name of a role.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Office => "镇换届办",
        Role::Liaison => "联络员",
        Role::ChiefScrutineer => "总监票人",
        Role::Scrutineer => "监票人",
        Role::Caller => "唱票人",
        Role::Teller => "计票人",
        Role::Committee => "选委会成员",
    }
}

/// The body that is elected.
pub fn body(body: Body) -> &'static str {
    match body {
        Body::VillageCommittee => "村民委员会选举",
        Body::PartyBranch => "党支部选举",
    }
}

/// What goes on in a step, for the card of the first screen.
pub fn step(step: Step) -> &'static str {
    match step {
        Step::Survey => "正在摸底",
        Step::Committee => "推选选举委员会",
        Step::Registration => "正在选民登记",
        Step::Posting => "选民名单张榜",
        Step::Primary => "正在预选",
        Step::Vetting => "候选人审核",
        Step::Publication => "公布候选人",
        Step::Notice => "入户通知",
        Step::Voting => "正在领票投票",
        Step::Counting => "正在唱票计票",
        Step::Reporting => "核对签字上报",
        Step::Branch => "党支部选举",
    }
}

/// The name of a group: as planned, or by its number.
pub fn group(no: GroupNo) -> String {
    format!("第{}小组", numeral(no))
}

/// A number up to 99 in Chinese.
pub fn numeral(no: u16) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |no: u16| DIGITS.get(usize::from(no)).copied().unwrap_or_default();
    match no {
        1..=9 => digit(no).to_owned(),
        10..=19 => ["十", digit(no - 10)].concat(),
        20..=99 => [digit(no / 10), "十", digit(no % 10)].concat(),
        _ => no.to_string(),
    }
}

/// `11月8日 星期六`.
pub fn day(day: Day) -> String {
    const WEEK: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
    let (_, month, date) = day.ymd();
    let weekday = WEEK.get(usize::from(day.weekday()).saturating_sub(1)).copied().unwrap_or_default();
    format!("{month}月{date}日 星期{weekday}")
}

/// `2027年3月6日`.
pub fn full_day(day: Day) -> String {
    let (year, month, date) = day.ymd();
    format!("{year}年{month}月{date}日")
}

/// What the day is to the election.
pub fn to_election(days: i32) -> String {
    match days {
        0 => "选举日".to_owned(),
        1.. => format!("距选举日还有 {days} 天"),
        _ => format!("选举日已过 {} 天", days.saturating_neg()),
    }
}

/// The clock of a label at +08:00, `09:12`.
pub fn clock(wall: i64) -> String {
    let second = wall.saturating_add(8 * 3600).rem_euclid(86_400);
    format!("{:02}:{:02}", second / 3600, second / 60 % 60)
}
