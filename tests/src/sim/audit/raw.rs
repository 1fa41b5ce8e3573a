//! Raw entries (原始条目): the few events that an audit counts, read from their bytes.

use super::super::village::form;
use cunxuan_core::id::{ActorNo, EntryId, LogId, Place};
use cunxuan_core::record::{Item, Journal};
use minicbor::Decoder;
use minicbor::data::Type;
use minicbor::decode::Error;

/// One entry in the order of the fold.
#[derive(Debug)]
pub struct Raw {
    /// Where it stands.
    pub place: Place,
    /// The number of its kind.
    pub kind: u16,
    /// Who acted.
    pub actor: ActorNo,
    /// What it says.
    pub said: Said,
}

/// What an entry says, as far as it is counted.
#[derive(Debug)]
pub enum Said {
    /// A paper was handed out at a group's table.
    Issued { group: u64, voter: Vec<u8> },
    /// A paper came back.
    Withdrawn { issue: Place, voter: Vec<u8> },
    /// A box was opened.
    Box { box_no: u64, papers: u64 },
    /// The count of a box began, by the first teller or the second.
    Run { box_no: u64, second: bool },
    /// A paper was called.
    Called { run: Place, call: Call },
    /// The last call was taken back.
    Undone { run: Place },
    /// A paper was set right.
    Corrected { run: Place, at: usize, call: Call },
    /// The count of a box ended.
    Closed { run: Place },
    /// The count of a box was given up.
    Abandoned { run: Place },
    /// Anything else.
    Else,
}

/// One called paper.
#[derive(Clone, Debug)]
pub enum Call {
    /// No mark.
    Blank,
    /// Void as a whole.
    Void,
    /// Post by post; nothing for a void section.
    Sections(Vec<Option<Vec<Mark>>>),
}

/// One name on a paper.
#[derive(Clone, Debug)]
pub enum Mark {
    /// Printed.
    Printed(String),
    /// Written in.
    Written(String),
}

/// All entries of a journal in the order of Lamport number, log, number and id.
///
/// # Errors
/// When bytes are not what was written.
pub fn entries(journal: &Journal) -> Result<Vec<Raw>, String> {
    let mut all: Vec<((u64, LogId, u32, EntryId), Raw)> = Vec::new();
    for (log, chain) in journal.logs() {
        for (seq, _, link) in chain.entries() {
            let place = Place { log: *log, seq };
            let (lam, raw) = read(&link.item, place).map_err(|error| format!("audit: {place:?}: {error}"))?;
            all.push(((lam, *log, seq, link.id), raw));
        }
    }
    all.sort_unstable_by_key(|(turn, _)| *turn);
    Ok(all.into_iter().map(|(_, raw)| raw).collect())
}

fn read(item: &Item, place: Place) -> Result<(u64, Raw), Error> {
    let mut d = Decoder::new(&item.bytes);
    d.array()?;
    let (kind, lam, actor, _) = (d.u16()?, d.u64()?, d.u32()?, d.i64()?);
    let said = if d.datatype()? == Type::Bytes && (0x50..=0x6f).contains(&kind) {
        let body = d.bytes()?;
        let mut d = Decoder::new(body);
        d.u8()?;
        d.array()?;
        event(kind, &mut d, place)?
    } else {
        Said::Else
    };
    Ok((lam, Raw { place, kind, actor, said }))
}

fn event(kind: u16, d: &mut Decoder<'_>, here: Place) -> Result<Said, Error> {
    Ok(match kind {
        0x52 => {
            let (group, _) = (d.u64()?, d.u64()?);
            Said::Issued { group, voter: verbatim(d)? }
        }
        0x53 => Said::Withdrawn { issue: place(d, here)?, voter: verbatim(d)? },
        0x60 => {
            d.skip()?;
            Said::Box { box_no: d.u64()?, papers: d.u64()? }
        }
        0x61 | 0x65 => {
            d.skip()?;
            d.array()?;
            Said::Run { box_no: d.u64()?, second: kind == 0x65 }
        }
        0x62 => Said::Called { run: place(d, here)?, call: call(d)? },
        0x63 => Said::Undone { run: place(d, here)? },
        0x64 => Said::Closed { run: place(d, here)? },
        0x67 => {
            let (run, at) = (place(d, here)?, usize::try_from(d.u64()?).map_err(|_| Error::message("too far"))?);
            Said::Corrected { run, at, call: call(d)? }
        }
        0x68 => Said::Abandoned { run: place(d, here)? },
        _ => Said::Else,
    })
}

/// The bytes of whatever comes next.
fn verbatim(d: &mut Decoder<'_>) -> Result<Vec<u8>, Error> {
    let from = d.position();
    d.skip()?;
    Ok(d.input().get(from..d.position()).unwrap_or_default().to_vec())
}

/// Which shape comes next, and whether it has fields.
fn shape(d: &mut Decoder<'_>) -> Result<u64, Error> {
    d.array()?;
    let shape = d.u64()?;
    d.array()?;
    Ok(shape)
}

/// The place that an entry at `here` speaks of.
fn place(d: &mut Decoder<'_>, here: Place) -> Result<Place, Error> {
    if shape(d)? == 0 {
        return Ok(Place { log: here.log, seq: d.u32()? });
    }
    d.array()?;
    let log = LogId::from_slice(d.bytes()?).ok_or_else(|| Error::message("no log"))?;
    Ok(Place { log, seq: d.u32()? })
}

fn call(d: &mut Decoder<'_>) -> Result<Call, Error> {
    match shape(d)? {
        0 => {
            let posts = form().posts;
            let sections = d.array()?.unwrap_or(0);
            let of_post = |post: &cunxuan_core::ballot::Post, d: &mut Decoder<'_>| section(post, d);
            let read = posts.iter().zip(0..sections).map(|(post, _)| of_post(post, d));
            Ok(Call::Sections(read.collect::<Result<_, Error>>()?))
        }
        1 => Ok(Call::Blank),
        _ => Ok(Call::Void),
    }
}

fn section(post: &cunxuan_core::ballot::Post, d: &mut Decoder<'_>) -> Result<Option<Vec<Mark>>, Error> {
    if shape(d)? != 0 {
        return Ok(None);
    }
    let yes = d.array()?.unwrap_or(0);
    let marks = (0..yes).map(|_| mark(post, d)).collect::<Result<Vec<_>, Error>>()?;
    d.skip()?;
    Ok(Some(marks))
}

fn mark(post: &cunxuan_core::ballot::Post, d: &mut Decoder<'_>) -> Result<Mark, Error> {
    if shape(d)? != 0 {
        return Ok(Mark::Written(d.str()?.to_owned()));
    }
    let printed = post.candidates.get(usize::from(d.u8()?));
    let printed = printed.ok_or_else(|| Error::message("no such candidate"))?;
    Ok(Mark::Printed(printed.name.clone()))
}
