//! A fleet of phones (手机队) that comes home: the whole term was acted offline, now all exchange at once over HTTP with
//! the real server.
//!
//! [`muster`] leaves the phones offline with their acts, [`run`] lets them come home and measures it, [`audit`]
//! compares what the server then holds with what the phones hold, [`bare`] writes the same rows with nothing around
//! them. Phones keep what they hold in memory and fold nothing meanwhile: their processors are not the server's.

pub mod audit;
pub mod bare;
pub mod deal;
pub mod line;
pub mod muster;
pub mod phone;
pub mod table;
pub mod telling;
pub mod term;
pub mod tide;

use crate::process::{Result, with_argument};
use crate::server::Home;
use bare::Bare;
use cunxuan_server::host::now_ms;
use line::Tally;
use muster::{Mustered, muster};
use phone::Phone;
use std::fs;
use std::time::Duration;
use telling::Telling;
use tide::{Tide, Until};
use tokio::time::sleep;

/// Threads on which the phones run.
pub const WORKERS: usize = 2;
/// A fleet that is not home by then will not come.
const PATIENCE: Duration = Duration::from_secs(300);
/// How often it is looked how many are home.
const LOOK: Duration = Duration::from_millis(50);
/// Ticks of a processor's time in a second, as Linux reports it.
const TICKS: u64 = 100;

/// What a fleet is like.
#[derive(Clone, Copy, Debug)]
pub struct Fleet {
    /// How many phones, at least one for each village.
    pub phones: usize,
    /// How many of the smallest villages; all of them otherwise.
    pub villages: Option<usize>,
    /// How many acts of each village; all of them otherwise.
    pub acts: Option<usize>,
    /// Whether officers look at their phones as soon as all have settled, and do not wait for their pace.
    pub woken: bool,
}

/// What was measured.
#[derive(Clone, Debug)]
pub struct Figures {
    /// How many phones.
    pub phones: usize,
    /// How many entries they brought.
    pub entries: usize,
    /// When each phone had sent and fetched everything there was, from the first request on; in order.
    pub settled: Vec<Duration>,
    /// When the last one held everything of its village.
    pub home: Duration,
    /// What went over the lines.
    pub tally: Tally,
    /// The bytes of one exchange of each phone after that, both ways; in order.
    pub rest: Vec<u64>,
    /// The most memory that the server had, in KiB.
    pub peak: u64,
    /// The processor's time that the server took meanwhile, and the phones.
    pub worked: (Duration, Duration),
    /// Bare inserts of the rows that the phones brought.
    pub bare: Bare,
    /// Rows of the wall that say what the phones' books say.
    pub rows: usize,
    /// Exports without fault.
    pub exports: usize,
}

/// Musters a fleet before a server on a database, lets it come home, and audits what came of it.
///
/// # Errors
/// When a phone does not come home, or the server's record is not what the phones hold.
pub fn run(fleet: &Fleet, home: &Home, telling: &Telling) -> Result<Figures> {
    let (mut mustered, mut server) = muster(fleet, home, telling)?;
    server.restart()?;
    let id = process(home)?;
    let since = now_ms().saturating_mul(1000);
    let before = (worked(&id)?, worked("self")?);
    let came = come_home(fleet, &mut mustered, telling)?;
    let after = (worked(&id)?, worked("self")?);
    let peak = peak(&id)?;
    let tally = tally(&mustered.phones);
    let rest = rest(&mut mustered, telling)?;
    let rows = audit::wall(home, &mustered, &server.url(), telling)?;
    server.stop()?;
    let exports = audit::exports(home, &mustered, telling)?;
    telling.begin("bare inserts of the same rows", 0);
    let bare = bare::measure(home, since)?;
    if bare.rows != mustered.entries {
        return Err(format!("{} rows of {} entries", bare.rows, mustered.entries).into());
    }
    let worked = (after.0.saturating_sub(before.0), after.1.saturating_sub(before.1));
    let Came { settled, home } = came;
    let (phones, entries) = (fleet.phones, mustered.entries);
    Ok(Figures { phones, entries, settled, home, tally, rest, peak, worked, bare, rows, exports })
}

/// When the phones came home.
struct Came {
    settled: Vec<Duration>,
    home: Duration,
}

fn come_home(fleet: &Fleet, mustered: &mut Mustered, telling: &Telling) -> Result<Came> {
    telling.begin("phones come home", fleet.phones);
    let mut phones = std::mem::take(&mut mustered.phones);
    for phone in &mut phones {
        phone.start()?;
    }
    let until = if fleet.woken { Until::HomeWoken } else { Until::Home };
    mustered.phones = mustered.runtime.block_on(async {
        let tide = Tide::new(phones.len(), until);
        let live = |mut phone: Phone| {
            let mut tide = tide.clone();
            tokio::spawn(async move { phone.live(&mut tide).await.map(|()| phone) })
        };
        let tasks: Vec<_> = phones.into_iter().map(live).collect();
        let (all, mut stopped) = (tasks.len(), false);
        while tide.counts().1 < all && !stopped && tide.began().elapsed() < PATIENCE {
            telling.at(tide.counts().1);
            sleep(LOOK).await;
            // A phone that stops before all are home has failed.
            stopped = tasks.iter().any(tokio::task::JoinHandle::is_finished);
        }
        let (settled, home) = tide.counts();
        if home < all {
            tasks.iter().filter(|task| !task.is_finished()).for_each(tokio::task::JoinHandle::abort);
        }
        let mut phones = Vec::new();
        for task in tasks {
            match task.await {
                Ok(phone) => phones.push(phone?),
                Err(_) => return Err(format!("{settled} of {all} phones settled, {home} came home").into()),
            }
        }
        Result::Ok(phones)
    })?;
    let mut settled: Vec<Duration> = mustered.phones.iter().filter_map(|phone| phone.settled).collect();
    settled.sort();
    let home = mustered.phones.iter().filter_map(|phone| phone.home).max().unwrap_or_default();
    Ok(Came { settled, home })
}

fn tally(phones: &[Phone]) -> Tally {
    let mut tally = Tally::default();
    phones.iter().for_each(|phone| tally.add(phone.line.tally.clone()));
    tally.times.sort();
    tally
}

/// One more exchange of every phone, when nothing is new.
fn rest(mustered: &mut Mustered, telling: &Telling) -> Result<Vec<u64>> {
    telling.begin("settled phones ask once more", mustered.phones.len());
    let mut bytes = Vec::new();
    for phone in &mut mustered.phones {
        (phone.line.tally, phone.settled) = (Tally::default(), None);
        mustered.runtime.block_on(phone.live(&mut Tide::new(1, Until::Settled)))?;
        bytes.push(phone.line.tally.up + phone.line.tally.down);
        telling.step();
    }
    bytes.sort_unstable();
    Ok(bytes)
}

/// The server's process, as the folder of processes names it.
fn process(home: &Home) -> Result<String> {
    let ids = with_argument(&home.data().display().to_string())?;
    Ok(ids.first().ok_or("the server is gone")?.to_string())
}

/// The most memory that a process ever had, in KiB.
fn peak(id: &str) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

/// The processor's time that a process took so far.
fn worked(id: &str) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name in brackets may hold blanks; times of user and system are the 12th and 13th behind it.
    let (_, behind) = stat.rsplit_once(')').ok_or("no process")?;
    let ticks =
        behind.split_whitespace().skip(11).take(2).map(str::parse::<u64>).sum::<std::result::Result<u64, _>>()?;
    Ok(Duration::from_millis(ticks * 1000 / TICKS))
}
