//! The result as it was signed (公布结果): names in the order of the ballot, votes, and who is elected.

use super::{Staff, size};
use crate::ballot::BallotSettled;
use crate::canvass::Result;
use crate::law::Name;
use crate::village::ElectionView;
use serde::{Deserialize, Serialize};

/// The signed result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// When it was sealed, by the clock of that phone: seconds since 1970-01-01 UTC.
    pub at: i64,
    /// Whether the record still says what was signed; otherwise no name is shown, for the paper leads.
    pub stands: bool,
    /// The posts, highest first.
    pub posts: Vec<DeclaredPost>,
    /// Who signed.
    pub signers: Vec<Staff>,
}

/// One post of the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredPost {
    /// Its name.
    pub name: String,
    /// Seats.
    pub seats: u8,
    /// Candidates in the order of the ballot, then names written in, by code point.
    pub rows: Vec<DeclaredRow>,
    /// Seats for which nobody is elected.
    pub open: u32,
}

/// One name of the result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeclaredRow {
    /// The name.
    pub name: String,
    /// Whether it was written in, not printed.
    pub written: bool,
    /// Votes for the post.
    pub votes: u32,
    /// Votes that decided, where those for a higher post are added (下加).
    pub counted: u32,
    /// Whether he is elected.
    pub elected: bool,
}

/// The result of a form, once it is signed.
pub(super) fn declared(view: &ElectionView<'_>, form: &BallotSettled) -> Option<Declared> {
    let (signed, at) = view.election.canvass.signed(form.form)?;
    let stands = view.signed_as_is(form.form).is_some();
    let result = view.result(form.form).filter(|_| stands);
    let posts = result.iter().flat_map(|result| (0..form.posts.len()).filter_map(|at| post(result, form, at)));
    let signers = signed.signatures.iter().map(|it| Staff { role: it.role, name: it.name.clone() });
    Some(Declared { at: at.wall, stands, posts: posts.collect(), signers: signers.collect() })
}

fn post(result: &Result, form: &BallotSettled, at: usize) -> Option<DeclaredPost> {
    let (post, printed) = (form.posts.get(at)?, result.posts.get(at)?);
    let outcome = result.outcome.posts.iter().find(|outcome| outcome.post == at);
    let votes = result.sums.votes_for(at, &printed.candidates);
    let row = |(name, votes): (&Name, &u32)| {
        let counted =
            outcome.and_then(|it| it.why.iter().find(|(of, _)| of == name)).map_or(*votes, |(_, why)| why.have);
        DeclaredRow {
            name: result.name(*name).unwrap_or_default().to_owned(),
            written: !printed.candidates.contains(name),
            votes: *votes,
            counted: counted.max(*votes),
            elected: outcome.is_some_and(|it| it.elected.contains(name)),
        }
    };
    let (own, written) = votes.iter().partition::<Vec<_>, _>(|(name, _)| printed.candidates.contains(name));
    let elected = outcome.map_or(0, |it| size(it.elected.len()));
    Some(DeclaredPost {
        name: post.name.clone(),
        seats: post.seats,
        rows: own.into_iter().chain(written).map(row).collect(),
        open: u32::from(post.seats).saturating_sub(elected),
    })
}
