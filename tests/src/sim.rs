//! The simulation (仿真): phones, a server and a bad network in virtual time, driven by one seed.
//!
//! The real exchange, journal and fold run; only storage, network and people are played. Where to start:
//! [`world::run`] plays one history and says which rule it broke, if any.

#[path = "sim/acts.rs"]
pub mod acts;
#[path = "sim/day.rs"]
pub mod day;
#[path = "sim/examples.rs"]
pub mod examples;
#[path = "sim/mutant.rs"]
pub mod mutant;
#[path = "sim/oracle.rs"]
pub mod oracle;
#[path = "sim/phone.rs"]
pub mod phone;
#[path = "sim/rng.rs"]
pub mod rng;
#[path = "sim/server.rs"]
pub mod server;
#[path = "sim/store.rs"]
pub mod store;
#[path = "sim/village.rs"]
pub mod village;
#[path = "sim/weather.rs"]
pub mod weather;
#[path = "sim/world.rs"]
pub mod world;
