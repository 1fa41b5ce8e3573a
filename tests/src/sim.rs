//! The simulation (仿真): phones, a server and a bad network in virtual time, driven by one seed.
//!
//! The real exchange, journal and fold run; only storage, network and people are played. Where to start:
//! [`world::run`] plays one history and says which rule it broke, if any; [`campaign`] plays many on all
//! cores; [`shrink`] makes a failing one short. A history of 1 in [`campaign::Campaign::folds_every`] is
//! also folded on every phone; the others exercise the record alone, with entries that nobody reads.
//!
//! Logs are written without keys here, so seals, certificates and the checks at the server's door are not played.
//!
//! What is checked (numbers as in the design of the record), on every history unless said otherwise:
//!
//! | rule | how |
//! |---|---|
//! | I1 no recoverable loss | after the faults, every entry that can be read from the disk of a phone or of the server, and whose chain somebody still holds, is on the server and on every phone |
//! | I2 no acked loss | an entry that a phone read to be on the server is there in the end, unless the server went back behind it; for I1 a phone still holds what it threw away by itself, so pruning is never an excuse |
//! | I3 forks are seen | two held entries at one place: every store shows the log as forked before that place, and holds both |
//! | I4 idempotence | the whole record, in pieces, shuffled and some of it twice, gives a fresh journal the same tips; once more gives nothing new |
//! | I5 chains | every entry stands behind the one that it names; on the server its id is the hash of its bytes, and every phone holds the same bytes |
//! | I6 single writer | nobody writes behind a fork that he knows of, in histories whose phones rotate (half of them); the store takes no second entry at one place, whichever window writes it |
//! | I7 atomic appends | a phone that opens holds all that it ever showed as recorded, wherever it stopped; an act of several entries is one write of the played storage |
//! | I8 scope | logs of another village are offered by push and by hand; no journal ever holds one |
//! | I11 quarantine | folded histories: breaches and branches after a fork are in no total of the [`audit`], which counts by itself from raw bytes, and all are still on every phone |
//! | I12 determinism | folded histories: all stores fold to one village, whatever arrived when |
//! | I13 honest copies | whatever an answer of the server names as held is committed at that moment; 1 copy level only (the server), for the phone shows no other yet |
//! | I14 no silent rejection | folded histories: every breach and every fork is a finding on every phone, its author's too; and by I1 nothing that a phone holds stays refused |
//! | I16 liveness | everybody settles within bounds of time and of requests, and then asks no more often than he must (watched on one seed in 16) |

#[path = "sim/acts.rs"]
pub mod acts;
#[path = "sim/audit.rs"]
pub mod audit;
#[path = "sim/campaign.rs"]
pub mod campaign;
#[path = "sim/check.rs"]
pub mod check;
#[path = "sim/day.rs"]
pub mod day;
#[path = "sim/examples.rs"]
pub mod examples;
#[path = "sim/fault.rs"]
pub mod fault;
#[path = "sim/mutant.rs"]
pub mod mutant;
#[path = "sim/oracle.rs"]
pub mod oracle;
#[path = "sim/phone.rs"]
pub mod phone;
#[path = "sim/recipe.rs"]
pub mod recipe;
#[path = "sim/rng.rs"]
pub mod rng;
#[path = "sim/script.rs"]
pub mod script;
#[path = "sim/server.rs"]
pub mod server;
#[path = "sim/shrink.rs"]
pub mod shrink;
#[path = "sim/store.rs"]
pub mod store;
#[path = "sim/table.rs"]
pub mod table;
#[path = "sim/village.rs"]
pub mod village;
#[path = "sim/world.rs"]
pub mod world;
