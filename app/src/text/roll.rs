//! Words of the roll (选民登记).

use super::person::{ask, off};
use cunxuan_core::roll::Status;
use cunxuan_core::time::Day;

/// Where somebody stands.
pub fn status(status: Status) -> &'static str {
    match status {
        Status::Registered => "已登记",
        Status::Off(reason) => off(reason),
        Status::Ask(question) => ask(question),
        Status::Open => "可登记",
    }
}

/// `出生 1967年3月5日`.
pub fn born(day: Day) -> String {
    ["出生 ", &super::plan::full_day(day)].concat()
}

/// Of age on election day, or by how many days not.
pub fn of_age(age: u8, missing: i32) -> String {
    if missing <= 0 { format!("选举日 {age} 岁，满 18 岁") } else { format!("选举日差 {missing} 天满 18") }
}

/// After a registration.
pub fn registered(count: u32) -> String {
    format!("已登记　全村第 {count} 人")
}

/// The head of the list of voters.
pub fn counted(registered: u32, people: u32) -> String {
    format!("已登记 {registered} 人 · 名单 {people} 人")
}

/// More people fit than are shown.
pub fn more(count: usize) -> String {
    format!("还有 {count} 人，请再按一个字母")
}

/// Titles and buttons.
pub const NEW: &str = "新登记选民";
/// The button that registers.
pub const REGISTER: &str = "登记";
/// The list's title.
pub const VOTERS: &str = "选民";
/// The field of the name.
pub const NAME: &str = "姓名";
/// The choice of the group.
pub const GROUP: &str = "小组";
/// No name was written.
pub const NAME_MISSING: &str = "请写姓名";
/// No group was chosen.
pub const GROUP_MISSING: &str = "请选小组";
/// No list is here.
pub const NO_LIST: &str = "还没有名单，请镇里导入";
/// Nobody fits.
pub const NOBODY: &str = "没有找到，请退一格再看";
