//! One-time codes and PINs on paper (一次性登录码、计票人口令): printed once, kept as hashes.

use crate::account::{Account, Accounts, OFFICE};
use crate::author::Author;
use crate::error::AppError;
use crate::host::{random, random_digits};
use crate::shelf::Shelf;
use crate::store::{Store, Township};
use cunxuan_core::id::{ActorNo, Scope};
use cunxuan_core::plan::{Event as Plan, PinSet, Role, pin_check};
use cunxuan_core::village::{Book, Event};
use std::collections::BTreeSet;
use std::sync::mpsc::channel;

/// Digits of a teller's PIN.
const PIN_DIGITS: u32 = 4;

/// Whose codes are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The office.
    Office,
    /// One officer, by code.
    Officer(String),
    /// Everybody.
    All,
}

/// A one-time code.
#[derive(Clone, Debug)]
pub struct Fresh {
    /// Whose.
    pub account: Account,
    /// The code.
    pub code: String,
}

/// A PIN.
#[derive(Clone, Debug)]
pub struct Pin {
    /// The village's scope.
    pub scope: Scope,
    /// Whose, by number.
    pub actor: ActorNo,
    /// What he is.
    pub role: Role,
    /// His name.
    pub name: String,
    /// The PIN.
    pub pin: String,
}

/// Makes fresh codes; those before them end.
///
/// # Errors
/// When there is no such officer, or the database fails.
pub fn fresh(store: &Store, township: &Township, whose: &Whose) -> Result<Vec<Fresh>, AppError> {
    let accounts = Accounts::new(store.clone(), &township.code);
    let wanted = |account: &Account| match whose {
        Whose::Office => account.no() == OFFICE,
        Whose::Officer(code) => account.code == *code && account.no() != OFFICE,
        Whose::All => true,
    };
    let found: Vec<Account> = accounts.all()?.into_iter().filter(wanted).collect();
    if found.is_empty() {
        return Err(AppError::Command("there is no such officer".into()));
    }
    found.into_iter().map(|account| Ok(Fresh { code: accounts.fresh_code(account.no())?, account })).collect()
}

/// Sets PINs for the people of the poll in these villages, in the villages' own record: for those who
/// have none, or `anew` for all, which ends those on paper.
///
/// # Errors
/// When the events cannot be written.
pub fn pins(store: &Store, township: &Township, scopes: &BTreeSet<Scope>, anew: bool) -> Result<Vec<Pin>, AppError> {
    let shelf = Shelf::new(store.clone(), township, channel().0)?;
    let mut author = Author::new(&shelf, &township.code);
    let mut all = Vec::new();
    for scope in scopes {
        let pins = shelf.read(scope, |book| drawn(scope, book, anew))??;
        let events = pins.iter().map(|pin| Ok(set(pin, random()?))).collect::<Result<Vec<_>, AppError>>()?;
        author.write(scope, |_| events)?;
        all.extend(pins);
    }
    store.tell_outside()?;
    Ok(all)
}

fn drawn(scope: &Scope, book: &Book, anew: bool) -> Result<Vec<Pin>, AppError> {
    let plan = book.village().plan();
    let counting = plan.actors().filter(|actor| actor.role.counts() && (anew || !plan.has_pin(actor.no)));
    let pin = |actor: &cunxuan_core::plan::Actor| {
        let (scope, name, pin) = (scope.clone(), actor.name.clone(), random_digits(PIN_DIGITS)?);
        Ok(Pin { scope, actor: actor.no, role: actor.role, name, pin })
    };
    counting.map(pin).collect()
}

/// The event that sets a PIN.
#[must_use]
pub fn set(pin: &Pin, salt: [u8; 16]) -> Event {
    Event::Plan(Plan::from(PinSet { actor: pin.actor, salt, check: pin_check(&salt, &pin.pin) }))
}
