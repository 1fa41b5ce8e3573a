//! Exports of played villages and forgeries of them (伪造): a sealed record that can be added to with keys, and
//! its file as loose parts that can be tampered with without any.

use crate::given::{Fault, Given};
use cunxuan_core::Event;
use cunxuan_core::id::{ActorNo, EntryId, Label, LogId, Place, Scope};
use cunxuan_core::key::PublicKey;
use cunxuan_core::key::sign::PrivateKey;
use cunxuan_core::law::{RuleSet, rule_set};
use cunxuan_core::plan::{Event as Plan, Role};
use cunxuan_core::record::export::{self, Rules};
use cunxuan_core::record::{Draft, Entry, Item, Journal, LogOpened, Range, Seal};
use cunxuan_server::author::opening;
use cunxuan_server::import::Doubled;
use cunxuan_server::key::{certify, seal};
use cunxuan_server::load::{Import, doubled};
use cunxuan_server::play::{Hands, Play};

/// What the clock of every written entry shows.
const WALL: i64 = 1_793_836_800;
/// Certificates of devices that join after the play have numbers from here on.
const FIRST_SERIAL: u32 = 900;

/// The township of a suite: what is played, and its key.
pub struct Township<'a> {
    /// The data.
    pub given: &'a Given,
    /// The key.
    pub key: PrivateKey,
    rules: &'static RuleSet,
    doubled: Vec<Doubled>,
}

/// The private key of 32 equal bytes: every run has the same keys.
///
/// # Errors
/// When these bytes are no key.
pub fn key(byte: u8) -> Result<PrivateKey, Fault> {
    PrivateKey::from_secret(&[byte; 32]).ok_or_else(|| "these bytes are no key".into())
}

impl<'a> Township<'a> {
    /// A township with a key of its own.
    ///
    /// # Errors
    /// When its rule set is unknown.
    pub fn new(given: &'a Given) -> Result<Self, Fault> {
        let rules = rule_set(&given.township.rule_set).ok_or("no such rule set")?;
        let doubled = doubled(&given.township, &given.people.villages, rules);
        Ok(Self { given, key: key(1)?, rules, doubled })
    }

    /// Plays a village from its lists to the signed result; every phone is certified and seals its logs.
    ///
    /// # Errors
    /// When the plan lacks what the term needs.
    pub fn play(&self, at: usize) -> Result<Play<'a>, Fault> {
        let Given { township, people, issues, ballots, .. } = self.given;
        let village = township.villages.get(at).ok_or("no such village")?;
        let people = people.villages.get(at).ok_or("no such village")?;
        let hands = Hands::new(Scope::new(&village.code, "2026"), &township.code, 3, WALL).certified(self.key.clone());
        let mut play = Play::new(village, hands);
        play.import(&Import { township, village, people, rules: self.rules, demo_day: None, doubled: &self.doubled })?;
        play.register()?;
        play.post(village.roll_posted_on.ok_or("no day of posting")?)?;
        play.issue(&issues.iter().filter(|row| row.village == village.code).cloned().collect::<Vec<_>>())?;
        for group in &village.groups {
            let inside = ballots.rows.iter().filter(|row| row.village == village.code && row.box_no == group.box_no);
            let papers: Vec<_> = inside.collect();
            play.count_box(group.box_no.parse()?, &papers, papers.len())?;
        }
        play.sign()?;
        if play.refused.is_empty() { Ok(play) } else { Err(format!("{}: {:?}", village.name, play.refused).into()) }
    }
}

/// A village's sealed record, and what a forger who sits in the village needs to know of it.
#[derive(Clone)]
pub struct Record {
    /// The record.
    pub journal: Journal,
    /// The township's key.
    pub township: PrivateKey,
    /// A liaison officer.
    pub liaison: ActorNo,
    /// A teller.
    pub teller: ActorNo,
    /// The run of the first box.
    pub run: Place,
    code: String,
    rules: Rules,
    devices: u8,
}

impl Record {
    /// The record of a played village.
    ///
    /// # Errors
    /// When something that it wrote is not taken, or nobody counted.
    pub fn of(township: &Township<'_>, play: Play<'_>) -> Result<Self, Fault> {
        let view = play.view()?;
        let actor = |role| view.village.plan().actors().find(|actor| actor.role == role).map(|actor| actor.no);
        let (liaison, teller) = (actor(Role::Liaison).ok_or("no liaison")?, actor(Role::Teller).ok_or("no teller")?);
        let run = view.election.count.runs().next().ok_or("nobody counted")?.place;
        let set = township.rules;
        let rules = Rules { id: set.id.to_owned(), hash: set.hash, source: set.source().to_owned() };
        let (code, mut journal) =
            (township.given.township.code.clone(), Journal::new(play.book().journal().scope().clone()));
        match journal.take(play.hands.into_ranges()).refused.first() {
            Some(refused) => Err(format!("{refused:?}").into()),
            None => Ok(Self { journal, township: township.key.clone(), liaison, teller, run, code, rules, devices: 0 }),
        }
    }

    /// The export, as the township writes it.
    #[must_use]
    pub fn export(&self) -> Vec<u8> {
        export::write(&self.journal, Some(&self.township.public()), std::slice::from_ref(&self.rules))
    }

    /// The parts of the export.
    ///
    /// # Errors
    /// When it is none.
    pub fn file(&self) -> Result<File, Fault> {
        File::read(&self.export())
    }

    /// Opens a log and writes into it, all of it sealed; what was written comes back.
    ///
    /// # Errors
    /// When an entry is not taken.
    pub fn write(&mut self, by: &PrivateKey, role: Role, actor: ActorNo, events: &[Event]) -> Result<Range, Fault> {
        let range = self.open(Some(by.public()), role, events, actor);
        self.take(range, by)
    }

    /// A log that begins with somebody's key, not sealed and not taken yet.
    pub fn open(&mut self, key: Option<PublicKey>, role: Role, events: &[Event], actor: ActorNo) -> Range {
        self.devices += 1;
        let opened = opening(&self.code, self.journal.scope(), [self.devices; 8], role, key);
        let drafts = std::iter::once(opened.draft()).chain(events.iter().map(draft)).collect();
        self.journal.draft(None, drafts, label(actor))
    }

    /// Goes on in a log, not sealed and not taken yet.
    #[must_use]
    pub fn more(&self, log: LogId, actor: ActorNo, events: &[Event]) -> Range {
        self.journal.draft(Some(log), events.iter().map(draft).collect(), label(actor))
    }

    /// Seals a range and takes it in.
    ///
    /// # Errors
    /// When an entry is not taken.
    pub fn take(&mut self, mut range: Range, by: &PrivateKey) -> Result<Range, Fault> {
        seal(&mut range, by, WALL);
        match self.journal.take(vec![range.clone()]).refused.first() {
            Some(refused) => Err(format!("{refused:?}").into()),
            None => Ok(range),
        }
    }

    /// The township writes something.
    ///
    /// # Errors
    /// When an entry is not taken.
    pub fn office(&mut self, events: impl IntoIterator<Item = Plan>) -> Result<Range, Fault> {
        let events: Vec<Event> = events.into_iter().map(Event::Plan).collect();
        self.write(&self.township.clone(), Role::Office, 0, &events)
    }

    /// The township certifies one more phone, as [`FIRST_SERIAL`]; its liaison officer writes on it.
    ///
    /// # Errors
    /// When an entry is not taken.
    pub fn phone(&mut self, key: &PrivateKey, events: &[Event]) -> Result<Range, Fault> {
        self.office([self.certificate(&self.township, key).into()])?;
        self.write(key, Role::Liaison, self.liaison, events)
    }

    /// A certificate for a phone, by whoever claims to be the township.
    #[must_use]
    pub fn certificate(&self, by: &PrivateKey, key: &PrivateKey) -> cunxuan_core::plan::KeyCertified {
        let from = cunxuan_core::time::Day::from_unix(WALL);
        certify(by, FIRST_SERIAL, key.public(), self.liaison, self.journal.scope(), from)
    }

    /// The number of the certificate of [`Record::phone`].
    #[must_use]
    pub fn serial(&self) -> u32 {
        FIRST_SERIAL
    }
}

fn draft(event: &Event) -> Draft {
    Draft { kind: event.kind(), body: event.write(), salt: None }
}

fn label(actor: ActorNo) -> Label {
    Label { actor, wall: WALL }
}

/// One entry as a file holds it: its number, the id before it, its bytes.
pub type Chained = (u32, EntryId, Item);
type Parts = (String, String, Option<PublicKey>, Vec<(LogId, Vec<Chained>)>, Vec<Seal>, Vec<Rules>);

/// An export as loose parts, for somebody who has no key and an editor.
pub struct File {
    mark: String,
    scope: String,
    /// The township's key, as the file claims it.
    pub anchor: Option<PublicKey>,
    /// The logs.
    pub logs: Vec<(LogId, Vec<Chained>)>,
    /// The signatures.
    pub seals: Vec<Seal>,
    /// The rule sets.
    pub rules: Vec<Rules>,
}

impl File {
    /// Takes an export apart.
    ///
    /// # Errors
    /// When it is none.
    pub fn read(bytes: &[u8]) -> Result<Self, Fault> {
        let (mark, scope, anchor, logs, seals, rules): Parts = minicbor::decode(bytes)?;
        Ok(Self { mark, scope, anchor, logs, seals, rules })
    }

    /// Puts it together.
    #[must_use]
    pub fn write(self) -> Vec<u8> {
        let Self { mark, scope, anchor, logs, seals, rules } = self;
        let parts: Parts = (mark, scope, anchor, logs, seals, rules);
        cunxuan_core::id::to_bytes(&parts)
    }

    /// The first log that holds an entry of this kind, and where in it the middle one of them stands.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(&mut self, kind: u16) -> Result<(LogId, usize, &mut Vec<Chained>), Fault> {
        for (log, entries) in &mut self.logs {
            let of_kind = entries.iter().enumerate().filter(|(_, (_, _, item))| kind_of(item) == Some(kind));
            let places: Vec<usize> = of_kind.map(|(at, _)| at).collect();
            if let Some(at) = places.get(places.len() / 2) {
                return Ok((*log, *at, entries));
            }
        }
        Err(format!("no entry of kind {kind:#x}").into())
    }

    /// The signatures over a log.
    pub fn seals_of(&mut self, log: LogId) -> impl Iterator<Item = &mut Seal> {
        self.seals.iter_mut().filter(move |seal| seal.log == log)
    }
}

/// The kind of an entry.
#[must_use]
pub fn kind_of(item: &Item) -> Option<u16> {
    Entry::read(&item.bytes).ok().map(|entry| entry.kind)
}

/// Who writes a log, as its first entry says.
#[must_use]
pub fn opened(entries: &[Chained]) -> Option<LogOpened> {
    entries.first().and_then(|(_, _, item)| LogOpened::read(item))
}

/// Puts another body in the place of an entry's, as plain as it was.
///
/// # Errors
/// When the bytes are no entry.
pub fn replace(item: &mut Item, event: &Event) -> Result<(), Fault> {
    let Entry { lam, actor, wall, .. } = Entry::read(&item.bytes)?;
    *item = draft(event).item(lam, Label { actor, wall });
    Ok(())
}

/// Numbers and chains the entries of a log anew, as a forger does who knows how; the id of the last.
pub fn rechain(entries: &mut [Chained]) -> EntryId {
    let mut prev = EntryId::ZERO;
    for ((seq, before, item), no) in entries.iter_mut().zip(1..) {
        (*seq, *before) = (no, prev);
        prev = item.id_after(&prev);
    }
    prev
}
