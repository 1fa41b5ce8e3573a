//! Whose entries count (信任): what the township's certificates, revocations and decisions on branches
//! make of every log. It follows from the whole record, in whatever order it came.

use crate::id::{EntryId, LogId, Place};
use crate::key::PublicKey;
use crate::plan::{self, BranchSettled, KeyCertified, KeyRevoked, Role};
use crate::record::LogOpened;
use crate::record::journal::{Journal, Turn};
use crate::record::log::{Log, Tip};
use crate::stamp::Standing;

/// The township's word, as far as it is here.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    anchor: Option<PublicKey>,
    certificates: Vec<KeyCertified>,
    revoked: Vec<KeyRevoked>,
    settled: Vec<(Turn, BranchSettled)>,
    weights: Vec<(LogId, Weight)>,
}

/// What a log weighs.
#[derive(Clone, Copy, Debug)]
struct Weight {
    warrant: Warrant,
    /// The number of the last entry that counts, where the key was revoked.
    cut: Option<u32>,
    /// The number of the last entry that all branches share, where the log forked.
    fork: Option<u32>,
    /// The head of the branch that counts, where that was decided.
    kept: Option<Tip>,
}

/// As what a log may speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Warrant {
    /// No key is certified in this record: roles are what the plan says of whoever acts.
    Unchecked,
    /// A certificate allows it.
    Holds(Role),
    /// There is none for this key and role.
    Missing,
}

impl Trust {
    /// Trust in a township by its public key: nobody else's certificates count.
    #[must_use]
    pub fn anchored(anchor: PublicKey) -> Self {
        Self { anchor: Some(anchor), ..Self::default() }
    }

    /// The township's key, where it is known.
    #[must_use]
    pub fn anchor(&self) -> Option<&PublicKey> {
        self.anchor.as_ref()
    }

    /// The certificates.
    #[must_use]
    pub fn certificates(&self) -> &[KeyCertified] {
        &self.certificates
    }

    /// The revocations.
    #[must_use]
    pub fn revoked(&self) -> &[KeyRevoked] {
        &self.revoked
    }

    /// The decision on the branches of a log: the last in the order of the fold, whichever came first.
    #[must_use]
    pub fn settled(&self, log: &LogId) -> Option<&BranchSettled> {
        let decisions = self.settled.iter().filter(|(_, settled)| settled.log == *log);
        decisions.max_by_key(|(turn, _)| *turn).map(|(_, settled)| settled)
    }

    /// Takes an event of the plan into account; whether the weight of anything may have changed.
    pub(crate) fn learn(&mut self, event: plan::Event, opened: &LogOpened, turn: Turn) -> bool {
        if !self.is_office(opened) {
            return false;
        }
        match event {
            plan::Event::KeyCertified(certificate) => self.certificates.push(certificate),
            plan::Event::KeyRevoked(revoked) => self.revoked.push(revoked),
            plan::Event::BranchSettled(settled) => self.settled.push((turn, settled)),
            plan::Event::VillagePlanned(_)
            | plan::Event::ActorsNamed(_)
            | plan::Event::PinSet(_)
            | plan::Event::ElectionPlanned(_)
            | plan::Event::StepReported(_) => return false,
        }
        self.forget();
        true
    }

    /// Forgets what was worked out, because a log forked or somebody's word came in.
    pub(crate) fn forget(&mut self) {
        self.weights.clear();
    }

    /// Whether a log is the township's own.
    fn is_office(&self, opened: &LogOpened) -> bool {
        let named = self.anchor.as_ref().is_none_or(|anchor| opened.public_key().as_ref() == Some(anchor));
        named && Role::numbered(opened.role) == Some(Role::Office)
    }

    /// What an entry may weigh, and the role that its log may speak in where certificates rule.
    pub(crate) fn weigh(&mut self, journal: &Journal, place: Place, id: &EntryId) -> (Standing, Option<Role>) {
        let Some(chain) = journal.log(&place.log) else { return (Standing::Quarantined, None) };
        let weight = self.weight(place.log, chain);
        let branch = match (weight.fork, weight.kept) {
            (Some(fork), None) if place.seq > fork => Standing::Pending,
            (Some(fork), Some(kept)) if place.seq > fork && !chain.leads_to(place.seq, id, &kept) => {
                Standing::Quarantined
            }
            (Some(_) | None, _) => Standing::Official,
        };
        let cut = weight.cut.is_some_and(|cut| place.seq > cut);
        match weight.warrant {
            Warrant::Missing => (Standing::Quarantined, None),
            Warrant::Holds(_) if cut => (Standing::Quarantined, None),
            Warrant::Holds(role) => (branch, Some(role)),
            Warrant::Unchecked => (branch, None),
        }
    }

    fn weight(&mut self, log: LogId, chain: &Log) -> Weight {
        if let Some((_, weight)) = self.weights.iter().find(|(known, _)| *known == log) {
            return *weight;
        }
        let opened = chain.opened();
        let kept = self.settled(&log);
        let weight = Weight {
            warrant: opened.as_ref().map_or(Warrant::Missing, |opened| self.warrant(opened)),
            cut: opened.as_ref().and_then(|opened| self.cut(log, opened)),
            fork: chain.forked_after(),
            kept: kept.map(|settled| Tip { seq: settled.seq, id: settled.head }),
        };
        self.weights.push((log, weight));
        weight
    }

    fn warrant(&self, opened: &LogOpened) -> Warrant {
        if self.certificates.is_empty() {
            return Warrant::Unchecked;
        }
        let Some(role) = Role::numbered(opened.role) else { return Warrant::Missing };
        let held = match role {
            Role::Office => self.is_office(opened),
            Role::Liaison
            | Role::ChiefScrutineer
            | Role::Scrutineer
            | Role::Caller
            | Role::Teller
            | Role::Committee => self.certifies(opened),
        };
        if held { Warrant::Holds(role) } else { Warrant::Missing }
    }

    /// Whether a log's key is certified for its record and the role that it claims.
    #[must_use]
    pub fn certifies(&self, opened: &LogOpened) -> bool {
        let role = Role::numbered(opened.role);
        self.certificates_of(opened).any(|certificate| role.is_some_and(|role| certificate.roles.contains(&role)))
    }

    fn certificates_of(&self, opened: &LogOpened) -> impl Iterator<Item = &KeyCertified> {
        let (key, scope) = (opened.public_key(), opened.scope.clone());
        self.certificates.iter().filter(move |it| Some(&it.key) == key.as_ref() && it.scope == scope)
    }

    /// Up to where a log of a revoked key counts: the lowest cut of all revocations of its certificates.
    fn cut(&self, log: LogId, opened: &LogOpened) -> Option<u32> {
        let serials: Vec<u32> = self.certificates_of(opened).map(|certificate| certificate.serial).collect();
        let revoked = self.revoked.iter().filter(|revoked| serials.contains(&revoked.serial));
        revoked.map(|it| it.cuts.iter().find(|cut| cut.log == log).map_or(0, |cut| cut.seq)).min()
    }
}
