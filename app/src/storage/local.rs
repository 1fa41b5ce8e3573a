//! Small things kept beside the database (本机设置): the look, and the sentinel against lost records.

use gloo_storage::{LocalStorage, Storage};

/// How large everything is written (字号).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
        load(Self::NAME).map_or_else(Settings::default, |text| Self::read(&text))
    }

    /// As they are kept: the size's attribute, and a word behind it outdoors.
    fn write(self) -> String {
        [self.size.attribute(), if self.outdoors { " out" } else { "" }].concat()
    }

    fn read(text: &str) -> Settings {
        let (size, rest) = text.split_once(' ').unwrap_or((text, ""));
        let sizes = [TextSize::Standard, TextSize::Large, TextSize::Largest];
        let size = sizes.into_iter().find(|it| it.attribute() == size).unwrap_or_default();
        Settings { size, outdoors: rest == "out" }
    }

    /// Keeps the settings and gives them to the page.
    pub fn save(&self) {
        save(Self::NAME, &self.write());
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
        load(Self::NAME).and_then(|text| Self::read(&text))
    }

    /// Keeps the sentinel; false where the browser keeps nothing.
    pub fn save(&self) -> bool {
        save(Self::NAME, &self.write())
    }

    /// As it is kept: the three values, parted by blanks.
    fn write(&self) -> String {
        [self.device.as_str(), &self.max_seq.to_string(), &self.created.to_string()].join(" ")
    }

    fn read(text: &str) -> Option<Sentinel> {
        let mut parts = text.split(' ');
        let device = parts.next()?.to_owned();
        let (max_seq, created) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        Some(Sentinel { device, max_seq, created })
    }

    /// Whether a database whose highest own number is `max_seq` has lost records.
    pub fn misses(&self, device: &str, max_seq: u64) -> bool {
        self.device != device || self.max_seq > max_seq
    }
}

/// Reads a small text; none where it is absent or the browser keeps nothing.
pub fn load(name: &str) -> Option<String> {
    present().then(|| LocalStorage::raw().get_item(name).ok().flatten()).flatten()
}

/// Keeps a small text; false where the browser keeps nothing.
pub fn save(name: &str, value: &str) -> bool {
    present() && LocalStorage::raw().set_item(name, value).is_ok()
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

    #[test]
    fn what_is_kept_reads_back() {
        for size in [TextSize::Standard, TextSize::Large, TextSize::Largest] {
            for outdoors in [false, true] {
                let settings = Settings { size, outdoors };
                assert_eq!(Settings::read(&settings.write()), settings);
            }
        }
        let kept = Sentinel { device: "ab".into(), max_seq: 7, created: 1_795_000_000_000 };
        assert_eq!(Sentinel::read(&kept.write()), Some(kept));
        assert_eq!((Sentinel::read("ab 7"), Settings::read("{}")), (None, Settings::default()));
    }
}
