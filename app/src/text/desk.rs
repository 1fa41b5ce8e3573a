//! Words of the township's desk (镇级工作台用语).

use cunxuan_core::api::{DueKind, Figure, GivenBack, StepState};
use cunxuan_core::id::GroupNo;
use cunxuan_core::plan::Step;
use cunxuan_core::time::Day;

pub mod alarm;
pub mod paper;
pub mod today;
pub mod village;

/// Menu: the wall.
pub const MENU_WALL: &str = "进度";
/// Menu: the villages that vote today.
pub const MENU_TODAY: &str = "今日选举";
/// Menu: household lists and rolls.
pub const MENU_LISTS: &str = "选民";
/// Label of the menu.
pub const MENU: &str = "镇换届办";

/// Title of the page for signing in.
pub const SIGN_IN: &str = "登录镇换届办";
/// Label of the field for the one-time code.
pub const CODE: &str = "登录码";
/// Where the code comes from.
pub const CODE_NOTE: &str = "在服务器上打印的十二位数字，用一次就作废。";
/// Signs in.
pub const ENTER: &str = "登录";
/// The code is wrong, used or too old.
pub const CODE_REFUSED: &str = "登录码不对，或者已经用过，请重新打印一个";
/// There is no answer from the server.
pub const NO_SERVER: &str = "连不上服务器，正在再试";
/// The session is over.
pub const SIGN_IN_AGAIN: &str = "请重新登录";
/// The network wants its own sign-in first.
pub const FOREIGN_NET: &str = "这个网络要先登录，请打开浏览器登录网络";
/// The first load.
pub const LOADING: &str = "正在读取各村进度…";

/// The wall is up to date.
pub const LIVE: &str = "实时";
/// All of this is a demonstration.
pub const DEMO: &str = "演示";
/// Prints the wall.
pub const PRINT: &str = "打印进度控制表";
/// Title of the wall.
pub const WALL: &str = "工作进程";
/// Title of the list of what needs a decision.
pub const NEEDS_DECISION: &str = "需要处理";
/// Nothing needs a decision.
pub const NO_DECISIONS: &str = "没有要处理的事。";
/// Title of the list of days to come.
pub const DEADLINES: &str = "时限";
/// There are no days to come.
pub const DEADLINES_EMPTY: &str = "各村选举都已办完。";
/// Title of the list of changes.
pub const NEWS: &str = "今日动态";
/// Nothing has changed since the page was opened.
pub const NEWS_EMPTY: &str = "打开本页后的变化会列在这里。";
/// Villages that no work group looks after.
pub const NO_GROUP: &str = "未分组";
/// A deadline of today.
pub const TODAY: &str = "今日";
/// Everything due is done.
pub const ALL_DONE: &str = "已齐";

/// A step that should be over (将到期); the core knows no such state, the days tell it.
pub const LATE: &str = "已到期";

/// The server is gone; `at` is when the page heard from it last.
pub fn lost(at: &str) -> String {
    ["与服务器断开　显示 ", at, " 的数据"].concat()
}

/// The two characters above a column of the wall.
pub fn step(step: Step) -> &'static str {
    match step {
        Step::Survey => "摸底",
        Step::Committee => "选委",
        Step::Registration => "登记",
        Step::Posting => "张榜",
        Step::Primary => "预选",
        Step::Vetting => "审核",
        Step::Publication => "公布",
        Step::Notice => "通知",
        Step::Voting => "投票",
        Step::Counting => "计票",
        Step::Reporting => "上报",
        Step::Branch => "支部",
    }
}

/// How far a step is.
pub fn state(state: StepState) -> &'static str {
    match state {
        StepState::Empty => "未到",
        StepState::Half => "进行中",
        StepState::Done => "已完成",
        StepState::Check => "待核对",
        StepState::Halted => "暂停",
    }
}

/// The one number of a village.
pub fn figure(figure: Figure) -> String {
    match figure {
        Figure::Nothing => String::new(),
        Figure::Day { day } => format!("{} 选举", short_day(day)),
        Figure::Issuing { issued, registered } => format!("领票 {issued}/{registered}"),
        Figure::Counting { called, returned } => format!("计票 {called}/{returned}"),
        Figure::Signing => "待签字上报".to_owned(),
        Figure::Turnout { permille } => format!("{}%", percent(permille)),
        Figure::Halted { group } => format!("停 · {}", place(group)),
    }
}

/// A moment at +08:00 by the clock: `15:48`.
pub fn clock(ms: u64) -> String {
    let minutes = (ms / 60_000 + 8 * 60) % (24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A writer's moment, given in seconds, with its day: `11月8日 15:48`.
pub fn moment(at: i64) -> String {
    [&civil(Day::from_unix(at)), " ", &clock(u64::try_from(at).unwrap_or_default() * 1000)].concat()
}

/// A share given in thousandths, with one decimal: `88.2`.
pub fn percent(permille: u32) -> String {
    format!("{}.{}", permille / 10, permille % 10)
}

/// A group, or the whole village.
pub fn place(group: Option<GroupNo>) -> String {
    group.map_or_else(|| "全村".to_owned(), |no| format!("{no} 组"))
}

/// A result that should be here since its election day (当天报镇).
pub fn unreported(day: Day) -> (&'static str, String) {
    ("结果还没报", format!("{}已选举，应当天报镇", civil(day)))
}

/// `11月8日`
pub fn civil(day: Day) -> String {
    let (_, month, day) = day.ymd();
    format!("{month}月{day}日")
}

/// `11.8`
fn short_day(day: Day) -> String {
    let (_, month, day) = day.ymd();
    format!("{month}.{day}")
}

/// `11月8日 星期六`
pub fn dated(day: Day) -> String {
    format!("{} {}", civil(day), weekday(day))
}

/// `星期六`
pub fn weekday(day: Day) -> &'static str {
    match day.weekday() {
        1 => "星期一",
        2 => "星期二",
        3 => "星期三",
        4 => "星期四",
        5 => "星期五",
        6 => "星期六",
        _ => "星期日",
    }
}

/// `第一工作组`
pub fn work_group(no: u8) -> String {
    if no == 0 { NO_GROUP.to_owned() } else { format!("第{}工作组", numeral(no)) }
}

/// A number in words: 一, 十二, 二十, 三十五.
fn numeral(no: u8) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |no: u8| DIGITS.get(usize::from(no)).copied().unwrap_or_default();
    match (no / 10, no % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, ones) => ["十", digit(ones)].concat(),
        (tens @ 2..=9, ones) => [digit(tens), "十", digit(ones)].concat(),
        (_, _) => no.to_string(),
    }
}

/// A count with thousands parted: `32,526`.
pub fn count(number: u32) -> String {
    let digits = number.to_string();
    let parted = |(at, digit): (usize, char)| {
        let comma = at > 0 && (digits.len() - at).is_multiple_of(3);
        comma.then_some(',').into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(parted).collect()
}

/// What has its day in the law.
pub fn due(what: DueKind) -> &'static str {
    match what {
        DueKind::Posting => "选民名单张榜",
        DueKind::Objections => "名单申诉截止",
        DueKind::Decisions => "申诉答复截止",
        DueKind::Candidates => "公布候选人",
        DueKind::Election => "选举",
        DueKind::Handover => "工作移交",
    }
}

/// Whose day it is: one village by name, more by number.
pub fn due_of(what: DueKind, names: &[String]) -> String {
    match names {
        [only] => [only.as_str(), due(what)].concat(),
        _ => format!("{} 村{}", names.len(), due(what)),
    }
}

/// The last day is over.
pub fn days_over(days: i32) -> String {
    format!("已过 {days} 天")
}

/// `剩 2 小时 12 分`
pub fn minutes_left(minutes: u32) -> String {
    match minutes / 60 {
        0 => format!("剩 {minutes} 分"),
        hours => format!("剩 {hours} 小时 {} 分", minutes % 60),
    }
}

/// The hour of today's last minute is over.
pub const OVER: &str = "已过时";
/// Where it is laid down that results come the same day.
pub const SAME_DAY: &str = "镇里规定：当天报镇";
/// The last minute for today's results.
pub const BY_TEN: &str = "今日 22:00";

/// `还有 4 天`
pub fn days_left(days: i32) -> String {
    format!("剩 {days} 天")
}

/// Today's results are due in the township (当天报镇).
pub const RESULTS_DUE: &str = "今日结果上报";

/// How many of today's results are missing.
pub fn results_missing(villages: u32) -> String {
    format!("{villages} 村今日结果未报")
}

/// Label: villages whose result is signed.
pub const KPI_VILLAGES: &str = "村级进度";
/// Label: registered voters.
pub const KPI_VOTERS: &str = "登记选民";
/// Label: who took part, over the villages that are done.
pub const KPI_TURNOUT: &str = "已完成村参选率";
/// Label: results of today.
pub const KPI_RESULTS: &str = "今日结果上报";
/// Label: officers and boxes.
pub const KPI_PEOPLE: &str = "联络员与票箱";
/// After a share.
pub const PERCENT: &str = "%";
/// After a count of people.
pub const PEOPLE: &str = "人";
/// After a count of boxes.
pub const BOXES: &str = "个票箱";
/// In place of a share of nothing.
pub const NONE_YET: &str = "—";

/// After the count of villages that are done.
pub fn of_villages_done(all: u32) -> String {
    format!("/ {all} 村完成")
}

/// After the count of today's results.
pub fn of_villages(all: u32) -> String {
    format!("/ {all} 村")
}

/// Below the count of villages: today's, those to come, and the last day.
pub fn villages_note(today: u32, to_come: u32, last: Option<Day>) -> String {
    let last = last.map(|day| format!("　{}收官", civil(day))).unwrap_or_default();
    format!("今日选举 {today} 村　待选 {to_come} 村{last}")
}

/// Below the count of voters: how many villages have posted their roll.
pub fn posted_note(posted: u32, all: u32) -> String {
    if posted == all { format!("{all} 村已全部张榜") } else { format!("{posted} / {all} 村已张榜") }
}

/// Below the turnout: papers out of the boxes and registered voters.
pub fn turnout_note(counted: u32, registered: u32) -> String {
    format!("收回 {} 票 / 登记 {} 人", count(counted), count(registered))
}

/// Below today's results: what the others are at.
pub fn results_note(issuing: u32, counting: u32, signing: u32) -> String {
    format!("领票 {issuing} 村　计票 {counting} 村　待签字 {signing} 村")
}

/// Below officers and boxes: how far today's boxes are.
pub fn boxes_note(counted: u32, today: u32) -> String {
    format!("今日 {today} 箱，已计完 {counted} 箱")
}

/// Goes to a decision.
pub const DECIDE: &str = "批示";
/// Goes to the village.
pub const LOOK: &str = "查看";
/// The office has seen it.
pub const SEEN: &str = "知道了";

/// No phone of a village has spoken for so long.
pub fn quiet(age: &str, last: &str) -> (String, String) {
    ([age, "没有联系上"].concat(), ["最后一次 ", last].concat())
}

/// How long ago: `3 分钟`, `2 小时 40 分`.
pub fn age(seconds: u64) -> String {
    match (seconds / 3600, seconds / 60 % 60) {
        (0, 0) => "不到 1 分钟".to_owned(),
        (0, minutes) => format!("{minutes} 分钟"),
        (hours, minutes) => format!("{hours} 小时 {minutes} 分"),
    }
}

/// How many things need a decision.
pub fn things(count: usize) -> String {
    format!("{count} 件")
}

/// How many villages of a work group are done.
pub fn done_of(done: usize, all: usize) -> String {
    format!("{done} / {all} 村完成")
}

/// Something happened in a step.
pub fn step_news(at: Step, now: StepState) -> String {
    [step(at), state(now)].concat()
}

/// More people are registered.
pub fn registered_news(registered: u32) -> String {
    format!("登记选民 {} 人", count(registered))
}

/// The server itself, among what needs a decision.
pub const SERVER: &str = "服务器";

/// What the copy lacked from which the server was restored.
pub fn restored(back: GivenBack) -> (&'static str, String) {
    ("恢复过旧备份", format!("缺 {} 条，已由 {} 部手机补回", back.entries, back.phones))
}

/// What a cell says to the pointer and the screen reader.
pub fn cell(at: Step, said: &str) -> String {
    [step(at), "：", said].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_words_and_figures() {
        for (no, word) in [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (35, "三十五")] {
            assert_eq!(numeral(no), word);
        }
        for (no, word) in [(0, "0"), (999, "999"), (1000, "1,000"), (32_526, "32,526"), (1_234_567, "1,234,567")] {
            assert_eq!(count(no), word);
        }
        assert_eq!([percent(882), percent(1000), percent(7)], ["88.2", "100.0", "0.7"]);
    }
}
