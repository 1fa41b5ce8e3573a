//! Words of the villages that vote today (今日选举).

use super::place;
use cunxuan_core::api::{Alarm, VillageRow};

/// Title.
pub const TITLE: &str = "今日选举";
/// The order of the rows.
pub const ORDER: &str = "按进度先后排列，慢的在前；与票数无关";
/// No village votes today.
pub const NONE: &str = "今天没有村选举。";
/// Heads of the columns.
pub const HEADS: [&str; 11] =
    ["村", "工作组", "领票", "收回", "计票", "捆", "计完箱", "核对", "签字", "上报", "最近联系"];
/// The papers balance.
pub const BALANCED: &str = "相符";
/// They do not.
pub const UNBALANCED: &str = "不符";
/// Not yet.
pub const NOT_YET: &str = "—";
/// The signed result is on the server's disk.
pub const RECEIVED: &str = "已收到";
/// Nothing was heard for a while.
pub const CUT: &str = "断";
/// No phone has spoken since the server started.
pub const NEVER: &str = "开机后未联系";

/// How many villages are signed.
pub fn signed(signed: usize, all: usize) -> String {
    format!("{signed} / {all} 村已签字")
}

/// As wide as a figure, and blank.
const BLANK: char = '\u{2007}';

/// A word at the end of so many places: it grows into the blank before it, and nothing moves.
fn places(word: &str, places: usize) -> String {
    let blanks = places.saturating_sub(word.chars().count());
    std::iter::repeat_n(BLANK, blanks).chain(word.chars()).collect()
}

/// A number of up to four figures.
pub fn number(number: u32) -> String {
    places(&number.to_string(), 4)
}

/// ` 3/7`
pub fn of(part: u32, whole: u32) -> String {
    [&number(part), "/", &whole.to_string()].concat()
}

/// Not yet, where a number comes.
pub fn none() -> String {
    places(NOT_YET, 3)
}

/// When the village was heard of last, and how long that is ago.
pub fn ago(clock: &str, age: &str) -> String {
    [clock, "　", age, "前"].concat()
}

/// What is halted in a village: `停 5 组`; empty if nothing is.
pub fn halted(row: &VillageRow) -> String {
    let group =
        row.alarms.iter().find_map(|alarm| if let Alarm::Halted { group } = alarm { Some(*group) } else { None });
    group.map(|group| ["停 ", &place(group)].concat()).unwrap_or_default()
}
