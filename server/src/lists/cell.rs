//! What one cell says (单元格), in the words of the county's lists: read without a word, mended, or not read.

use super::sheet::Cell;
use cunxuan_core::api::lists::{Mend, ProblemCode};
use cunxuan_core::id::GroupNo;
use cunxuan_core::person::{IdFault, IdNumber};

/// A value, and how it was mended.
pub type Read = (String, Option<Mend>);

/// Without blanks and signs that nobody sees; full-width signs as plain ones.
#[must_use]
pub fn plain(text: &str) -> String {
    let seen = |c: &char| !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{2060}');
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    };
    text.chars().filter(seen).map(narrow).collect()
}

/// A value whose form matters: mended where it is not as it was typed.
fn tidied(cell: &Cell, tidy: impl FnOnce(&str) -> String) -> Read {
    let value = tidy(cell.text());
    let mend = (value != cell.text()).then_some(Mend::Signs);
    (value, mend)
}

/// An ID number in its normal form.
pub fn id(cell: &Cell) -> Result<Read, ProblemCode> {
    let text = match cell {
        Cell::Empty => return Err(ProblemCode::NoId),
        Cell::Number(_) | Cell::Date(_) => return Err(ProblemCode::IdAsNumber),
        Cell::Text(_) => cell.text(),
    };
    let number = plain(text).to_ascii_uppercase();
    let number: String = number.trim_start_matches('=').chars().filter(|c| !"'‘’\"-`".contains(*c)).collect();
    match number.len() {
        0 => Err(ProblemCode::NoId),
        15 if number.bytes().all(|it| it.is_ascii_digit()) => fifteen(&number),
        // A spreadsheet keeps fifteen digits of a number; what was a number once may be text by now.
        18 if number.ends_with("000") => Err(ProblemCode::IdAsNumber),
        _ if number.contains("E+") => Err(ProblemCode::IdAsNumber),
        _ => {
            IdNumber::parse(&number).map_err(fault)?;
            let mend = (number != text).then_some(Mend::Signs);
            Ok((number, mend))
        }
    }
}

/// A number of the first generation. One that begins in 1919 or 1920 is rather one of 18 digits cut short.
fn fifteen(number: &str) -> Result<Read, ProblemCode> {
    let (place, rest) = number.split_at_checked(6).ok_or(ProblemCode::IdLength)?;
    if rest.starts_with("19") || rest.starts_with("20") {
        return Err(ProblemCode::IdLength);
    }
    let whole = IdNumber::complete(&[place, "19", rest].concat()).map_err(fault)?;
    Ok((whole.text().to_owned(), Some(Mend::FifteenDigits)))
}

fn fault(fault: IdFault) -> ProblemCode {
    match fault {
        IdFault::Length => ProblemCode::IdLength,
        IdFault::Digit => ProblemCode::IdDigit,
        IdFault::Date => ProblemCode::IdDate,
        IdFault::CheckDigit { .. } => ProblemCode::IdCheckDigit,
    }
}

/// An ID number as it may be shown, whatever somebody typed.
#[must_use]
pub fn masked(text: &str) -> String {
    let all = text.trim().chars().count();
    let hide = |(at, c): (usize, char)| if at >= 6 && at + 4 < all { '*' } else { c };
    if all < 11 { "*".repeat(all) } else { text.trim().chars().enumerate().map(hide).collect() }
}

/// Any text as it may be shown, whatever column it stands in: of numbers as long as a telephone's or an ID's only both
/// ends. Twelve figures in one piece are a village's code.
#[must_use]
pub fn hidden(text: &str) -> String {
    let mut shown = String::new();
    let mut run = String::new();
    for c in text.chars() {
        let joins = c.is_whitespace() || c == '-';
        if is_figure(c) || (joins && !run.is_empty()) {
            run.push(c);
        } else {
            shown.push_str(&hidden_run(&run));
            run.clear();
            shown.push(c);
        }
    }
    shown + &hidden_run(&run)
}

/// Figures, and what stands between them.
fn hidden_run(run: &str) -> String {
    let all = run.chars().filter(|c| is_figure(*c)).count();
    let is_code = all == 12 && run.trim_end().len() == 12;
    let head = match all {
        0..=10 => return run.to_owned(),
        _ if is_code => return run.to_owned(),
        11..=14 => 3,
        _ => 6,
    };
    let mut at = 0;
    let hide = |c: char| {
        at += usize::from(is_figure(c));
        if is_figure(c) && at > head && at + 4 <= all { '*' } else { c }
    };
    run.chars().map(hide).collect()
}

fn is_figure(c: char) -> bool {
    matches!(c, '0'..='9' | 'X' | 'x' | '０'..='９' | 'Ｘ' | 'ｘ')
}

/// A name: Han characters, and the dot between parts of a name.
pub fn name(cell: &Cell) -> Result<Read, ProblemCode> {
    let read = tidied(cell, |text| plain(text).replace(['•', '・', '‧', '．', '.', '∙'], "·"));
    let odd = |c: char| c.is_ascii() || !(c.is_alphabetic() || c == '·');
    match cell {
        _ if read.0.is_empty() => Err(ProblemCode::NoName),
        Cell::Text(_) if !read.0.contains(odd) => Ok(read),
        Cell::Text(_) | Cell::Empty | Cell::Number(_) | Cell::Date(_) => Err(ProblemCode::OddName),
    }
}

/// A household's number; empty where there is none, or only a sign for the one above. A day is none: `1-2` was
/// typed, and nobody knows it any more.
pub fn household(cell: &Cell) -> Result<Read, ProblemCode> {
    match cell {
        Cell::Date(_) => Err(ProblemCode::UnknownValue),
        Cell::Empty | Cell::Text(_) | Cell::Number(_) => {
            let read = tidied(cell, plain);
            let ditto = ["同上", "〃", "″", "\"", "''"].contains(&read.0.as_str());
            Ok(if ditto { (String::new(), None) } else { read })
        }
    }
}

/// A telephone number, or whatever somebody wrote there.
#[must_use]
pub fn phone(cell: &Cell) -> Read {
    tidied(cell, |text| match plain(text) {
        nothing if ["无", "/", "-", "—", "0"].contains(&nothing.as_str()) => String::new(),
        number if number.chars().all(|c| c.is_ascii_digit()) => number,
        _ => text.to_owned(),
    })
}

/// The number of a group: `3`, `3组`, `第三村民小组`, or one of the village's own names.
#[must_use]
pub fn group(text: &str, village: &str, groups: &[(GroupNo, String)]) -> Option<GroupNo> {
    let text = plain(text);
    let own = text.strip_prefix(village).unwrap_or(&text);
    let named = |told: &str| groups.iter().find(|(_, name)| plain(name) == told).map(|(no, _)| *no);
    // A group's own name may begin with the village's.
    if let Some(no) = named(&text).or_else(|| named(own)) {
        return Some(no);
    }
    let core = own.trim_start_matches('第').trim_end_matches(['组', '小', '民', '村', '队']);
    let no = core.parse().ok().or_else(|| numeral(core))?;
    groups.iter().any(|(known, _)| *known == no).then_some(no)
}

/// A Chinese numeral up to 99.
fn numeral(text: &str) -> Option<u16> {
    let digit = |text: &str| match text {
        "" => Some(None),
        one => "一二三四五六七八九".chars().zip(1..).find(|(c, _)| one == c.to_string()).map(|(_, value)| Some(value)),
    };
    match text.split_once('十') {
        Some((tens, ones)) => Some(digit(tens)?.unwrap_or(1) * 10 + digit(ones)?.unwrap_or(0)),
        None => digit(text)?,
    }
}

/// 男 or 女; anything else as it stands.
#[must_use]
pub fn sex(text: &str) -> String {
    match plain(text).as_str() {
        "1" | "男性" | "男" => "男".to_owned(),
        "2" | "女性" | "女" => "女".to_owned(),
        other => other.to_owned(),
    }
}

/// 汉 is 汉族.
#[must_use]
pub fn ethnic(text: &str) -> String {
    let text = plain(text);
    if text.is_empty() || text.ends_with('族') || text == "其他" { text } else { text + "族" }
}

/// 本村 or 外村; anything else as it stands. 农业 and 非农业 say nothing of the village.
#[must_use]
pub fn hukou(text: &str, heading: &str) -> String {
    let asked = heading.contains("是否");
    match plain(text).as_str() {
        "本村" | "本村户籍" | "本地" | "户籍在本村" | "本村户口" | "在册" => "本村".to_owned(),
        "外村" | "外来" | "外村户籍" | "外地" | "非本村" | "外来户" | "外来居住" | "外村户口" => {
            "外村".to_owned()
        }
        "是" if asked => "本村".to_owned(),
        "否" if asked => "外村".to_owned(),
        "农业" | "非农业" | "农业户口" | "非农业户口" | "居民户口" | "居民" => String::new(),
        other => other.to_owned(),
    }
}

/// 在村 or 外出; anything else as it stands.
#[must_use]
pub fn residence(text: &str, heading: &str) -> String {
    let (here, away) = (heading.contains("是否在村"), heading.contains("是否外出"));
    match plain(text).as_str() {
        "在村" | "在家" | "在村居住" | "在" | "常住" | "居家" => "在村".to_owned(),
        "不在村" | "不在家" | "不在" | "务工" | "打工" | "在外" => "外出".to_owned(),
        "是" if here => "在村".to_owned(),
        "否" if here => "外出".to_owned(),
        "是" if away => "外出".to_owned(),
        "否" if away => "在村".to_owned(),
        out if out.starts_with("外出") || out.starts_with("在外") => "外出".to_owned(),
        other => other.to_owned(),
    }
}

/// Whole months. A bare number counts only under a heading that says months.
#[must_use]
pub fn months(text: &str, heading: &str) -> Read {
    let text = plain(text);
    let bare = text.trim_end_matches('月').trim_end_matches('个');
    if let Some(years) = text.strip_suffix('年').and_then(|years| years.parse::<u16>().ok()) {
        return (years.saturating_mul(12).to_string(), Some(Mend::YearsToMonths));
    }
    let known = bare.len() < text.len() || heading.contains('月') || text.is_empty();
    (if known { bare.to_owned() } else { text + "?" }, None)
}

/// 是 or 否; anything else as it stands.
#[must_use]
pub fn assembly(text: &str) -> String {
    match plain(text).as_str() {
        "是" | "同意" => "是".to_owned(),
        "否" | "不同意" => "否".to_owned(),
        other => other.to_owned(),
    }
}

/// Whether a date of birth is the one in the ID number, as far as it goes; a date in no known form is not.
#[must_use]
pub fn same_birth(text: &str, id: &IdNumber) -> bool {
    let (year, month, day) = id.birth().ymd();
    let told: Vec<u32> =
        plain(text).split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let true_day = [u32::try_from(year).unwrap_or(0), month.into(), day.into()];
    match told.as_slice() {
        [] => text.trim().is_empty(),
        [whole] if *whole > 9_999_999 => *whole == (true_day.iter().fold(0, |sum, part| sum * 100 + part)),
        [whole] if *whole > 99_999 => *whole == u32::try_from(year).unwrap_or(0) * 100 + u32::from(month),
        parts => parts.iter().zip(true_day).all(|(told, truth)| *told == truth),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn id_numbers() {
        use ProblemCode::*;
        let whole = "11010519491231002X";
        for (typed, read) in [
            (whole, Ok((whole, None))),
            (" 110105 19491231 002x\u{3000}", Ok((whole, Some(Mend::Signs)))),
            ("１１０１０５１９４９１２３１００２Ｘ", Ok((whole, Some(Mend::Signs)))),
            ("'11010519491231002X", Ok((whole, Some(Mend::Signs)))),
            ("=\"11010519491231002X\"", Ok((whole, Some(Mend::Signs)))),
            ("110105-19491231-002X", Ok((whole, Some(Mend::Signs)))),
            ("110105491231002", Ok((whole, Some(Mend::FifteenDigits)))),
            // Eighteen digits cut down to fifteen: 2005 and 1949 are no years of the first generation.
            ("110105200503170", Err(IdLength)),
            ("110105194912310", Err(IdLength)),
            ("110105501331002", Err(IdDate)),
            ("1.10105E+17", Err(IdAsNumber)),
            ("110105194912310000", Err(IdAsNumber)),
            ("110105194912310021", Err(IdCheckDigit)),
            ("11010519491231002", Err(IdLength)),
            ("1101O519491231002X", Err(IdDigit)),
            ("　", Err(NoId)),
        ] {
            let read = read.map(|(id, mend): (&str, _)| (id.to_owned(), mend));
            assert_eq!(id(&text(typed)), read, "{typed}");
        }
        assert_eq!(id(&Cell::Number("110105194912310016".into())), Err(IdAsNumber));
        assert_eq!((masked(whole), masked("1234567890")), ("110105********002X".into(), "*".repeat(10)));
    }

    #[test]
    fn groups() {
        let groups = [(3, "东头组".to_owned()), (12, "第十二村民小组".to_owned()), (20, "二十组".to_owned())];
        for (typed, no) in [
            ("3", Some(3)),
            ("３组", Some(3)),
            ("第三村民小组", Some(3)),
            ("东头组", Some(3)),
            ("某村3组", Some(3)),
            ("十二", Some(12)),
            ("二十组", Some(20)),
            ("4组", None),
            ("西头组", None),
            ("", None),
        ] {
            assert_eq!(group(typed, "某村", &groups), no, "{typed}");
        }
        let groups = [(1, "东头".to_owned()), (2, "李家一组".to_owned())];
        for (typed, no) in [("李家一组", Some(2)), ("一组", Some(1)), ("李家东头", Some(1)), ("李家2组", Some(2))]
        {
            assert_eq!(group(typed, "李家", &groups), no, "{typed}");
        }
    }

    #[test]
    fn what_may_be_shown() {
        for (typed, shown) in [
            ("张三11010519491231002X，男", "张三110105********002X，男"),
            ("110105 19491231 002x", "110105 ******** 002x"),
            ("１１０１０５１９４９１２３１００２Ｘ", "１１０１０５********００２Ｘ"),
            ("110105491231002", "110105*****1002"),
            ("电话13800138000", "电话138****8000"),
            ("138-0013-8000", "138-****-8000"),
            ("370786108209", "370786108209"),
            ("1980-01-01", "1980-01-01"),
            ("02-0003 户", "02-0003 户"),
            ("第3组", "第3组"),
        ] {
            assert_eq!(hidden(typed), shown, "{typed}");
        }
    }

    #[test]
    fn births() {
        let id = IdNumber::parse("11010519491231002X").unwrap();
        for (typed, same) in [
            ("1949-12-31", true),
            ("19491231", true),
            ("194912", true),
            ("1949.12", true),
            ("1949年12月31日", true),
            ("1949.1", false),
            ("1949-12-30", false),
            ("19491230", false),
            ("不详", false),
        ] {
            assert_eq!(same_birth(typed, &id), same, "{typed}");
        }
    }

    #[test]
    fn names() {
        for (typed, read) in [
            ("张　三", Ok(("张三", Some(Mend::Signs)))),
            ("阿依·古丽", Ok(("阿依·古丽", None))),
            ("阿依.古丽", Ok(("阿依·古丽", Some(Mend::Signs)))),
            ("张三（户主）", Err(ProblemCode::OddName)),
            ("张三2", Err(ProblemCode::OddName)),
            ("张?", Err(ProblemCode::OddName)),
            (" ", Err(ProblemCode::NoName)),
        ] {
            let read = read.map(|(name, mend): (&str, _)| (name.to_owned(), mend));
            assert_eq!(name(&text(typed)), read, "{typed}");
        }
    }
}
