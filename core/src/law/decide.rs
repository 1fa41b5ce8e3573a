//! Who is elected (确定当选): post by post from the highest, by votes, over the share of the law; a tie at the last seat is never
//! broken by order, age or lot. Then the list for the second ballot (另行选举) and what the law asks of the whole committee.

use super::Name;
use super::explanation::{Code, Explanation};
use super::majority::{self, Base};
use super::paper::Post;
use super::rules::{Rule, RuleSet, Share, WomenSeat};
use super::tally::Tally;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

mod seats;
use seats::Seating;

/// Which ballot it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Round {
    /// The first.
    #[default]
    First,
    /// The second, for the seats left open (另行选举).
    Runoff,
}

/// What a decision has to know besides votes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setting {
    /// Which ballot it is.
    pub round: Round,
    /// Who was seated before this ballot.
    pub seated: BTreeSet<Name>,
    /// Whether the highest post was filled before this ballot.
    pub chair_seated: bool,
    /// Which names are women; `None` where that is not known of everybody, and then nothing is computed from it.
    pub women: Option<BTreeSet<Name>>,
}

/// One post to be decided.
#[derive(Clone, Copy, Debug)]
pub struct Contest<'a> {
    /// How many are elected.
    pub seats: u32,
    /// Votes for each name.
    pub votes: &'a BTreeMap<Name, u32>,
    /// What the votes are measured by.
    pub base: &'a Base,
    /// Which ballot it is.
    pub round: Round,
    /// Who is seated already.
    pub taken: &'a BTreeSet<Name>,
    /// Which names are women, where a seat is computed for them in this post.
    pub women: Option<&'a BTreeSet<Name>>,
}

/// Equal votes at the last seat: these vote again for so many seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// Who is tied.
    pub among: Vec<Name>,
    /// For how many seats.
    pub seats: u32,
    /// It is the seat of the woman with most votes.
    pub for_woman: bool,
}

/// What one post has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// Who is elected, by votes; the woman seated first stands first.
    pub elected: Vec<Name>,
    /// Who votes again.
    pub tie: Option<Tie>,
    /// Seats for which nobody had votes enough.
    pub vacant: u32,
    /// Seats kept open for a woman: 0 or 1.
    pub women_reserved: u32,
    /// Why, for each name, by votes.
    pub why: Vec<(Name, Explanation)>,
}

/// Decides one post.
///
/// ```
/// use cunxuan_core::law::{Base, decide::{Contest, Round, post}, rule_set};
/// use std::collections::{BTreeMap, BTreeSet};
/// let rules = rule_set("VC-CN-2018").unwrap();
/// let base = Base { roll: 1000, returned: 600, ..Base::default() };
/// let votes = BTreeMap::from([(0, 300), (1, 301)]);
/// let contest = Contest { seats: 2, votes: &votes, base: &base, round: Round::First, taken: &BTreeSet::new(), women: None };
/// let decided = post(rules, &contest); // 组织法 第15条第2款: over half of those who voted
/// assert_eq!((decided.elected, decided.vacant), (vec![1], 1));
/// ```
pub fn post(rules: &RuleSet, contest: &Contest) -> Decided {
    let standing = standing(contest.votes, contest.taken);
    let share = share(rules, contest.round);
    let base = contest.base.number(share.value.of);
    let enough = |(_, votes): &&(Name, u32)| *votes > 0 && share.value.reached(*votes, base);
    let over: Vec<(Name, u32)> = standing.iter().take_while(enough).copied().collect();
    let seating = seats::seat(rules, contest, &over);
    let vacant = contest.seats.saturating_sub(u32::try_from(over.len()).unwrap_or(u32::MAX));
    let why = standing.iter().enumerate().map(|(place, (name, votes))| {
        let code = code(*name, place, over.len(), contest.seats, &seating);
        (*name, explain(rules, contest, code, *votes, &seating))
    });
    let higher = contest.taken.iter().filter_map(|name| Some((*name, contest.votes.get(name)?)));
    let why = why
        .chain(higher.map(|(name, votes)| (name, explain(rules, contest, Code::SeatedHigher, *votes, &seating))))
        .collect();
    Decided { elected: seating.elected, tie: seating.tie, vacant, women_reserved: seating.reserved, why }
}

/// Everybody not seated, by votes; equal votes in the order of the names.
fn standing(votes: &BTreeMap<Name, u32>, taken: &BTreeSet<Name>) -> Vec<(Name, u32)> {
    let mut standing: Vec<(Name, u32)> =
        votes.iter().filter(|(name, _)| !taken.contains(name)).map(|(name, votes)| (*name, *votes)).collect();
    crate::small::sort_by_key(&mut standing, |(name, votes)| (Reverse(*votes), *name));
    standing
}

fn share(rules: &RuleSet, round: Round) -> &Rule<Share> {
    match round {
        Round::First => &rules.win.share,
        Round::Runoff => &rules.runoff.share,
    }
}

fn code(name: Name, place: usize, over: usize, seats: u32, seating: &Seating) -> Code {
    let among_first = u32::try_from(place).is_ok_and(|place| place < seats);
    if seating.elected.contains(&name) {
        return if among_first { Code::Elected } else { Code::ElectedAsWoman };
    }
    if seating.tie.as_ref().is_some_and(|tie| tie.among.contains(&name)) {
        return Code::Tied;
    }
    match (place < over, among_first) {
        (true, true) => Code::KeptForWoman,
        (true, false) => Code::SeatsFilled,
        (false, _) => Code::NotEnough,
    }
}

fn explain(rules: &RuleSet, contest: &Contest, code: Code, votes: u32, seating: &Seating) -> Explanation {
    let share = share(rules, contest.round);
    match code {
        Code::ElectedAsWoman | Code::KeptForWoman => {
            Explanation::plain(code, votes, seating.last_votes, contest.seats, &rules.women.seat)
        }
        Code::Tied => Explanation::plain(code, votes, votes, contest.seats, &rules.win.tie),
        Code::SeatsFilled => Explanation::plain(code, votes, seating.last_votes, contest.seats, share),
        Code::Elected
        | Code::NotEnough
        | Code::SeatedHigher
        | Code::ReturnedOverIssued
        | Code::ReturnedWithinIssued
        | Code::IssuedOverPresent
        | Code::IssuedWithinPresent
        | Code::TurnoutMissed
        | Code::TurnoutReached
        | Code::CommitteeHasNoWoman
        | Code::MayStayVacant => Explanation::by_share(code, votes, contest.base, share),
    }
}

/// Who stands in the second ballot: those not seated, by votes, `extra` more than seats, everybody tied at the cut. Nobody for no seat.
///
/// ```
/// use cunxuan_core::law::decide::runoff_list;
/// use std::collections::{BTreeMap, BTreeSet};
/// let votes = BTreeMap::from([(0, 200), (1, 120), (2, 120), (3, 60)]);
/// assert_eq!(runoff_list(&votes, &BTreeSet::new(), 1, 1), [0, 1, 2]); // 组织法 第15条第2款; both tied at the cut are listed
/// ```
pub fn runoff_list(votes: &BTreeMap<Name, u32>, seated: &BTreeSet<Name>, seats: u32, extra: u32) -> Vec<Name> {
    let standing = standing(votes, seated);
    let places = usize::try_from(seats.saturating_add(extra)).unwrap_or(usize::MAX);
    if seats == 0 {
        return Vec::new();
    }
    let last = standing.iter().take(places).next_back().map_or(0, |(_, votes)| *votes);
    standing.iter().take_while(|(_, votes)| *votes >= last).map(|(name, _)| *name).collect()
}

/// What the second ballot is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ForWoman {
    /// No seat is computed for a woman.
    No,
    /// The one seat is kept for a woman, and only women stand.
    Seat,
    /// No woman is seated yet: the woman with most votes is seated first.
    First,
}

/// The seats left open in a post, and who stands for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// How many.
    pub seats: u32,
    /// Who stands in the second ballot; nobody after it.
    pub candidates: Vec<Name>,
    /// Whether the law lets the seats stay open now.
    pub may_stay_vacant: bool,
    /// What it is for.
    pub for_woman: ForWoman,
}

/// What a post has come to, and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostOutcome {
    /// Its place among the posts.
    pub post: usize,
    /// Who is elected.
    pub elected: Vec<Name>,
    /// Who votes again.
    pub tie: Option<Tie>,
    /// Seats left open.
    pub open: Option<Open>,
    /// Why, for each name, by votes.
    pub why: Vec<(Name, Explanation)>,
}

/// What an election has come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The tests of a valid election, passed and failed.
    pub tests: Vec<Explanation>,
    /// The posts from the highest; none if the election is void. Posts below a tie wait for the re-vote and are not here.
    pub posts: Vec<PostOutcome>,
    /// What the law says of the committee as a whole.
    pub notes: Vec<Explanation>,
}

impl Outcome {
    /// Whether the election is valid (选举有效).
    pub fn valid(&self) -> bool {
        self.failed().next().is_none()
    }

    /// Why it is not.
    pub fn failed(&self) -> impl Iterator<Item = &Explanation> {
        self.tests.iter().filter(|test| test.code.voids())
    }

    /// The articles it rests on, each once, in the order of their use.
    pub fn articles(&self) -> Vec<&'static str> {
        let people = self.posts.iter().flat_map(|post| post.why.iter().map(|(_, why)| why));
        let mut articles = Vec::new();
        for reason in self.tests.iter().chain(people).chain(&self.notes) {
            if !articles.contains(&reason.article) {
                articles.push(reason.article);
            }
        }
        articles
    }
}

/// Decides an election: its validity, then post by post from the highest until a tie, then the second ballot.
pub fn outcome(rules: &RuleSet, posts: &[Post], tally: &Tally, base: &Base, setting: &Setting) -> Outcome {
    let mut outcome =
        Outcome { tests: majority::validity(rules, base, setting.round == Round::Runoff), ..Outcome::default() };
    if !outcome.valid() {
        return outcome;
    }
    let votes: Vec<BTreeMap<Name, u32>> =
        posts.iter().enumerate().map(|(place, post)| votes(rules, tally, place, post)).collect();
    let mut taken = setting.seated.clone();
    let mut decided: Vec<Decided> = Vec::new();
    for (place, (rule, votes)) in posts.iter().zip(&votes).enumerate() {
        let women = setting.women.as_ref().filter(|_| place + 1 == posts.len());
        let this = post(rules, &Contest { seats: rule.seats, votes, base, round: setting.round, taken: &taken, women });
        taken.extend(&this.elected);
        decided.push(this);
        if decided.last().is_some_and(|post| post.tie.is_some()) {
            break;
        }
    }
    let vacancy = may_stay_vacant(rules, setting, &decided, &taken);
    let list = List { rules, setting, seated: &taken, may_stay_vacant: vacancy.is_some() };
    outcome.posts = decided
        .into_iter()
        .zip(&votes)
        .enumerate()
        .map(|(post, (decided, votes))| list.post(post, decided, votes))
        .collect();
    outcome.notes.extend(vacancy.filter(|_| outcome.posts.iter().any(|post| post.open.is_some())));
    outcome.notes.extend(no_woman(rules, setting, posts.len(), &outcome.posts, &taken));
    outcome
}

fn votes(rules: &RuleSet, tally: &Tally, place: usize, post: &Post) -> BTreeMap<Name, u32> {
    let mut votes = tally.votes_for(place, &post.candidates);
    if rules.ballot.cumulate.value {
        votes.extend(tally.cumulated(place));
    }
    votes
}

/// Why seats may stay open now, if they may.
fn may_stay_vacant(
    rules: &RuleSet,
    setting: &Setting,
    decided: &[Decided],
    taken: &BTreeSet<Name>,
) -> Option<Explanation> {
    let vacancy = &rules.vacancy;
    let least = vacancy.seated.value;
    let seated = u32::try_from(taken.len()).unwrap_or(u32::MAX);
    let chair = setting.chair_seated || decided.first().is_some_and(|post| !post.elected.is_empty());
    let round = setting.round == Round::Runoff || !vacancy.after_runoff.value;
    let allowed = least > 0 && seated >= least && round && (chair || !vacancy.chair.value);
    allowed.then(|| Explanation::plain(Code::MayStayVacant, seated, least, seated, &vacancy.seated))
}

/// Why the committee is not as the law asks: everything is decided, and no woman is in it.
fn no_woman(
    rules: &RuleSet,
    setting: &Setting,
    posts: usize,
    decided: &[PostOutcome],
    taken: &BTreeSet<Name>,
) -> Option<Explanation> {
    let women = setting.women.as_ref()?;
    let done = decided.len() == posts && decided.iter().all(|post| post.tie.is_none() && post.open.is_none());
    let seated = u32::try_from(taken.len()).unwrap_or(u32::MAX);
    let missing = done && rules.women.required.value && women.is_disjoint(taken);
    missing.then(|| Explanation::plain(Code::CommitteeHasNoWoman, 0, 1, seated, &rules.women.required))
}

/// What the list of a second ballot is drawn up from.
struct List<'a> {
    rules: &'a RuleSet,
    setting: &'a Setting,
    seated: &'a BTreeSet<Name>,
    may_stay_vacant: bool,
}

impl List<'_> {
    fn post(&self, post: usize, decided: Decided, votes: &BTreeMap<Name, u32>) -> PostOutcome {
        let seats = decided.vacant.saturating_add(decided.women_reserved);
        let for_woman = self.for_woman(&decided);
        let open = (seats > 0).then(|| Open {
            seats,
            candidates: self.candidates(votes, seats, for_woman),
            may_stay_vacant: self.may_stay_vacant,
            for_woman,
        });
        PostOutcome { post, elected: decided.elected, tie: decided.tie, open, why: decided.why }
    }

    fn for_woman(&self, decided: &Decided) -> ForWoman {
        let computed = self.rules.women.seat.value == WomenSeat::Computed;
        let none_yet = self.setting.women.as_ref().is_some_and(|women| women.is_disjoint(self.seated));
        match (decided.women_reserved, computed && none_yet) {
            (0, false) => ForWoman::No,
            (0, true) => ForWoman::First,
            (_, _) => ForWoman::Seat,
        }
    }

    fn candidates(&self, votes: &BTreeMap<Name, u32>, seats: u32, for_woman: ForWoman) -> Vec<Name> {
        let extra = self.rules.runoff.extra.value;
        match (self.setting.round, for_woman, &self.setting.women) {
            (Round::Runoff, _, _) => Vec::new(),
            (Round::First, ForWoman::Seat, Some(women)) => {
                let hers = votes
                    .iter()
                    .filter(|(name, _)| women.contains(name))
                    .map(|(name, votes)| (*name, *votes))
                    .collect();
                runoff_list(&hers, self.seated, seats, extra)
            }
            (Round::First, _, _) => runoff_list(votes, self.seated, seats, extra),
        }
    }
}

#[cfg(test)]
mod tests;
