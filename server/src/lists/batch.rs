//! A list on its way into a village (一批导入): staged, looked at, imported in one act, taken back in one.
//!
//! Staged lists live in memory alone: they hold full ID numbers, and nobody has decided anything yet.

use super::header;
use super::read::{Home, Reading, Row, read};
use super::sheet::{self, Sheet};
use crate::error::AppError;
use crate::import::{GroupPeople, VillagePeople};
use crate::load::people;
use crate::shelf::Shelf;
use cunxuan_core::api::lists::Field;
use cunxuan_core::api::lists::{ListState, Mapping, ProblemCode};
use cunxuan_core::id::{PersonId, Scope};
use cunxuan_core::people::{Event as People, ListWithdrawn};
use cunxuan_core::village::{Book, ElectionView, Event};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Lists that are kept at once.
const KEPT: usize = 12;

/// Why a list cannot be taken in or back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFault {
    /// The file is no spreadsheet, or letters of it would be lost.
    Unreadable,
    /// No list is kept under that name; the server may have been started anew.
    Gone,
    /// The list is not in the state for this.
    Done,
    /// It brings nobody.
    NothingNew,
    /// Somebody of the list stands on a roll, was left off one, or is a candidate.
    BuiltOn,
}

impl ListFault {
    /// The code that pages turn into words.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "UNREADABLE_FILE",
            Self::Gone => "NO_SUCH_LIST",
            Self::Done => "LIST_DONE",
            Self::NothingNew => "NOTHING_NEW",
            Self::BuiltOn => "LIST_BUILT_ON",
        }
    }
}

/// One list. It has no `Debug`: it holds full ID numbers.
pub struct Batch {
    /// The village.
    pub home: Home,
    /// The sheets as they are in the file.
    pub sheets: Vec<Sheet>,
    /// How each sheet is read.
    pub maps: Vec<Mapping>,
    /// What was read.
    pub reading: Reading,
    /// What became of it.
    pub state: ListState,
    written: Vec<ListWithdrawn>,
}

impl Batch {
    /// Reads a file for a village as its record stands. The record is held only to look somebody up in it: a large
    /// file takes its time.
    ///
    /// # Errors
    /// When the file or the record cannot be read.
    pub fn stage(bytes: &[u8], shelf: &Shelf, scope: &Scope) -> Result<Self, AppError> {
        let sheets = sheet::read(bytes).filter(|sheets| !sheets.is_empty()).ok_or(ListFault::Unreadable)?;
        let maps = sheets.iter().zip(0..).map(|(sheet, place)| header::find(sheet, place)).collect();
        let (reading, state) = (Reading::default(), ListState::Staged);
        let home = shelf.read(scope, home)?;
        let mut batch = Self { home, sheets, maps, reading, state, written: Vec::new() };
        batch.reread();
        shelf.read(scope, |book| batch.compare(book))?;
        Ok(batch)
    }

    /// Reads the file anew with other columns.
    ///
    /// # Errors
    /// When the list is imported already, the headings are said to stand below a sheet, or the record cannot be read.
    pub fn map(&mut self, wanted: Vec<Mapping>, shelf: &Shelf, scope: &Scope) -> Result<(), AppError> {
        self.must_be(ListState::Staged)?;
        let last = |wish: &Mapping| self.sheets.get(wish.sheet as usize)?.rows.keys().next_back().copied();
        if wanted.iter().any(|wish| last(wish).is_none_or(|last| wish.header_row > last)) {
            return Err(AppError::BadRequest);
        }
        for wish in wanted {
            let place = wish.sheet as usize;
            if let (Some(map), Some(sheet)) = (self.maps.get_mut(place), self.sheets.get(place)) {
                *map = if wish.columns.is_empty() { header::at(sheet, wish.sheet, wish.header_row) } else { wish };
            }
        }
        self.reread();
        shelf.read(scope, |book| self.compare(book))
    }

    fn reread(&mut self) {
        self.reading = read(&self.sheets, &self.maps, std::slice::from_ref(&self.home));
    }

    fn compare(&mut self, book: &Book) {
        self.reading.rows.iter_mut().for_each(|row| compare(row, book));
    }

    /// The events that bring everybody who is new, and note what they bring.
    ///
    /// # Errors
    /// When the list is imported already, or nobody is new.
    pub fn import(&mut self, book: &Book) -> Result<Vec<Event>, ListFault> {
        self.must_be(ListState::Staged)?;
        // Something may have come into the record since the list was read.
        self.home = home(book);
        self.reread();
        self.compare(book);
        let events = people::events(book, &self.people());
        let span = |event: &Event| match event {
            Event::People(People::PeopleImported(list)) => {
                let more = u16::try_from(list.people.len().saturating_sub(1)).unwrap_or(u16::MAX);
                Some(ListWithdrawn { group: list.group, first: list.first, last: list.first.saturating_add(more) })
            }
            Event::People(_) | Event::Plan(_) | Event::Election { .. } => None,
        };
        self.written = events.iter().filter_map(span).collect();
        if events.is_empty() { Err(ListFault::NothingNew) } else { Ok(events) }
    }

    /// The events that take it back, all of it.
    ///
    /// # Errors
    /// When the list is not imported, or something was built on it.
    pub fn withdraw(&self, book: &Book) -> Result<Vec<Event>, ListFault> {
        self.must_be(ListState::Imported)?;
        let mut people = self.written.iter().flat_map(|list| list.people());
        if people.any(|person| book.village().elections().any(|view| acted_on(&view, person))) {
            return Err(ListFault::BuiltOn);
        }
        Ok(self.written.iter().map(|list| Event::People((*list).into())).collect())
    }

    fn must_be(&self, state: ListState) -> Result<(), ListFault> {
        if self.state == state { Ok(()) } else { Err(ListFault::Done) }
    }

    /// Everybody who is imported, by group, in the order of the file.
    fn people(&self) -> VillagePeople {
        let of = |no| {
            let rows =
                self.reading.rows.iter().filter(|row| !row.known && row.home.is_some_and(|(_, group)| group == no));
            GroupPeople { no, people: rows.filter_map(|row| row.person.clone()).collect() }
        };
        VillagePeople { code: self.home.code.clone(), groups: self.home.groups.iter().map(|(no, _)| of(*no)).collect() }
    }
}

/// The village of a record.
fn home(book: &Book) -> Home {
    let village = book.village().plan().village();
    let groups = village.groups.iter().map(|group| (group.no, group.name.clone())).collect();
    Home { code: village.code.clone(), name: village.name.clone(), groups }
}

/// Whoever is on the record stays as he is there; under another name he must be looked at.
fn compare(row: &mut Row, book: &Book) {
    let Some(person) = &row.person else { return };
    let people = book.village().people();
    let Some(known) = people.with_number(&person.id_number).and_then(|id| people.get(id)) else { return };
    if known.person.name == person.name {
        row.known = true;
    } else {
        row.refuse(Field::Id, ProblemCode::IdKnown, 0);
    }
}

fn acted_on(view: &ElectionView<'_>, person: PersonId) -> bool {
    let candidates = view.election.ballots.forms().flat_map(|form| &form.posts).flat_map(|post| &post.candidates);
    view.election.roll.names(person) || candidates.filter_map(|candidate| candidate.person).any(|one| one == person)
}

/// The lists that are kept, by their names, the oldest first.
#[derive(Default)]
pub struct Lists {
    kept: Mutex<VecDeque<(String, Arc<Mutex<Batch>>)>>,
}

impl Lists {
    /// Keeps a list under a name; one that was kept longest goes, rather one that was not imported.
    pub fn keep(&self, name: String, batch: Batch) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            let staged = kept.iter().position(|(_, batch)| with(batch, |batch| batch.state == ListState::Staged));
            kept.remove(staged.unwrap_or(0));
        }
        kept.push_back((name, Arc::new(Mutex::new(batch))));
    }

    /// Works on a list of a village.
    ///
    /// # Errors
    /// When there is none under that name.
    pub fn on<T>(&self, village: &str, name: &str, work: impl FnOnce(&mut Batch) -> T) -> Result<T, ListFault> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let batch = kept.iter().find(|(known, _)| known == name).map(|(_, batch)| Arc::clone(batch));
        drop(kept);
        let batch = batch.filter(|batch| with(batch, |batch| batch.home.code == village)).ok_or(ListFault::Gone)?;
        Ok(with(&batch, work))
    }
}

fn with<T>(batch: &Mutex<Batch>, work: impl FnOnce(&mut Batch) -> T) -> T {
    work(&mut batch.lock().unwrap_or_else(PoisonError::into_inner))
}
