//! Where the public screen's picture comes from (来源): this device's own record, or the township's server.

use crate::browser::channel::Ear;
use crate::browser::live::Stream;
use crate::browser::net::{Ask, NetError, Wire};
use crate::browser::timer::{Timer, every};
use crate::browser::{page, spawn};
use crate::session::{self, wall};
use crate::storage::{Bookmark, Store};
use cunxuan_core::public::{self, PublicView};
use cunxuan_core::village::Book;
use leptos::prelude::*;

/// Between two looks, in case that a word of another window or of the server was lost.
const BEAT_MS: u32 = 2_000;
/// The server is asked on every so many looks, though its stream seems open.
const BEATS: u32 = 8;
/// For an answer of the server.
const PATIENCE_MS: u32 = 8_000;

/// What keeps the screen from showing a village.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is being opened.
    Opening,
    /// This browser keeps nothing.
    NoStore,
    /// Nobody signed in on this device.
    Nobody,
    /// The server knows no such village.
    NoVillage,
    /// The server does not answer.
    NoServer,
}

/// What the screen shows. Copies are the same screen.
#[derive(Clone, Copy)]
pub struct Feed {
    /// The hall as it was told last.
    pub hall: RwSignal<PublicView>,
    /// Why there is nothing to show.
    pub trouble: RwSignal<Option<Trouble>>,
    /// When the server was heard last, by this computer's clock, while its line is cut.
    pub lost: RwSignal<Option<i64>>,
    held: StoredValue<Held, LocalStorage>,
}

/// What is held outside the reactive graph.
#[derive(Default)]
struct Held {
    ear: Option<Ear>,
    stream: Option<Stream>,
    open: bool,
    heard: i64,
    beats: u32,
    beat: Option<Timer>,
    record: Option<Record>,
    /// A look is under way.
    looking: bool,
    /// Something was written meanwhile.
    again: bool,
}

/// The record of the village on this device: read, never written.
struct Record {
    store: Store,
    scope: String,
    book: Book,
    bookmark: Bookmark,
}

impl Feed {
    /// Begins to follow: the village that the address names from the server, or the one of this device.
    pub fn start() -> Self {
        let feed = Self {
            hall: RwSignal::default(),
            trouble: RwSignal::new(Some(Trouble::Opening)),
            lost: RwSignal::new(None),
            held: StoredValue::new_local(Held::default()),
        };
        match page::asked("village") {
            Some(village) => feed.follow_server(village),
            None => spawn(feed.follow_record()),
        }
        feed
    }

    fn show(self, hall: PublicView) {
        if self.hall.with_untracked(|before| *before != hall) {
            self.hall.set(hall);
        }
        self.trouble.set(None);
    }

    async fn follow_record(self) {
        match read_record().await {
            Ok(record) => {
                let scope = record.scope.clone();
                self.show(public::look(record.book.village()));
                let hear = move |told: String| {
                    if told == scope {
                        self.look();
                    }
                };
                self.held.update_value(|held| {
                    held.record = Some(record);
                    held.ear = Ear::open(hear);
                    held.beat = Some(every(BEAT_MS, move || self.look()));
                });
                // What was written while the record was read.
                self.look();
            }
            Err(trouble) => self.trouble.set(Some(trouble)),
        }
    }

    /// Reads what is new on this device; one look at a time.
    fn look(self) {
        let idle = self.held.try_update_value(|held| {
            held.again = held.looking;
            !std::mem::replace(&mut held.looking, true)
        });
        if idle == Some(true) {
            spawn(self.read_on());
        }
    }

    async fn read_on(self) {
        loop {
            let at = self.held.with_value(|held| {
                held.record.as_ref().map(|it| (it.store.clone(), it.scope.clone(), it.bookmark.clone()))
            });
            let Some((store, scope, bookmark)) = at else { return };
            let hall = match store.newer(&scope, &bookmark).await {
                Ok(fresh) if !fresh.tail.is_empty() || !fresh.blobs.is_empty() => {
                    let ranges = session::ranges(&fresh);
                    self.held.try_update_value(|held| {
                        held.record.as_mut().map(|record| {
                            record.bookmark.pass(&fresh);
                            record.book.take(ranges);
                            public::look(record.book.village())
                        })
                    })
                }
                Ok(_) | Err(_) => None,
            };
            if let Some(hall) = hall.flatten() {
                self.show(hall);
            }
            let again = self.held.try_update_value(|held| {
                held.looking = std::mem::take(&mut held.again);
                held.looking
            });
            if again != Some(true) {
                return;
            }
        }
    }

    fn follow_server(self, village: String) {
        let path = ["/api/public/", &village].concat();
        let again = path.clone();
        let beat = move || {
            let due = self.held.try_update_value(|held| {
                held.beats = held.beats.wrapping_add(1);
                !held.open || held.beats.is_multiple_of(BEATS)
            });
            if due == Some(true) {
                spawn(self.ask(again.clone()));
            }
        };
        self.held.update_value(|held| held.beat = Some(every(BEAT_MS, beat)));
        spawn(self.ask(path));
    }

    /// Asks for the whole, and for the stream where there is none.
    async fn ask(self, path: String) {
        let ask = Ask { path: &path, wire: Wire::Json, body: None, bearer: None, timeout_ms: PATIENCE_MS };
        match ask.send().await {
            Ok(body) if self.heard(&body) => {
                if !self.held.with_value(|held| held.open) {
                    self.listen(&path);
                }
            }
            Err(NetError::Status(404, _)) => self.trouble.set(Some(Trouble::NoVillage)),
            Ok(_) | Err(NetError::Offline | NetError::Timeout | NetError::NotOurs | NetError::Status(..)) => {
                self.lose()
            }
        }
    }

    fn listen(self, path: &str) {
        let hear = move |_, data: String| {
            self.heard(data.as_bytes());
        };
        let connected = move |open: bool| self.held.update_value(|held| held.open = open);
        let stream = Stream::open(&[path, "/events"].concat(), &["public"], hear, connected);
        self.held.update_value(|held| held.stream = stream);
    }

    /// Shows what the server told; false where it is something else.
    fn heard(self, body: &[u8]) -> bool {
        let Ok(hall) = serde_json::from_slice(body) else { return false };
        self.show(hall);
        self.held.update_value(|held| held.heard = wall());
        self.lost.set(None);
        true
    }

    fn lose(self) {
        self.held.update_value(|held| (held.stream, held.open) = (None, false));
        match self.held.with_value(|held| held.heard) {
            0 => self.trouble.set(Some(Trouble::NoServer)),
            heard => self.lost.set(Some(heard)),
        }
    }
}

/// Opens the record of the village that the phone's page shows here.
async fn read_record() -> Result<Record, Trouble> {
    let opened = session::open().await.map_err(|_| Trouble::NoStore)?;
    let officer = opened.officer.ok_or(Trouble::Nobody)?;
    let scope = officer.village().map(|village| village.scope.clone()).ok_or(Trouble::Nobody)?;
    let kept = opened.store.open(&scope.0).await.map_err(|_| Trouble::NoStore)?;
    let mut book = Book::trusting(scope.clone(), officer.trust());
    book.take(session::ranges(&kept));
    let mut bookmark = Bookmark::default();
    bookmark.pass(&kept);
    Ok(Record { store: opened.store, scope: scope.0, book, bookmark })
}
