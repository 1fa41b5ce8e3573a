//! What is the matter with a row, in the words of the office's own documents (问题行的原因).

use cunxuan_core::api::lists::{ProblemCode, ProblemView};

/// The reason in one line.
#[must_use]
pub fn reason(problem: &ProblemView) -> String {
    match problem.code {
        ProblemCode::UnknownVillage => "不是本村的人，或者村名写错".to_owned(),
        ProblemCode::UnknownGroup => "没有这个村民小组".to_owned(),
        ProblemCode::NoHousehold => "没有户号".to_owned(),
        ProblemCode::NoName => "没有姓名".to_owned(),
        ProblemCode::OddName => "姓名里有数字或符号，请核对".to_owned(),
        ProblemCode::NoId => "没有身份证号".to_owned(),
        ProblemCode::IdAsNumber => "身份证号存成了数字，后几位已丢失，请按文本重新录入".to_owned(),
        ProblemCode::IdLength => "身份证号位数不对".to_owned(),
        ProblemCode::IdDigit => "身份证号里有不是数字的字".to_owned(),
        ProblemCode::IdDate => "身份证号里的出生日期不存在".to_owned(),
        ProblemCode::IdCheckDigit => "身份证号校验不对，可能抄错一位".to_owned(),
        ProblemCode::IdRepeated => format!("与第 {} 行是同一人，只导入前一行", problem.other),
        ProblemCode::IdOfTwo => format!("与第 {} 行身份证号相同、姓名不同", problem.other),
        ProblemCode::IdKnown => "村里已有此身份证号，但姓名不同".to_owned(),
        ProblemCode::SexDiffers => "性别与身份证号不符，已导入，请核对".to_owned(),
        ProblemCode::BirthDiffers => "出生日期与身份证号不符，已导入，请核对".to_owned(),
        ProblemCode::UnknownValue => "填写的内容认不出".to_owned(),
        ProblemCode::Remark => "备注要人工看，已导入".to_owned(),
    }
}
