//! Limits of the roll (选民名单): coming of age, posting, objections. A period starts on the day after its first day (民法典 201条).

use super::rules::RuleSet;
use crate::time::Day;

/// Whether somebody born on `birth` is of age on election day.
///
/// ```
/// use cunxuan_core::{law::{roll::is_adult, rule_set}, time::Day};
/// let (rules, election) = (rule_set("VC-CN-2018").unwrap(), Day::parse("2026-11-21").unwrap()); // 组织法 第13条第1款
/// assert!(is_adult(Day::parse("2008-11-21").unwrap(), election, rules));
/// assert!(!is_adult(Day::parse("2008-11-22").unwrap(), election, rules));
/// ```
pub fn is_adult(birth: Day, election: Day, rules: &RuleSet) -> bool {
    u32::from(birth.age_on(election)) >= rules.roll.adult_age.value
}

/// The first day on which somebody born on `birth` is of age; born on 29 February, that is 1 March of a common year.
pub fn adult_on(birth: Day, rules: &RuleSet) -> Day {
    let (year, month, day) = birth.ymd();
    let year = year.saturating_add_unsigned(rules.roll.adult_age.value);
    Day::from_ymd(year, month, day).or_else(|| Day::from_ymd(year, 3, 1)).unwrap_or(Day::MAX)
}

/// The days that follow from posting the roll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posting {
    /// Days from posting to election day; negative if it was posted after it.
    pub days: i32,
    /// Whether those are enough.
    pub in_time: bool,
    /// Last day to object (申诉).
    pub objection_last: Day,
    /// Last day to decide an objection made on its last day.
    pub decision_last: Day,
    /// Last day on which the roll could be posted for this election day.
    pub post_last: Day,
}

/// The days that follow from posting the roll on `posted` for an election on `election`.
pub fn posting(rules: &RuleSet, posted: Day, election: Day) -> Posting {
    let days = election.since(posted);
    let post_days = signed(rules.roll.post_days.value);
    Posting {
        days,
        in_time: days >= post_days,
        objection_last: objection_last(rules, posted),
        decision_last: decision_last(rules, objection_last(rules, posted)),
        post_last: election.plus(-post_days),
    }
}

/// Last day to object to a roll posted on `posted`.
pub fn objection_last(rules: &RuleSet, posted: Day) -> Day {
    posted.plus(signed(rules.roll.objection_days.value))
}

/// Last day to decide an objection received on `received`.
pub fn decision_last(rules: &RuleSet, received: Day) -> Day {
    received.plus(signed(rules.roll.decision_days.value))
}

fn signed(days: u32) -> i32 {
    i32::try_from(days).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::rule_set;

    #[test]
    fn of_age_on_the_day_it_says() {
        let rules = rule_set("VC-CN-2018").unwrap();
        for (birth, first) in [("2008-11-21", "2026-11-21"), ("2008-02-29", "2026-03-01"), ("2008-12-31", "2026-12-31")]
        {
            let (birth, first) = (Day::parse(birth).unwrap(), Day::parse(first).unwrap());
            assert_eq!(adult_on(birth, rules), first);
            assert!(is_adult(birth, first, rules) && !is_adult(birth, first.plus(-1), rules), "{birth}");
        }
    }
}
