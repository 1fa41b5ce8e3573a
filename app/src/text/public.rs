//! Words of the public screen (会场公开屏).

use super::plan;
use cunxuan_core::plan::Role;
use cunxuan_core::public::{Kind, Post, PublicView, Staff, Stage};
use cunxuan_core::time::Day;

/// What the screen shows now.
pub fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Meeting => "选举大会",
        Stage::Counting => "公开唱票计票",
        Stage::Declared => "公布选举结果",
    }
}

/// `石桥村村民委员会换届选举`.
pub fn title(village: &str) -> String {
    [village, "村民委员会换届选举"].concat()
}

/// `总监票人 周海峰　　唱票人 刘桂芳　　计票人 赵玉兰　孙国庆`: who answers for it comes first.
pub fn staff(staff: &[Staff]) -> String {
    let mut line = String::new();
    let mut last: Option<Role> = None;
    let (chief, others): (Vec<&Staff>, Vec<&Staff>) = staff.iter().partition(|it| it.role == Role::ChiefScrutineer);
    for Staff { role, name } in chief.into_iter().chain(others) {
        if last != Some(*role) {
            line.push_str(if last.is_some() { "　　" } else { "" });
            line.push_str(plan::role(*role));
            line.push(' ');
        } else {
            line.push('　');
        }
        line.push_str(name);
        last = Some(*role);
    }
    line
}

/// `11月8日　15:48`.
pub fn now(day: Option<Day>, wall: i64) -> String {
    let (_, month, date) = day.unwrap_or_else(|| Day::from_unix(wall)).ymd();
    format!("{month}月{date}日　{}", plan::clock(wall))
}

/// `应选 1 人`.
pub fn seats(seats: u8) -> String {
    format!("应选 {seats} 人")
}

/// ` / 701 张`.
pub fn of_papers(papers: u32) -> String {
    format!(" / {papers} 张")
}

/// `第 437 张`, or `第三小组　第 18 张` where the village has several boxes.
pub fn paper(groups: &[u16], no: u32, several: bool) -> String {
    let boxes: Vec<String> = groups.iter().map(|no| plan::group(*no)).collect();
    if several { format!("{}　第 {no} 张", boxes.join("、")) } else { format!("第 {no} 张") }
}

/// Whose box is being called: `正在唱第三小组票箱，18 / 126 张`.
pub fn pile(groups: &[u16], called: u32, papers: u32) -> String {
    let boxes: Vec<String> = groups.iter().map(|no| plan::group(*no)).collect();
    format!("{}票箱　{called} / {papers} 张", boxes.join("、"))
}

/// A paper that gives no votes, or why.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Valid => "",
        Kind::Void => "整张无效",
        Kind::Blank => "空白票（弃权）",
        Kind::Unreadable => "无法辨认，整张无效",
        Kind::Damaged => "污损，整张无效",
        Kind::SetAside => "作废批次的票，不计",
    }
}

/// How many boxes are open: `已开 2 / 5 箱`.
pub fn boxes(opened: u32, all: u32) -> String {
    format!("已开 {opened} / {all} 箱")
}

/// A number and its unit.
pub fn people(count: u32) -> String {
    format!("{count} 人")
}

/// A number of papers.
pub fn papers(count: u32) -> String {
    format!("{count} 张")
}

/// A number of votes.
pub fn votes(votes: u32) -> String {
    format!("{votes} 票")
}

/// A name written in: `周洪 1 票`.
pub fn written(name: &str, votes: u32) -> String {
    format!("{name} {votes} 票")
}

/// Votes that decided.
pub fn counted(votes: u32) -> String {
    format!("加上高职务得票共 {votes} 票")
}

/// Seats for which nobody is elected.
pub fn open(seats: u32) -> String {
    format!("还缺 {seats} 人")
}

/// The line under the result: `石桥村村民选举委员会　2026年11月5日`.
pub fn committee(hall: &PublicView) -> String {
    let day = hall.day.map(plan::full_day).unwrap_or_default();
    [hall.village.as_str(), "村民选举委员会　", &day].concat()
}

/// Which paper counts: one line for how many, from the ballot itself.
pub fn how_many(posts: &[Post]) -> String {
    let post = |post: &Post| format!("{}选 {} 人", post.name, post.seats);
    let posts: Vec<String> = posts.iter().map(post).collect();
    [posts.join("，").as_str(), "；可以少选，不能多选"].concat()
}

/// The line was cut: what is shown, and of when.
pub fn lost(wall: i64) -> String {
    ["信号断了，显示的是 ", &plan::clock(wall), " 的"].concat()
}

/// The agenda, in the order of the meeting.
pub const AGENDA: [&str; 5] =
    ["开会，讲投票办法", "逐人领票、秘密写票、投票", "当场开箱验票", "公开唱票、公开计票", "当场公布结果"];
/// Above the agenda.
pub const AGENDA_HEAD: &str = "会议程序";
/// The item that is on.
pub const NOW: &str = "正在进行";
/// Which papers are valid.
pub const VALID_HEAD: &str = "怎样算有效票";
/// The second line of it.
pub const VALID_MARK: &str = "在要选的人名字下面画“○”；另选他人，写清姓名再画“○”";
/// The third line of it.
pub const VALID_CLEAR: &str = "字迹、符号要看得清；不写自己名字，不留别的记号";
/// Who decides.
pub const VALID_PAPER: &str = "以选票上的说明和主持人宣布的为准";
/// The drawn paper.
pub const SAMPLE: &str = "选票示意";
/// Names on the drawn paper that are nobody's.
pub const NOBODY: [&str; 9] =
    ["甲某某", "乙某某", "丙某某", "丁某某", "戊某某", "己某某", "庚某某", "辛某某", "壬某某"];
/// The candidates.
pub const CANDIDATES: &str = "正式候选人";
/// Their order.
pub const IN_ORDER: &str = "按选票印制顺序排列";
/// Registered voters.
pub const REGISTERED: &str = "登记选民";
/// Voters who have their paper.
pub const DRAWN: &str = "已经领票";
/// Papers called.
pub const CALLED: &str = "已唱票";
/// Papers that went out.
pub const ISSUED: &str = "发出选票";
/// Papers found in the boxes.
pub const RETURNED: &str = "收回选票";
/// Valid papers.
pub const VALID: &str = "有效";
/// Void papers.
pub const INVALID: &str = "无效";
/// Blank papers.
pub const BLANK: &str = "弃权";
/// Names written in.
pub const OTHERS: &str = "另选他人";
/// A post that a paper leaves out.
pub const NONE: &str = "－";
/// A section of a paper that is void.
pub const SECTION_VOID: &str = "该栏无效";
/// A tile of a hundred votes.
pub const HUNDRED: &str = "百";
/// Nothing is being called.
pub const NO_PILE: &str = "票箱都已唱完，等核对签字";
/// Nothing is being called yet.
pub const WAIT_PILE: &str = "等开始唱票";
/// Elected.
pub const ELECTED: &str = "当选";
/// What was signed is no more what the record says.
pub const CHANGED: &str = "签字后又有新的记录，以纸质报告单为准";
/// Who signed.
pub const SIGNED: &str = "报告单已签字：";
/// All of it is a demonstration.
pub const DEMO: &str = "演示";
/// To the dark look.
pub const DARK: &str = "深色";
/// To the light look.
pub const LIGHT: &str = "浅色";
/// The whole screen.
pub const FULL: &str = "按 F11 全屏";
/// Being opened.
pub const OPENING: &str = "正在打开…";
/// Nobody signed in on this device.
pub const NOBODY_HERE: &str = "这台设备还没有登录村选";
/// What to do then.
pub const SIGN_IN: &str = "先在这台设备上登录，再打开这一页；或者在网址后面写 ?village=村代码，看镇里收到的";
/// Nothing of the village is here yet.
pub const EMPTY: &str = "这个村的记录还没有到";
/// The browser keeps nothing.
pub const NO_STORE: &str = "这个浏览器存不住记录，请换 Chrome 或 Edge";
/// No such village.
pub const NO_VILLAGE: &str = "没有这个村，请看网址里的村代码";
/// The server does not answer.
pub const NO_SERVER: &str = "连不上镇里，正在重试";
