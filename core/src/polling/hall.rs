//! The hall before the poll (会场准备): boxes shown empty and sealed, phones found fit.

use crate::event::wire;
use crate::id::{ActorNo, BoxNo, Label, LogId};
use crate::small::Table;
use crate::stamp::Stamp;
use crate::village::ElectionView;

/// A box was shown to be empty and sealed before the village (当众查空、加封). A report of a fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoxSealed {
    /// The box.
    pub box_no: BoxNo,
    /// The numbers on the seal strips (封条号).
    pub strips: Vec<String>,
    /// Whether it was seen to be empty.
    pub empty: bool,
    /// Whether the place for writing in secret stands ready (秘密写票处, 组织法 第15条第3款).
    pub booth: bool,
    /// Two of the people of the poll who saw it.
    pub witnesses: [ActorNo; 2],
}
wire!(BoxSealed { box_no, strips, empty, booth, witnesses });

/// Whoever holds a phone looked whether it is fit for the day (开工自检).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneChecked {
    /// What was right, a bit each in the order of the list on the phone.
    pub passed: u16,
    /// What was looked at, in the same bits.
    pub of: u16,
}
wire!(PhoneChecked { passed, of });

/// What is known of boxes and phones before the poll.
#[derive(Clone, Debug, Default)]
pub struct Hall {
    sealed: Table<BoxNo, (BoxSealed, Label)>,
    phones: Table<LogId, (PhoneChecked, Label)>,
}

impl Hall {
    /// How a box was sealed last, who reported it and when.
    #[must_use]
    pub fn sealed(&self, box_no: BoxNo) -> Option<&(BoxSealed, Label)> {
        self.sealed.get(&box_no)
    }

    /// Whether any box was reported sealed: before that nothing follows from one that was not.
    #[must_use]
    pub fn seals_boxes(&self) -> bool {
        !self.sealed.is_empty()
    }

    /// Each phone that was looked at, by its log: what was found last, by whom and when.
    pub fn phones(&self) -> impl Iterator<Item = (&LogId, &(PhoneChecked, Label))> {
        self.phones.iter()
    }

    pub(super) fn note_sealed(&mut self, sealed: &BoxSealed, stamp: &Stamp) {
        self.sealed.insert(sealed.box_no, (sealed.clone(), stamp.label()));
    }

    pub(super) fn note_phone(&mut self, checked: &PhoneChecked, stamp: &Stamp) {
        self.phones.insert(stamp.place.log, (checked.clone(), stamp.label()));
    }
}

impl ElectionView<'_> {
    /// Reports that a box was sealed. Reports of facts on paper never refuse.
    #[must_use]
    pub fn report_sealed(&self, sealed: BoxSealed) -> crate::Event {
        self.event(super::Event::from(sealed))
    }

    /// Reports how fit the phone is.
    #[must_use]
    pub fn report_phone(&self, checked: PhoneChecked) -> crate::Event {
        self.event(super::Event::from(checked))
    }
}
