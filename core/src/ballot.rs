//! The ballot (选票): its form with posts and candidates in printed order, and the series printed of it.
//!
//! A form belongs to one round; separate papers per post are several forms. A series (批次) is one print
//! in one colour: a re-voted group gets a new one. Papers carry no number.

use crate::event::events;
use crate::id::{FormNo, GroupNo, PersonId, SeriesNo};
use crate::stamp::Stamp;
use minicbor::{Decode, Encode};
use std::collections::BTreeMap;

events! {
    /// What is printed.
    Event {
        0x40 => BallotSettled,
        0x41 => SeriesPrinted,
    }
}

/// The form of a ballot was settled (选票样式).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct BallotSettled {
    /// Its number within the election, from 1.
    #[n(0)]
    pub form: FormNo,
    /// The round: 1, or 2 for the runoff (另行选举).
    #[n(1)]
    pub round: u8,
    /// The posts, highest first.
    #[n(2)]
    pub posts: Vec<Post>,
}

/// A post on a ballot (职务).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Post {
    /// Its name, for example 主任.
    #[n(0)]
    pub name: String,
    /// How many are to be elected (应选人数).
    #[n(1)]
    pub seats: u8,
    /// The candidates in printed order.
    #[n(2)]
    pub candidates: Vec<Candidate>,
}

/// A candidate (正式候选人).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Candidate {
    /// The name as printed.
    #[n(0)]
    pub name: String,
    /// Who that is among the village's people, if known.
    #[n(1)]
    pub person: Option<PersonId>,
}

/// A series of papers was printed (制票).
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct SeriesPrinted {
    /// Its number within the election, from 1.
    #[n(0)]
    pub series: SeriesNo,
    /// The form.
    #[n(1)]
    pub form: FormNo,
    /// The colour in words.
    #[n(2)]
    pub colour: String,
    /// How many papers, if known.
    #[n(3)]
    pub printed: Option<u32>,
    /// The only group that it is for, if it is for one.
    #[n(4)]
    pub group: Option<GroupNo>,
}

/// The forms and series of one election.
#[derive(Clone, Debug, Default)]
pub struct Ballots {
    forms: BTreeMap<FormNo, BallotSettled>,
    series: BTreeMap<SeriesNo, SeriesPrinted>,
}

impl Ballots {
    /// A form.
    #[must_use]
    pub fn form(&self, no: FormNo) -> Option<&BallotSettled> {
        self.forms.get(&no)
    }

    /// The forms, by number.
    pub fn forms(&self) -> impl Iterator<Item = &BallotSettled> {
        self.forms.values()
    }

    /// A series.
    #[must_use]
    pub fn series(&self, no: SeriesNo) -> Option<&SeriesPrinted> {
        self.series.get(&no)
    }

    /// The series of a form, by number.
    pub fn series_of(&self, form: FormNo) -> impl Iterator<Item = &SeriesPrinted> {
        self.series.values().filter(move |series| series.form == form)
    }

    pub(crate) fn apply(&mut self, event: &Event, _: &Stamp) {
        match event {
            Event::BallotSettled(form) => {
                self.forms.insert(form.form, form.clone());
            }
            Event::SeriesPrinted(series) => {
                self.series.insert(series.series, series.clone());
            }
        }
    }
}
