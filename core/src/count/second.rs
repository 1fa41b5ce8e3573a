//! What guards a count (两人核对): a second teller beside the first, codes read to each other, papers set right before
//! witnesses, a count given up because its phone is dead.

use super::Paper;
use crate::event::{Override, wire};
use crate::id::{ActorNo, BoxNo, FormNo, Label, Ref};

/// A second teller (乙机) began to count the calls of a pile that somebody else counts too. Nothing says of whom:
/// two counts of one pile belong together even where their phones have not met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondOpened {
    /// The form.
    pub form: FormNo,
    /// The boxes of the pile.
    pub boxes: Vec<BoxNo>,
    /// The caller (唱票人), if he is named.
    pub caller: Option<ActorNo>,
    /// The scrutineer (监票人), if he is named.
    pub scrutineer: Option<ActorNo>,
}
wire!(SecondOpened { form, boxes, caller, scrutineer });

/// The other teller's code of a bundle (校对码) was read out and typed here: see [`super::code`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundleCompared {
    /// The entry that opened the run of whoever typed it.
    pub run: Ref,
    /// The bundle, from 0.
    pub bundle: u32,
    /// The other's code.
    pub code: u16,
}
wire!(BundleCompared { run, bundle, code });

/// A paper of a full bundle was looked at in public and recorded as it is (按原票改), with the scrutineer's PIN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallCorrected {
    /// The entry that opened the run.
    pub run: Ref,
    /// The paper's place in the order of the calls, from 0.
    pub at: u32,
    /// What it bears.
    pub paper: Paper,
    /// Why, in the words of those present.
    pub reason: String,
    /// The scrutineer who gave his PIN.
    pub scrutineer: ActorNo,
}
wire!(CallCorrected { run, at, paper, reason, scrutineer });

/// A count that cannot go on was given up before two witnesses. Its papers stay and stand for nothing; the pile is
/// counted anew in another run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunAbandoned {
    /// The entry that opened the run.
    pub run: Ref,
    /// Why, and who saw it.
    pub witnessed: Override,
}
wire!(RunAbandoned { run, witnessed });

/// Two witnesses let a count end although something of it does not agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndWitnessed {
    /// The entry that opened the run.
    pub run: Ref,
    /// Why, and who saw it.
    pub witnessed: Override,
}
wire!(EndWitnessed { run, witnessed });

/// A paper that somebody asked for was looked at in public (当众复看). A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallReviewed {
    /// The entry that opened the run.
    pub run: Ref,
    /// The paper's place in the order of the calls, from 0.
    pub at: u32,
    /// Whether it bears what was recorded (与记录一致).
    pub agrees: bool,
}
wire!(CallReviewed { run, at, agrees });

/// A paper that was set right, with what had been recorded before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Its place in the order of the calls, from 0.
    pub at: u32,
    /// What had been recorded.
    pub before: Paper,
    /// Why.
    pub reason: String,
    /// The scrutineer who gave his PIN.
    pub scrutineer: ActorNo,
    /// Who set it right, and when by that phone's clock.
    pub by: Label,
}
