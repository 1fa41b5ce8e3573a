//! Awaitable requests and strict transactions over the browser's IndexedDB (浏览器数据库).

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbObjectStore, IdbRequest, IdbTransaction};

/// Why the phone's store did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The phone is full, or the browser grants no more room.
    Quota,
    /// A record with that key is there already; the whole transaction was dropped.
    Duplicate,
    /// The database was closed under us (cleared by hand, or a newer page upgraded it); connect again.
    Closed,
    /// This browser offers no database here (private mode, plain http, some in-app browsers).
    Missing,
    /// Anything else, by the browser's own name of the error.
    Other(String),
}

impl From<JsValue> for StoreError {
    fn from(error: JsValue) -> Self {
        let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string()).unwrap_or_default();
        match name.as_str() {
            "QuotaExceededError" => StoreError::Quota,
            "ConstraintError" => StoreError::Duplicate,
            "InvalidStateError" => StoreError::Closed,
            _ => StoreError::Other(name),
        }
    }
}

// The third argument of `transaction` and the `durability` of its answer are still marked unstable
// in web-sys; a browser that does not know them ignores the one and leaves out the other.
#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = IDBDatabase)]
    type Durable;
    #[wasm_bindgen(method, catch, js_name = transaction)]
    fn transaction_with(
        this: &Durable,
        names: &JsValue,
        mode: &str,
        options: &JsValue,
    ) -> Result<IdbTransaction, JsValue>;

    #[wasm_bindgen(js_name = IDBTransaction)]
    type Told;
    #[wasm_bindgen(method, getter)]
    fn durability(this: &Told) -> Option<String>;
}

/// Opens the named database, making its object stores on the first visit.
pub(super) async fn connect(
    name: &str,
    version: u32,
    stores: &'static [&'static str],
) -> Result<IdbDatabase, StoreError> {
    let request = factory()?.open_with_u32(name, version)?;
    let upgraded = request.clone();
    let upgrade = Closure::once_into_js(move || {
        if let Some(db) = upgraded.result().ok().and_then(|it| it.dyn_into::<IdbDatabase>().ok()) {
            for store in stores {
                // A failure here aborts the upgrade, and `open` then reports it.
                db.create_object_store(store).ok();
            }
        }
    });
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    let db: IdbDatabase = answer(request.into()).await?.unchecked_into();
    let older = db.clone();
    // A newer page must be able to upgrade: this one lets go and is told `Closed` at its next write.
    let step_aside = Closure::once_into_js(move || older.close());
    db.set_onversionchange(Some(step_aside.unchecked_ref()));
    Ok(db)
}

fn factory() -> Result<IdbFactory, StoreError> {
    web_sys::window().and_then(|window| window.indexed_db().ok().flatten()).ok_or(StoreError::Missing)
}

/// Starts a write that is reported done only once the browser has flushed it to the disk.
pub(super) fn write(db: &IdbDatabase, names: &[&str]) -> Result<IdbTransaction, StoreError> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let names: js_sys::Array = names.iter().map(|name| JsValue::from_str(name)).collect();
    let db: &Durable = db.unchecked_ref();
    Ok(db.transaction_with(&names, "readwrite", &options)?)
}

/// What the browser says of the transaction's durability; nothing from a browser that cannot tell.
pub(super) fn durability(transaction: &IdbTransaction) -> Option<String> {
    transaction.unchecked_ref::<Told>().durability()
}

/// The answer of one request. It is listened for from this call on, not from the first poll, so
/// that several requests of a transaction can be asked before the first is awaited.
pub(super) fn answer(request: IdbRequest) -> impl Future<Output = Result<JsValue, StoreError>> {
    let settled = Promise::new(&mut |resolve: Function, reject: Function| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    async move {
        match JsFuture::from(settled).await {
            Ok(_) => Ok(request.result()?),
            Err(_) => Err(cause(request.error().ok().flatten())),
        }
    }
}

/// Does `work` in the transaction and waits until all of it is kept, or none.
pub(super) async fn commit(
    transaction: IdbTransaction,
    work: impl FnOnce(&IdbTransaction) -> Result<(), JsValue>,
) -> Result<(), StoreError> {
    let settled = Promise::new(&mut |resolve: Function, reject: Function| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onabort(Some(&reject));
    });
    let asked = work(&transaction);
    if asked.is_err() {
        // Requests made before the failing one must not be kept alone.
        transaction.abort().ok();
    }
    let kept = JsFuture::from(settled).await;
    asked?;
    kept.map(|_| ()).map_err(|_| cause(transaction.error()))
}

fn cause(error: Option<web_sys::DomException>) -> StoreError {
    match error {
        Some(error) => StoreError::from(JsValue::from(error)),
        None => StoreError::Closed,
    }
}

/// One object store of a transaction.
pub(super) fn store(transaction: &IdbTransaction, name: &str) -> Result<IdbObjectStore, JsValue> {
    transaction.object_store(name)
}
