//! Reading on (续读): what was added since the last look, by whoever writes in another window.

use super::{BLOB, Opened, Store, StoreError, TAIL, blobs, idb, next_blob, tail_entries};
use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::IdbKeyRange;

/// How far one scope was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bookmark {
    /// For each log of the tail the highest number read, by log.
    tips: Vec<(String, u64)>,
    /// The number of the next blob.
    next_blob: u32,
}

impl Bookmark {
    /// Moves on behind what was read.
    pub fn pass(&mut self, read: &Opened) {
        self.next_blob = self.next_blob.max(read.next_blob);
        for entry in &read.tail {
            match self.tips.binary_search_by(|(log, _)| log.as_str().cmp(&entry.log)) {
                Ok(at) => self.tips.iter_mut().skip(at).take(1).for_each(|(_, seq)| *seq = entry.seq.max(*seq)),
                Err(at) => self.tips.insert(at, (entry.log.clone(), entry.seq)),
            }
        }
    }

    /// The keys not read yet lie between one log's tip and the next log: each pair is such a gap.
    fn gaps(&self, scope: &str) -> Vec<(JsValue, JsValue)> {
        let scope = JsValue::from(scope);
        let log = |name: &str| Array::of2(&scope, &name.into()).into();
        let tip = |name: &str, seq: u64| Array::of3(&scope, &name.into(), &JsValue::from_f64(seq as f64)).into();
        let starts = self.tips.iter().map(|(name, seq)| tip(name, *seq));
        let ends = self.tips.iter().map(|(name, _)| log(name));
        let first: JsValue = Array::of1(&scope).into();
        let last: JsValue = Array::of2(&scope, &Array::new()).into();
        std::iter::once(first).chain(starts).zip(ends.chain(std::iter::once(last))).collect()
    }
}

impl Store {
    /// Reads what was added behind a bookmark, as of one moment.
    ///
    /// # Errors
    /// When the browser does not give it.
    pub async fn newer(&self, scope: &str, bookmark: &Bookmark) -> Result<Opened, StoreError> {
        let names: Array = [TAIL, BLOB].map(JsValue::from).into_iter().collect();
        let transaction = self.db.transaction_with_str_sequence(&names)?;
        let (tail, blob) = (idb::store(&transaction, TAIL)?, idb::store(&transaction, BLOB)?);
        let mut asked = Vec::new();
        for (from, to) in bookmark.gaps(scope) {
            let range = IdbKeyRange::bound_with_lower_open_and_upper_open(&from, &to, true, true)?;
            let keys = idb::answer(tail.get_all_keys_with_key(&range)?);
            asked.push((keys, idb::answer(tail.get_all_with_key(&range)?)));
        }
        let scope = JsValue::from(scope);
        let from = Array::of2(&scope, &JsValue::from(bookmark.next_blob));
        let range = IdbKeyRange::bound(&from, &Array::of2(&scope, &Array::new()))?;
        let blob_keys = idb::answer(blob.get_all_keys_with_key(&range)?);
        let blob_bytes = idb::answer(blob.get_all_with_key(&range)?);
        let mut read = Opened::default();
        for (keys, values) in asked {
            read.tail.extend(tail_entries(&keys.await?.into(), &values.await?.into()));
        }
        read.next_blob = next_blob(&blob_keys.await?.into());
        read.blobs = blobs(&blob_bytes.await?.into());
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::super::TailEntry;
    use super::*;

    #[test]
    fn a_mark_moves_forward_alone() {
        let mut bookmark = Bookmark::default();
        let entry = |log: &str, seq| TailEntry { log: log.to_owned(), seq, bytes: Vec::new() };
        let looks = [(vec![("b", 3), ("a", 1)], 2), (vec![("b", 4), ("c", 9)], 0), (vec![("b", 2)], 3)];
        for (tail, next_blob) in looks {
            let tail = tail.into_iter().map(|(log, seq)| entry(log, seq)).collect();
            bookmark.pass(&Opened { tail, next_blob, blobs: Vec::new() });
        }
        let tips = [("a", 1), ("b", 4), ("c", 9)].map(|(log, seq)| (log.to_owned(), seq));
        assert_eq!(bookmark, Bookmark { tips: tips.to_vec(), next_blob: 3 });
    }
}
