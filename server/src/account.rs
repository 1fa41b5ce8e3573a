//! Who may sign in, with which one-time code, and whose token that is.

mod brake;

use crate::db::Db;
use crate::error::AppError;
use crate::host::{hex, now_ms, random, random_digits, sha256, unhex};
use crate::schema::{account, code, token};
use crate::store::Store;
use cunxuan_core::id::{ActorNo, Scope};
use diesel::prelude::*;
use std::sync::{Mutex, PoisonError};

pub use brake::Brake;

/// How long a one-time code can be used, in milliseconds: three days.
const CODE_LIFE_MS: i64 = 3 * 24 * 60 * 60 * 1000;
/// The office's code stands in a link and opens every village, so it is longer than what officers type.
const OFFICE_DIGITS: u32 = 12;
const OFFICER_DIGITS: u32 = 6;
/// Wrong codes that are forgiven for one telephone number, and for all numbers tried from one address:
/// a whole township hall may sit behind one.
const TRIES: u32 = 5;
const TRIES_OF_A_PEER: u32 = 40;
/// The number of the township office among those who act.
pub const OFFICE: ActorNo = 0;

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = account)]
pub struct Account {
    /// The township's code.
    pub township: String,
    /// The number that entries carry.
    pub actor: i64,
    /// The officer's code, for example `O001`; empty for the office.
    pub code: String,
    /// The name; empty for the office.
    pub name: String,
    /// The telephone number; empty for the office.
    pub phone: String,
    /// The scopes of the villages, parted by blanks.
    pub scopes: String,
}

impl Account {
    /// The township office.
    #[must_use]
    pub fn office(township: &str) -> Self {
        let none = String::new;
        Self { township: township.to_owned(), actor: 0, code: none(), name: none(), phone: none(), scopes: none() }
    }

    /// The number that entries carry.
    #[must_use]
    pub fn no(&self) -> ActorNo {
        ActorNo::try_from(self.actor).unwrap_or(ActorNo::MAX)
    }

    /// Whether this is the township office.
    #[must_use]
    pub fn is_office(&self) -> bool {
        self.no() == OFFICE
    }

    /// The scopes of the officer's villages.
    pub fn villages(&self) -> impl Iterator<Item = Scope> {
        self.scopes.split_whitespace().map(|scope| Scope(scope.to_owned()))
    }

    /// Whether this account may see and exchange a scope: the office all, an officer his villages.
    #[must_use]
    pub fn may(&self, scope: &Scope) -> bool {
        self.is_office() || self.villages().any(|mine| mine == *scope)
    }
}

/// The accounts of the township.
pub struct Accounts {
    store: Store,
    township: String,
    brake: Mutex<Brake>,
}

impl Accounts {
    /// The accounts kept in a store.
    #[must_use]
    pub fn new(store: Store, township: &str) -> Self {
        Self { store, township: township.to_owned(), brake: Mutex::default() }
    }

    /// Everybody who may sign in, by number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn all(&self) -> Result<Vec<Account>, AppError> {
        self.store.read(|db| {
            let mine = account::table.filter(account::township.eq(&self.township));
            mine.order(account::actor).select(Account::as_select()).load(db)
        })
    }

    /// How many officers there are.
    ///
    /// # Errors
    /// When the database fails.
    pub fn officers(&self) -> Result<u32, AppError> {
        let officers = account::township.eq(&self.township).and(account::actor.ne(i64::from(OFFICE)));
        let count: i64 = self.store.read(|db| account::table.filter(officers).count().get_result(db))?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Replaces all accounts; tokens and codes of numbers that stay go on.
    ///
    /// # Errors
    /// When the database fails.
    pub fn replace(&self, accounts: Vec<Account>) -> Result<(), AppError> {
        let township = self.township.clone();
        self.store.write(move |db| {
            diesel::delete(account::table.filter(account::township.eq(township))).execute(db)?;
            accounts.iter().try_for_each(|one| diesel::insert_into(account::table).values(one).execute(db).map(drop))
        })
    }

    /// A fresh one-time code; the one before it ends.
    ///
    /// # Errors
    /// When the database fails.
    pub fn fresh_code(&self, actor: ActorNo) -> Result<String, AppError> {
        let text = random_digits(if actor == OFFICE { OFFICE_DIGITS } else { OFFICER_DIGITS })?;
        let row = (
            code::township.eq(self.township.clone()),
            code::actor.eq(i64::from(actor)),
            code::hash.eq(code_hash(&self.township, actor, &text)),
            code::expires_at.eq(now_ms().saturating_add(CODE_LIFE_MS)),
            code::used_at.eq(None::<i64>),
        );
        let township = self.township.clone();
        self.store.write(move |db| {
            diesel::delete(code::table.find((township, i64::from(actor)))).execute(db)?;
            diesel::insert_into(code::table).values(row).execute(db)
        })?;
        Ok(text)
    }

    /// Turns a telephone number (empty for the office) and a one-time code into a token.
    ///
    /// # Errors
    /// One and the same whatever is wrong, so that nothing can be found out by trying.
    pub fn sign_in(&self, phone: &str, text: &str, peer: &str) -> Result<(String, Account), AppError> {
        let now = now_ms();
        let names = [(format!("phone {phone}"), TRIES), (format!("peer {peer}"), TRIES_OF_A_PEER)];
        let brake = || self.brake.lock().unwrap_or_else(PoisonError::into_inner);
        // PostgreSQL knows no text with a zero byte in it.
        if phone.contains('\0') || !names.iter().all(|(name, forgiven)| brake().is_open(name, *forgiven, now)) {
            return Err(AppError::SignInRefused);
        }
        let answer = self.redeem(phone, text, now);
        if matches!(answer, Err(AppError::SignInRefused)) {
            names.iter().for_each(|(name, _)| brake().press(name, now));
        }
        answer
    }

    fn redeem(&self, phone: &str, text: &str, now: i64) -> Result<(String, Account), AppError> {
        let token: [u8; 32] = random()?;
        let (township, phone, text) = (self.township.clone(), phone.to_owned(), text.to_owned());
        let redeemed = self.store.write(move |db| {
            let mine = account::table.filter(account::township.eq(&township).and(account::phone.eq(&phone)));
            let accounts: Vec<Account> = mine.select(Account::as_select()).load(db)?;
            for one in accounts {
                if use_code(db, &one, &text, now)? {
                    let row = (
                        token::hash.eq(sha256(&[&token])),
                        token::township.eq(&township),
                        token::actor.eq(one.actor),
                        token::created_at.eq(now),
                    );
                    diesel::insert_into(token::table).values(row).execute(db)?;
                    return Ok(Some(one));
                }
            }
            Ok(None)
        })?;
        redeemed.map(|account| (hex(&token), account)).ok_or(AppError::SignInRefused)
    }

    /// Ends all tokens of somebody; he signs in again with a new code.
    ///
    /// # Errors
    /// When the database fails.
    pub fn sign_out(&self, actor: ActorNo) -> Result<(), AppError> {
        let mine = token::township.eq(self.township.clone()).and(token::actor.eq(i64::from(actor)));
        self.store.write(move |db| diesel::delete(token::table.filter(mine)).execute(db).map(drop))
    }

    /// Whose token this is.
    ///
    /// # Errors
    /// When it is nobody's.
    pub fn holder(&self, token: &str) -> Result<Account, AppError> {
        let bytes = unhex(token).filter(|bytes| bytes.len() == 32).ok_or(AppError::NotSignedIn)?;
        let found = self.store.read(|db| {
            let actor: Option<i64> = token::table
                .filter(token::hash.eq(sha256(&[&bytes])).and(token::township.eq(&self.township)))
                .select(token::actor)
                .first(db)
                .optional()?;
            let Some(actor) = actor else { return Ok(None) };
            account::table.find((&self.township, actor)).select(Account::as_select()).first(db).optional()
        })?;
        found.ok_or(AppError::NotSignedIn)
    }
}

/// Uses up a code if it is this account's, fresh and unused.
fn use_code(db: &mut Db, account: &Account, text: &str, now: i64) -> QueryResult<bool> {
    let hash = code_hash(&account.township, account.no(), text);
    let fresh = code::table.filter(
        code::township
            .eq(&account.township)
            .and(code::actor.eq(account.actor))
            .and(code::hash.eq(hash))
            .and(code::expires_at.gt(now))
            .and(code::used_at.is_null()),
    );
    Ok(diesel::update(fresh).set(code::used_at.eq(now)).execute(db)? == 1)
}

fn code_hash(township: &str, actor: ActorNo, text: &str) -> Vec<u8> {
    sha256(&[b"cx/code/1", township.as_bytes(), &actor.to_be_bytes(), text.as_bytes()])
}
