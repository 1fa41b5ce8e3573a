//! What needs a look (需要处理), in a title and a note.

use super::plan::{clock, group};
use super::polling::halt;
use cunxuan_core::finding::Finding;
use cunxuan_core::id::{BoxNo, GroupNo, Label};

/// What was found, and where.
pub fn finding(found: &Finding) -> (&'static str, String) {
    match found {
        Finding::DoubleIssue { group: of, at, .. } => ("重复发票", double(*of, at)),
        Finding::IssuedOffRoll { .. } => ("名单外领票", "有人不在名单上却领了票".to_owned()),
        Finding::HolderWithoutProxy { .. } => ("没有委托手续", "有一张票由别人代领，没有登记委托".to_owned()),
        Finding::IssuedOverTaken { group: of, issued, taken, .. } => {
            ("发票不符", format!("{}领入 {taken} 张，已发 {issued} 张", group(*of)))
        }
        Finding::PapersMiscounted { group: of, expected, counted, .. } => {
            ("余票不符", format!("{}桌上应有 {expected} 张，数出 {counted} 张", group(*of)))
        }
        Finding::Reported { group: of, reason, .. } => ("已报异常", [&whole(*of), "：", halt(*reason)].concat()),
        Finding::Halted { group: of, reason, .. } => ("已叫停", [&whole(*of), "：", halt(*reason)].concat()),
        Finding::RegisteredThoughOff { .. } => ("登记要复核", "按名单情况不应登记的人已登记".to_owned()),
        Finding::SameNumber { .. } => ("身份证号重复", "两个人登记了同一个号".to_owned()),
        Finding::PostedLate { days, .. } => ("张榜晚了", format!("选举日前 {days} 天才张榜")),
        Finding::TwoRunsOpen { boxes, .. } => ("同一箱两处在计", at_boxes(boxes)),
        Finding::RunsDiffer { boxes, .. } => ("两次计票不同", at_boxes(boxes)),
        Finding::PapersCorrected { boxes, papers, .. } => {
            ("按原票改过", [&at_boxes(boxes), "，改 ", &papers.to_string(), " 张"].concat())
        }
        Finding::BoxOverIssued { box_no, .. } => ("收回多于发出", format!("{box_no} 号票箱")),
        Finding::SmallPile { boxes, papers, .. } => {
            ("票太少，请混箱", format!("{}只有 {papers} 张，会看出谁投了谁", at_boxes(boxes)))
        }
        Finding::OpenedUnsealed { box_no, .. } => ("没有加封的票箱开了", format!("{box_no} 号票箱，没有加封的记录")),
        Finding::DoesNotBalance { .. } => ("四项不符", "封存的结果四项不符，请核对".to_owned()),
        Finding::SignedDiffers { .. } => {
            ("签字后又有记录", "结果和签字时不一样，以纸质报告单为准，核对后重新签".to_owned())
        }
        Finding::Witnessed { .. } => ("有见证的例外", "有一项经两人见证办理".to_owned()),
        Finding::RoleBreach { at, .. } => ("越权操作不算数", format!("{} 的一条记录", clock(at.wall))),
        Finding::LogForked { .. } => ("手机记录分叉", "有手机被复制或恢复过，等镇里核实".to_owned()),
        Finding::RulesOutOfDate { .. } => ("规则过期", "选举日不在规则有效期内".to_owned()),
        Finding::RulesUnknown { .. } => ("规则不认识", "请更新后再用".to_owned()),
        Finding::WomenUnknown { .. } => ("妇女名额待核", "有人性别不明".to_owned()),
        Finding::LaterVersion { entries } => ("需更新后查看", format!("{entries} 条")),
    }
}

fn double(of: GroupNo, at: &[Label]) -> String {
    let times: Vec<String> = at.iter().map(|label| clock(label.wall)).collect();
    format!("{}一人领了 {} 张（{}）", group(of), at.len(), times.join("、"))
}

fn whole(of: Option<GroupNo>) -> String {
    of.map_or_else(|| "全村".to_owned(), group)
}

fn at_boxes(boxes: &[BoxNo]) -> String {
    let names: Vec<String> = boxes.iter().map(u16::to_string).collect();
    format!("{} 号票箱", names.join("、"))
}
