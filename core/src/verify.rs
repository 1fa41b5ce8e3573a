//! Checking an export (核验) with nothing but the file and the township's public key.
//!
//! Chains are checked as the file is read ([`crate::record::export::read`]); here seals, certificates,
//! branches, what every entry weighs, the balance of papers, and each signed result counted again.

use crate::id::{FormNo, LogId, Place};
use crate::key::PublicKey;
use crate::key::sign::verify;
use crate::plan::{KeyCertified, Role};
use crate::record::export::{Export, Rules};
use crate::record::log::{Log, Tip};
use crate::record::{LogOpened, Seal};
use crate::village::{Book, ElectionView, Trust};
use std::collections::BTreeMap;

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A signature does not fit its key.
    ForgedSeal {
        /// The log.
        log: LogId,
        /// The number of the entry that it is over.
        seq: u32,
    },
    /// Entries stand behind the last signature of their log.
    Unsealed {
        /// The log.
        log: LogId,
        /// The number of the first.
        from: u32,
    },
    /// A log claims to be the township's and has another key.
    ForeignOffice {
        /// The log.
        log: LogId,
    },
    /// A certificate is not signed by the township.
    ForgedCertificate {
        /// Its number.
        serial: u32,
    },
    /// A log has no certificate for its key and role.
    NoCertificate {
        /// The log.
        log: LogId,
    },
    /// A log goes on in several ways, and no two officials have decided which one counts.
    SecondBranch {
        /// The log.
        log: LogId,
        /// The number of the last entry that all share.
        after: u32,
    },
    /// An entry weighs nothing: its key was revoked, or its role does not allow it. What stands on a branch
    /// that was decided against is no fault.
    Weightless {
        /// Where it stands.
        place: Place,
    },
    /// A rule set that the record names is not in the file, is another one there, or is not known here.
    OtherRules {
        /// Its id.
        id: String,
    },
    /// The papers of a form do not balance, and nobody witnessed why.
    DoesNotBalance {
        /// The form.
        form: FormNo,
    },
    /// The signed result is not what the record gives, or a box had not been counted.
    OtherResult {
        /// The form.
        form: FormNo,
    },
}

/// What a check found.
#[derive(Clone, Debug)]
pub struct Report {
    /// The record, folded.
    pub book: Book,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Whether any key is certified in it; without, signatures say only that nobody else wrote on.
    pub certified: bool,
}

/// Checks an export against the township's public key, or against the one that the file claims.
#[must_use]
pub fn check(export: &Export, anchor: Option<&PublicKey>) -> Report {
    let anchor = anchor.or(export.anchor.as_ref());
    let trust = anchor.cloned().map_or_else(Trust::default, Trust::anchored);
    let mut book = Book::trusting(export.journal.scope().clone(), trust);
    let everything = crate::record::exchange::lacking(&export.journal, &[], u32::MAX).0;
    book.take(everything);
    let chosen = chosen(&book);
    let mut faults = Vec::new();
    for (log, chain) in export.journal.logs() {
        let chosen = chosen.get(log).filter(|head| chain.holds(head));
        faults.extend(log_faults(*log, chain, &book, anchor));
        faults.extend(
            chain.forked_after().filter(|_| chosen.is_none()).map(|after| Fault::SecondBranch { log: *log, after }),
        );
        faults.extend(seal_faults(*log, chain, &export.seals));
    }
    let certificates = book.trust().certificates();
    faults.extend(certificates.iter().filter(|it| !is_signed(it, anchor)).map(forged));
    faults.extend(weightless(&book, &chosen).into_iter().map(|place| Fault::Weightless { place }));
    faults.extend(rules_faults(&export.rules, &book));
    let elections: Vec<ElectionView<'_>> = book.village().elections().collect();
    faults.extend(elections.iter().flat_map(result_faults));
    Report { certified: !certificates.is_empty(), faults, book }
}

fn is_signed(certificate: &KeyCertified, anchor: Option<&PublicKey>) -> bool {
    anchor.is_some_and(|anchor| verify(anchor, &certificate.signed(), &certificate.signature))
}

fn forged(certificate: &KeyCertified) -> Fault {
    Fault::ForgedCertificate { serial: certificate.serial }
}

fn is_office(opened: &LogOpened) -> bool {
    Role::numbered(opened.role) == Some(Role::Office)
}

fn log_faults(log: LogId, chain: &Log, book: &Book, anchor: Option<&PublicKey>) -> Option<Fault> {
    let opened = chain.opened()?;
    if is_office(&opened) {
        let foreign = anchor.is_some() && opened.public_key().as_ref() != anchor;
        return foreign.then_some(Fault::ForeignOffice { log });
    }
    // Who knows the township's key takes nobody's word without its certificate: else whoever leaves all
    // certificates out of a file could write the rest of it.
    let asked = anchor.is_some() || !book.trust().certificates().is_empty();
    (asked && !book.trust().certifies(&opened)).then_some(Fault::NoCertificate { log })
}

/// Signatures that do not fit, and the first entry that no fitting one covers, on whatever branch.
fn seal_faults(log: LogId, chain: &Log, seals: &[Seal]) -> Vec<Fault> {
    let Some(key) = chain.opened().and_then(|opened| opened.public_key()) else { return Vec::new() };
    let own = seals.iter().filter(|seal| seal.log == log);
    let (fitting, forged): (Vec<&Seal>, Vec<&Seal>) =
        own.partition(|seal| verify(&key, &seal.signed(), &seal.signature));
    let heads: Vec<Tip> = fitting.iter().map(|seal| Tip { seq: seal.seq, id: seal.head }).collect();
    let bare = chain.entries().filter(|(seq, _, link)| !heads.iter().any(|head| chain.leads_to(*seq, &link.id, head)));
    let from = bare.map(|(seq, _, _)| seq).min();
    let mut faults: Vec<Fault> = forged.iter().map(|seal| Fault::ForgedSeal { log, seq: seal.seq }).collect();
    faults.extend(from.map(|from| Fault::Unsealed { log, from }));
    faults
}

/// The heads of the branches that count by the township's last word.
fn chosen(book: &Book) -> BTreeMap<LogId, Tip> {
    let settled = book.journal().logs().filter_map(|(log, _)| book.trust().settled(log));
    settled.map(|settled| (settled.log, Tip { seq: settled.seq, id: settled.head })).collect()
}

/// Where entries stand that weigh nothing, but for those of branches that were decided against.
fn weightless(book: &Book, chosen: &BTreeMap<LogId, Tip>) -> Vec<Place> {
    let mut against = Vec::new();
    for (log, head) in chosen {
        let Some(chain) = book.journal().log(log).filter(|chain| chain.holds(head)) else { continue };
        let fork = chain.forked_after().unwrap_or(u32::MAX);
        let lost = chain.entries().filter(|(seq, _, link)| *seq > fork && !chain.leads_to(*seq, &link.id, head));
        against.extend(lost.map(|(seq, _, _)| Place { log: *log, seq }));
    }
    let mut places: Vec<Place> = book.village().aside().iter().map(|aside| aside.place).collect();
    places.retain(|place| match against.iter().position(|lost| lost == place) {
        Some(at) => {
            against.swap_remove(at);
            false
        }
        None => true,
    });
    places
}

fn rules_faults(rules: &[Rules], book: &Book) -> Vec<Fault> {
    use sha2::{Digest, Sha256};
    let holds = |id: &str, hash: &[u8]| {
        let named = rules.iter().find(|rules| rules.id == id);
        named.is_some_and(|it| it.hash == hash && Sha256::digest(it.source.as_bytes()).as_slice() == hash)
    };
    let other = |view: &ElectionView<'_>| {
        let plan = &view.election.plan;
        plan.rules_hash != view.election.rules.hash || !holds(&plan.rules, &plan.rules_hash)
    };
    let named = book.village().elections().filter(other).map(|view| view.election.plan.rules.clone());
    let strange = book.village().strange_rules().iter().map(|(_, id)| id.clone());
    named.chain(strange).map(|id| Fault::OtherRules { id }).collect()
}

fn result_faults(view: &ElectionView<'_>) -> Vec<Fault> {
    let signed = |form| view.election.canvass.signed(form).map(|(signed, _)| signed);
    let forms = view.election.ballots.forms().map(|form| form.form);
    let mut faults = Vec::new();
    for (form, signed) in forms.filter_map(|form| Some((form, signed(form)?))) {
        if view.digest(form) != signed.digest || view.boxes_open(form) > 0 {
            faults.push(Fault::OtherResult { form });
        }
        let balances = view.balance(form).iter().all(crate::canvass::Line::balances);
        if !balances && signed.witnessed.is_none() {
            faults.push(Fault::DoesNotBalance { form });
        }
    }
    faults
}
