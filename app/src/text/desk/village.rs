//! Words of a village's page (村页), its decisions among them.

use super::{civil, clock, moment, place};
use crate::text::polling::halt;
use cunxuan_core::id::GroupNo;
use cunxuan_core::polling::HaltReason;
use cunxuan_core::time::Day;

/// There is no such village.
pub const NO_VILLAGE: &str = "没有这个村";
/// It is being read.
pub const READING: &str = "正在读取…";
/// Back to the wall.
pub const BACK: &str = "返回进度";
/// Titles of the parts.
pub const ROLL: &str = "选民";
/// Boxes.
pub const BOXES: &str = "各组票箱";
/// Who is there.
pub const HANDS: &str = "工作人员";
/// Findings.
pub const FINDINGS: &str = "要看的事";
/// There are none.
pub const NO_FINDINGS: &str = "没有发现问题。";
/// The signed result.
pub const RESULT: &str = "签字结果";
/// What the server holds.
pub const HELD: &str = "镇里收到的记录";
/// Decisions, and the steps of incidents.
pub const INCIDENTS: &str = "异常和批示";
/// Prints.
pub const PRINTS: &str = "打印材料";
/// The A3 poster.
pub const POSTER: &str = "选民榜（A3）";
/// The register of papers.
pub const REGISTER: &str = "领票登记表（A4）";
/// Heads of the table of boxes.
pub const BOX_HEADS: [&str; 11] =
    ["箱", "小组", "选民", "票色", "领入", "发出", "收回", "已唱", "有效", "无效", "弃权"];
/// Heads of the table of what is held.
pub const HELD_HEADS: [&str; 4] = ["编号", "谁记的", "条数", "最后一条"];
/// Registered.
pub const REGISTERED: &str = "已登记";
/// Off the roll.
pub const OFF: &str = "不登记";
/// To be asked.
pub const TO_ASK: &str = "待问";
/// Open.
pub const OPEN: &str = "可登记";
/// Proxies.
pub const PROXIES: &str = "委托";
/// The seal strip was broken.
pub const SEAL_BROKEN: &str = "封条破损";
/// A group is halted.
pub const STOP: &str = "停";
/// Nothing is said yet.
pub const NONE: &str = "—";
/// Elected.
pub const ELECTED: &str = "当选";
/// The election is valid.
pub const VALID: &str = "选举有效";
/// It is not.
pub const NOT_VALID: &str = "选举无效";
/// The papers do not balance, before witnesses.
pub const WITNESSED: &str = "四项不平，写明原因，两人见证";
/// Heads of the papers of a result.
pub const PAPERS: [&str; 5] = ["发出", "收回", "有效", "无效", "弃权"];

/// Halts the village.
pub const HALT_ALL: &str = "暂停全村";
/// Asks before.
pub const HALT_ALL_ASK: &str = "暂停全村发票？各桌马上停下，等解除后再发。";
/// Lets the village go on.
pub const RESUME_ALL: &str = "解除全村叫停";
/// Consents to papers of another colour.
pub const REPRINT: &str = "同意补印异色票";
/// Lets the group go on without new papers.
pub const RESUME: &str = "解除";
/// Label of the field for the colour.
pub const COLOUR: &str = "新票颜色";
/// Label of the field for the number.
pub const COUNT: &str = "印多少张";
/// Leaves.
pub const CANCEL: &str = "再看看";
/// Colours to choose from.
pub const COLOURS: [&str; 5] = ["淡黄", "粉红", "浅绿", "浅蓝", "橙色"];
/// A decision could not be taken as things stand.
pub const NOT_NOW: &str = "现在不能这样批示：本村情况已经变了，请再看一遍";
/// What was typed cannot be used.
pub const BAD: &str = "请选一个没有用过的颜色，写明张数";
/// The server could not be reached: nothing was decided.
pub const UNSENT: &str = "没有送到服务器，批示没有生效，请再试";
/// It may have been decided or not.
pub const UNSURE: &str = "不知道送到没有，请看下面的记录";
/// The four steps of the field reports.
pub const STEPS: [&str; 4] = ["其他各组选票当场密封", "镇里批准补印异色票", "本组重新领票投票", "各组一起计票"];

/// Title: what is halted.
pub fn halted(group: Option<GroupNo>, reason: Option<HaltReason>) -> String {
    let reason = reason.map(|reason| ["　", halt(reason)].concat()).unwrap_or_default();
    [&place(group), "已叫停", &reason].concat()
}

/// The numbers behind it.
pub fn numbers(taken: Option<u32>, issued: u32, registered: u32) -> String {
    let taken = taken.map(|taken| format!("领入 {taken} 张，")).unwrap_or_default();
    format!("{taken}发出 {issued} 张，登记 {registered} 人")
}

/// What consenting does.
pub fn reprint_ask(group: GroupNo, issued: u32, colour: &str) -> String {
    let old = if colour.is_empty() { String::new() } else { [colour, "票"].concat() };
    format!("{group} 组已发出的 {issued} 张{old}全部作废，本组每个人凭新票重新投票。")
}

/// The button names the act.
pub fn reprint(papers: u32, colour: &str) -> String {
    format!("补印 {papers} 张{colour}票")
}

/// What letting go on does.
pub fn resume_ask(group: Option<GroupNo>) -> String {
    [&place(group), "接着发票？原来发出的票继续有效。"].concat()
}

/// The button names the act.
pub fn resume(group: Option<GroupNo>) -> String {
    ["解除", &place(group), "叫停"].concat()
}

/// What settling a report does.
pub fn settle(group: Option<GroupNo>, reason: HaltReason) -> String {
    [&place(group), "报异常：", halt(reason)].concat()
}

/// The day of the election.
pub fn election(day: Day) -> String {
    [&super::dated(day), "选举"].concat()
}

/// When and where the roll was posted, and the days that follow.
pub fn posted(on: Day, at: &str) -> String {
    [&civil(on), "张榜　", at].concat()
}

/// The last days to object and to decide.
pub fn objections(object: Day, decide: Day) -> String {
    ["申诉截止 ", &civil(object), "（含当日）　", &civil(decide), "前答复"].concat()
}

/// The figures are of this moment.
pub fn as_of(ms: u64) -> String {
    [&clock(ms), " 的数据"].concat()
}

/// When the result was sealed.
pub fn sealed(at: i64) -> String {
    [&moment(at), " 签字封存，镇里已收到"].concat()
}

/// A post with its seats: `主任（应选 1 人）`.
pub fn post(name: &str, seats: u8) -> String {
    format!("{name}（应选 {seats} 人）")
}

/// Papers of void series.
pub fn void(papers: u32) -> String {
    format!("作废 {papers}")
}

/// How long ago the village's phones spoke to the server.
pub fn heard(age: &str) -> String {
    ["最近联系　", age, "前"].concat()
}
