//! A person on the household lists of a village (居民), and what keeps him off the voters' roll (不列入选民名单).

use core::fmt;

use minicbor::{Decode, Decoder, Encode, Encoder, decode, encode};
use serde::{Deserialize, Serialize};

use crate::time::Day;

/// Why eighteen characters are not a citizen's number (公民身份号码, GB 11643).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IdFault {
    /// There are not eighteen characters.
    Length,
    /// A character is not a digit, or the last is neither a digit nor X.
    Digit,
    /// The birth date in it is no day of the calendar.
    Date,
    /// The check digit does not fit.
    CheckDigit {
        /// The place that does not fit, counted from 1: always 18.
        at: u8,
    },
}

/// A citizen's number (公民身份号码): checked when made, shown masked unless the text is asked for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct IdNumber {
    bytes: [u8; 18],
    birth: Day,
}

/// The weights of GB 11643 for the first seventeen digits.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

impl IdNumber {
    /// Reads a number as people type it: full-width digits, a small x and blanks are mended.
    pub fn parse(text: &str) -> Result<Self, IdFault> {
        let mut bytes = [0; 18];
        let mut length = 0;
        for c in text.chars().filter_map(normal) {
            let place = bytes.get_mut(length).ok_or(IdFault::Length)?;
            *place = u8::try_from(c).map_err(|_| IdFault::Digit)?;
            length += 1;
        }
        if length != bytes.len() {
            return Err(IdFault::Length);
        }
        Self::checked(bytes)
    }

    /// Takes eighteen characters that are already in their normal form.
    fn checked(bytes: [u8; 18]) -> Result<Self, IdFault> {
        let [body @ .., last] = bytes;
        let right = check_digit(&body).ok_or(IdFault::Digit)?;
        if !last.is_ascii_digit() && last != b'X' {
            return Err(IdFault::Digit);
        }
        let birth = birth_of(&bytes).ok_or(IdFault::Date)?;
        if last != right {
            return Err(IdFault::CheckDigit { at: 18 });
        }
        Ok(Self { bytes, birth })
    }

    /// The number that begins with these seventeen digits, its check digit computed.
    pub fn complete(body: &str) -> Result<Self, IdFault> {
        let digits: [u8; 17] = body.as_bytes().try_into().map_err(|_| IdFault::Length)?;
        let last = check_digit(&digits).ok_or(IdFault::Digit)?;
        let mut bytes = [last; 18];
        for (place, digit) in bytes.iter_mut().zip(digits) {
            *place = digit;
        }
        Self::checked(bytes)
    }

    /// All eighteen characters: for the phone that registers and the paper forms, never for lists, logs or links.
    pub fn text(&self) -> &str {
        core::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    /// The number as screens show it: `370786********1234`.
    pub fn masked(&self) -> String {
        let hidden = |(at, &byte): (usize, &u8)| if (6..14).contains(&at) { '*' } else { char::from(byte) };
        self.bytes.iter().enumerate().map(hidden).collect()
    }

    /// The day of birth written in it.
    pub fn birth(&self) -> Day {
        self.birth
    }

    /// The sex written in it: the seventeenth digit is odd for men.
    pub fn sex(&self) -> Sex {
        let odd = self.bytes.get(16).is_some_and(|digit| digit % 2 == 1);
        if odd { Sex::Male } else { Sex::Female }
    }
}

/// One typed character in its normal form; nothing for blanks.
fn normal(c: char) -> Option<char> {
    match c {
        '\u{200b}' | '\u{feff}' => None,
        blank if blank.is_whitespace() => None,
        'x' | 'ｘ' | 'Ｘ' => Some('X'),
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        other => Some(other),
    }
}

/// The check digit that belongs to seventeen digits, or nothing if one is no digit.
fn check_digit(body: &[u8; 17]) -> Option<u8> {
    let mut sum = 0;
    for (byte, weight) in body.iter().zip(WEIGHTS) {
        sum += char::from(*byte).to_digit(10)? * weight;
    }
    b"10X98765432".get(usize::try_from(sum % 11).ok()?).copied()
}

/// The birth date in places 7 to 14.
fn birth_of(bytes: &[u8; 18]) -> Option<Day> {
    let number = |from: usize, to: usize| core::str::from_utf8(bytes.get(from..to)?).ok()?.parse::<u16>().ok();
    let small = |from: usize, to: usize| u8::try_from(number(from, to)?).ok();
    Day::from_ymd(i32::from(number(6, 10)?), small(10, 12)?, small(12, 14)?)
}

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl<C> Encode<C> for IdNumber {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.str(self.text())?.ok()
    }
}

impl<'b, C> Decode<'b, C> for IdNumber {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, decode::Error> {
        let bytes = d.str()?.as_bytes().try_into();
        let bytes: [u8; 18] = bytes.map_err(|_| decode::Error::message("not an ID number"))?;
        Self::checked(bytes).map_err(|_| decode::Error::message("not an ID number"))
    }
}

/// Sex (性别).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
pub enum Sex {
    /// 男
    #[n(0)]
    Male,
    /// 女
    #[n(1)]
    Female,
}

/// Where a person's household is registered (户籍).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
pub enum Hukou {
    /// In this village (本村).
    #[n(0)]
    Here,
    /// In another place (外村).
    #[n(1)]
    Elsewhere,
}

/// Whether a person lives in the village (居住情况).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
pub enum Residence {
    /// In the village (在村).
    #[n(0)]
    Here,
    /// Away (外出).
    #[n(1)]
    Away,
}

/// What a person said about taking part (参选意愿).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
pub enum Wish {
    /// Nobody has written down an answer: the list has no such column.
    #[n(0)]
    Unknown,
    /// Nothing was said: the column is there and empty.
    #[n(1)]
    Silent,
    /// 参加
    #[n(2)]
    TakesPart,
    /// 申请参加: asked in by someone registered elsewhere.
    #[n(3)]
    Applies,
    /// 联系不上
    #[n(4)]
    Unreachable,
    /// 不参加
    #[n(5)]
    Declines,
}

/// The facts that a remark (备注) on the list states; the law sees these, never the remark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(map)]
pub struct Facts {
    /// Deprived of political rights (剥夺政治权利) up to and including this day.
    #[n(0)]
    pub deprived_until: Option<Day>,
    /// A hospital says he cannot understand his acts (不能辨认自己行为).
    #[n(1)]
    #[cbor(default)]
    pub cannot_exercise: bool,
    /// Registered as a voter in another village (已在他村登记).
    #[n(2)]
    #[cbor(default)]
    pub registered_elsewhere: bool,
}

/// A person as the household list names him. He stands on no roll by being here.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Person {
    /// 户号, unique in the village.
    #[n(0)]
    pub household: String,
    /// 与户主关系
    #[n(1)]
    pub relation: String,
    /// 姓名
    #[n(2)]
    pub name: String,
    /// 性别
    #[n(3)]
    pub sex: Sex,
    /// 公民身份号码
    #[n(4)]
    pub id_number: IdNumber,
    /// 民族
    #[n(5)]
    #[cbor(default)]
    pub ethnic: String,
    /// 户籍
    #[n(6)]
    pub hukou: Hukou,
    /// 居住情况
    #[n(7)]
    pub residence: Residence,
    /// 居住月数: whole months lived here; nothing if not written down.
    #[n(8)]
    pub months: Option<u16>,
    /// 参选意愿
    #[n(9)]
    pub wish: Wish,
    /// 村民代表会议同意; nothing if the assembly has not been asked.
    #[n(10)]
    pub assembly: Option<bool>,
    /// What the remark says.
    #[n(11)]
    pub facts: Facts,
    /// 政治面貌
    #[n(12)]
    #[cbor(default)]
    pub party: String,
    /// 文化程度
    #[n(13)]
    #[cbor(default)]
    pub education: String,
    /// 手机号
    #[n(14)]
    #[cbor(default)]
    pub phone: String,
    /// The initials of the name in pinyin for the search pad, several readings parted by a blank; may be empty.
    #[n(15)]
    #[cbor(default)]
    pub initials: String,
}

/// Why a person is not on the roll. The computed ones stand in the order in which they are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode, Serialize, Deserialize)]
#[cbor(index_only)]
pub enum OffRoll {
    /// 未满18周岁 on the election day (组织法 第13条第1款).
    #[n(0)]
    UnderAge,
    /// 剥夺政治权利 on the election day (组织法 第13条第1款).
    #[n(1)]
    Deprived,
    /// 无法行使选举权
    #[n(2)]
    CannotExercise,
    /// 已在他村登记 (组织法 第13条第3款).
    #[n(3)]
    RegisteredElsewhere,
    /// 外出未表示参加 (组织法 第13条第2款第2项).
    #[n(4)]
    AwayNotTakingPart,
    /// 居住不满一年 (组织法 第13条第2款第3项).
    #[n(5)]
    Under12Months,
    /// 未获村民代表会议同意 (组织法 第13条第2款第3项).
    #[n(6)]
    NoAssemblyConsent,
    /// 在两村名单上: the township sees it, no single village can.
    #[n(7)]
    OnTwoLists,
    /// 死亡, as the registrar finds.
    #[n(8)]
    Died,
    /// 户口迁出, as the registrar finds.
    #[n(9)]
    MovedOut,
    /// 不愿登记, as the registrar finds.
    #[n(10)]
    Unwilling,
    /// 其他, as the registrar finds.
    #[n(11)]
    Other,
}

/// What must still be asked (待问) before a person's place on the roll is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Ask {
    /// Whether he takes part, being away.
    Wish,
    /// For how many months he has lived here.
    Months,
    /// Whether the villagers' assembly or representatives agree.
    Assembly,
}

impl Person {
    /// What keeps this person off the roll on the election day, the first reason only.
    ///
    /// `adult_age` in whole years and `months_required` in whole months come from the rule set.
    /// A list that does not say is no reason: see [`Person::to_ask`].
    pub fn off_roll(&self, election_day: Day, adult_age: u8, months_required: u16) -> Option<OffRoll> {
        let stranger = self.hukou == Hukou::Elsewhere;
        let reasons = [
            (self.id_number.birth().age_on(election_day) < adult_age, OffRoll::UnderAge),
            (self.facts.deprived_until.is_some_and(|until| election_day <= until), OffRoll::Deprived),
            (self.facts.cannot_exercise, OffRoll::CannotExercise),
            (self.facts.registered_elsewhere, OffRoll::RegisteredElsewhere),
            (self.residence == Residence::Away && self.wish.keeps_off(), OffRoll::AwayNotTakingPart),
            (stranger && self.months.is_some_and(|months| months < months_required), OffRoll::Under12Months),
            (stranger && self.assembly == Some(false), OffRoll::NoAssemblyConsent),
        ];
        reasons.into_iter().find_map(|(holds, reason)| holds.then_some(reason))
    }

    /// What the list does not say and must be asked, for someone whom nothing keeps off the roll.
    pub fn to_ask(&self) -> Option<Ask> {
        let stranger = self.hukou == Hukou::Elsewhere;
        let gaps = [
            (self.residence == Residence::Away && self.wish == Wish::Unknown, Ask::Wish),
            (stranger && self.months.is_none(), Ask::Months),
            (stranger && self.assembly.is_none(), Ask::Assembly),
        ];
        gaps.into_iter().find_map(|(open, ask)| open.then_some(ask))
    }
}

impl Wish {
    /// Whether this keeps someone who is away off the roll; what nobody asked does not.
    fn keeps_off(self) -> bool {
        match self {
            Wish::Silent | Wish::Unreachable | Wish::Declines => true,
            Wish::Unknown | Wish::TakesPart | Wish::Applies => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(body: &str) -> IdNumber {
        IdNumber::complete(body).unwrap()
    }

    fn someone() -> Person {
        Person {
            household: "01001".into(),
            relation: "户主".into(),
            name: "某人".into(),
            sex: Sex::Male,
            id_number: id("99010119800101001"),
            ethnic: String::new(),
            hukou: Hukou::Here,
            residence: Residence::Here,
            months: None,
            wish: Wish::Unknown,
            assembly: None,
            facts: Facts::default(),
            party: String::new(),
            education: String::new(),
            phone: String::new(),
            initials: String::new(),
        }
    }

    fn changed(change: fn(&mut Person)) -> Person {
        let mut person = someone();
        change(&mut person);
        person
    }

    #[test]
    fn numbers_as_typed() {
        // 11010519491231002X is the example of the standard itself.
        for (text, read) in [
            ("11010519491231002X", Ok("110105********002X")),
            ("11010519491231002x", Ok("110105********002X")),
            (" 110105 19491231 002Ｘ\u{3000}", Ok("110105********002X")),
            ("１１０１０５１９４９１２３１００２ｘ", Ok("110105********002X")),
            ("110105194912310021", Err(IdFault::CheckDigit { at: 18 })),
            ("110105194913310027", Err(IdFault::Date)),
            ("110105190002290024", Err(IdFault::Date)),
            ("1101051949123100X2", Err(IdFault::Digit)),
            ("11010519491231002Y", Err(IdFault::Digit)),
            ("11010519491231002甲", Err(IdFault::Digit)),
            ("11010519491231002", Err(IdFault::Length)),
            ("11010519491231002X0", Err(IdFault::Length)),
            ("", Err(IdFault::Length)),
        ] {
            assert_eq!(IdNumber::parse(text).map(|id| id.masked()), read.map(String::from), "{text}");
        }
    }

    #[test]
    fn what_a_number_says() {
        let number = IdNumber::parse("11010519491231002X").unwrap();
        assert_eq!((number.birth().to_string().as_str(), number.sex()), ("1949-12-31", Sex::Female));
        assert_eq!(format!("{number:?}"), "110105********002X");
        assert_eq!(IdNumber::complete("11010519491231002"), Ok(number));
        assert_eq!(id("99010119800101001").sex(), Sex::Male);
    }

    #[test]
    fn off_the_roll() {
        for (off, change) in [
            (None, (|_| ()) as fn(&mut Person)),
            (None, |p| p.id_number = id("99010120081105001")),
            (Some(OffRoll::UnderAge), |p| p.id_number = id("99010120081106001")),
            (Some(OffRoll::Deprived), |p| p.facts.deprived_until = Day::parse("2026-11-05")),
            (None, |p| p.facts.deprived_until = Day::parse("2026-11-04")),
            (Some(OffRoll::CannotExercise), |p| p.facts.cannot_exercise = true),
            (Some(OffRoll::RegisteredElsewhere), |p| p.facts.registered_elsewhere = true),
            (None, |p| p.residence = Residence::Away),
            (Some(OffRoll::AwayNotTakingPart), |p| (p.residence, p.wish) = (Residence::Away, Wish::Silent)),
            (Some(OffRoll::AwayNotTakingPart), |p| (p.residence, p.wish) = (Residence::Away, Wish::Unreachable)),
            (None, |p| (p.residence, p.wish) = (Residence::Away, Wish::TakesPart)),
            (None, |p| p.wish = Wish::Declines),
            (None, |p| (p.hukou, p.months, p.assembly) = (Hukou::Elsewhere, Some(12), Some(true))),
            (Some(OffRoll::Under12Months), |p| {
                (p.hukou, p.months, p.assembly) = (Hukou::Elsewhere, Some(11), Some(false))
            }),
            (Some(OffRoll::NoAssemblyConsent), |p| {
                (p.hukou, p.months, p.assembly) = (Hukou::Elsewhere, Some(12), Some(false))
            }),
            (None, |p| p.months = Some(3)),
            (Some(OffRoll::Deprived), |p| {
                p.facts = Facts {
                    deprived_until: Day::parse("2027-01-01"),
                    cannot_exercise: true,
                    registered_elsewhere: true,
                };
            }),
        ] {
            let person = changed(change);
            assert_eq!(person.off_roll(Day::parse("2026-11-05").unwrap(), 18, 12), off, "{person:?}");
        }
    }

    #[test]
    fn what_must_be_asked() {
        for (ask, change) in [
            (None, (|_| ()) as fn(&mut Person)),
            (Some(Ask::Wish), |p| p.residence = Residence::Away),
            (None, |p| (p.residence, p.wish) = (Residence::Away, Wish::Silent)),
            (Some(Ask::Months), |p| (p.hukou, p.assembly) = (Hukou::Elsewhere, Some(true))),
            (Some(Ask::Assembly), |p| (p.hukou, p.months) = (Hukou::Elsewhere, Some(12))),
        ] {
            assert_eq!(changed(change).to_ask(), ask);
        }
    }

    #[test]
    fn on_the_wire() {
        let person = changed(|p| (p.months, p.assembly, p.phone) = (Some(5), Some(false), "1".into()));
        let bytes = minicbor::to_vec(&person).unwrap();
        assert_eq!(minicbor::decode::<Person>(&bytes).unwrap(), person);
        let forged = minicbor::to_vec("110105194912310021").unwrap();
        assert!(minicbor::decode::<IdNumber>(&forged).is_err());
    }
}
