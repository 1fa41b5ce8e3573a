//! Words of incidents and of looking on (报异常、叫停、旁站).

use super::plan::group;
use cunxuan_core::id::GroupNo;

/// `第五小组已叫停`, or the whole village.
pub fn stopped(of: Option<GroupNo>) -> String {
    [&of.map_or_else(|| "全村".to_owned(), group), "已叫停"].concat()
}

/// `领入 200 张 · 已发 197 张 · 桌上 0 张`
pub fn facts(taken: Option<u32>, issued: u32, left: Option<u32>) -> String {
    let papers = |count: Option<u32>| count.map_or_else(|| "未记".to_owned(), |count| format!("{count} 张"));
    format!("领入 {} · 已发 {issued} 张 · 桌上 {}", papers(taken), papers(left))
}

/// `镇里已同意，改用淡红票 200 张`
pub fn consented(colour: &str, papers: Option<u32>) -> String {
    let papers = papers.map(|papers| format!(" {papers} 张")).unwrap_or_default();
    format!("镇里已同意，改用{colour}{papers}")
}

/// `原来发的票全部作废，197 人重新领淡红票`
pub fn anew(people: u32, colour: &str) -> String {
    format!("原来发的票全部作废，{people} 人重新领{colour}")
}

/// `已有 12 / 197 人领了`
pub fn drawn(issued: u32, due: u32) -> String {
    format!("已有 {issued} / {due} 人领了")
}

/// `3 / 5 箱`
pub fn boxes(done: u32, all: u32) -> String {
    format!("{done} / {all} 箱")
}

/// `3 / 5 箱 · 17:05`, a clock after a count of boxes.
pub fn since(note: &str, clock: &str) -> String {
    [note, " · ", clock].concat()
}

/// Papers of the whole village, never for whom.
pub fn papers(issued: u32, returned: u32, called: u32) -> String {
    format!("发出 {issued} 张 · 收回 {returned} 张 · 已唱 {called} 张")
}

/// P18's title.
pub const INCIDENT: &str = "报异常";
/// The question.
pub const WHAT: &str = "出了什么事";
/// Which group.
pub const WHERE: &str = "哪个小组";
/// Stops the village.
pub const HALT_VILLAGE: &str = "叫停全村";
/// What that does.
pub const HALT_VILLAGE_ASKED: &str = "叫停全村发票？";
/// Tells the township only.
pub const REPORT: &str = "只上报";
/// It was reported.
pub const REPORTED: &str = "已记下，有信号就报到镇里";
/// It was halted.
pub const HALTED: &str = "已叫停";
/// No network.
pub const CALL: &str = "现在没有信号";
/// What then.
pub const CALL_WHAT: &str = "先打电话给镇里的工作组长，再按下面的按钮";
/// The card of a halted group.
pub const STEPS: &str = "叫停以后怎么办";
/// What is said at each step: sealed, consented, drawn anew, counted together.
pub const FOUR: [&str; 4] = ["其他各组选票当场密封", "镇里批准补印异色票", "本组重新领票投票", "各组一起计票"];
/// Before the township has decided.
pub const WAITING: &str = "等镇里批示";
/// Who does it.
pub const BY_COMMITTEE: &str = "由村选举委员会当众封好，各组先不开箱";
/// P19's title.
pub const ASIDE: &str = "旁站";
/// What it is for.
pub const ASIDE_WHAT: &str = "只看过程，不唱票、不计票、不封票";
/// 六当场.
pub const SIX: [&str; 6] =
    ["当场开箱验票", "当场公开唱票", "当场公开计票", "当场公布结果", "当场密封选票", "当场销毁余票"];
/// The heading over them.
pub const SIX_HEAD: &str = "六当场";
/// Not yet.
pub const NOT_YET: &str = "还没有";
/// Watched in the hall: the record holds nothing of it.
pub const BY_EYE: &str = "当场看着，村里记在纸上";
