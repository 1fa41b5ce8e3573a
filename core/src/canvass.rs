//! The result (选举结果): boxes summed, the balance of papers, who is elected and why, signatures, report.
//!
//! The program computes; the host declares. An election is valid when over half of the registered voters
//! took part and no more papers came back than went out; elected is who has over half of the papers that
//! came back, void and blank ones among them (组织法 第15条第2款).

use crate::event::{Override, events, wire};
use crate::id::{ActorNo, FormNo, Label, Place, SeriesNo};
use crate::plan::Role;
use crate::small::Table;
use crate::stamp::Stamp;
use crate::village::{ElectionView, Refusal as Refused};

mod balance;
mod result;
pub use balance::Line;
pub use result::Result;

events! {
    /// What happens to the result.
    Event {
        0x70 => ResultSigned,
        0x71 => LeftoverDestroyed,
    }
}

/// The result was signed on paper, and here (核对签字、封存上报).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultSigned {
    /// The form.
    pub form: FormNo,
    /// The runs that make up the result.
    pub runs: Vec<Place>,
    /// What was signed: see [`ElectionView::digest`].
    pub digest: [u8; 32],
    /// Who signed.
    pub signatures: Vec<Signature>,
    /// What let it pass though the papers do not balance.
    pub witnessed: Option<Override>,
}
wire!(ResultSigned { form, runs, signatures, witnessed } bytes { digest });

/// A signature drawn on the screen after the one on paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Who signed, by his number in the plan.
    pub actor: ActorNo,
    /// What he is.
    pub role: Role,
    /// His name.
    pub name: String,
    /// The strokes: for each its points, x and y in thousandths of the pad's width.
    pub strokes: Vec<Vec<(i16, i16)>>,
    /// The phone's clock when he signed, as a label.
    pub wall: i64,
}
wire!(Signature { actor, role, name, strokes, wall });

/// Papers left over were destroyed before the village (当场销毁多余选票). A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftoverDestroyed {
    /// The series.
    pub series: SeriesNo,
    /// How many papers.
    pub papers: u32,
}
wire!(LeftoverDestroyed { series, papers });

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

/// What is known of the result.
#[derive(Clone, Debug, Default)]
pub struct Canvass {
    signed: Table<FormNo, (ResultSigned, Label)>,
    destroyed: Table<SeriesNo, u32>,
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
                self.destroyed.change(left.series, |papers| *papers = papers.saturating_add(left.papers));
            }
        }
    }
}

impl ElectionView<'_> {
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

    fn may_sign(
        &self,
        actor: ActorNo,
        form: FormNo,
        signatures: &[Signature],
        witnessed: bool,
    ) -> std::result::Result<(), Refusal> {
        if !self.village.plan().role(actor).is_some_and(Role::counts) {
            return Err(Refusal::NotACounter);
        }
        // What came in after the signatures and changes the result has to be signed anew.
        if let Some((_, at)) = self.signed_as_is(form) {
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

    /// What was signed, where the record still says the same.
    #[must_use]
    pub fn signed_as_is(&self, form: FormNo) -> Option<&(ResultSigned, Label)> {
        self.election.canvass.signed(form).filter(|(signed, _)| signed.digest == self.digest(form))
    }

    /// Reports that papers left over were destroyed.
    #[must_use]
    pub fn report_destroyed(&self, series: SeriesNo, papers: u32) -> crate::Event {
        self.event(Event::from(LeftoverDestroyed { series, papers }))
    }
}

/// Who signs a result, at least one of each.
pub const SIGNERS: [Role; 4] = [Role::Caller, Role::Teller, Role::Scrutineer, Role::ChiefScrutineer];
