//! Voting for another (委托投票): whether one voter may hold one more proxy.

use super::rules::RuleSet;

/// A voter asks to vote for somebody who is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// For how many he votes already.
    pub principals_already: u32,
    /// Whether he is near kin (近亲属) of the principal and has the right to vote in the village.
    pub near_kin: bool,
    /// Whether he is a candidate.
    pub holder_is_candidate: bool,
    /// Days before election day on which it is asked; 0 on the day itself.
    pub days_before: u32,
}

/// Why a proxy is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// He votes for as many as the law allows.
    Limit,
    /// He is not near kin of the principal.
    NotNearKin,
    /// He is a candidate.
    HolderIsCandidate,
    /// It is asked too late.
    TooLate,
}

/// Every reason against a proxy; none: it is accepted.
///
/// ```
/// use cunxuan_core::law::{proxy::{Refusal, Request, refusals}, rule_set};
/// let shanghai = rule_set("VC-SH-2020").unwrap(); // 上海选举办法 第16条第2款: five days before
/// let request = Request { principals_already: 0, near_kin: true, holder_is_candidate: false, days_before: 4 };
/// assert_eq!(refusals(shanghai, &request), [Refusal::TooLate]);
/// ```
pub fn refusals(rules: &RuleSet, request: &Request) -> Vec<Refusal> {
    let proxy = &rules.proxy;
    let tests = [
        (request.principals_already >= proxy.max.value, Refusal::Limit),
        (proxy.near_kin.value && !request.near_kin, Refusal::NotNearKin),
        (request.holder_is_candidate && !proxy.candidate_may_hold.value, Refusal::HolderIsCandidate),
        (request.days_before < proxy.days_before.value, Refusal::TooLate),
    ];
    tests.into_iter().filter_map(|(fails, refusal)| fails.then_some(refusal)).collect()
}
