//! The muster (集合): the township imported, its term played, the phones signed in over HTTP and then offline with
//! their acts.

use super::deal::Deal;
use super::phone::Phone;
use super::telling::Telling;
use super::term::{Term, play};
use super::tide::{Tide, Until};
use super::{Fleet, WORKERS};
use crate::process::Result;
use crate::server::{Home, Server};
use cunxuan_core::id::{ActorNo, Scope};
use cunxuan_server::account::{Account, Accounts};
use cunxuan_server::import::{Residents, Village, arrange};
use cunxuan_server::load::load;
use cunxuan_server::sample::{SEED, Sample};
use cunxuan_server::shelf::Shelf;
use cunxuan_server::store::{Store, Township};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::channel;
use tokio::runtime::{Builder, Runtime};

/// Everything before the phones come home.
pub struct Mustered {
    /// What the township is called in its database.
    pub township: Township,
    /// The phones, offline.
    pub phones: Vec<Phone>,
    /// How many entries they bring.
    pub entries: usize,
    /// On what they run.
    pub runtime: Runtime,
}

/// Gathers a fleet before a server, and leaves the server stopped.
///
/// # Errors
/// When anything of it fails.
pub fn muster(fleet: &Fleet, home: &Home, telling: &Telling) -> Result<(Mustered, Server)> {
    telling.begin("the township is made and imported", 0);
    let sample = sample(fleet)?;
    if fleet.phones < sample.township.villages.len() {
        return Err("a fleet has a phone for every village".into());
    }
    let store = home.store()?;
    let residents = Residents { has_wish: true, rows: (2..).zip(sample.residents.iter().cloned()).collect() };
    load(&store, &sample.township, arrange(&sample.township, &residents), None, &mut |_| {})?;
    let township = store.township()?.ok_or("no township")?;
    let mut terms = terms(fleet, &sample, &store, &township, telling)?;
    let runtime = Builder::new_multi_thread().worker_threads(WORKERS).enable_all().build()?;
    let (mut phones, mut server) =
        signed_in(fleet, &sample.township.villages, home, (&store, &township), (&runtime, telling))?;
    server.stop()?;
    let shelf = Shelf::new(store.clone(), &township, channel().0)?;
    telling.begin("the phones act offline", terms.len());
    let mut entries = 0;
    for village in &sample.township.villages {
        let scope = township.scope(&village.code);
        let term = terms.remove(&village.code).ok_or("a village without a term")?;
        let of_village: Vec<&mut Phone> = phones.iter_mut().filter(|phone| *phone.journal.scope() == scope).collect();
        let journal = shelf.read(&scope, |book| book.journal().clone())?;
        let mut deal = Deal::new(journal, of_village, shelf.key(), term.tables);
        term.acts.iter().try_for_each(|act| deal.write(act, &township.code))?;
        let (office, brought) = deal.end();
        entries += brought;
        if !shelf.take(&scope, |_| office, |_, taken| taken.refused.is_empty())? {
            return Err(format!("{scope}: what the office wrote was refused").into());
        }
        telling.step();
    }
    Ok((Mustered { township, phones, entries, runtime }, server))
}

/// The sample township, or the smallest villages of it with their own officers alone.
fn sample(fleet: &Fleet) -> Result<Sample> {
    let mut sample = Sample::generate(SEED).ok_or("no sample")?;
    let Some(villages) = fleet.villages else { return Ok(sample) };
    let voters = |village: &Village| village.published.as_ref().map_or(0, |published| published.registered);
    sample.township.villages.sort_by_key(voters);
    sample.township.villages.truncate(villages);
    let codes: BTreeSet<String> = sample.township.villages.iter().map(|village| village.code.clone()).collect();
    sample.residents.retain(|row| codes.contains(&row.village));
    sample.township.on_two_lists.clear();
    for officer in &mut sample.township.officers {
        officer.villages.retain(|code| codes.contains(code));
    }
    sample.township.officers.retain(|officer| !officer.villages.is_empty());
    Ok(sample)
}

/// How many phones of the fleet are in the village at this place of the plan.
fn share(fleet: &Fleet, villages: usize, at: usize) -> usize {
    fleet.phones / villages + usize::from(at < fleet.phones % villages)
}

fn terms(
    fleet: &Fleet,
    sample: &Sample,
    store: &Store,
    township: &Township,
    telling: &Telling,
) -> Result<BTreeMap<String, Term>> {
    let villages = &sample.township.villages;
    telling.begin("the term is played", villages.len());
    let shelf = Shelf::new(store.clone(), township, channel().0)?;
    let mut terms = BTreeMap::new();
    for (at, village) in villages.iter().enumerate() {
        let book = shelf.read(&township.scope(&village.code), Clone::clone)?;
        let mut term = play(sample, village, book, share(fleet, villages.len(), at))?;
        term.acts.truncate(fleet.acts.unwrap_or(usize::MAX));
        terms.insert(village.code.clone(), term);
        telling.step();
    }
    Ok(terms)
}

/// Signs every phone in and lets it fetch its village. An officer with several phones gets a code for each,
/// one after the other, as a fresh code ends the one before it.
fn signed_in(
    fleet: &Fleet,
    villages: &[Village],
    home: &Home,
    (store, township): (&Store, &Township),
    (runtime, telling): (&Runtime, &Telling),
) -> Result<(Vec<Phone>, Server)> {
    let accounts = Accounts::new(store.clone(), &township.code);
    let all = accounts.all()?;
    let officers = (0..fleet.phones).map(|no| officer(no, villages, &all, township)).collect::<Result<Vec<_>>>()?;
    let once: BTreeSet<ActorNo> = officers.iter().map(|(officer, _)| officer.no()).collect();
    let code = |no: ActorNo| Ok((no, accounts.fresh_code(no)?));
    let mut codes = once.into_iter().map(code).collect::<Result<BTreeMap<ActorNo, String>>>()?;
    telling.begin("phones sign in and fetch their village", fleet.phones);
    let server = home.serve()?;
    let mut phones = Vec::new();
    for (no, (officer, scope)) in officers.into_iter().enumerate() {
        let code = codes.remove(&officer.no()).map_or_else(|| accounts.fresh_code(officer.no()), Ok)?;
        let mut phone = Phone::new(no, officer.no(), scope, &server.url())?;
        runtime.block_on(async {
            phone.sign_in(&officer.phone, &code).await?;
            phone.live(&mut Tide::new(1, Until::Settled)).await
        })?;
        phones.push(phone);
        telling.step();
    }
    Ok((phones, server))
}

/// Whose phone this is, and in which village: phones go round among the villages, there among their officers.
fn officer<'a>(
    no: usize,
    villages: &[Village],
    all: &'a [Account],
    township: &Township,
) -> Result<(&'a Account, Scope)> {
    let village = villages.get(no % villages.len().max(1)).ok_or("no villages")?;
    let scope = township.scope(&village.code);
    let may: Vec<&Account> = all.iter().filter(|it| !it.is_office() && it.may(&scope)).collect();
    let officer = may.get(no / villages.len().max(1) % may.len().max(1)).ok_or("a village without officers")?;
    Ok((officer, scope))
}
