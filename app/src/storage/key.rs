//! The phone's signing key (本机密钥): made in the browser, never leaves it.

use super::{Store, StoreError};
use cunxuan_core::key::PublicKey;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

const NAME: &str = "device-key";

/// Why there is no usable key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyError {
    /// The page has no crypto: plain http off this machine, or a very old browser.
    NoCrypto,
    /// The store failed.
    Store(StoreError),
    /// The kept key does not sign what it verifies: this browser loses keys; do not announce it.
    Broken,
}

impl From<StoreError> for KeyError {
    fn from(error: StoreError) -> Self {
        KeyError::Store(error)
    }
}

impl From<JsValue> for KeyError {
    fn from(_: JsValue) -> Self {
        KeyError::Broken
    }
}

/// A P-256 key pair whose private half the browser will not hand out.
#[derive(Clone, Debug)]
pub struct DeviceKey {
    /// The public key.
    pub public: PublicKey,
    private: CryptoKey,
}

impl DeviceKey {
    /// Reads the kept key, or makes and keeps one; either way it is tried as read back.
    pub async fn load_or_make(store: &Store) -> Result<DeviceKey, KeyError> {
        let mut pair = store.get_value(NAME).await?;
        if pair.is_undefined() {
            match store.add_value(NAME, &generate().await?).await {
                // Another page was faster: its key is the one that is kept.
                Ok(()) | Err(StoreError::Duplicate) => (),
                Err(error) => return Err(error.into()),
            }
            pair = store.get_value(NAME).await?;
        }
        DeviceKey::tried(&pair).await
    }

    /// Signs with ECDSA over SHA-256; the signature is r ‖ s, 64 bytes.
    pub async fn sign(&self, bytes: &[u8]) -> Result<Vec<u8>, KeyError> {
        let signing = subtle()?.sign_with_object_and_js_u8_array(&ecdsa()?, &self.private, &Uint8Array::from(bytes))?;
        let signature = JsFuture::from(signing).await?;
        Ok(Uint8Array::new(&signature).to_vec())
    }

    async fn tried(pair: &JsValue) -> Result<DeviceKey, KeyError> {
        let half = |name: &str| Reflect::get(pair, &name.into())?.dyn_into::<CryptoKey>();
        let public = half("publicKey")?;
        let raw = JsFuture::from(subtle()?.export_key("raw", &public)?).await?;
        let named = PublicKey::p256(Uint8Array::new(&raw).to_vec()).ok_or(KeyError::Broken)?;
        let key = DeviceKey { public: named, private: half("privateKey")? };
        let signature = key.sign(NAME.as_bytes()).await?;
        let verifying = subtle()?.verify_with_object_and_js_u8_array_and_js_u8_array(
            &ecdsa()?,
            &public,
            &Uint8Array::from(signature.as_slice()),
            &Uint8Array::from(NAME.as_bytes()),
        )?;
        let verified = JsFuture::from(verifying).await?;
        if verified.is_truthy() { Ok(key) } else { Err(KeyError::Broken) }
    }
}

async fn generate() -> Result<JsValue, KeyError> {
    let algorithm = object(&[("name", "ECDSA"), ("namedCurve", "P-256")])?;
    let uses: Array = ["sign", "verify"].map(JsValue::from).into_iter().collect();
    let making = subtle()?.generate_key_with_object(&algorithm, false, &uses)?;
    Ok(JsFuture::from(making).await?)
}

fn subtle() -> Result<SubtleCrypto, KeyError> {
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    // Off a secure context the getter gives undefined, which the binding would take for an object.
    let subtle = crypto.and_then(|it| Reflect::get(&it, &"subtle".into()).ok());
    subtle.and_then(|it| it.dyn_into().ok()).ok_or(KeyError::NoCrypto)
}

fn ecdsa() -> Result<Object, JsValue> {
    object(&[("name", "ECDSA"), ("hash", "SHA-256")])
}

fn object(fields: &[(&str, &str)]) -> Result<Object, JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), &(*value).into())?;
    }
    Ok(object)
}
