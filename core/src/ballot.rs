//! The ballot (选票): its form with posts and candidates in printed order, and the series printed of it.
//!
//! A form belongs to one round; separate papers per post are several forms. A series (批次) is one print
//! in one colour: a re-voted group gets a new one. Papers carry no number.

use crate::event::{events, wire};
use crate::id::{FormNo, GroupNo, PersonId, SeriesNo};
use crate::small::Table;
use crate::stamp::Stamp;

events! {
    /// What is printed.
    Event {
        0x40 => BallotSettled,
        0x41 => SeriesPrinted,
    }
}

/// The form of a ballot was settled (选票样式).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BallotSettled {
    /// Its number within the election, from 1.
    pub form: FormNo,
    /// The round: 1, or 2 for the runoff (另行选举).
    pub round: u8,
    /// The posts, highest first.
    pub posts: Vec<Post>,
}
wire!(BallotSettled { form, round, posts });

/// A post on a ballot (职务).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// Its name, for example 主任.
    pub name: String,
    /// How many are to be elected (应选人数).
    pub seats: u8,
    /// The candidates in printed order.
    pub candidates: Vec<Candidate>,
}
wire!(Post { name, seats, candidates });

/// A candidate (正式候选人).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The name as printed.
    pub name: String,
    /// Who that is among the village's people, if known.
    pub person: Option<PersonId>,
}
wire!(Candidate { name, person });

/// A series of papers was printed (制票).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesPrinted {
    /// Its number within the election, from 1.
    pub series: SeriesNo,
    /// The form.
    pub form: FormNo,
    /// The colour in words.
    pub colour: String,
    /// How many papers, if known.
    pub printed: Option<u32>,
    /// The only group that it is for, if it is for one.
    pub group: Option<GroupNo>,
}
wire!(SeriesPrinted { series, form, colour, printed, group });

/// The forms and series of one election.
#[derive(Clone, Debug, Default)]
pub struct Ballots {
    forms: Table<FormNo, BallotSettled>,
    series: Table<SeriesNo, SeriesPrinted>,
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
