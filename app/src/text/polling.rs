//! Words of polling (领票、委托).

use cunxuan_core::id::GroupNo;
use cunxuan_core::polling::{HaltReason, Kinship};

/// What a holder is to his principal.
pub fn kinship(kinship: Kinship) -> &'static str {
    match kinship {
        Kinship::Spouse => "配偶",
        Kinship::Parent => "父母",
        Kinship::Child => "子女",
        Kinship::Sibling => "兄弟姐妹",
        Kinship::Grandparent => "祖父母、外祖父母",
        Kinship::Grandchild => "孙子女、外孙子女",
        Kinship::Other => "其他",
    }
}

/// Every kinship, nearest first.
pub const KINSHIPS: [Kinship; 7] = [
    Kinship::Spouse,
    Kinship::Parent,
    Kinship::Child,
    Kinship::Sibling,
    Kinship::Grandparent,
    Kinship::Grandchild,
    Kinship::Other,
];

/// Why a group is halted.
pub fn halt(reason: HaltReason) -> &'static str {
    match reason {
        HaltReason::PapersDiffer => "发票不符",
        HaltReason::PapersSeized => "抢票撕票",
        HaltReason::Disturbance => "有人闹事",
        HaltReason::Treating => "请客送礼",
        HaltReason::Equipment => "设备坏了",
        HaltReason::Other => "其他",
    }
}

/// What can happen at a poll.
pub const HALTS: [HaltReason; 6] = [
    HaltReason::PapersDiffer,
    HaltReason::PapersSeized,
    HaltReason::Disturbance,
    HaltReason::Treating,
    HaltReason::Equipment,
    HaltReason::Other,
];

/// The button that hands out papers.
pub fn hand_out(papers: usize) -> String {
    format!("发 {papers} 张票")
}

/// After handing out.
pub fn handed_out(name: &str, papers: usize) -> String {
    format!("{name} 已领 {papers} 张")
}

/// A green line instead of a button.
pub fn has_it(clock: &str) -> String {
    [clock, " 已领"].concat()
}

/// The proxies that a holder carries.
pub fn carries(names: &[String]) -> String {
    format!("受托 {} 票：{}，手续已办", names.len(), names.join("、"))
}

/// Somebody votes for this person.
pub fn given_to(name: &str) -> String {
    ["已委托给 ", name].concat()
}

/// `3 号桌`.
pub fn table(no: u16) -> String {
    format!("{no} 号桌")
}

/// Of a group on the list of tables.
pub fn drawn(issued: u32, due: u32) -> String {
    format!("已领 {issued} / 应领 {due}")
}

/// The papers on the table run short.
pub fn short(missing: u32) -> String {
    format!("余票少 {missing} 张，请数票")
}

/// `桌上没票了，还有 3 人没领`
pub fn dry(waiting: u32) -> String {
    format!("桌上没票了，还有 {waiting} 人没领")
}

/// `领入 200 张，登记发出 197 张`
pub fn dry_note(taken: u32, issued: u32) -> String {
    format!("领入 {taken} 张，登记发出 {issued} 张。先停下来，当众核对")
}

/// `数一下桌上的票：应是 59 张`
pub fn count_papers(left: u32) -> String {
    format!("数一下桌上的票：应是 {left} 张")
}

/// `少了 3 张`, after the papers on the table were counted.
pub fn counted(expected: u32, counted: u32) -> String {
    match (counted.checked_sub(expected), expected.checked_sub(counted)) {
        (_, Some(less @ 1..)) => format!("记下了：少了 {less} 张，镇里看得到"),
        (Some(more @ 1..), _) => format!("记下了：多了 {more} 张，镇里看得到"),
        (_, _) => "相符，记下了".to_owned(),
    }
}

/// `周海峰也在这桌发票（已发 23 张）`
pub fn beside(name: &str, papers: u32) -> String {
    format!("{name}也在这桌发票（已发 {papers} 张）")
}

/// `恢复本组`, or the whole village.
pub fn resume(of: Option<GroupNo>) -> &'static str {
    if of.is_some() { "恢复本组" } else { "恢复全村" }
}

/// `恢复本组发票`, which asks back.
pub fn resume_papers(of: Option<GroupNo>) -> String {
    [resume(of), "发票"].concat()
}

/// `恢复第五小组发票？原来的票继续有效`
pub fn resume_asked(of: Option<GroupNo>) -> String {
    ["恢复", &of.map_or_else(|| "全村".to_owned(), super::plan::group), "发票？原来的票继续有效"].concat()
}

/// `淡红票`, a paper by its colour.
pub fn colour(colour: &str) -> String {
    if colour.ends_with('票') { colour.to_owned() } else { [colour, "票"].concat() }
}

/// `只发淡红票`
pub fn only(colour: &str) -> String {
    ["只发", colour].concat()
}

/// The title.
pub const ISSUE: &str = "领票登记";
/// Counters.
pub const DRAWN: &str = "已领 / 应领";
/// Papers left on the table.
pub const LEFT: &str = "桌上余票";
/// After a number of papers.
pub const PAPERS: &str = " 张";
/// Whether they agree.
pub const CHECK: &str = "余票核对";
/// They agree.
pub const AGREES: &str = "相符";
/// They cannot be checked.
pub const NOT_TAKEN: &str = "未领入";
/// They run short.
pub const RUNS_SHORT: &str = "请数票";
/// Brings papers to the table.
pub const TAKE: &str = "领入选票";
/// Registers what was brought.
pub const TAKEN: &str = "领入";
/// The proxy form.
pub const PROXY: &str = "委托票";
/// Registers a proxy.
pub const REGISTER_PROXY: &str = "登记委托";
/// Who votes for him.
pub const HOLDER: &str = "受托人";
/// What he is to him.
pub const KINSHIP: &str = "受托人是委托人的";
/// The request in writing.
pub const WRITTEN: &str = "已看到书面委托";
/// A slip of the finger.
pub const WITHDRAW: &str = "退回";
/// It is back.
pub const WITHDRAWN: &str = "已退回";
/// Papers were counted, and they are those that should be there.
pub const COUNT_AGREES: &str = "相符";
/// They are not.
pub const COUNT_DIFFERS: &str = "不是这个数";
/// Counts them again.
pub const COUNT_AGAIN: &str = "重数余票";
/// How many lie there.
pub const COUNT_WHAT: &str = "桌上还有几张票";
/// Takes the number.
pub const COUNT_DONE: &str = "记下";
/// More papers have come.
pub const TAKE_MORE: &str = "又领来选票";
/// Stops the table.
pub const HALT: &str = "叫停本组";
/// Halted.
pub const HALTED: &str = "本组已叫停，先不发票";
/// The choice of a table.
pub const WHICH: &str = "在哪张桌";
/// Press initials.
pub const PRESS: &str = "按姓名首字母找人";
