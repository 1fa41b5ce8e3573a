//! Small things kept beside the database (本机设置): the look, and the sentinel against lost records.

use gloo_storage::{LocalStorage, Storage};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// How large everything is written (字号).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextSize {
    /// 标准, root 16 px.
    #[default]
    Standard,
    /// 大, root 18.5 px.
    Large,
    /// 特大, root 22 px.
    Largest,
}

impl TextSize {
    /// The value of `data-size` on the root element.
    pub fn attribute(self) -> &'static str {
        match self {
            TextSize::Standard => "m",
            TextSize::Large => "l",
            TextSize::Largest => "xl",
        }
    }
}

/// The look this phone's owner chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// 字号.
    pub size: TextSize,
    /// 户外: black on white, for reading in the sun.
    pub outdoors: bool,
}

impl Settings {
    const NAME: &'static str = "cx-settings";

    /// The kept settings, or the plain ones.
    pub fn load() -> Settings {
        load(Self::NAME).unwrap_or_default()
    }

    /// Keeps the settings and gives them to the page.
    pub fn save(&self) {
        save(Self::NAME, self);
        self.apply();
    }

    /// Gives the settings to the page's root element.
    pub fn apply(&self) {
        crate::browser::set_root("data-size", self.size.attribute());
        crate::browser::set_root("data-out", if self.outdoors { "1" } else { "0" });
    }
}

/// What this phone once knew of its own records, kept apart from them: if the database comes back
/// with less, the browser has thrown records away or an old copy was restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sentinel {
    /// The phone's log, hexadecimal.
    pub device: String,
    /// The highest own number ever kept.
    pub max_seq: u64,
    /// When the phone first wrote, milliseconds since 1970 by its own clock.
    pub created: u64,
}

impl Sentinel {
    const NAME: &'static str = "cx-sentinel";

    /// The kept sentinel; none on a phone that never wrote.
    pub fn load() -> Option<Sentinel> {
        load(Self::NAME)
    }

    /// Keeps the sentinel; false where the browser keeps nothing.
    pub fn save(&self) -> bool {
        save(Self::NAME, self)
    }

    /// Whether a database whose highest own number is `max_seq` has lost records.
    pub fn misses(&self, device: &str, max_seq: u64) -> bool {
        self.device != device || self.max_seq > max_seq
    }
}

/// Reads a small value; none where it is absent, unreadable, or the browser keeps nothing.
pub fn load<T: DeserializeOwned>(name: &str) -> Option<T> {
    present().then(|| LocalStorage::get(name).ok()).flatten()
}

/// Keeps a small value; false where the browser keeps nothing.
pub fn save<T: Serialize>(name: &str, value: &T) -> bool {
    present() && LocalStorage::set(name, value).is_ok()
}

/// Forgets a small value.
pub fn forget(name: &str) {
    if present() {
        LocalStorage::delete(name);
    }
}

/// Some private modes take the storage away, and the library would stop the page on it.
fn present() -> bool {
    web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentinel_notices_what_is_missing() {
        let kept = Sentinel { device: "ab".into(), max_seq: 7, created: 1 };
        for (device, max_seq, misses) in
            [("ab", 7, false), ("ab", 9, false), ("ab", 6, true), ("", 0, true), ("cd", 9, true)]
        {
            assert_eq!(kept.misses(device, max_seq), misses, "{device} {max_seq}");
        }
    }
}
