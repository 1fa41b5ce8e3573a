//! Words of the result (核对、签字、结果).

use cunxuan_core::canvass::Line;
use cunxuan_core::law::{Code, Explanation};

/// Title, sources and number of a line of the balance.
pub fn line(line: &Line) -> (&'static str, String, u32) {
    match *line {
        Line::Issued { issued, by_proxy, .. } => {
            ("发出选票", format!("领票登记 {issued} 张，其中受托 {by_proxy}"), issued)
        }
        Line::Returned { returned, issued, boxes } => ("收回选票", returned_note(returned, issued, boxes), returned),
        Line::Kinds { valid, invalid, blank, .. } => (
            "有效 + 无效 + 弃权",
            format!("{valid} + {invalid} + {blank}"),
            valid.saturating_add(invalid).saturating_add(blank),
        ),
        Line::Leftover { destroyed, printed: Some(printed), .. } => {
            ("剩余空白票", format!("印制 {printed}，已当场剪角 {destroyed} 张"), destroyed)
        }
        Line::Leftover { destroyed, printed: None, .. } => {
            ("剩余空白票", format!("已当场剪角 {destroyed} 张"), destroyed)
        }
    }
}

fn returned_note(returned: u32, issued: u32, boxes: u32) -> String {
    match issued.checked_sub(returned) {
        Some(0) => format!("{boxes} 个票箱，全部投回"),
        Some(missing) => format!("{boxes} 个票箱，少 {missing} 张未投回"),
        None => format!("{boxes} 个票箱，多 {} 张", returned.saturating_sub(issued)),
    }
}

/// What a reason says, with its numbers.
pub fn reason(why: &Explanation) -> String {
    let Explanation { have, need, base, .. } = *why;
    match why.code {
        Code::ReturnedOverIssued => format!("收回 {have} 张，多于发出 {base} 张，选举无效"),
        Code::ReturnedWithinIssued => format!("收回 {have} 张，不多于发出 {base} 张"),
        Code::IssuedOverPresent => format!("发出 {have} 张，多于到会 {base} 人，选举无效"),
        Code::IssuedWithinPresent => format!("发出 {have} 张，不多于到会 {base} 人"),
        Code::TurnoutMissed => format!("参加 {have} 人，登记 {base} 人，要 {need} 人才够"),
        Code::TurnoutReached => format!("参加 {have} 人，登记 {base} 人，够 {need} 人"),
        Code::Elected => format!("{have} 票，够 {need} 票，当选"),
        Code::ElectedAsWoman => format!("{have} 票，妇女名额，当选"),
        Code::Tied => format!("{have} 票，票数相等，再次投票"),
        Code::SeatsFilled => format!("{have} 票，名额已满"),
        Code::KeptForWoman => format!("{have} 票，名额留给妇女"),
        Code::NotEnough => format!("{have} 票，不够 {need} 票"),
        Code::SeatedHigher => "已在上一职务当选".to_owned(),
        Code::CommitteeHasNoWoman => "没有妇女成员".to_owned(),
        Code::MayStayVacant => format!("已选出 {have} 人，可以缺额"),
    }
}

/// Who still signs.
pub fn missing(roles: &[&str]) -> String {
    ["还差", &roles.join("、"), "签名"].concat()
}

/// Under the balance: registered and returned.
pub fn balanced(registered: u32, returned: u32) -> String {
    format!("登记 {registered} · 收回 {returned}")
}

/// Boxes that are not counted.
pub fn boxes_open(boxes: u32) -> String {
    format!("还有 {boxes} 个票箱没计完")
}

/// `第 17:31 封存`.
pub fn sealed_at(clock: &str) -> String {
    [clock, " 已封存，只能看"].concat()
}

/// Seats that stay open.
pub fn open_seats(seats: u32) -> String {
    format!("还缺 {seats} 人")
}

/// `单机计票：第 1、2 箱`, if any.
pub fn counted_alone(boxes: &[u16]) -> Option<String> {
    let boxes: Vec<String> = boxes.iter().map(u16::to_string).collect();
    (!boxes.is_empty()).then(|| [super::count::ALONE, "：第 ", &boxes.join("、"), " 箱"].concat())
}

/// How many papers were set right by the paper itself, if any.
pub fn corrected(papers: usize) -> Option<String> {
    (papers > 0).then(|| ["按原票改过 ", &papers.to_string(), " 张，有监票人口令"].concat())
}

/// The title.
pub const SIGN: &str = "核对签字";
/// All four lines hold.
pub const FOUR_AGREE: &str = "四项相符";
/// A line does not hold.
pub const DIFFER: &str = "有一项不符";
/// What to do then.
pub const GIVE_REASON: &str = "写明原因，两人见证后才能封存";
/// Paper first.
pub const PAPER_FIRST: &str = "在纸质报告单签完后，再在这里签";
/// The cell to sign in.
pub const SIGN_HERE: &str = "点这里签名";
/// The final act.
pub const SEAL: &str = "封存结果，上报镇换届办";
/// The check page.
pub const CHECK: &str = "封存前再看一遍";
/// What sealing means.
pub const AFTER: &str = "封存后不能再改，随即上报。";
/// Papers cut before the village.
pub const DESTROY: &str = "当场剪角几张";
/// Reports them.
pub const DESTROYED: &str = "记下";
/// Why it does not balance.
pub const WHY: &str = "原因";
/// Who saw it.
pub const WITNESS_1: &str = "见证人一";
/// Who saw it.
pub const WITNESS_2: &str = "见证人二";
/// The result's head.
pub const RESULT: &str = "选举结果";
/// Elected.
pub const ELECTED: &str = "当选";
/// The articles.
pub const ARTICLES: &str = "依据";
/// The final result is uploaded.
pub const SEALED: &str = "结果已封存";
