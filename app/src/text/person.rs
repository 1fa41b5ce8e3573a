//! Words about people (人员): sex, numbers, why somebody is off the roll.

use cunxuan_core::id::PersonId;
use cunxuan_core::person::{Ask, IdFault, OffRoll, Sex};

/// 男 or 女.
pub fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "男",
        Sex::Female => "女",
    }
}

/// `男 · 58 岁`.
pub fn about(of: Sex, age: u8) -> String {
    format!("{} · {age} 岁", sex(of))
}

/// The place on the group's list; people added later have none.
pub fn number(id: PersonId) -> String {
    match id {
        PersonId::Listed { no, .. } => format!("第 {no:03} 号"),
        PersonId::Added { .. } => "新登记".to_owned(),
    }
}

/// Why somebody is off the roll.
pub fn off(reason: OffRoll) -> &'static str {
    match reason {
        OffRoll::UnderAge => "未满 18 岁",
        OffRoll::Deprived => "剥夺政治权利期间",
        OffRoll::CannotExercise => "无法行使选举权",
        OffRoll::RegisteredElsewhere => "已在他村登记",
        OffRoll::AwayNotTakingPart => "外出，未表示参加",
        OffRoll::Under12Months => "居住不满一年",
        OffRoll::NoAssemblyConsent => "村民代表会议未同意",
        OffRoll::OnTwoLists => "在两村名单上",
        OffRoll::Died => "死亡",
        OffRoll::MovedOut => "户口迁出",
        OffRoll::Unwilling => "不愿登记",
        OffRoll::Other => "其他",
    }
}

/// What must still be asked.
pub fn ask(ask: Ask) -> &'static str {
    match ask {
        Ask::Wish => "待问：是否参加",
        Ask::Months => "待问：住了几个月",
        Ask::Assembly => "待问：代表会议意见",
    }
}

/// What is wrong with an ID number.
pub fn fault(fault: IdFault) -> String {
    match fault {
        IdFault::Length => "身份证号是 18 位，请接着输".to_owned(),
        IdFault::Digit => "身份证号只有数字，末位可以是 X".to_owned(),
        IdFault::Date => "出生日期不对，请看身份证再输一次".to_owned(),
        IdFault::CheckDigit { at } => format!("第 {at} 位对不上，请看身份证再输一次"),
    }
}
