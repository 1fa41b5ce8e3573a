//! The phone's own store (本机存储): entries it wrote, blobs it pulled, and a few named values.
//!
//! It keeps opaque bytes and knows nothing of elections. The phone's own entries lie one to a
//! record, so that a tap costs one small strict write; whatever is older or came from elsewhere
//! lies in blobs of a few hundred entries, so that opening stays fast.

mod idb;
pub mod key;
pub mod local;
mod newer;

pub use idb::StoreError;
pub use newer::Bookmark;

use js_sys::{Array, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{IdbDatabase, IdbKeyRange, IdbTransaction};

const DATABASE: &str = "cunxuan";
const VERSION: u32 = 1;
const TAIL: &str = "tail";
const BLOB: &str = "blob";
const KV: &str = "kv";

/// One record of the phone's own tail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TailEntry {
    /// The log, in the writing the caller chose (hexadecimal).
    pub log: String,
    /// The number in the log, from 1.
    pub seq: u64,
    /// The entry as it was written.
    pub bytes: Vec<u8>,
}

/// All that the phone holds of one scope (village and term).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// The blobs in the order of their numbers.
    pub blobs: Vec<Vec<u8>>,
    /// The number the next blob takes.
    pub next_blob: u32,
    /// The own entries that are in no blob yet, by log and number.
    pub tail: Vec<TailEntry>,
}

/// The open database of this phone.
#[derive(Clone, Debug)]
pub struct Store {
    db: IdbDatabase,
}

impl Store {
    /// Opens the database, making it on the first visit.
    pub async fn connect() -> Result<Store, StoreError> {
        let db = idb::connect(DATABASE, VERSION, &[TAIL, BLOB, KV]).await?;
        Ok(Store { db })
    }

    /// Reads everything of one scope, as of one moment.
    pub async fn open(&self, scope: &str) -> Result<Opened, StoreError> {
        let names: Array = [TAIL, BLOB].map(JsValue::from).into_iter().collect();
        let transaction = self.db.transaction_with_str_sequence(&names)?;
        let range = whole_scope(scope)?;
        let tail = idb::store(&transaction, TAIL)?;
        let blob = idb::store(&transaction, BLOB)?;
        // All four are asked before the first is awaited: a transaction ends when it has nothing to do.
        let tail_keys = idb::answer(tail.get_all_keys_with_key(&range)?);
        let tail_bytes = idb::answer(tail.get_all_with_key(&range)?);
        let blob_keys = idb::answer(blob.get_all_keys_with_key(&range)?);
        let blob_bytes = idb::answer(blob.get_all_with_key(&range)?);
        Ok(Opened {
            tail: tail_entries(&tail_keys.await?.into(), &tail_bytes.await?.into()),
            next_blob: next_blob(&blob_keys.await?.into()),
            blobs: blobs(&blob_bytes.await?.into()),
        })
    }

    /// Adds own entries to the tail, all or none, and returns once they are on the disk.
    ///
    /// A number that is there already is [`StoreError::Duplicate`]: another page of this phone wrote.
    pub async fn append(&self, scope: &str, log: &str, entries: &[(u64, Vec<u8>)]) -> Result<(), StoreError> {
        let transaction = idb::write(&self.db, &[TAIL])?;
        idb::commit(transaction, |transaction| {
            let tail = idb::store(transaction, TAIL)?;
            for (seq, bytes) in entries {
                tail.add_with_key(&value_of(bytes), &tail_key(scope, log, *seq))?;
            }
            Ok(())
        })
        .await
    }

    /// Adds pulled blobs under the numbers from `start`, all or none.
    pub async fn put_blobs(&self, scope: &str, start: u32, blobs: &[Vec<u8>]) -> Result<(), StoreError> {
        let transaction = idb::write(&self.db, &[BLOB])?;
        idb::commit(transaction, |transaction| {
            (start..).zip(blobs).try_for_each(|(n, bytes)| add_blob(transaction, scope, n, bytes))
        })
        .await
    }

    /// Puts the own entries of `log` up to and with `upto` away as blob `n`, in one step.
    pub async fn fold_tail_into_blob(
        &self,
        scope: &str,
        n: u32,
        bytes: &[u8],
        (log, upto): (&str, u64),
    ) -> Result<(), StoreError> {
        let transaction = idb::write(&self.db, &[TAIL, BLOB])?;
        idb::commit(transaction, |transaction| {
            let folded = IdbKeyRange::bound(&tail_key(scope, log, 0), &tail_key(scope, log, upto))?;
            add_blob(transaction, scope, n, bytes)?;
            idb::store(transaction, TAIL)?.delete(&folded)?;
            Ok(())
        })
        .await
    }

    /// Reads the bytes under a name.
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let value = self.get_value(name).await?;
        Ok(value.is_object().then(|| bytes_of(&value)))
    }

    /// Keeps bytes under a name, in place of what was there.
    pub async fn put(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let transaction = idb::write(&self.db, &[KV])?;
        idb::commit(transaction, |transaction| {
            idb::store(transaction, KV)?.put_with_key(&value_of(bytes), &name.into())?;
            Ok(())
        })
        .await
    }

    /// Forgets what is under a name.
    pub async fn remove(&self, name: &str) -> Result<(), StoreError> {
        let transaction = idb::write(&self.db, &[KV])?;
        idb::commit(transaction, |transaction| {
            idb::store(transaction, KV)?.delete(&name.into())?;
            Ok(())
        })
        .await
    }

    /// What the browser makes of our wish for strict writes: `strict`, or nothing if it cannot tell.
    pub fn durability(&self) -> Result<Option<String>, StoreError> {
        let transaction = idb::write(&self.db, &[KV])?;
        let told = idb::durability(&transaction);
        transaction.abort()?;
        Ok(told)
    }

    /// Reads a value that only the browser understands (a key handle); undefined if there is none.
    async fn get_value(&self, name: &str) -> Result<JsValue, StoreError> {
        let transaction = self.db.transaction_with_str(KV)?;
        idb::answer(idb::store(&transaction, KV)?.get(&name.into())?).await
    }

    /// Keeps a value that only the browser understands, unless the name is taken.
    async fn add_value(&self, name: &str, value: &JsValue) -> Result<(), StoreError> {
        let transaction = idb::write(&self.db, &[KV])?;
        idb::commit(transaction, |transaction| {
            idb::store(transaction, KV)?.add_with_key(value, &name.into())?;
            Ok(())
        })
        .await
    }
}

fn add_blob(transaction: &IdbTransaction, scope: &str, n: u32, bytes: &[u8]) -> Result<(), JsValue> {
    let key: Array = [scope.into(), JsValue::from(n)].into_iter().collect();
    idb::store(transaction, BLOB)?.add_with_key(&value_of(bytes), &key)?;
    Ok(())
}

/// Numbers go as JavaScript numbers, exact up to 2^53.
fn tail_key(scope: &str, log: &str, seq: u64) -> JsValue {
    let seq = JsValue::from_f64(seq as f64);
    let key: Array = [scope.into(), log.into(), seq].into_iter().collect();
    key.into()
}

/// In the order of IndexedDB an array comes after every number and string, so `[scope, []]`
/// comes after every key of the scope.
fn whole_scope(scope: &str) -> Result<JsValue, JsValue> {
    let scope = JsValue::from(scope);
    let from = Array::of1(&scope);
    let to: Array = [scope, Array::new().into()].into_iter().collect();
    Ok(IdbKeyRange::bound(&from, &to)?.into())
}

fn tail_entries(keys: &Array, values: &Array) -> Vec<TailEntry> {
    let entry = |(key, value): (JsValue, JsValue)| {
        let key = Array::from(&key);
        TailEntry {
            log: key.get(1).as_string().unwrap_or_default(),
            seq: key.get(2).as_f64().unwrap_or_default() as u64,
            bytes: bytes_of(&value),
        }
    };
    keys.iter().zip(values.iter()).map(entry).collect()
}

fn blobs(values: &Array) -> Vec<Vec<u8>> {
    values.iter().map(|value| bytes_of(&value)).collect()
}

fn next_blob(keys: &Array) -> u32 {
    let last = keys.iter().last().and_then(|key| Array::from(&key).get(1).as_f64());
    last.map_or(0, |n| n as u32 + 1)
}

fn value_of(bytes: &[u8]) -> Uint8Array {
    Uint8Array::from(bytes)
}

fn bytes_of(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}
