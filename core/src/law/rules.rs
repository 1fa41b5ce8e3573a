//! Rule sets (选举法规) as data: one per law or ordinance, effective-dated, every value with its article and its confidence.

use crate::time::Day;
use minicbor::{Decode, Encode};

include!(concat!(env!("OUT_DIR"), "/rules.rs"));

/// The rule set of that id, `VC-CN-2018` for one; `None` if there is none.
pub fn rule_set(id: &str) -> Option<&'static RuleSet> {
    RULE_SETS.iter().find(|set| set.id == id)
}

/// The rule sets for a body whose dates hold on `day`, in the order of their ids.
pub fn in_force(body: Body, day: Day) -> impl Iterator<Item = &'static RuleSet> {
    RULE_SETS.iter().filter(move |set| set.body == body && set.in_force_on(day))
}

/// One number of the law, with the place where it is written and how surely it was read there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule<T> {
    /// What the law says.
    pub value: T,
    /// Where it says so: law and article, in Chinese, ready to print.
    pub article: &'static str,
    /// How surely.
    pub confidence: Confidence,
}

/// How surely a value of the law is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Read in the official text (已核对原文).
    Verified,
    /// Read in a secondary text, or cut short (据转引).
    Secondary,
    /// General knowledge, to be confirmed (待核实).
    Unconfirmed,
    /// The law is silent or ambiguous; a choice made here (本软件的选择).
    Chosen,
}

/// Which body is elected (机构).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(index_only)]
pub enum Body {
    /// The village committee (村民委员会).
    #[n(0)]
    VillageCommittee,
    /// The Party branch (党支部).
    #[n(1)]
    PartyBranch,
}

/// Of which number a share is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Registered voters (登记选民), or members entitled to attend (应到会有选举权的党员).
    Roll,
    /// Who attended or drew a paper (实到会).
    Present,
    /// Papers taken from the boxes, void and blank ones among them (收回选票).
    Returned,
}

/// A share of the law: more than (过半数, 超过), or at least (不少于, 以上), `num` parts in `den` of a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// True: strictly more than. False: exactly so many are enough.
    pub over: bool,
    /// Numerator.
    pub num: u32,
    /// Denominator, never 0.
    pub den: u32,
    /// The base.
    pub of: Of,
}

/// A plain proportion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ratio {
    /// Numerator; 0 where the law asks for none.
    pub num: u32,
    /// Denominator, never 0.
    pub den: u32,
}

/// What a fault on a paper makes void.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Scope {
    /// The section of that post (局部无效).
    #[n(0)]
    Section,
    /// The whole paper (整张无效).
    #[n(1)]
    Paper,
}

/// How a seat for a woman is made sure of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WomenSeat {
    /// The law asks for a woman and computes no seat.
    NotComputed,
    /// Computed from the votes: the woman with most votes is seated first, or a seat is kept open.
    Computed,
    /// A post of its own on the paper (妇女委员).
    SeparatePost,
}

/// Relatives who may not sit in one committee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KinCircle {
    /// No such rule.
    NotBarred,
    /// Spouses and lineal relatives (夫妻、直系亲属).
    SpouseAndLineal,
    /// Spouses, parents, children, brothers and sisters.
    CloseFamily,
    /// All near kin (近亲属, 民法典 1045条).
    NearKin,
}

/// One law or ordinance, resolved: what it does not say itself it takes from the set it extends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleSet {
    /// Short name, as kept in records and vectors.
    pub id: &'static str,
    /// Official name in Chinese.
    pub title: &'static str,
    /// Whose election it rules.
    pub body: Body,
    /// First day in force.
    pub from: Day,
    /// Last day in force; `None` while it holds.
    pub to: Option<Day>,
    /// How surely the two dates are known.
    pub dates: Confidence,
    /// Term of office (任期).
    pub term: Term,
    /// The committee to be elected (职数).
    pub committee: Committee,
    /// Who runs the election (村民选举委员会).
    pub election_committee: ElectionCommittee,
    /// The roll of voters (选民名单).
    pub roll: Roll,
    /// Candidates (候选人).
    pub candidates: Candidates,
    /// The paper (选票).
    pub ballot: Ballot,
    /// Voting for another (委托投票).
    pub proxy: Proxy,
    /// Whether an election is valid (选举有效).
    pub valid: Valid,
    /// Who is elected (当选).
    pub win: Win,
    /// The second ballot for open seats (另行选举).
    pub runoff: Runoff,
    /// When seats may stay open (缺额).
    pub vacancy: Vacancy,
    /// Women in the committee (妇女成员).
    pub women: Women,
    /// Relatives in the committee (近亲属回避).
    pub kin: Kin,
    /// Recall (罢免); none for Party branches.
    pub recall: Option<Recall>,
    /// Handover (移交).
    pub handover: Handover,
    /// SHA-256 of [`RuleSet::source`]: names exactly these values in a record.
    pub hash: [u8; 32],
}

/// Term of office (任期).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Years.
    pub years: Rule<u32>,
}

/// The committee to be elected (职数).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committee {
    /// Fewest members.
    pub min: Rule<u32>,
    /// Most members.
    pub max: Rule<u32>,
}

/// Who runs the election (村民选举委员会).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElectionCommittee {
    /// Fewest members.
    pub min: Rule<u32>,
    /// Most members.
    pub max: Rule<u32>,
}

/// The roll of voters (选民名单).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Roll {
    /// Age on election day in full years.
    pub adult_age: Rule<u32>,
    /// Months of residence for people with household registration elsewhere.
    pub residence_months: Rule<u32>,
    /// Days from posting to election day, at least.
    pub post_days: Rule<u32>,
    /// Days from posting within which one may object.
    pub objection_days: Rule<u32>,
    /// Days from an objection within which it is decided.
    pub decision_days: Rule<u32>,
}

/// Candidates (候选人).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidates {
    /// More candidates than seats, at least.
    pub extra: Rule<u32>,
    /// More candidates than seats, at least this share of the seats, rounded up.
    pub surplus: Rule<Ratio>,
    /// Days from posting the list to election day, at least.
    pub list_days: Rule<u32>,
}

/// The paper (选票).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ballot {
    /// What more names than seats make void.
    pub over: Rule<Scope>,
    /// What one name for two posts makes void.
    pub duplicate: Rule<Scope>,
    /// What an unreadable section makes void.
    pub unreadable: Rule<Scope>,
    /// Votes for a higher post count for the lower ones too (下加).
    pub cumulate: Rule<bool>,
    /// Each post has a paper of its own.
    pub separate_papers: Rule<bool>,
    /// Papers carry approval and disapproval, and who gets neither has an abstention (弃权) to his name.
    pub abstentions: Rule<bool>,
}

/// Voting for another (委托投票).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Principals one holder may vote for, at most; 0 where nobody may.
    pub max: Rule<u32>,
    /// The holder must be near kin (近亲属) of his principal.
    pub near_kin: Rule<bool>,
    /// A candidate may hold proxies.
    pub candidate_may_hold: Rule<bool>,
    /// Days before election day, at least.
    pub days_before: Rule<u32>,
}

/// Whether an election is valid (选举有效).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Valid {
    /// How many must take part.
    pub turnout: Rule<Share>,
    /// Which number has to reach that share.
    pub turnout_counts: Rule<Of>,
    /// The second ballot asks for it again.
    pub turnout_in_runoff: Rule<bool>,
    /// No more papers may come back than were issued.
    pub returned_within_issued: Rule<bool>,
    /// No more papers may be issued than people are present.
    pub issued_within_present: Rule<bool>,
}

/// Who is elected (当选).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Win {
    /// Votes needed.
    pub share: Rule<Share>,
    /// A tie at the last seat is voted on again among the tied.
    pub tie: Rule<bool>,
}

/// The second ballot for open seats (另行选举).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Runoff {
    /// Votes needed.
    pub share: Rule<Share>,
    /// More people on the list than seats.
    pub extra: Rule<u32>,
    /// Days after election day, at most.
    pub within_days: Rule<u32>,
}

/// When seats may stay open (缺额).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vacancy {
    /// Members seated, at least; 0 where no seat may stay open.
    pub seated: Rule<u32>,
    /// Only after a second ballot.
    pub after_runoff: Rule<bool>,
    /// Only with the highest post filled.
    pub chair: Rule<bool>,
}

/// Women in the committee (妇女成员).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Women {
    /// There has to be one.
    pub required: Rule<bool>,
    /// How.
    pub seat: Rule<WomenSeat>,
}

/// Relatives in the committee (近亲属回避).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kin {
    /// Who may not sit together.
    pub barred: Rule<KinCircle>,
    /// Who leaves is followed by the next by votes (递补).
    pub fill: Rule<bool>,
}

/// Recall (罢免).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recall {
    /// How many must vote.
    pub turnout: Rule<Share>,
    /// How many must agree.
    pub win: Rule<Share>,
}

/// Handover (移交).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handover {
    /// Days after the new committee is elected, at most.
    pub days: Rule<u32>,
}

/// What a village's own method of election (选举办法), passed by its assembly, changes in a rule set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Overrides {
    /// What more names than seats make void.
    #[n(0)]
    pub over: Option<Scope>,
    /// What one name for two posts makes void.
    #[n(1)]
    pub duplicate: Option<Scope>,
    /// What an unreadable section makes void.
    #[n(2)]
    pub unreadable: Option<Scope>,
    /// More people on the list of the second ballot than seats.
    #[n(3)]
    pub runoff_extra: Option<u32>,
}

/// The source of a value that a village has set for itself.
pub const VILLAGE_METHOD: &str = "本村选举办法";

impl RuleSet {
    /// Whether the set's dates hold on that day.
    pub fn in_force_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Every value as text, a line each: `key = value; article; confidence`. What a stranger's checker reads,
    /// and what is hashed. It stands apart from the set, so that a phone does not carry it.
    #[must_use]
    pub fn source(&self) -> &'static str {
        SOURCES.iter().find(|(id, _)| *id == self.id).map_or("", |(_, source)| source)
    }

    /// The set as a village's own method changes it.
    #[must_use]
    pub fn with(mut self, overrides: &Overrides) -> RuleSet {
        set(&mut self.ballot.over, overrides.over);
        set(&mut self.ballot.duplicate, overrides.duplicate);
        set(&mut self.ballot.unreadable, overrides.unreadable);
        set(&mut self.runoff.extra, overrides.runoff_extra);
        self
    }
}

fn set<T>(rule: &mut Rule<T>, value: Option<T>) {
    if let Some(value) = value {
        *rule = Rule { value, article: VILLAGE_METHOD, confidence: Confidence::Verified };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::Digest;

    fn find(id: &str) -> &'static RuleSet {
        rule_set(id).unwrap()
    }

    #[test]
    fn every_set_is_told_by_its_source() {
        for set in RULE_SETS {
            let dates = format!("from = {}", set.from);
            assert!(set.source().starts_with(&format!("id = {}\n", set.id)), "{}", set.id);
            assert!(set.source().contains(&dates), "{} lacks {dates}", set.id);
            assert!(
                set.to.is_none_or(|to| set.from < to && set.source().contains(&format!("to = {to}"))),
                "{}",
                set.id
            );
            let hash: [u8; 32] = sha2::Sha256::digest(set.source()).into();
            assert_eq!(hash, set.hash, "{}", set.id);
            assert!(RULE_SETS.iter().filter(|other| other.hash == set.hash).count() == 1, "{}", set.id);
        }
    }

    #[test]
    fn sets_by_day() {
        for (body, day, expected) in [
            (Body::VillageCommittee, "2004-11-13", vec!["VC-CN-1998"]),
            (Body::VillageCommittee, "2026-11-21", vec!["VC-CN-2026"]),
            (Body::PartyBranch, "2020-07-12", vec!["PARTY-1990"]),
            (Body::PartyBranch, "2020-07-13", vec!["PARTY-2020"]),
        ] {
            let found: Vec<&str> = in_force(body, Day::parse(day).unwrap())
                .map(|set| set.id)
                .filter(|id| id.contains("CN") || id.contains("PARTY"))
                .collect();
            assert_eq!(found, expected, "{day}");
        }
    }

    #[test]
    fn a_set_takes_what_it_does_not_say() {
        let shanghai = find("VC-SH-2020");
        assert_eq!(shanghai.roll.post_days, find("VC-CN-2018").roll.post_days);
        assert_ne!(shanghai.proxy.days_before, find("VC-CN-2018").proxy.days_before);
    }

    #[test]
    fn a_village_may_change_its_method() {
        let overrides = Overrides { over: Some(Scope::Paper), runoff_extra: Some(2), ..Overrides::default() };
        let changed = find("VC-CN-2018").with(&overrides);
        assert_eq!((changed.ballot.over.value, changed.ballot.over.article), (Scope::Paper, VILLAGE_METHOD));
        assert_eq!(changed.runoff.extra.value, 2);
        assert_eq!(changed.ballot.duplicate, find("VC-CN-2018").ballot.duplicate);
        let bytes = minicbor::to_vec(overrides).unwrap();
        assert_eq!(minicbor::decode::<Overrides>(&bytes).unwrap(), overrides);
    }
}
