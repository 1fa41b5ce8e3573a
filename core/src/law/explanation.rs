//! Reasons with their numbers (理由): what a decision rests on, for screens and papers to put into words.

use super::majority::Base;
use super::rules::{Confidence, Of, Rule, Share};

/// What was found. The words for it lie with the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// More papers came back than were issued (收回多于发出): void. `have` returned, `base` issued.
    ReturnedOverIssued,
    /// No more papers came back than were issued.
    ReturnedWithinIssued,
    /// More papers were issued than people are present (发出多于到会): void. `have` issued, `base` present.
    IssuedOverPresent,
    /// No more papers were issued than people are present.
    IssuedWithinPresent,
    /// Too few took part (参选未达法定人数): void.
    TurnoutMissed,
    /// Enough took part.
    TurnoutReached,
    /// Elected by votes (当选).
    Elected,
    /// Elected as the woman with most votes (妇女优先当选).
    ElectedAsWoman,
    /// Votes enough, tied at the last seat (票数相等，再次投票).
    Tied,
    /// Votes enough, but others had more (得票过线而名额已满). `base` is the number of seats, `need` the votes of the last one seated.
    SeatsFilled,
    /// Votes enough, and a seat is kept for a woman (名额留给妇女).
    KeptForWoman,
    /// Too few votes (得票未达法定票数).
    NotEnough,
    /// Seated already in a higher post (已在上一职务当选).
    SeatedHigher,
    /// The committee has no woman (没有妇女成员), though the law asks for one. `have` women, `base` members.
    CommitteeHasNoWoman,
    /// Seats may stay open (可以缺额). `have` seated, `need` seated at least.
    MayStayVacant,
}

/// One reason: what was found, its numbers, and the article it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What was found.
    pub code: Code,
    /// Votes, papers or people there are.
    pub have: u32,
    /// Votes, papers or people the law asks for.
    pub need: u32,
    /// The number of which a share is taken, or with which is compared.
    pub base: u32,
    /// The share of the law, where one decides.
    pub share: Option<Share>,
    /// Law and article, in Chinese.
    pub article: &'static str,
    /// How surely that value was read.
    pub confidence: Confidence,
}

impl Explanation {
    /// A reason that rests on a share of a base.
    pub(super) fn by_share(code: Code, have: u32, base: &Base, rule: &Rule<Share>) -> Explanation {
        let share = rule.value;
        let base = base.number(share.of);
        Explanation {
            code,
            have,
            need: share.need(base),
            base,
            share: Some(share),
            article: rule.article,
            confidence: rule.confidence,
        }
    }

    /// A reason that rests on a plain comparison.
    pub(super) fn plain<T>(code: Code, have: u32, need: u32, base: u32, rule: &Rule<T>) -> Explanation {
        Explanation { code, have, need, base, share: None, article: rule.article, confidence: rule.confidence }
    }

    /// Of which number the share is taken, where one decides.
    pub fn of(&self) -> Option<Of> {
        self.share.map(|share| share.of)
    }
}
