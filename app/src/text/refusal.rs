//! Why an act is not possible now (不能办的原因), in plain words.

use super::person::{number, off};
use super::plan::{clock, full_day, group, role};
use cunxuan_core::village::Refusal;
use cunxuan_core::{canvass, count, polling, roll};

/// Any refusal.
pub fn refusal(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Roll(refusal) => of_roll(refusal),
        Refusal::Polling(refusal) => of_polling(refusal),
        Refusal::Count(refusal) => of_count(refusal),
        Refusal::Canvass(refusal) => of_canvass(refusal),
    }
}

fn of_roll(refusal: &roll::Refusal) -> String {
    match refusal {
        roll::Refusal::Unknown => "名单上没有这个人".to_owned(),
        roll::Refusal::NoSuchGroup => "没有这个小组".to_owned(),
        roll::Refusal::AlreadyRegistered { group: of, person } => {
            format!("这个人已在{}登记（{}）", group(*of), number(*person))
        }
        roll::Refusal::AlreadyListed { group: of, person } => {
            format!("这个人已在{}名单上（{}），请在名单里登记", group(*of), number(*person))
        }
        roll::Refusal::UnderAge { adult_on } => format!("选举日未满 18 岁，{} 才满", full_day(*adult_on)),
        roll::Refusal::Off { reason } => format!("不能登记：{}", off(*reason)),
        roll::Refusal::NothingDecided => "没有可撤销的登记".to_owned(),
        roll::Refusal::HasPaper => "已经领过票，不能撤销登记".to_owned(),
    }
}

fn of_polling(refusal: &polling::Refusal) -> String {
    match refusal {
        polling::Refusal::NotOnRoll => "不在选民名单上".to_owned(),
        polling::Refusal::AlreadyIssued { at } => format!("{} 已领过票，不能再发", clock(at.wall)),
        polling::Refusal::Halted => "本组已叫停，先不发票".to_owned(),
        polling::Refusal::SeriesNotForGroup => "本组没有可发的选票".to_owned(),
        polling::Refusal::NoProxy => "没有登记委托".to_owned(),
        polling::Refusal::HolderFirst => "受托人要先领自己的票".to_owned(),
        polling::Refusal::ProxyLimit { most } => format!("每人最多受托 {most} 人"),
        polling::Refusal::NotNearKin => "受托人须是近亲属".to_owned(),
        polling::Refusal::HolderIsCandidate => "候选人不能受托".to_owned(),
        polling::Refusal::ProxyTooLate => "委托登记已截止".to_owned(),
        polling::Refusal::AlreadyPrincipal { .. } => "已经委托给别人了".to_owned(),
        polling::Refusal::NotWritten => "要先看到书面委托".to_owned(),
        polling::Refusal::NotIssued => "还没有领票".to_owned(),
    }
}

fn of_count(refusal: &count::Refusal) -> String {
    match refusal {
        count::Refusal::NotATeller => "由村里计票人操作，请交机".to_owned(),
        count::Refusal::NoSuchForm => "还没有定选票".to_owned(),
        count::Refusal::EmptyPile => "先选票箱".to_owned(),
        count::Refusal::BoxNotOpened { box_no } => format!("{box_no} 号票箱还没开箱"),
        count::Refusal::RunIsOpen => "这个票箱正在计票".to_owned(),
        count::Refusal::NoSuchRun => "没有这次计票".to_owned(),
        count::Refusal::RunIsClosed => "这个票箱已计完".to_owned(),
        count::Refusal::RunIsAbandoned => "这次计票已停，由别的手机重计".to_owned(),
        count::Refusal::SameTeller => "同一个人不能自己核对自己".to_owned(),
        count::Refusal::BundleInHand => "这一捆还没满，直接撤销".to_owned(),
        count::Refusal::NoScrutineer => "要监票人口令和原因".to_owned(),
        count::Refusal::BundleDiffers { bundle } => {
            format!("第 {} 捆两机不一致，先核对", bundle.saturating_add(1))
        }
        count::Refusal::DoesNotFit => "和选票样式对不上".to_owned(),
        count::Refusal::NothingToUndo => "本捆没有可撤销的票".to_owned(),
        count::Refusal::PapersDiffer { called, counted } => format!("唱了 {called} 张，箱里是 {counted} 张，对不上"),
    }
}

fn of_canvass(refusal: &canvass::Refusal) -> String {
    match refusal {
        canvass::Refusal::NotACounter => "由村里计票人操作，请交机".to_owned(),
        canvass::Refusal::NoSuchForm => "还没有定选票".to_owned(),
        canvass::Refusal::BoxesOpen { boxes } => format!("还有 {boxes} 个票箱没计完"),
        canvass::Refusal::DoesNotBalance => "四项不符，写明原因，两人见证".to_owned(),
        canvass::Refusal::SignatureMissing { role: missing } => format!("还差{}签名", role(*missing)),
        canvass::Refusal::AlreadySigned { at } => format!("{} 已封存", clock(at.wall)),
    }
}
