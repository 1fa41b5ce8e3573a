//! What the desk knows of the township at this moment (实时数据), and how it stays at this moment.
//!
//! The stream brings changed rows; the whole wall is asked for whenever the stream begins, and now and
//! then besides, because a line that was cut somewhere in between stays silent instead of failing.

use super::news::{News, changes, earlier};
use crate::browser::live::Stream;
use crate::browser::net::{Ask, NetError, Wire};
use crate::browser::timer::{Timer, every};
use crate::browser::{now_ms, page, spawn};
use crate::markup::Memo;
use cunxuan_core::api::{VillageRow, Wall};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Between two looks at the line.
const BEAT_MS: u32 = 5_000;
/// The wall is asked for anew on every so many looks.
const BEATS: u32 = 3;
/// For an answer of the server.
const PATIENCE_MS: u32 = 8_000;
/// The server's word for having nothing imported.
const EMPTY: &[u8] = b"NO_TOWNSHIP";
/// The changes that are kept.
const KEPT: usize = 40;

/// Which page is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// The first answer has not come.
    Loading,
    /// Nothing was imported yet.
    Empty,
    /// Nobody is signed in.
    SignIn,
    /// The wall.
    Wall,
}

/// What the desk knows. Copies are the same desk.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Which page is shown.
    pub page: RwSignal<Page>,
    /// The township as it was told last.
    pub wall: RwSignal<Wall>,
    /// Whether it is told at once of every change.
    pub live: RwSignal<bool>,
    /// When it was last told, in milliseconds since 1970.
    pub heard: RwSignal<u64>,
    /// This computer's clock, for showing.
    pub now: RwSignal<u64>,
    /// What changed today, the newest first.
    pub news: RwSignal<Vec<News>>,
    /// When the server heard of each village's phones last, by this computer's clock in milliseconds since 1970.
    pub spoke: RwSignal<BTreeMap<String, u64>>,
    line: StoredValue<Line, LocalStorage>,
}

#[derive(Default)]
struct Line {
    stream: Option<Stream>,
    open: bool,
    pulse: Option<Timer>,
    beats: u32,
    /// Rows that came in while the wall is asked for; none while it is not.
    meanwhile: Option<Vec<VillageRow>>,
    /// Something was missed while the wall was asked for.
    again: bool,
}

impl Desk {
    /// A desk that begins to ask.
    pub fn start() -> Self {
        let desk = Self {
            page: RwSignal::new(Page::Loading),
            wall: RwSignal::default(),
            live: RwSignal::new(false),
            heard: RwSignal::new(0),
            now: RwSignal::new(now_ms()),
            news: RwSignal::default(),
            spoke: RwSignal::default(),
            line: StoredValue::new_local(Line::default()),
        };
        desk.line.update_value(|line| line.pulse = Some(every(BEAT_MS, move || desk.beat())));
        page::on_visible(move |shown| {
            if shown {
                desk.wake()
            }
        });
        page::on_online(move |gained| {
            if gained {
                desk.wake()
            }
        });
        desk
    }

    /// The row of a village; an empty one where there is none.
    pub fn row(self, code: String) -> Memo<VillageRow> {
        Memo::new(move || {
            let found = |wall: &Wall| wall.villages.iter().find(|row| row.code == code).cloned();
            self.wall.with(found).unwrap_or_default()
        })
    }

    fn beat(self) {
        self.now.set(now_ms());
        let open = self.line.with_value(|line| line.open);
        let due = self.line.try_update_value(|line| {
            line.beats = line.beats.wrapping_add(1);
            line.beats.is_multiple_of(BEATS)
        });
        if !open || due == Some(true) {
            self.wake();
        }
    }

    /// Looks at the line now.
    fn wake(self) {
        match self.page.get_untracked() {
            Page::SignIn => {}
            Page::Loading | Page::Empty => self.refresh(),
            Page::Wall => {
                if !self.line.with_value(|line| line.open) {
                    self.listen();
                }
                self.refresh();
            }
        }
    }

    /// Asks for the whole wall. One question at a time: rows that come in meanwhile wait for its answer.
    pub fn refresh(self) {
        let asked = self.line.try_update_value(|line| {
            line.again = line.meanwhile.is_some();
            line.meanwhile.get_or_insert_default();
            line.again
        });
        if asked == Some(false) {
            spawn(async move {
                let answer = ask("/api/wall", None).await;
                self.answered(answer.and_then(|body| serde_json::from_slice(&body).map_err(|_| NetError::NotOurs)));
            });
        }
    }

    fn answered(self, answer: Result<Wall, NetError>) {
        let taken = self.line.try_update_value(|line| (line.meanwhile.take(), std::mem::take(&mut line.again)));
        let (meanwhile, again) = taken.unwrap_or_default();
        match answer {
            Ok(wall) => {
                self.show(wall);
                meanwhile.into_iter().flatten().for_each(|row| self.change(row));
            }
            Err(NetError::Status(401 | 403, _)) => self.leave(),
            Err(NetError::Status(503, body)) if body.windows(EMPTY.len()).any(|code| code == EMPTY) => {
                self.lose();
                self.page.set(Page::Empty);
            }
            Err(NetError::Offline | NetError::Timeout | NetError::NotOurs | NetError::Status(..)) => self.lose(),
        }
        if again {
            self.refresh();
        }
    }

    /// A stream may seem open long after its line was cut: the next look begins a new one.
    fn lose(self) {
        self.line.update_value(|line| (line.stream, line.open) = (None, false));
        self.live.set(false);
    }

    fn leave(self) {
        self.lose();
        self.page.set(Page::SignIn);
    }

    fn show(self, mut wall: Wall) {
        if self.page.get_untracked() == Page::Wall {
            wall.villages.iter().for_each(|row| self.tell(row));
        } else {
            self.news.set(earlier(&wall));
        }
        let quiet = std::mem::take(&mut wall.quiet);
        self.spoke.set(quiet.into_iter().map(|(code, ago)| (code, before(ago))).collect());
        if self.wall.with_untracked(|before| *before != wall) {
            self.wall.set(wall);
        }
        self.page.set(Page::Wall);
        self.told();
        match self.line.with_value(|line| line.stream.is_some()) {
            true => self.live.set(self.line.with_value(|line| line.open)),
            false => self.listen(),
        }
    }

    /// Begins the stream, anew if there was one.
    fn listen(self) {
        let hear = move |name: String, data: String| match name.as_str() {
            "village" => serde_json::from_str(&data).map_or_else(|_| self.refresh(), |row| self.heard_of(row)),
            "heard" => self.hear(serde_json::from_str(&data).unwrap_or_default()),
            _ => self.refresh(),
        };
        let connected = move |open: bool| {
            self.line.update_value(|line| line.open = open);
            if open { self.refresh() } else { self.live.set(false) }
        };
        let stream = Stream::open("/api/events", &["village", "heard", "reload"], hear, connected);
        self.line.update_value(|line| (line.stream, line.open) = (stream, false));
    }

    fn heard_of(self, row: VillageRow) {
        let mut row = Some(row);
        self.line.update_value(|line| {
            if let Some(meanwhile) = &mut line.meanwhile {
                meanwhile.extend(row.take());
            }
        });
        if let Some(row) = row {
            self.change(row);
            self.told();
        }
    }

    /// The phones of these villages spoke just now.
    fn hear(self, codes: Vec<String>) {
        self.spoke.update(|spoke| spoke.extend(codes.into_iter().map(|code| (code, now_ms()))));
        self.told();
    }

    fn change(self, row: VillageRow) {
        self.tell(&row);
        self.wall.update(|wall| match wall.villages.iter_mut().find(|before| before.code == row.code) {
            Some(before) => *before = row,
            None => wall.villages.push(row),
        });
    }

    /// Lists what is new in a row.
    fn tell(self, row: &VillageRow) {
        let found =
            |wall: &Wall| wall.villages.iter().find(|before| before.code == row.code).map(|it| changes(it, row));
        let fresh = self.wall.with_untracked(found).unwrap_or_default();
        if !fresh.is_empty() {
            self.news.update(|news| {
                fresh.into_iter().for_each(|change| {
                    let at = change.at().unwrap_or_else(now_ms);
                    News { at, village: row.name.clone(), change }.put(news);
                });
                news.truncate(KEPT);
            });
        }
    }

    fn told(self) {
        self.heard.set(now_ms());
        self.now.set(now_ms());
    }
}

/// So many seconds before now, in milliseconds since 1970.
fn before(seconds: u32) -> u64 {
    now_ms().saturating_sub(u64::from(seconds) * 1000)
}

/// Asks the server with the desk's cookie.
pub async fn ask(path: &str, body: Option<&[u8]>) -> Result<Vec<u8>, NetError> {
    Ask { path, wire: Wire::Json, body, bearer: None, timeout_ms: PATIENCE_MS }.send().await
}
