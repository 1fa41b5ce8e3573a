//! Majorities (过半数、三分之一、五分之四) in whole numbers: 过半数 and 超过 are strict, 不少于 and 以上 include the number itself (民法典 1259条).

use super::explanation::{Code, Explanation};
use super::rules::{Candidates, Of, Ratio, Rule, RuleSet, Share};

/// The numbers an election is measured by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Base {
    /// Registered voters (登记选民), or members entitled to attend (应到会有选举权的党员).
    pub roll: u32,
    /// Members present (实到会); where no meeting is held, the papers issued.
    pub present: u32,
    /// Papers issued (发出选票), of valid series.
    pub issued: u32,
    /// Papers taken from the boxes (收回选票), of valid series, void and blank ones among them.
    pub returned: u32,
}

impl Base {
    /// The number that a share is taken of.
    pub fn number(&self, of: Of) -> u32 {
        match of {
            Of::Roll => self.roll,
            Of::Present => self.present,
            Of::Returned => self.returned,
        }
    }
}

impl Share {
    /// Whether `have` is that share of `base`, or more.
    ///
    /// ```
    /// use cunxuan_core::law::rules::{Of, Share};
    /// let half = Share { over: true, num: 1, den: 2, of: Of::Returned };
    /// assert!(!half.reached(350, 700)); // exactly half is not over half
    /// assert!(half.reached(351, 701));
    /// let third = Share { over: false, num: 1, den: 3, of: Of::Returned };
    /// assert!(third.reached(90, 270)); // exactly a third is not less than a third
    /// assert!(!third.reached(90, 271));
    /// ```
    pub fn reached(&self, have: u32, base: u32) -> bool {
        let (have, wanted) = (u64::from(have) * u64::from(self.den), u64::from(base) * u64::from(self.num));
        if self.over { have > wanted } else { have >= wanted }
    }

    /// The fewest that reach the share of `base`.
    ///
    /// ```
    /// use cunxuan_core::law::rules::{Of, Share};
    /// assert_eq!(Share { over: true, num: 1, den: 2, of: Of::Returned }.need(701), 351);
    /// assert_eq!(Share { over: false, num: 1, den: 3, of: Of::Returned }.need(271), 91);
    /// assert_eq!(Share { over: false, num: 4, den: 5, of: Of::Roll }.need(40), 32);
    /// ```
    pub fn need(&self, base: u32) -> u32 {
        let (wanted, den) = (u64::from(base) * u64::from(self.num), u64::from(self.den.max(1)));
        let need = if self.over { wanted / den + 1 } else { wanted.div_ceil(den) };
        u32::try_from(need).unwrap_or(u32::MAX)
    }
}

impl Ratio {
    /// That part of `whole`, rounded up.
    pub fn rounded_up(&self, whole: u32) -> u32 {
        let part = (u64::from(whole) * u64::from(self.num)).div_ceil(u64::from(self.den.max(1)));
        u32::try_from(part).unwrap_or(u32::MAX)
    }
}

/// Fewest candidates for so many seats (差额).
///
/// ```
/// use cunxuan_core::law::{majority::min_candidates, rule_set};
/// let party = rule_set("PARTY-2020").unwrap(); // 差额不少于百分之二十
/// assert_eq!(min_candidates(&party.candidates, 3), 4);
/// assert_eq!(min_candidates(&party.candidates, 89), 107);
/// let village = rule_set("VC-CN-2018").unwrap(); // 组织法 第15条第1款
/// assert_eq!(min_candidates(&village.candidates, 3), 4);
/// ```
pub fn min_candidates(candidates: &Candidates, seats: u32) -> u32 {
    let surplus = candidates.surplus.value.rounded_up(seats);
    seats.saturating_add(surplus.max(candidates.extra.value))
}

/// Whether enough took part: over half of the registered voters, or four fifths of the members.
///
/// ```
/// use cunxuan_core::law::{Base, Code, majority::turnout, rule_set};
/// let village = rule_set("VC-CN-2018").unwrap(); // 组织法 第15条第2款: 过半数
/// assert_eq!(turnout(village, &Base { roll: 1000, returned: 500, ..Base::default() }).code, Code::TurnoutMissed);
/// assert_eq!(turnout(village, &Base { roll: 1001, returned: 501, ..Base::default() }).code, Code::TurnoutReached);
/// let old = rule_set("PARTY-1990").unwrap(); // 超过五分之四
/// let new = rule_set("PARTY-2020").unwrap(); // 不少于五分之四
/// let meeting = Base { roll: 40, present: 32, ..Base::default() };
/// assert_eq!(turnout(old, &meeting).code, Code::TurnoutMissed);
/// assert_eq!(turnout(new, &meeting).code, Code::TurnoutReached);
/// ```
pub fn turnout(rules: &RuleSet, base: &Base) -> Explanation {
    let rule = &rules.valid.turnout;
    let have = base.number(rules.valid.turnout_counts.value);
    let reached = rule.value.reached(have, base.number(rule.value.of));
    Explanation::by_share(if reached { Code::TurnoutReached } else { Code::TurnoutMissed }, have, base, rule)
}

/// The tests of a valid election (选举有效), in the order in which they are made: papers returned against issued, papers issued
/// against people present where the law asks for it, and turnout where it asks for it in this round.
pub fn validity(rules: &RuleSet, base: &Base, runoff: bool) -> Vec<Explanation> {
    let valid = &rules.valid;
    let mut tests = Vec::new();
    if valid.returned_within_issued.value {
        tests.push(within(
            base.returned,
            base.issued,
            &valid.returned_within_issued,
            [Code::ReturnedWithinIssued, Code::ReturnedOverIssued],
        ));
    }
    if valid.issued_within_present.value {
        tests.push(within(
            base.issued,
            base.present,
            &valid.issued_within_present,
            [Code::IssuedWithinPresent, Code::IssuedOverPresent],
        ));
    }
    if !runoff || valid.turnout_in_runoff.value {
        tests.push(turnout(rules, base));
    }
    tests
}

fn within(have: u32, most: u32, rule: &Rule<bool>, [within, over]: [Code; 2]) -> Explanation {
    Explanation::plain(if have <= most { within } else { over }, have, most, most, rule)
}

impl Code {
    /// Whether this makes an election void (选举无效).
    pub fn voids(self) -> bool {
        match self {
            Code::ReturnedOverIssued | Code::IssuedOverPresent | Code::TurnoutMissed => true,
            Code::ReturnedWithinIssued
            | Code::IssuedWithinPresent
            | Code::TurnoutReached
            | Code::Elected
            | Code::ElectedAsWoman
            | Code::Tied
            | Code::SeatsFilled
            | Code::KeptForWoman
            | Code::NotEnough
            | Code::SeatedHigher
            | Code::CommitteeHasNoWoman
            | Code::MayStayVacant => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::rules::RULE_SETS;

    #[test]
    fn need_is_the_first_number_that_reaches() {
        for set in RULE_SETS {
            for share in [set.valid.turnout.value, set.win.share.value, set.runoff.share.value] {
                for base in (0..200).chain([28_201, u32::MAX / 2, u32::MAX - 1]) {
                    let need = share.need(base);
                    assert!(share.reached(need, base), "{} {base}", set.id);
                    assert!(need == 0 || !share.reached(need - 1, base), "{} {base}", set.id);
                }
            }
        }
    }

    #[test]
    fn candidates_for_seats() {
        for (id, seats, fewest) in
            [("PARTY-2020", 5, 6), ("PARTY-2020", 9, 11), ("PARTY-1990", 1, 2), ("VC-SH-2020", 4, 5)]
        {
            let candidates = RULE_SETS.iter().find(|set| set.id == id).unwrap().candidates;
            assert_eq!(min_candidates(&candidates, seats), fewest, "{id} {seats}");
        }
    }
}
