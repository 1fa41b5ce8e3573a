//! What must be true in the end (不变量): the table in [`super`] says what each rule means here.

use super::audit::audit;
use super::fault::Seen;
use super::oracle::{Sum, digest};
use super::rng::Rng;
use super::village::scope;
use super::world::World;
use cunxuan_core::id::EntryId;
use cunxuan_core::record::exchange::lacking;
use cunxuan_core::record::{Journal, LogOpened, Range};
use std::collections::BTreeSet;

/// What every store must hold once all are whole again; `living` was held by somebody when the faults ended.
///
/// # Errors
/// The first rule that is broken, in words.
pub fn check(world: &mut World, living: &BTreeSet<EntryId>) -> Result<u64, String> {
    let journal = world.server.book().ok_or("the server is down")?.journal();
    let held: BTreeSet<EntryId> = ids(journal).into_iter().collect();
    ensure("I1: an entry that somebody held is not on the server", living.is_subset(&held))?;
    let broken = world.oracle.broken_promise(&held);
    ensure("I2: a receipted entry is lost though the server never went back behind it", broken.is_none())?;
    ensure("the server holds in memory what it has not committed", held == *world.server.committed())?;
    hashed(journal)?;
    one_scope(journal)?;
    for live in world.phones.iter().flat_map(|phone| &phone.lives) {
        same(live.book.journal(), journal)?;
    }
    for (log, seq) in world.oracle.forks(&held) {
        let seen = journal.log(&log).and_then(|chain| chain.forked_after()).is_some_and(|after| after < seq);
        ensure("I3: a fork is not seen", seen)?;
    }
    again(journal)?;
    let mut sum = Sum::default();
    held.iter().for_each(|id| sum.add(u64::from_le_bytes(first_eight(id))));
    if world.folds { folded(world) } else { Ok(sum.0) }
}

fn ensure(rule: &str, holds: bool) -> Result<(), String> {
    if holds { Ok(()) } else { Err(rule.to_owned()) }
}

fn first_eight(id: &EntryId) -> [u8; 8] {
    let mut eight = [0; 8];
    eight.iter_mut().zip(id.0).for_each(|(to, byte)| *to = byte);
    eight
}

/// The ids that a journal holds, in order.
fn ids(journal: &Journal) -> Vec<EntryId> {
    let mut ids: Vec<EntryId> =
        journal.logs().flat_map(|(_, chain)| chain.entries()).map(|(_, _, link)| link.id).collect();
    ids.sort_unstable();
    ids
}

/// Every entry stands behind the one it names, and its id is the hash of its bytes.
fn hashed(journal: &Journal) -> Result<(), String> {
    for (log, chain) in journal.logs() {
        let mut held = BTreeSet::new();
        for (seq, prev, link) in chain.entries() {
            let behind =
                if seq == 1 { prev == EntryId::ZERO && link.id.log() == *log } else { held.contains(&(seq - 1, prev)) };
            ensure("I5: an entry stands behind nothing", behind)?;
            ensure("I5: an id is not the hash of its bytes", link.item.id_after(&prev) == link.id)?;
            ensure("I5: an entry is held twice", held.insert((seq, link.id)))?;
        }
    }
    Ok(())
}

/// Every log here is about this village.
fn one_scope(journal: &Journal) -> Result<(), String> {
    for (_, chain) in journal.logs() {
        let opened = chain.first().and_then(|first| LogOpened::read(&first.item));
        ensure("I8: a log of another village is held", opened.is_some_and(|opened| opened.scope == scope()))?;
    }
    Ok(())
}

/// Two stores hold the same bytes at the same places, and see the same forks.
fn same(one: &Journal, other: &Journal) -> Result<(), String> {
    let rule = "I1: a phone and the server hold different entries";
    ensure(rule, one.len() == other.len() && one.logs().count() == other.logs().count())?;
    for ((log, chain), (name, there)) in one.logs().zip(other.logs()) {
        ensure(rule, log == name)?;
        ensure("I3: a phone and the server see different forks", chain.forked_after() == there.forked_after())?;
        for (seq, prev, link) in chain.entries() {
            let found = there.find(seq, &link.id);
            ensure(rule, found.is_some_and(|found| found == link))?;
            ensure("I5: an entry stands behind nothing", seq == 1 || chain.find(seq - 1, &prev).is_some())?;
        }
    }
    Ok(())
}

/// The whole record in pieces, shuffled and some of it twice, gives the same; once more gives nothing new.
fn again(journal: &Journal) -> Result<(), String> {
    let mut rng = Rng::new(u64::try_from(journal.len()).unwrap_or(0));
    let (ranges, _) = lacking(journal, &[], u32::MAX);
    let mut pieces: Vec<Range> = ranges.iter().flat_map(|range| cut(range, &mut rng)).collect();
    let doubled: Vec<Range> = pieces.iter().filter(|_| rng.chance(200)).cloned().collect();
    pieces.extend(doubled);
    (1..pieces.len()).for_each(|at| pieces.swap(at, rng.index(at + 1)));
    let mut fresh = Journal::new(scope());
    while fresh.len() < journal.len() {
        let before = fresh.len();
        fresh.take(pieces.clone());
        ensure("I4: pieces of a whole record do not come together", fresh.len() > before)?;
    }
    same(&fresh, journal)?;
    let taken = fresh.take(pieces);
    ensure("I4: taking in the same again brings something", taken.new.is_empty() && taken.refused.is_empty())
}

fn cut(range: &Range, rng: &mut Rng) -> Vec<Range> {
    let mut pieces = Vec::new();
    let (mut items, mut from, mut prev) = (range.items.as_slice(), range.from, range.prev);
    while !items.is_empty() {
        let (piece, rest) = items.split_at((1 + rng.index(16)).min(items.len()));
        let piece = super::store::range(range.log, from, prev, piece.to_vec());
        if let Some(end) = piece.ids().last() {
            (from, prev) = (end.seq + 1, end.id);
        }
        (items, pieces) = (rest, pushed(pieces, piece));
    }
    pieces
}

fn pushed(mut pieces: Vec<Range>, piece: Range) -> Vec<Range> {
    pieces.push(piece);
    pieces
}

/// All stores fold to one village; what it says is what an audit says that counts by itself.
fn folded(world: &mut World) -> Result<u64, String> {
    let book = world.server.book().ok_or("the server is down")?;
    let sum = digest(book);
    for live in world.phones.iter().flat_map(|phone| &phone.lives) {
        ensure("I12: a phone and the server fold to different villages", digest(&live.book) == sum)?;
    }
    let audited = audit(book.journal(), book.village())?;
    world.counts.seen(Seen::Audited, audited.counted);
    world.counts.seen(Seen::Weightless, audited.weightless);
    Ok(sum)
}
