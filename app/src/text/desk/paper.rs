//! Words of what is printed (打印材料).

use super::civil;
use cunxuan_core::id::GroupNo;
use cunxuan_core::person::Sex;
use cunxuan_core::time::Day;

/// Prints.
pub const PRINT: &str = "打印";
/// Back to the village.
pub const BACK: &str = "返回";
/// There is nobody on the roll.
pub const EMPTY: &str = "还没有登记选民，没有可印的。";
/// The roll did not come.
pub const UNREAD: &str = "没有读到名单，请返回再试。";
/// Who signs the poster.
pub const COMMITTEE: &str = "村民选举委员会（章）";
/// Title of the register.
pub const REGISTER: &str = "领票登记表";
/// Heads of the register.
pub const HEADS: [&str; 7] = ["序号", "编号", "姓名", "性别", "受托人（代领）", "签名 / 手印", "备注"];

/// Title of the poster.
pub fn poster(village: &str) -> String {
    [village, "选民名单"].concat()
}

/// `第 1 张 共 4 张`
pub fn sheet(no: usize, all: usize) -> String {
    format!("第 {no} 张　共 {all} 张")
}

/// How many names the roll has.
pub fn voters(all: usize) -> String {
    format!("共 {all} 人")
}

/// A group's heading.
pub fn group(no: GroupNo, voters: usize) -> String {
    format!("{}（{voters} 人）", crate::text::plan::group(no))
}

/// When it was posted.
pub fn posted(on: Day) -> String {
    ["公布日期：", &civil(on)].concat()
}

/// The last day to object.
pub fn objections(on: Day) -> String {
    ["对名单有意见的，请向村民选举委员会申诉，申诉截止 ", &civil(on), "（含当日）"].concat()
}

/// The day of the election.
pub fn day(on: Day) -> String {
    ["选举日：", &super::dated(on)].concat()
}

/// Group and box at the head of a register.
pub fn table(group: GroupNo, box_no: u16) -> String {
    format!("{}　{box_no} 号票箱", crate::text::plan::group(group))
}

/// Who signs at the foot of a register.
pub const FOOT: &str = "发票人：　　　　　　　　监票人：　　　　　　　　本页领票　　　人　　　张";

/// Sex in one character.
pub fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
    }
}

/// The number on the group's list.
pub fn number(no: Option<u16>) -> String {
    no.map_or_else(|| "新".to_owned(), |no| format!("{no:03}"))
}
