//! The result (选举结果): boxes summed, the balance of papers, who is elected and why, signatures, report.
//!
//! The program computes; the host declares. An election is valid when over half of the registered voters
//! took part and no more papers came back than went out; elected is who has over half of the papers that
//! came back, void and blank ones among them (组织法 第15条第2款).

use crate::ballot::BallotSettled;
use crate::count::{Names, Run};
use crate::event::{Override, events};
use crate::id::{ActorNo, FormNo, Label, Place, SeriesNo};
use crate::law::decide::{self, Outcome};
use crate::law::majority::Base;
use crate::law::rules::WomenSeat;
use crate::law::paper::Post;
use crate::law::tally::Tally;
use crate::law::Name;
use crate::plan::Role;
use crate::stamp::Stamp;
use crate::village::{ElectionView, Refusal as Refused};
use minicbor::{Decode, Encode};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

events! {
    /// What happens to the result.
    Event {
        0x70 => ResultSigned,
        0x71 => LeftoverDestroyed,
    }
}

/// The result was signed on paper, and here (核对签字、封存上报).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct ResultSigned {
    /// The form.
    #[n(0)]
    pub form: FormNo,
    /// The runs that make up the result.
    #[n(1)]
    pub runs: Vec<Place>,
    /// What was signed: see [`ElectionView::digest`].
    #[cbor(n(2), with = "minicbor::bytes")]
    pub digest: [u8; 32],
    /// Who signed.
    #[n(3)]
    pub signatures: Vec<Signature>,
    /// What let it pass though the papers do not balance.
    #[n(4)]
    pub witnessed: Option<Override>,
}

/// A signature drawn on the screen after the one on paper.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Signature {
    /// Who signed, by his number in the plan.
    #[n(0)]
    pub actor: ActorNo,
    /// What he is.
    #[n(1)]
    pub role: Role,
    /// His name.
    #[n(2)]
    pub name: String,
    /// The strokes: for each its points, x and y in thousandths of the pad's width.
    #[n(3)]
    pub strokes: Vec<Vec<(i16, i16)>>,
    /// The phone's clock when he signed, as a label.
    #[n(4)]
    pub wall: i64,
}

/// Papers left over were destroyed before the village (当场销毁多余选票). A report.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct LeftoverDestroyed {
    /// The series.
    #[n(0)]
    pub series: SeriesNo,
    /// How many papers.
    #[n(1)]
    pub papers: u32,
}

/// Why a result cannot be signed now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Only people elected to count sign the result.
    NotACounter,
    /// There is no such form.
    NoSuchForm,
    /// A box has not been counted to its end.
    BoxesOpen {
        /// How many.
        boxes: u32,
    },
    /// The papers do not balance: with a reason and two witnesses it can be signed nevertheless.
    DoesNotBalance,
    /// A caller, a teller and a scrutineer sign; somebody is missing.
    SignatureMissing {
        /// Which role.
        role: Role,
    },
    /// The result was signed already.
    AlreadySigned {
        /// Who sealed it, and when by that phone's clock.
        at: Label,
    },
}

/// One line of the balance of papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// Papers that went out (发出选票) are at most those brought to the tables.
    Issued {
        /// Went out.
        issued: u32,
        /// Of them to holders of proxies.
        by_proxy: u32,
        /// Brought to the tables, if reported for all.
        taken: Option<u32>,
    },
    /// Papers in the boxes (收回选票) are at most those that went out.
    Returned {
        /// In the boxes, void series set aside.
        returned: u32,
        /// Went out.
        issued: u32,
        /// Boxes opened.
        boxes: u32,
    },
    /// Valid, void and blank ones (有效 + 无效 + 弃权) are as many as came back.
    Kinds {
        /// Valid, in a section at least.
        valid: u32,
        /// Void as a whole.
        invalid: u32,
        /// Blank.
        blank: u32,
        /// Came back.
        returned: u32,
    },
    /// Papers left over (剩余空白票): printed less issued, destroyed before the village.
    Leftover {
        /// Destroyed.
        destroyed: u32,
        /// Printed, if known for all series.
        printed: Option<u32>,
        /// Went out, void series among them.
        issued: u32,
    },
}

impl Line {
    /// Whether the line balances.
    #[must_use]
    pub fn balances(&self) -> bool {
        match *self {
            Self::Issued { issued, taken, .. } => taken.is_none_or(|taken| issued <= taken),
            Self::Returned { returned, issued, .. } => returned <= issued,
            Self::Kinds { valid, invalid, blank, returned } => valid.saturating_add(invalid).saturating_add(blank) == returned,
            Self::Leftover { destroyed, printed, issued } => {
                printed.is_none_or(|printed| issued.saturating_add(destroyed) == printed || destroyed == 0 && issued <= printed)
            }
        }
    }
}

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
    pub box_alarms: Vec<crate::id::BoxNo>,
    /// Who is elected, and why.
    pub outcome: Outcome,
    /// The names: printed ones in printed order, then written-in ones by code point.
    pub names: Vec<String>,
}

/// What is known of the result.
#[derive(Clone, Debug, Default)]
pub struct Canvass {
    signed: BTreeMap<FormNo, (ResultSigned, Label)>,
    destroyed: BTreeMap<SeriesNo, u32>,
}

impl Canvass {
    /// The signed result of a form, with who sealed it and when; the last if several.
    #[must_use]
    pub fn signed(&self, form: FormNo) -> Option<&(ResultSigned, Label)> {
        self.signed.get(&form)
    }

    pub(crate) fn apply(&mut self, event: &Event, stamp: &Stamp) {
        match event {
            Event::ResultSigned(signed) => {
                self.signed.insert(signed.form, (signed.clone(), stamp.label()));
            }
            Event::LeftoverDestroyed(left) => {
                let papers = self.destroyed.entry(left.series).or_default();
                *papers = papers.saturating_add(left.papers);
            }
        }
    }
}

impl ElectionView<'_> {
    /// Papers in boxes that were opened, and how many boxes, for a form. Void papers found are left out.
    fn returned(&self, form: FormNo) -> (u32, u32) {
        let groups = &self.village.plan().village().groups;
        let opened = groups.iter().filter_map(|group| self.election.count.opened(form, group.box_no));
        let (papers, boxes) = opened.fold((0_u32, 0_u32), |(papers, boxes), one| (papers.saturating_add(one.papers), boxes + 1));
        (papers.saturating_sub(self.set_aside(form)), boxes)
    }

    fn set_aside(&self, form: FormNo) -> u32 {
        self.election.count.standing_runs(form).iter().map(|run| run.tally.set_aside()).sum()
    }

    /// The balance of papers (四项核对).
    #[must_use]
    pub fn balance(&self, form: FormNo) -> Vec<Line> {
        let polling = &self.election.polling;
        let issued = polling.issued_in_all();
        let (returned, boxes) = self.returned(form);
        let sums = self.sums(form);
        let valid = sums.returned.saturating_sub(sums.whole_invalid).saturating_sub(sums.blank);
        let (invalid, blank) = (sums.whole_invalid, sums.blank);
        vec![
            Line::Issued { issued, by_proxy: self.issued_by_proxy(), taken: self.taken(form) },
            Line::Returned { returned, issued, boxes },
            Line::Kinds { valid, invalid, blank, returned },
            self.leftover(form),
        ]
    }

    fn issued_by_proxy(&self) -> u32 {
        let polling = &self.election.polling;
        let by_proxy = polling.voters().filter(|voter| polling.issue(*voter).is_some_and(|issue| issue.holder.is_some()));
        u32::try_from(by_proxy.count()).unwrap_or(u32::MAX)
    }

    fn taken(&self, form: FormNo) -> Option<u32> {
        let polling = &self.election.polling;
        let valid = |group: &crate::plan::Group| {
            let series = self.election.ballots.series_of(form).filter(|series| !polling.is_void(series.series, group.no));
            series.filter_map(|series| polling.taken(series.series, group.no)).reduce(u32::saturating_add)
        };
        self.village.plan().village().groups.iter().map(valid).try_fold(0_u32, |sum, taken| Some(sum.saturating_add(taken?)))
    }

    fn leftover(&self, form: FormNo) -> Line {
        let series: Vec<_> = self.election.ballots.series_of(form).collect();
        let groups = &self.village.plan().village().groups;
        let issued = |no: SeriesNo| -> u32 { groups.iter().map(|group| self.election.polling.issued(no, group.no)).sum() };
        let destroyed = series.iter().filter_map(|series| self.election.canvass.destroyed.get(&series.series)).sum();
        let printed = series.iter().map(|series| series.printed).try_fold(0_u32, |sum, printed| Some(sum.saturating_add(printed?)));
        Line::Leftover { destroyed, printed, issued: series.iter().map(|series| issued(series.series)).sum() }
    }

    /// The sums over all piles of a form.
    #[must_use]
    pub fn sums(&self, form: FormNo) -> Tally {
        let posts = self.election.ballots.form(form).map_or(0, |form| form.posts.len());
        let mut sums = Tally::new(posts);
        self.election.count.standing_runs(form).iter().for_each(|run| sums.absorb(run.tally.sums()));
        sums
    }

    /// Boxes that have not been counted to their end.
    #[must_use]
    pub fn boxes_open(&self, form: FormNo) -> u32 {
        let runs = self.election.count.standing_runs(form);
        let counted = |no: &crate::id::BoxNo| runs.iter().any(|run| run.closed && run.boxes.contains(no));
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
        let issued = self.election.polling.issued_in_all();
        let base = Base { roll: self.election.roll.registered(), present: issued, issued, returned: sums.returned };
        let round = if settled.round > 1 { decide::Round::Runoff } else { decide::Round::First };
        let setting = decide::Setting { round, women: self.women(&order), ..decide::Setting::default() };
        let outcome = decide::outcome(self.rules(), &posts, &sums, &base, &setting);
        let box_alarms = self.box_alarms(form);
        Some(Result { posts, issued, set_aside: self.set_aside(form), box_alarms, outcome, sums, names: order.names })
    }

    /// Boxes counted alone that gave back more papers than their group drew.
    #[must_use]
    pub fn box_alarms(&self, form: FormNo) -> Vec<crate::id::BoxNo> {
        let over = |run: &&&Run| {
            let drawn: u32 = self.groups_of(run).map(|group| self.election.polling.issued_to(group)).sum();
            run.boxes.len() == 1 && run.tally.sums().returned > drawn
        };
        self.election.count.standing_runs(form).iter().filter(over).flat_map(|run| run.boxes.iter().copied()).collect()
    }

    /// Whether the rule set computes a seat for a woman, and the sex of a name is not known.
    #[must_use]
    pub fn women_unknown(&self, form: FormNo) -> bool {
        let order = |settled| Order::new(settled, &self.election.count);
        self.seats_women() && self.election.ballots.form(form).is_some_and(|settled| self.women(&order(settled)).is_none())
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
                crate::person::Sex::Female => {
                    women.insert(number);
                }
                crate::person::Sex::Male => {}
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

    /// Signs the result (核对签字).
    ///
    /// # Errors
    /// When a box is open, the papers do not balance without witnesses, or a signature is missing.
    pub fn sign_result(
        &self,
        actor: ActorNo,
        form: FormNo,
        signatures: Vec<Signature>,
        witnessed: Option<Override>,
    ) -> std::result::Result<crate::Event, Refused> {
        self.may_sign(actor, form, &signatures, witnessed.is_some())?;
        let runs = self.election.count.standing_runs(form).iter().map(|run| run.place).collect();
        let digest = self.digest(form);
        Ok(self.event(Event::from(ResultSigned { form, runs, digest, signatures, witnessed })))
    }

    fn may_sign(&self, actor: ActorNo, form: FormNo, signatures: &[Signature], witnessed: bool) -> std::result::Result<(), Refusal> {
        if !self.village.plan().role(actor).is_some_and(Role::counts) {
            return Err(Refusal::NotACounter);
        }
        if let Some((_, at)) = self.election.canvass.signed(form) {
            return Err(Refusal::AlreadySigned { at: *at });
        }
        self.election.ballots.form(form).ok_or(Refusal::NoSuchForm)?;
        let boxes = self.boxes_open(form);
        if boxes > 0 {
            return Err(Refusal::BoxesOpen { boxes });
        }
        if !witnessed && !self.balance(form).iter().all(Line::balances) {
            return Err(Refusal::DoesNotBalance);
        }
        let missing = |role: &&Role| !signatures.iter().any(|signature| signature.role == **role);
        let role = SIGNERS.iter().find(missing);
        role.map_or(Ok(()), |role| Err(Refusal::SignatureMissing { role: *role }))
    }

    /// Reports that papers left over were destroyed.
    #[must_use]
    pub fn report_destroyed(&self, series: SeriesNo, papers: u32) -> crate::Event {
        self.event(Event::from(LeftoverDestroyed { series, papers }))
    }
}

/// Who signs a result, at least one of each.
pub const SIGNERS: [Role; 4] = [Role::Caller, Role::Teller, Role::Scrutineer, Role::ChiefScrutineer];

/// The sums of one pile with its names written out, as they are signed.
type Pile = (u32, u32, u32, u32, Vec<(u32, Vec<(String, u32, u32)>)>);

fn pile(run: &Run, names: &Names) -> Pile {
    let sums = run.tally.sums();
    let post = |post: &crate::law::tally::PostTally| {
        let mut votes: Vec<_> = post.votes.iter().map(|(name, votes)| (names.get(*name).to_owned(), votes.yes, votes.no)).collect();
        votes.sort();
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
    fn new(form: &BallotSettled, count: &crate::count::Count) -> Self {
        let printed = form.posts.iter().flat_map(|post| &post.candidates).map(|candidate| candidate.name.clone());
        let mut names: Vec<String> = Vec::new();
        printed.for_each(|name| if !names.contains(&name) { names.push(name) });
        let runs = count.standing_runs(form.form);
        let called = runs.iter().flat_map(|run| &run.tally.sums().posts).flat_map(|post| post.votes.keys());
        let mut written: Vec<String> = called.map(|name| count.names().get(*name).to_owned()).collect();
        written.sort();
        written.dedup();
        written.retain(|name| !names.contains(name));
        names.extend(written);
        let old = |name: &String| count.names().number(name);
        let new = names.iter().zip(0..).filter_map(|(name, number)| Some((old(name)?, number))).collect();
        Self { names, new }
    }

    fn tally(&self, sums: &Tally) -> Tally {
        let mut sums = sums.clone();
        for post in &mut sums.posts {
            let votes = std::mem::take(&mut post.votes);
            post.votes = votes.into_iter().filter_map(|(name, votes)| Some((*self.new.get(&name)?, votes))).collect();
        }
        sums
    }

    fn posts(&self, form: &BallotSettled) -> Vec<Post> {
        let number = |name: &str| self.names.iter().zip(0..).find(|(known, _)| *known == name).map(|(_, number)| number);
        let post = |post: &crate::ballot::Post| Post {
            seats: u32::from(post.seats),
            candidates: post.candidates.iter().filter_map(|candidate| number(&candidate.name)).collect(),
        };
        form.posts.iter().map(post).collect()
    }
}
