//! From what was read of an import to events in each village's record (导入), written by the township's own log.
//!
//! It compares with the record first: a second import of the same folder writes nothing, a longer list
//! writes what is new. People who are on the record already keep their numbers and their facts.

pub(crate) mod people;
mod plan;

use crate::account::{Account, Accounts};
use crate::author::Author;
use crate::error::AppError;
use crate::import::{Doubled, Imported, Problem, Township, Village, VillagePeople, on_two_lists};
use crate::shelf::Shelf;
use crate::store::{self, Store};
use cunxuan_core::id::{ActorNo, ElectionNo, PersonId};
use cunxuan_core::law::{RuleSet, rule_set};
use cunxuan_core::person::OffRoll;
use cunxuan_core::roll::{self, Status, StruckAsDouble};
use cunxuan_core::time::Day;
use cunxuan_core::village::{Book, Event};
use std::sync::mpsc::channel;

pub use plan::FIRST_OF_POLL;

/// The number of the village committee's election: an import plans one.
pub const ELECTION: ElectionNo = 1;
/// The number of the form and of the series that an import plans.
pub const FIRST: u8 = 1;

/// What an import came to.
#[derive(Debug)]
pub struct Loaded {
    /// Villages in the plan.
    pub villages: usize,
    /// People on the lists.
    pub people: usize,
    /// Events written; 0 when everything was on the record already.
    pub events: usize,
    /// Struck in one village because they stay on another's roll.
    pub struck: usize,
    /// On two villages' lists, and the household does not settle where they stay.
    pub unsettled: usize,
    /// Rows that need a look.
    pub problems: Vec<Problem>,
}

/// What the office knows of one village.
#[derive(Clone, Copy)]
pub struct Import<'a> {
    /// The township.
    pub township: &'a Township,
    /// The village.
    pub village: &'a Village,
    /// Its people.
    pub people: &'a VillagePeople,
    /// The rule set in force.
    pub rules: &'a RuleSet,
    /// Set when all of this is a demonstration.
    pub demo_day: Option<Day>,
    /// Who stands on two villages' lists.
    pub doubled: &'a [Doubled],
}

/// What the office writes next, as the record stands.
pub type ImportStep = fn(&Import<'_>, &Book) -> Vec<Event>;

impl Import<'_> {
    /// What the office writes, each step on the record as it then stands.
    pub const STEPS: [ImportStep; 4] = [
        |import, book| plan::events(book, import.township, import.village, import.rules, import.demo_day),
        |import, book| people::events(book, import.people),
        |import, book| plan::ballot(book, import.village),
        |import, book| strikes(book, import.village, import.doubled),
    ];
}

/// Writes an import into the record. `step` is told how many villages are done.
///
/// # Errors
/// When the rule set is unknown, another township is kept here, or nothing can be written.
pub fn load(
    store: &Store,
    township: &Township,
    imported: Imported,
    demo_day: Option<Day>,
    step: &mut dyn FnMut(usize),
) -> Result<Loaded, AppError> {
    let unknown = || AppError::Command(format!("there is no rule set {}", township.rule_set));
    let rules = rule_set(&township.rule_set).ok_or_else(unknown)?;
    let kept = keep_township(store, township, demo_day)?;
    Accounts::new(store.clone(), &kept.code).replace(accounts(township, &kept))?;
    store.keep_problems(&kept.code, &imported.problems)?;
    let shelf = Shelf::new(store.clone(), &kept, channel().0)?;
    let mut author = Author::new(&shelf, &kept.code);
    let doubled = doubled(township, &imported.villages, rules);
    let mut loaded = Loaded {
        villages: township.villages.len(),
        people: imported.villages.iter().map(|village| village.people().count()).sum(),
        events: 0,
        struck: doubled.iter().filter(|one| one.settled).count(),
        unsettled: doubled.iter().filter(|one| !one.settled).count(),
        problems: imported.problems,
    };
    for (done, (village, people)) in township.villages.iter().zip(&imported.villages).enumerate() {
        let scope = kept.scope(&village.code);
        let import = Import { township, village, people, rules, demo_day, doubled: &doubled };
        for events in Import::STEPS {
            loaded.events += author.write(&scope, |book| events(&import, book))?;
        }
        step(done + 1);
    }
    store.tell_outside()?;
    Ok(loaded)
}

/// A database serves one township in one term.
fn keep_township(store: &Store, township: &Township, demo_day: Option<Day>) -> Result<store::Township, AppError> {
    let term = township.start.ymd().0.to_string();
    let (code, name, words) = (township.code.clone(), township.name.clone(), township.term.clone());
    let fresh = store::Township { code, name, term, words, demo_day };
    if let Some(kept) = store.township()?
        && (&kept.code, &kept.term) != (&fresh.code, &fresh.term)
    {
        let (code, term) = (kept.code, kept.term);
        return Err(AppError::Command(format!(
            "this database keeps township {code} in term {term}; take another folder with --data"
        )));
    }
    store.set_township(&fresh)?;
    Ok(fresh)
}

/// The office and the officers; an officer's number is his place in the plan.
fn accounts(township: &Township, kept: &store::Township) -> Vec<Account> {
    let officer = |(officer, no): (&crate::import::Officer, ActorNo)| Account {
        township: kept.code.clone(),
        actor: i64::from(no),
        code: officer.code.clone(),
        name: officer.name.clone(),
        phone: officer.phone.clone(),
        scopes: officer.villages.iter().map(|code| kept.scope(code).0).collect::<Vec<_>>().join(" "),
    };
    let officers = township.officers.iter().zip(1..).map(officer);
    std::iter::once(Account::office(&kept.code)).chain(officers).collect()
}

/// Who stands on two villages' lists though nothing else keeps him off either roll.
#[must_use]
pub fn doubled(township: &Township, villages: &[VillagePeople], rules: &RuleSet) -> Vec<Doubled> {
    let day =
        |code: &str| township.villages.iter().find(|village| village.code == code).map(|village| village.election_day);
    let adult_age = u8::try_from(rules.roll.adult_age.value).unwrap_or(u8::MAX);
    let months = u16::try_from(rules.roll.residence_months.value).unwrap_or(u16::MAX);
    on_two_lists(villages, |village, person| {
        day(&village.code).is_some_and(|day| person.off_roll(day, adult_age, months).is_none())
    })
}

/// The office strikes whoever stays on another village's roll.
fn strikes(book: &Book, village: &Village, doubled: &[Doubled]) -> Vec<Event> {
    let Some(view) = book.village().election(ELECTION) else { return Vec::new() };
    let strike = |one: &Doubled| {
        let person: PersonId = book.village().people().with_number(&one.id_number)?;
        let struck = view.status(person) == Some(Status::Off(OffRoll::OnTwoLists));
        let kept_in = one.keeps.village.clone();
        (!struck).then(|| view.event(roll::Event::from(StruckAsDouble { person, kept_in })))
    };
    doubled.iter().filter(|one| one.settled && one.off.village == village.code).filter_map(strike).collect()
}
