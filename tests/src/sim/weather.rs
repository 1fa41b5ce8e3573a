//! What goes wrong in one history (天气): each seed switches some faults off, so that rare pairs get depth.

use super::rng::Rng;

/// What may break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A phone stops now.
    PhoneCrash,
    /// A phone stops after its next write, before it has taken in what it wrote.
    PhoneStopsWriting,
    /// A phone is put back to an older copy of its storage.
    PhoneRestore,
    /// A phone is copied: two go on with one log.
    PhoneClone,
    /// A phone's storage is gone.
    PhoneWipe,
    /// The server stops now.
    ServerCrash,
    /// The server stops before its next commit.
    StopBeforeCommit,
    /// The server stops after its next commit: the answer is lost.
    StopAfterCommit,
    /// The server is put back to an older backup.
    ServerRestore,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::PhoneCrash,
        Self::PhoneStopsWriting,
        Self::PhoneRestore,
        Self::PhoneClone,
        Self::PhoneWipe,
        Self::ServerCrash,
        Self::StopBeforeCommit,
        Self::StopAfterCommit,
        Self::ServerRestore,
    ];

    /// The name under which it is counted.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PhoneCrash => "phone crash",
            Self::PhoneStopsWriting => "phone crash between durable and taken in",
            Self::PhoneRestore => "phone restore",
            Self::PhoneClone => "phone clone",
            Self::PhoneWipe => "phone wiped",
            Self::ServerCrash => "server crash",
            Self::StopBeforeCommit => "server crash before commit",
            Self::StopAfterCommit => "server crash after commit",
            Self::ServerRestore => "server restore",
        }
    }
}

/// How bad it is. Chances are in a thousand.
#[derive(Clone, Debug)]
pub struct Weather {
    /// A message is lost.
    pub loss: u64,
    /// A message comes twice.
    pub repeat: u64,
    /// A message is cut at a random place.
    pub cut: u64,
    /// The longest delay, in milliseconds.
    pub delay: u64,
    /// The server is busy.
    pub busy: u64,
    /// Whether answers reach a phone that gave up waiting for them.
    pub stale: bool,
    /// How many bytes of entries an answer brings, if fewer than a phone would take.
    pub page: Option<u32>,
    /// Whether a phone whose own log forked goes on in a new log.
    pub rotates: bool,
    /// What may break.
    pub faults: Vec<Fault>,
}

impl Weather {
    /// The weather of a seed.
    #[must_use]
    pub fn of(rng: &mut Rng) -> Self {
        let mut often = |most| if rng.chance(500) { rng.below(most) } else { 0 };
        let (loss, repeat, cut, busy) = (often(600), often(300), often(200), often(150));
        let delay = rng.pick(&[100, 2_000, 2_000, 30_000, 90_000]).copied().unwrap_or(100);
        let faults = Fault::ALL.into_iter().filter(|_| rng.chance(600)).collect();
        let page = rng.chance(250).then_some(300);
        Self { loss, repeat, cut, delay, busy, stale: rng.chance(300), page, rotates: rng.chance(500), faults }
    }

    /// Nothing goes wrong.
    #[must_use]
    pub fn calm(&self) -> Self {
        let faults = Vec::new();
        Self {
            loss: 0,
            repeat: 0,
            cut: 0,
            delay: 100,
            busy: 0,
            stale: false,
            page: self.page,
            rotates: self.rotates,
            faults,
        }
    }
}
