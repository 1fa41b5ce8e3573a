//! What a count has come to (计票结果): piles summed, names in printed order, who is elected and why.

use crate::ballot::BallotSettled;
use crate::count::{Count, Names, Run};
use crate::id::{BoxNo, FormNo};
use crate::law::Name;
use crate::law::decide::{self, Outcome};
use crate::law::majority::Base;
use crate::law::paper::Post;
use crate::law::rules::WomenSeat;
use crate::law::tally::{PostTally, Tally};
use crate::person::Sex;
use crate::small;
use crate::village::ElectionView;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What a count has come to.
#[derive(Clone, Debug)]
pub struct Result {
    /// The posts with their printed candidates, as numbers in [`Result::names`].
    pub posts: Vec<Post>,
    /// The sums over all piles.
    pub sums: Tally,
    /// Papers that went out.
    pub issued: u32,
    /// Papers of void series, set aside.
    pub set_aside: u32,
    /// Boxes that gave back more papers than their groups drew.
    pub box_alarms: Vec<BoxNo>,
    /// Who is elected, and why.
    pub outcome: Outcome,
    /// The names: printed ones in printed order, then written-in ones by code point.
    pub names: Vec<String>,
}

impl Result {
    /// The name with this number.
    #[must_use]
    pub fn name(&self, name: Name) -> Option<&str> {
        usize::try_from(name).ok().and_then(|at| self.names.get(at)).map(String::as_str)
    }
}

impl ElectionView<'_> {
    /// The sums over all piles of a form.
    #[must_use]
    pub fn sums(&self, form: FormNo) -> Tally {
        let posts = self.election.ballots.form(form).map_or(0, |form| form.posts.len());
        let mut sums = Tally::new(posts);
        self.election.count.standing_runs(form).iter().for_each(|run| sums.absorb(run.tally.sums()));
        sums
    }

    /// Boxes that have not been counted to their end. Where the second teller is done before the first, the
    /// first is waited for: it is his count that will stand.
    #[must_use]
    pub fn boxes_open(&self, form: FormNo) -> u32 {
        let runs = self.election.count.standing_runs(form);
        let first = |no: &BoxNo| {
            let open = |run: &Run| run.form == form && run.is_open() && !run.second && run.boxes.contains(no);
            self.election.count.runs().any(open)
        };
        let done = |run: &Run, no: &BoxNo| run.closed && run.boxes.contains(no) && !(run.second && first(no));
        let counted = |no: &BoxNo| runs.iter().any(|run| done(run, no));
        let groups = &self.village.plan().village().groups;
        u32::try_from(groups.iter().filter(|group| !counted(&group.box_no)).count()).unwrap_or(u32::MAX)
    }

    /// What the count of a form has come to, with the reasons.
    #[must_use]
    pub fn result(&self, form: FormNo) -> Option<Result> {
        let settled = self.election.ballots.form(form)?;
        let order = Order::new(settled, &self.election.count);
        let sums = order.tally(&self.sums(form));
        let posts = order.posts(settled);
        let issued = self.election.polling.issued_in_all(form);
        // Where no meeting is held, everybody who drew a paper is present.
        let present = self.election.polling.present().unwrap_or(issued);
        let base = Base { roll: self.election.roll.registered(), present, issued, returned: sums.returned };
        let setting = self.setting(settled, &order);
        let outcome = decide::outcome(self.rules(), &posts, &sums, &base, &setting);
        let box_alarms = self.box_alarms(form);
        Some(Result { posts, issued, set_aside: self.set_aside(form), box_alarms, outcome, sums, names: order.names })
    }

    /// What went before: in a later round, who was seated in the rounds before.
    fn setting(&self, settled: &BallotSettled, order: &Order) -> decide::Setting {
        let earlier = self.election.ballots.forms().filter(|form| form.round < settled.round);
        let results: Vec<Result> = earlier.filter_map(|form| self.result(form.form)).collect();
        let seated_in = |result: &Result| {
            let names = result.outcome.posts.iter().flat_map(|post| post.elected.clone());
            names.filter_map(|name| result.name(name).and_then(|name| order.number(name))).collect::<Vec<Name>>()
        };
        let first = |post: &decide::PostOutcome| post.post == 0 && !post.elected.is_empty();
        decide::Setting {
            round: if settled.round > 1 { decide::Round::Runoff } else { decide::Round::First },
            seated: small::set(results.iter().flat_map(seated_in)),
            chair_seated: results.iter().any(|result| result.outcome.posts.iter().any(first)),
            women: self.women(order),
        }
    }

    /// Boxes counted alone that gave back more papers than their group drew.
    #[must_use]
    pub fn box_alarms(&self, form: FormNo) -> Vec<BoxNo> {
        let over = |run: &&&Run| {
            let drawn: u32 = self.groups_of(run).map(|group| self.election.polling.issued_to(group, form)).sum();
            run.boxes.len() == 1 && run.tally.sums().returned > drawn
        };
        self.election.count.standing_runs(form).iter().filter(over).flat_map(|run| run.boxes.iter().copied()).collect()
    }

    /// Whether the rule set computes a seat for a woman, and the sex of a name is not known.
    #[must_use]
    pub fn women_unknown(&self, form: FormNo) -> bool {
        let order = |settled| Order::new(settled, &self.election.count);
        self.seats_women()
            && self.election.ballots.form(form).is_some_and(|settled| self.women(&order(settled)).is_none())
    }

    fn seats_women(&self) -> bool {
        self.rules().women.seat.value == WomenSeat::Computed
    }

    /// The women among the names, if the rule set asks and the sex of every name is known.
    fn women(&self, order: &Order) -> Option<BTreeSet<Name>> {
        if !self.seats_women() {
            return None;
        }
        let sex = |name: &String| {
            let mut known = self.village.people().iter().filter(|(_, resident)| resident.person.name == *name);
            let first = known.next()?.1.person.sex;
            known.all(|(_, other)| other.person.sex == first).then_some(first)
        };
        let mut women = BTreeSet::new();
        for (name, number) in order.names.iter().zip(0..) {
            match sex(name)? {
                Sex::Female => {
                    women.insert(number);
                }
                Sex::Male => {}
            }
        }
        Some(women)
    }

    /// What is signed: SHA-256 over the village, the form and the sums of every pile, names written out.
    #[must_use]
    pub fn digest(&self, form: FormNo) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"cx/result/1");
        hash.update(self.village.plan().village().code.as_bytes());
        hash.update([self.no, form]);
        for run in self.election.count.standing_runs(form) {
            hash.update(crate::id::to_bytes(&run.boxes));
            hash.update(crate::id::to_bytes(&pile(run, self.election.count.names())));
        }
        hash.finalize().into()
    }
}

/// The sums of one pile with its names written out, as they are signed.
type Pile = (u32, u32, u32, u32, Vec<(u32, Vec<(String, u32, u32)>)>);

fn pile(run: &Run, names: &Names) -> Pile {
    let sums = run.tally.sums();
    let post = |post: &PostTally| {
        let mut votes: Vec<_> =
            post.votes.iter().map(|(name, votes)| (names.get(*name).to_owned(), votes.yes, votes.no)).collect();
        small::sort(&mut votes);
        (post.section_invalid, votes)
    };
    (sums.returned, sums.whole_invalid, sums.blank, run.tally.set_aside(), sums.posts.iter().map(post).collect())
}

/// The order of names in a result, which does not depend on the order of the calls.
struct Order {
    names: Vec<String>,
    new: BTreeMap<Name, Name>,
}

impl Order {
    fn new(form: &BallotSettled, count: &Count) -> Self {
        let printed = form.posts.iter().flat_map(|post| &post.candidates).map(|candidate| candidate.name.clone());
        let mut names: Vec<String> = Vec::new();
        printed.for_each(|name| {
            if !names.contains(&name) {
                names.push(name)
            }
        });
        let runs = count.standing_runs(form.form);
        let called = runs.iter().flat_map(|run| &run.tally.sums().posts).flat_map(|post| post.votes.keys());
        let mut written: Vec<String> = called.map(|name| count.names().get(*name).to_owned()).collect();
        small::sort(&mut written);
        written.dedup();
        written.retain(|name| !names.contains(name));
        names.extend(written);
        let old = |name: &String| count.names().number(name);
        let new = small::map(names.iter().zip(0..).filter_map(|(name, number)| Some((old(name)?, number))));
        Self { names, new }
    }

    fn tally(&self, sums: &Tally) -> Tally {
        let mut sums = sums.clone();
        for post in &mut sums.posts {
            let votes = std::mem::take(&mut post.votes);
            post.votes = small::map(votes.into_iter().filter_map(|(name, votes)| Some((*self.new.get(&name)?, votes))));
        }
        sums
    }

    fn number(&self, name: &str) -> Option<Name> {
        self.names.iter().zip(0..).find(|(known, _)| *known == name).map(|(_, number)| number)
    }

    fn posts(&self, form: &BallotSettled) -> Vec<Post> {
        let post = |post: &crate::ballot::Post| Post {
            seats: u32::from(post.seats),
            candidates: post.candidates.iter().filter_map(|candidate| self.number(&candidate.name)).collect(),
        };
        form.posts.iter().map(post).collect()
    }
}
