//! Checking an export (核验) with nothing but the file and the township's public key.
//!
//! Chains are checked as the file is read ([`crate::record::export::read`]); here seals, certificates,
//! branches, what every entry weighs, the balance of papers, and each signed result counted again.

use crate::id::{FormNo, LogId, Place};
use crate::plan::{KeyCertified, Role};
use crate::record::export::Export;
use crate::record::log::Log;
use crate::record::seal::sign::verify;
use crate::record::{LogOpened, PublicKey, Seal};
use crate::village::{Book, ElectionView, Trust};

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
    /// A log goes on in several ways.
    SecondBranch {
        /// The log.
        log: LogId,
        /// The number of the last entry that all share.
        after: u32,
    },
    /// An entry weighs nothing: its key was revoked, or its role does not allow it.
    Weightless {
        /// Where it stands.
        place: Place,
    },
    /// A rule set in the file is not what the record names.
    OtherRules {
        /// Its id.
        id: String,
    },
    /// The papers of a form do not balance, and nobody witnessed why.
    DoesNotBalance {
        /// The form.
        form: FormNo,
    },
    /// The signed result is not what the record gives.
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
    let mut faults = Vec::new();
    for (log, chain) in export.journal.logs() {
        faults.extend(log_faults(*log, chain, export, &book, anchor));
    }
    let certificates = book.trust().certificates();
    faults.extend(certificates.iter().filter(|it| !is_signed(it, anchor)).map(forged));
    faults.extend(book.village().aside().iter().map(|aside| Fault::Weightless { place: aside.place }));
    faults.extend(rules_faults(export, &book));
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

fn log_faults(log: LogId, chain: &Log, export: &Export, book: &Book, anchor: Option<&PublicKey>) -> Vec<Fault> {
    let Some(opened) = chain.first().and_then(|first| LogOpened::read(&first.item)) else { return Vec::new() };
    let office = Role::numbered(opened.role) == Some(Role::Office);
    let key = opened.public_key();
    let mut faults = Vec::new();
    if office && anchor.is_some() && key.as_ref() != anchor {
        faults.push(Fault::ForeignOffice { log });
    }
    if !office && !book.trust().certificates().is_empty() && !book.trust().certifies(&opened) {
        faults.push(Fault::NoCertificate { log });
    }
    faults.extend(chain.forked_after().map(|after| Fault::SecondBranch { log, after }));
    let seals: Vec<&Seal> = export.seals.iter().filter(|seal| seal.log == log).collect();
    let Some(key) = key else { return faults };
    let forged = seals.iter().filter(|seal| !verify(&key, &seal.signed(), &seal.signature));
    faults.extend(forged.map(|seal| Fault::ForgedSeal { log, seq: seal.seq }));
    let sealed = seals.iter().map(|seal| seal.seq).max().unwrap_or(0);
    if sealed < chain.trunk_tip().seq {
        faults.push(Fault::Unsealed { log, from: sealed.saturating_add(1) });
    }
    faults
}

fn rules_faults(export: &Export, book: &Book) -> Vec<Fault> {
    let named = |view: &ElectionView<'_>| (view.election.plan.rules.clone(), view.election.plan.rules_hash.clone());
    let named: Vec<_> = book.village().elections().map(|view| named(&view)).collect();
    let other = |rules: &&crate::record::export::Rules| {
        use sha2::{Digest, Sha256};
        let hash: [u8; 32] = Sha256::digest(rules.source.as_bytes()).into();
        hash != rules.hash || named.iter().any(|(id, hash)| *id == rules.id && hash.as_slice() != rules.hash)
    };
    export.rules.iter().filter(other).map(|rules| Fault::OtherRules { id: rules.id.clone() }).collect()
}

fn result_faults(view: &ElectionView<'_>) -> Vec<Fault> {
    let signed = |form| view.election.canvass.signed(form).map(|(signed, _)| signed);
    let forms = view.election.ballots.forms().map(|form| form.form);
    let mut faults = Vec::new();
    for (form, signed) in forms.filter_map(|form| Some((form, signed(form)?))) {
        if view.digest(form) != signed.digest {
            faults.push(Fault::OtherResult { form });
        }
        let balances = view.balance(form).iter().all(crate::canvass::Line::balances);
        if !balances && signed.witnessed.is_none() {
            faults.push(Fault::DoesNotBalance { form });
        }
    }
    faults
}
