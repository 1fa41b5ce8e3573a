//! The fingerprint of a village (校对码): equal on every device that folded the same entries.

use super::{ElectionView, Village};
use crate::id::to_bytes;
use minicbor::Encode;
use sha2::{Digest, Sha256};

/// A hash that takes values one by one, each as its CBOR.
struct Sum(Sha256);

impl Sum {
    fn add<T: Encode<()>>(&mut self, value: &T) {
        self.0.update(to_bytes(value));
    }
}

impl Village {
    /// SHA-256 over everything that the fold holds: plan, people, rolls, papers, counts, signatures.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut sum = Sum(Sha256::new_with_prefix(b"cx/village/1"));
        sum.add(self.plan().village());
        self.plan().actors().for_each(|actor| sum.add(actor));
        for (id, resident) in self.people().iter() {
            sum.add(&(id, resident.group, &resident.person));
        }
        for aside in self.aside() {
            sum.add(&(aside.place, aside.kind, aside.at));
        }
        sum.add(&self.unknown());
        self.elections().for_each(|view| election(&view, &mut sum));
        sum.0.finalize().into()
    }
}

fn election(view: &ElectionView<'_>, sum: &mut Sum) {
    let election = view.election;
    sum.add(&election.plan);
    election.roll.iter().for_each(|person| sum.add(&person));
    for voter in election.polling.voters() {
        for issue in election.polling.issues(voter) {
            sum.add(&(voter, issue.place, issue.series, issue.group, issue.holder, issue.at));
        }
    }
    for form in election.ballots.forms() {
        sum.add(form);
        sum.add(&minicbor::bytes::ByteArray::from(view.digest(form.form)));
        sum.add(&election.canvass.signed(form.form).map(|(signed, at)| (signed, *at)));
    }
    for run in election.count.runs() {
        sum.add(&(run.place, run.opened, run.second, run.closed, run.abandoned, run.undone));
        run.corrected.iter().for_each(|it| sum.add(&(it.at, &it.before, &it.reason, it.scrutineer, it.by)));
        run.compared.iter().for_each(|told| sum.add(&told));
        run.reviewed.iter().for_each(|told| sum.add(&told));
        run.papers.iter().for_each(|paper| sum.add(paper));
    }
}

/// The first eight characters of a fingerprint, as people read them to each other.
#[must_use]
pub fn spoken(fingerprint: &[u8; 32]) -> String {
    fingerprint.iter().take(4).map(|byte| format!("{byte:02X}")).collect()
}
