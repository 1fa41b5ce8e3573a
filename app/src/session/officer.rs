//! Who signed in (登录): the officer, his villages and his token, kept on the phone.

use crate::browser::net::{Ask, NetError, Wire};
use crate::storage::key::{DeviceKey, KeyError};
use crate::storage::{Store, StoreError};
use cunxuan_core::id::{ActorNo, Scope, to_bytes};
use cunxuan_core::key::PublicKey;
use cunxuan_core::village::Trust;
use minicbor::{Decode, Encode};
use wasm_bindgen::JsValue;

const NAME: &str = "officer";
/// The server's word for having nothing imported.
const EMPTY: &[u8] = b"NO_TOWNSHIP";
/// Where it is tried whether there is room, and for how many bytes: a village's list.
const NAME_TRIED: &str = "tried";
const ROOM: usize = 256 * 1024;

/// A village by name.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct VillageName {
    /// The name.
    #[n(0)]
    pub name: String,
    /// The scope of its record.
    #[n(1)]
    pub scope: Scope,
}

/// The officer who signed in on this phone.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
#[cbor(map)]
pub struct Officer {
    /// Sent with every exchange; empty after a sign-out.
    #[n(0)]
    pub token: String,
    /// The number that his entries carry.
    #[n(1)]
    pub actor: ActorNo,
    /// His name.
    #[n(2)]
    pub name: String,
    /// The township's name.
    #[n(3)]
    pub township: String,
    /// The township's code.
    #[n(4)]
    pub township_code: String,
    /// His villages.
    #[n(5)]
    pub villages: Vec<VillageName>,
    /// Which of them this phone shows, from 0.
    #[n(6)]
    pub at: u8,
    /// The township's public key; empty on a phone that signed in before there was one.
    #[cbor(n(7), with = "minicbor::bytes", default)]
    pub anchor: Vec<u8>,
}

/// Why somebody could not sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInFault {
    /// No connection.
    Offline,
    /// Wrong number or code.
    Wrong,
    /// The network asks for a login of its own.
    NotOurs,
    /// The server is in trouble.
    Server,
    /// The officer has no village.
    NoVillage,
    /// This browser keeps no key, so nothing that it recorded would count.
    NoKey,
    /// The phone is full; the code was not used.
    Full,
    /// The township imported nothing yet.
    NoTownship,
}

impl Officer {
    /// The village that this phone shows.
    #[must_use]
    pub fn village(&self) -> Option<&VillageName> {
        self.villages.get(usize::from(self.at)).or_else(|| self.villages.first())
    }

    /// Whom the phone trusts to say whose entries count.
    #[must_use]
    pub fn trust(&self) -> Trust {
        PublicKey::p256(self.anchor.clone()).map(Trust::anchored).unwrap_or_default()
    }

    /// Reads the kept officer.
    pub(super) async fn load(store: &Store) -> Result<Option<Self>, StoreError> {
        let bytes = store.get(NAME).await?;
        Ok(bytes.and_then(|bytes| minicbor::decode(&bytes).ok()))
    }

    /// Keeps the officer on the phone.
    ///
    /// # Errors
    /// When the phone cannot keep him.
    pub async fn save(&self, store: &Store) -> Result<(), StoreError> {
        store.put(NAME, &to_bytes(self)).await
    }
}

/// Signs in with a telephone number and a one-time code.
///
/// # Errors
/// When the township cannot be asked, or says no.
pub async fn sign_in(store: &Store, phone: &str, code: &str) -> Result<Officer, SignInFault> {
    // The key is made, read back and tried before the township hears of it.
    let key = DeviceKey::load_or_make(store).await.map_err(|error| match error {
        KeyError::Store(StoreError::Quota) => SignInFault::Full,
        KeyError::NoCrypto | KeyError::Broken | KeyError::Store(_) => SignInFault::NoKey,
    })?;
    // A code is good once: there must be room for what it opens.
    store.put(NAME_TRIED, &[0; ROOM]).await.map_err(|_| SignInFault::Full)?;
    store.remove(NAME_TRIED).await.map_err(|_| SignInFault::Full)?;
    let body = request(phone, code, &key);
    let ask =
        Ask { path: "/api/sign-in", wire: Wire::Json, body: Some(body.as_bytes()), bearer: None, timeout_ms: 20_000 };
    let answer = ask.send().await.map_err(|error| match error {
        NetError::Offline | NetError::Timeout => SignInFault::Offline,
        NetError::NotOurs => SignInFault::NotOurs,
        NetError::Status(400 | 401 | 403, _) => SignInFault::Wrong,
        NetError::Status(503, body) if body.windows(EMPTY.len()).any(|code| code == EMPTY) => SignInFault::NoTownship,
        NetError::Status(_, _) => SignInFault::Server,
    })?;
    let text = String::from_utf8(answer).map_err(|_| SignInFault::Server)?;
    let json = js_sys::JSON::parse(&text).map_err(|_| SignInFault::Server)?;
    let officer = read(&json).ok_or(SignInFault::Server)?;
    if officer.villages.is_empty() { Err(SignInFault::NoVillage) } else { Ok(officer) }
}

fn request(phone: &str, code: &str, key: &DeviceKey) -> String {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let key = key.public.to_hex();
    ["{\"phone\":\"", &digits(phone), "\",\"code\":\"", &digits(code), "\",\"key\":\"", &key, "\"}"].concat()
}

fn read(json: &JsValue) -> Option<Officer> {
    let villages = js_sys::Array::from(&field(json, "villages"));
    let village = |one: JsValue| Some(VillageName { name: text(&one, "name")?, scope: Scope(text(&one, "scope")?) });
    Some(Officer {
        token: text(json, "token")?,
        actor: field(json, "actor").as_f64().map(|no| no as ActorNo)?,
        name: text(json, "name")?,
        township: text(json, "township")?,
        township_code: text(json, "township_code")?,
        villages: villages.iter().filter_map(village).collect(),
        at: 0,
        anchor: PublicKey::from_hex(&text(json, "anchor")?)?.bytes,
    })
}

fn field(json: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(json, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

fn text(json: &JsValue, name: &str) -> Option<String> {
    field(json, name).as_string()
}
