//! Words for what needs the office (需要处理): alarms of the wall, findings of a village with what to do, steps of incidents.

use super::place;
use crate::text::polling::halt;
use cunxuan_core::api::{Alarm, IncidentStep, Noted, NotedKind, Taken};

/// What needs a decision: what happened, and the numbers behind it.
pub fn alarm(alarm: &Alarm) -> (&'static str, String) {
    match alarm {
        Alarm::Halted { group } => ("已叫停", format!("{}停止发票，等镇里批示", place(*group))),
        Alarm::Reported { group, reason } => ("报异常", [&place(*group), "：", halt(*reason)].concat()),
        Alarm::PapersMiscounted { group, expected, counted } => {
            ("余票不符", format!("{group} 组桌上应有 {expected} 张，数出 {counted} 张"))
        }
        Alarm::OpenedUnsealed { box_no } => ("没有加封", format!("第 {box_no} 箱开箱前没有加封记录")),
        Alarm::DoubleIssue { group } => ("重复发票", format!("{group} 组有人领了两次票，请当场核对")),
        Alarm::IssuedOverTaken { group, issued, taken } => {
            ("发票不符", format!("{group} 组领到 {taken} 张，发出 {issued} 张"))
        }
        Alarm::BoxOverIssued { box_no } => ("收回多于发出", format!("第 {box_no} 箱收回的票多于发出的票")),
        Alarm::RunsDiffer { boxes } => ("两次计票不一致", format!("第 {} 箱，请当众复看原票", joined(boxes))),
        Alarm::PostedLate { days } => ("张榜晚了", format!("选举日前 {days} 天才张榜")),
        Alarm::LogForked => ("手机记录分叉", "可能有手机被复制或恢复过，请查设备".to_owned()),
        Alarm::RoleBreach => ("越权操作", "有人做了不归他做的事，请查记录".to_owned()),
        Alarm::DoesNotBalance => ("签字结果不相符", "已签字的结果四项不平，请看报告单".to_owned()),
        Alarm::LaterVersion { entries } => ("有新版记录", format!("{entries} 条要更新后才能看")),
    }
}

fn joined(numbers: &[u16]) -> String {
    numbers.iter().map(u16::to_string).collect::<Vec<_>>().join("、")
}

/// An alarm as a piece of news.
pub fn alarm_news(of: &Alarm) -> String {
    let (title, note) = alarm(of);
    [title, "：", &note].concat()
}

/// A step of an incident: `5 组叫停：发票不符`.
pub fn step(step: &IncidentStep) -> String {
    let place = place(step.group);
    match &step.what {
        Taken::Halted { reason } => [&place, "叫停：", halt(*reason)].concat(),
        Taken::Reported { reason } => [&place, "报异常：", halt(*reason)].concat(),
        Taken::Reprinted { colour, papers } => {
            let papers = papers.map(|papers| format!(" {papers} 张")).unwrap_or_default();
            [&place, "原票作废，补印", colour, "票", &papers].concat()
        }
        Taken::Voided => [&place, "原票作废"].concat(),
        Taken::Resumed => [&place, "解除叫停"].concat(),
    }
}

/// Where a finding is: `5 组`, `第 3 箱`; empty for the whole village.
pub fn at(note: &Noted) -> String {
    match note.group {
        Some(group) => place(Some(group)),
        None if note.boxes.is_empty() => String::new(),
        None => format!("第 {} 箱", joined(&note.boxes)),
    }
}

/// What was found.
pub fn found(kind: NotedKind) -> &'static str {
    match kind {
        NotedKind::DoubleIssue => "有人领了两次票",
        NotedKind::IssuedOffRoll => "名单外的人领了票",
        NotedKind::HolderWithoutProxy => "没有委托手续代领了票",
        NotedKind::IssuedOverTaken => "发出的票多于领入的票",
        NotedKind::Halted => "已叫停",
        NotedKind::Reported => "村里报了异常",
        NotedKind::PapersMiscounted => "桌上余票数不符",
        NotedKind::PapersCorrected => "有票按原票改过",
        NotedKind::OpenedUnsealed => "开箱前没有加封记录",
        NotedKind::RegisteredThoughOff => "不应登记的人已登记",
        NotedKind::SameNumber => "两人同一个身份证号",
        NotedKind::PostedLate => "张榜晚于法定日期",
        NotedKind::TwoRunsOpen => "同一箱两处在计票",
        NotedKind::RunsDiffer => "两次计票结果不同",
        NotedKind::BoxOverIssued => "收回的票多于发出的票",
        NotedKind::SmallPile => "票太少，会看出谁投了谁",
        NotedKind::DoesNotBalance => "签字的结果四项不平",
        NotedKind::Witnessed => "有一项经两人见证办理",
        NotedKind::SignedDiffers => "签字后又有记录，和签字的结果不一样",
        NotedKind::RoleBreach => "有人做了不归他做的事",
        NotedKind::LogForked => "有手机被复制或恢复过",
        NotedKind::RulesOutOfDate => "选举日不在规则有效期内",
        NotedKind::RulesUnknown => "规则不认识",
        NotedKind::WomenUnknown => "有人性别不明，妇女名额没有核",
        NotedKind::LaterVersion => "有新版手机的记录",
    }
}

/// What to do about it.
pub fn to_do(kind: NotedKind) -> &'static str {
    match kind {
        NotedKind::DoubleIssue => "请村里当场找本人和两位发票人核对，多发的一张收回作废",
        NotedKind::IssuedOffRoll => "请核对名单；确认不在名单上的，请选委会当场处理",
        NotedKind::HolderWithoutProxy => "请补看书面委托；没有委托的，请选委会当场处理",
        NotedKind::IssuedOverTaken => "请停下这一组，数清余票，再批示",
        NotedKind::Halted => "其他组选票当场密封；等镇里批示",
        NotedKind::Reported => "请打电话问清楚；办好后点解除",
        NotedKind::PapersMiscounted => "请两个人再数一遍；还不符就叫停本组",
        NotedKind::PapersCorrected => "请看改票的原因；不用另外办",
        NotedKind::OpenedUnsealed => "请监票人写明加封情况，两人见证",
        NotedKind::RegisteredThoughOff => "请选委会复核这个人的资格",
        NotedKind::SameNumber => "请对照身份证，改掉写错的一个",
        NotedKind::PostedLate => "请报上级，看是否推迟选举日",
        NotedKind::TwoRunsOpen => "请问清哪一处是正式计票，另一处停下",
        NotedKind::RunsDiffer => "请当众复看原票，查清从哪一张不同",
        NotedKind::BoxOverIssued => "请选委会决定：该箱无效，或者全村停止",
        NotedKind::SmallPile => "请和别的票箱混在一起再计",
        NotedKind::DoesNotBalance => "请看报告单上写的原因和两位见证人",
        NotedKind::Witnessed => "请看原因；不用另外办",
        NotedKind::SignedDiffers => "以纸质报告单为准；请村里核对后重新签字",
        NotedKind::RoleBreach => "这些记录不算数；请提醒本人",
        NotedKind::LogForked => "请查是哪部手机，由两位工作人员认定哪一支算数",
        NotedKind::RulesOutOfDate => "请换用选举日有效的规则",
        NotedKind::RulesUnknown => "请更新服务器",
        NotedKind::WomenUnknown => "请补上性别再核",
        NotedKind::LaterVersion => "请更新服务器后再看",
    }
}

/// How often: nothing for once.
pub fn times(times: u32) -> String {
    if times > 1 { format!("（{times} 处）") } else { String::new() }
}
