//! Civil days (日期) as the law counts them: whole days at +08:00, no clock and no hours.
//! A period starts on the day after its first day and ends with its last day (民法典 201条); no day is moved for a holiday.

use minicbor::decode::{self, Decoder};
use minicbor::encode::{self, Encoder, Write};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

const DAYS_PER_400_YEARS: i64 = 146_097;
/// 1970-01-01 counted from 0000-03-01: years are taken from March, so that a leap day is the last of its year.
const EPOCH: i64 = 719_468;
const SECONDS_PER_DAY: i64 = 86_400;
const EIGHT_HOURS: i64 = 8 * 3_600;

/// A civil date at +08:00: days since 1970-01-01, always within the years 1 to 9999. On the wire one integer, in JSON `"2026-11-21"`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Day(pub(crate) i32);

/// The text is not a date of the form `2026-11-21`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADay;

impl Day {
    /// 0001-01-01.
    pub const MIN: Day = Day(-719_162);
    /// 9999-12-31.
    pub const MAX: Day = Day(2_932_896);

    /// The day of that year (1–9999), month (1–12) and day of the month; `None` if there is no such day.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Day> {
        let exists = (1..=9999).contains(&year) && day >= 1 && day <= days_in_month(year, month)?;
        exists.then(|| Day(days_before(year, month, day)))
    }

    /// The day that lies so many days after 1970-01-01; `None` outside the years 1 to 9999.
    pub fn from_days(days: i32) -> Option<Day> {
        (Day::MIN.0..=Day::MAX.0).contains(&days).then_some(Day(days))
    }

    /// The civil day at +08:00 of a moment in seconds since 1970-01-01T00:00Z; held within the years 1 to 9999.
    pub fn from_unix(seconds: i64) -> Day {
        let days = seconds.saturating_add(EIGHT_HOURS).div_euclid(SECONDS_PER_DAY);
        clamped(days)
    }

    /// Reads `2026-11-21`; nothing else passes.
    pub fn parse(text: &str) -> Option<Day> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = u8::try_from(digits(parts.next()?, 2)?).ok()?;
        let day = u8::try_from(digits(parts.next()?, 2)?).ok()?;
        match parts.next() {
            Some(_) => None,
            None => Day::from_ymd(i32::try_from(year).ok()?, month, day),
        }
    }

    /// Days since 1970-01-01.
    pub fn days(self) -> i32 {
        self.0
    }

    /// Year, month (1–12), day of the month (1–31).
    pub fn ymd(self) -> (i32, u8, u8) {
        let days = i64::from(self.0) + EPOCH;
        let cycle = days.div_euclid(DAYS_PER_400_YEARS);
        let in_cycle = days.rem_euclid(DAYS_PER_400_YEARS);
        let year_in_cycle = (in_cycle - in_cycle / 1_460 + in_cycle / 36_524 - in_cycle / 146_096) / 365;
        let in_year = in_cycle - days_before_march_year(year_in_cycle);
        let month_from_march = (5 * in_year + 2) / 153;
        let day = in_year - days_before_march_month(month_from_march) + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = cycle * 400 + year_in_cycle + i64::from(month <= 2);
        (narrow(year), small(month), small(day))
    }

    /// The day so many days later (or earlier, if negative); held within the years 1 to 9999.
    #[must_use]
    pub fn plus(self, days: i32) -> Day {
        clamped(i64::from(self.0) + i64::from(days))
    }

    /// Days from `earlier` to this day; negative if `earlier` lies after it.
    pub fn since(self, earlier: Day) -> i32 {
        self.0 - earlier.0
    }

    /// Day of the week: 1 is Monday (星期一), 7 is Sunday (星期日).
    pub fn weekday(self) -> u8 {
        let from_monday = (self.0 + 3).rem_euclid(7);
        u8::try_from(from_monday + 1).unwrap_or(1)
    }

    /// Full years (周岁) on `day` of a person born on this day; 0 before the birth, at most 255.
    /// A birthday counts from its own day on (组织法 第13条第1款); who was born on 29 February comes of age on 1 March of a common year.
    ///
    /// ```
    /// use cunxuan_core::time::Day;
    /// let birth = Day::parse("2008-02-29").unwrap();
    /// assert_eq!(birth.age_on(Day::parse("2026-02-28").unwrap()), 17);
    /// assert_eq!(birth.age_on(Day::parse("2026-03-01").unwrap()), 18);
    /// ```
    pub fn age_on(self, day: Day) -> u8 {
        let (birth_year, birth_month, birth_day) = self.ymd();
        let (year, month, day_of_month) = day.ymd();
        let birthday_to_come = (month, day_of_month) < (birth_month, birth_day);
        small(i64::from(year - birth_year - i32::from(birthday_to_come)).clamp(0, 255))
    }
}

fn days_in_month(year: i32, month: u8) -> Option<u8> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

/// Days from 1970-01-01 to an existing day.
fn days_before(year: i32, month: u8, day: u8) -> i32 {
    let march_year = i64::from(year) - i64::from(month <= 2);
    let month_from_march = (i64::from(month) + 9) % 12;
    let in_cycle = days_before_march_year(march_year.rem_euclid(400)) + days_before_march_month(month_from_march);
    narrow(march_year.div_euclid(400) * DAYS_PER_400_YEARS + in_cycle + i64::from(day) - 1 - EPOCH)
}

fn days_before_march_year(year_in_cycle: i64) -> i64 {
    year_in_cycle * 365 + year_in_cycle / 4 - year_in_cycle / 100
}

/// From March on the months run 31, 30, 31, 30, 31 days, and again: 153 days in five months.
fn days_before_march_month(month_from_march: i64) -> i64 {
    (153 * month_from_march + 2) / 5
}

fn clamped(days: i64) -> Day {
    Day(narrow(days.clamp(i64::from(Day::MIN.0), i64::from(Day::MAX.0))))
}

/// For numbers already known to be small: the years 1 to 9999 and their days fit an `i32`.
fn narrow(number: i64) -> i32 {
    i32::try_from(number).unwrap_or_default()
}

/// For numbers already known to be months, days of a month, or ages.
fn small(number: i64) -> u8 {
    u8::try_from(number).unwrap_or_default()
}

fn digits(text: &str, length: usize) -> Option<u32> {
    let plain = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for NotADay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date of the form 2026-11-21")
    }
}

impl std::error::Error for NotADay {}

impl FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Day, NotADay> {
        Day::parse(text).ok_or(NotADay)
    }
}

impl TryFrom<String> for Day {
    type Error = NotADay;

    fn try_from(text: String) -> Result<Day, NotADay> {
        text.parse()
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl<C> Encode<C> for Day {
    fn encode<W: Write>(&self, e: &mut Encoder<W>, _: &mut C) -> Result<(), encode::Error<W::Error>> {
        e.i32(self.0)?.ok()
    }
}

impl<'b, C> Decode<'b, C> for Day {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Day, decode::Error> {
        let at = d.position();
        let days = d.i32()?;
        Day::from_days(days).ok_or_else(|| decode::Error::message("a day outside the years 1 to 9999").at(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn dates_and_their_numbers() {
        for (text, days, weekday) in [
            ("1970-01-01", 0, 4),
            ("1969-12-31", -1, 3),
            ("2000-02-29", 11_016, 2),
            ("2026-11-21", 20_778, 6),
            ("2026-11-22", 20_779, 7),
            ("0001-01-01", Day::MIN.days(), 1),
            ("9999-12-31", Day::MAX.days(), 5),
        ] {
            assert_eq!((day(text).days(), day(text).weekday()), (days, weekday), "{text}");
            assert_eq!(day(text).to_string(), text);
        }
    }

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        let mut at = day("1900-01-01");
        while at < day("2300-01-01") {
            let (year, month, day) = at.ymd();
            assert_eq!(Day::from_ymd(year, month, day), Some(at));
            assert!(at.plus(1).ymd() > at.ymd());
            at = at.plus(1);
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-01",
            "2026-01-01-",
            "+026-01-01",
            "0000-01-01",
            "",
        ] {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }

    #[test]
    fn ages() {
        for (birth, on, age) in [
            ("2008-11-21", "2026-11-21", 18),
            ("2008-11-22", "2026-11-21", 17),
            ("2008-02-29", "2028-02-29", 20),
            ("2030-01-01", "2026-01-01", 0),
        ] {
            assert_eq!(day(birth).age_on(day(on)), age, "{birth} on {on}");
        }
    }

    #[test]
    fn moments_are_taken_at_plus_eight() {
        for (seconds, text) in [
            (0, "1970-01-01"),
            (57_599, "1970-01-01"),
            (57_600, "1970-01-02"),
            (-28_801, "1969-12-31"),
            (i64::MAX, "9999-12-31"),
        ] {
            assert_eq!(Day::from_unix(seconds), day(text), "{seconds}");
        }
    }

    #[test]
    fn on_the_wire() {
        let bytes = minicbor::to_vec(day("2026-11-21")).unwrap();
        assert_eq!(bytes, [0x19, 0x51, 0x2a]);
        assert_eq!(minicbor::decode::<Day>(&bytes).unwrap(), day("2026-11-21"));
        assert!(minicbor::decode::<Day>(&minicbor::to_vec(i32::MAX).unwrap()).is_err());
    }
}
