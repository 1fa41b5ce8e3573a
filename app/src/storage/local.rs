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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentinel {
    /// For each own log its record, its name and the highest number ever kept.
    logs: Vec<(String, String, u32)>,
}

impl Sentinel {
    const NAME: &'static str = "cx-sentinel";

    /// The kept sentinel; an empty one on a phone that never wrote.
    pub fn load() -> Sentinel {
        load(Self::NAME).map_or_else(Sentinel::default, |text| Self::read(&text))
    }

    /// Keeps the sentinel; false where the browser keeps nothing.
    pub fn save(&self) -> bool {
        save(Self::NAME, &self.write())
    }

    /// Learns that an own log reaches up to `seq`.
    pub fn reach(&mut self, scope: &str, log: &str, seq: u32) {
        self.logs.retain(|(_, known, _)| known != log);
        self.logs.push((scope.to_owned(), log.to_owned(), seq));
    }

    /// How far each own log of a record once reached.
    pub fn of<'a>(&'a self, scope: &'a str) -> impl Iterator<Item = (&'a str, u32)> {
        self.logs.iter().filter(move |(of, ..)| of == scope).map(|(_, log, seq)| (log.as_str(), *seq))
    }

    /// As it is kept: three words for each log, parted by blanks.
    fn write(&self) -> String {
        let words = |(scope, log, seq): &(String, String, u32)| [scope.as_str(), log, &seq.to_string()].join(" ");
        self.logs.iter().map(words).collect::<Vec<_>>().join(" ")
    }

    fn read(text: &str) -> Sentinel {
        let words: Vec<&str> = text.split(' ').collect();
        let log = |three: &[&str]| match three {
            [scope, log, seq] => Some(((*scope).to_owned(), (*log).to_owned(), seq.parse().ok()?)),
            _ => None,
        };
        Sentinel { logs: words.chunks(3).filter_map(log).collect() }
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
    fn sentinel_remembers_how_far_each_log_reached() {
        let mut kept = Sentinel::default();
        for (scope, log, seq) in [("a-1", "ab", 3), ("a-1", "cd", 9), ("b-1", "ef", 2), ("a-1", "ab", 7)] {
            kept.reach(scope, log, seq);
        }
        assert_eq!(kept.of("a-1").collect::<Vec<_>>(), [("cd", 9), ("ab", 7)]);
        assert_eq!(Sentinel::read(&kept.write()), kept);
    }

    #[test]
    fn what_is_kept_reads_back() {
        for size in [TextSize::Standard, TextSize::Large, TextSize::Largest] {
            for outdoors in [false, true] {
                let settings = Settings { size, outdoors };
                assert_eq!(Settings::read(&settings.write()), settings);
            }
        }
        assert_eq!((Sentinel::read("a-1 ab"), Settings::read("{}")), (Sentinel::default(), Settings::default()));
    }
}
