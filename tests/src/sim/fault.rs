//! What may break (故障): every kind of fault that is played, and which of them may in one history.

use super::rng::Rng;

macro_rules! faults {
    ($count:literal: $($(#[$doc:meta])+ $fault:ident = $name:literal, $place:ident;)+) => {
        /// What may break.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Fault {
            $($(#[$doc])+ $fault),+
        }

        impl Fault {
            /// All of them.
            pub const ALL: [Self; $count] = [$(Self::$fault),+];

            /// The name under which it is counted and switched off.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$fault => $name),+
                }
            }

            /// Where it strikes.
            #[must_use]
            pub fn place(self) -> Place {
                match self {
                    $(Self::$fault => Place::$place),+
                }
            }
        }
    };
}

/// Where a fault strikes, and so how it comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A phone and its storage: a step of the script.
    Phone,
    /// The server: a step of the script.
    Server,
    /// Somebody: a step of the script.
    Human,
    /// A message: by chance.
    Network,
    /// It comes of another fault.
    Follows,
}

faults! { 30:
    /// A phone stops now.
    Crash = "phone-crash", Phone;
    /// A crash loses the last writes that were not flushed.
    Unflushed = "unflushed-lost", Follows;
    /// A phone stops within its next write, which then is not there.
    StopsBefore = "stop-within-write", Phone;
    /// A phone stops between its next write and taking in what it wrote.
    StopsAfter = "stop-after-write", Phone;
    /// A phone stops, and a record of its storage cannot be read any more.
    Torn = "torn-record", Phone;
    /// A phone's next writes are refused: its storage is full.
    Quota = "quota-exceeded", Phone;
    /// A phone's storage does not open at first.
    OpenFails = "open-fails", Phone;
    /// A phone's storage is gone.
    Evicted = "evicted", Phone;
    /// A phone is put back to an older copy of its storage.
    Rewound = "phone-restore", Phone;
    /// A phone is copied: two go on with one log.
    Cloned = "clone", Phone;
    /// The app is opened twice on one phone, in a browser without locks.
    TwoTabs = "two-tabs", Phone;
    /// A request is lost.
    RequestLost = "request-lost", Network;
    /// An answer is lost after the server committed what it is an answer to.
    AnswerLost = "answer-lost", Network;
    /// A message comes twice.
    Repeated = "repeated", Network;
    /// A message is so slow that later ones overtake it.
    Overtaken = "overtaken", Network;
    /// A message comes after its sender gave up waiting: after up to 30 days.
    Late = "late", Network;
    /// A message is cut at a random place.
    Cut = "cut", Network;
    /// A page of somebody else's network comes instead of an answer.
    Portal = "captive-portal", Network;
    /// Another store answers: an old copy of the server, with another epoch.
    OtherStore = "wrong-epoch", Network;
    /// The server is busy.
    Busy = "busy", Network;
    /// The server stops now.
    ServerCrash = "server-crash", Server;
    /// The server stops before its next commit.
    BeforeCommit = "crash-before-commit", Server;
    /// The server stops after its next commit, before it answers.
    AfterCommit = "crash-after-commit", Server;
    /// The server is put back to one of its backups.
    ServerRestored = "server-restore", Server;
    /// The server's clock jumps.
    ServerClock = "server-clock-jump", Server;
    /// The server's disk is full for a while.
    DiskFull = "disk-full", Server;
    /// A phone's clock is set wrong by up to ten years.
    WrongClock = "wrong-clock", Human;
    /// A phone is in airplane mode, for up to 21 days.
    Airplane = "airplane-mode", Human;
    /// An officer is signed out, whatever is under way.
    SignedOut = "sign-out", Human;
    /// Entries of another village are offered.
    OtherVillage = "other-village", Human;
}

impl Fault {
    /// The fault of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fault| fault.name() == name)
    }

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// Which faults may strike in a history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faults(u32);

impl Faults {
    /// A random subset, so that rare pairs get depth.
    #[must_use]
    pub fn swarm(rng: &mut Rng) -> Self {
        Self(Fault::ALL.into_iter().filter(|_| rng.chance(650)).map(Fault::bit).sum())
    }

    /// Those among these.
    #[must_use]
    pub fn only(self, these: &[Fault]) -> Self {
        Self(self.0 & these.iter().fold(0, |bits, fault| bits | fault.bit()))
    }

    /// Whether one may strike.
    #[must_use]
    pub fn may(self, fault: Fault) -> bool {
        self.0 & fault.bit() != 0
    }
}

/// What happens in a history besides faults.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Entries that became durable somewhere.
    Entries,
    /// Acts that were shown as recorded.
    Acts,
    /// Acts that were shown as not done.
    NotDone,
    /// Requests that phones sent.
    Requests,
    /// Answers that reached a phone that waited for them.
    Answers,
    /// Requests without an answer in time.
    Timeouts,
    /// Bundles that one phone handed to another.
    HandOvers,
    /// Backups of the server.
    Backups,
    /// Logs that forked.
    Forks,
    /// Folded histories.
    Folded,
    /// Histories played twice with the same trace.
    Twice,
    /// Papers and votes that were counted a second way.
    Audited,
    /// Entries without weight that were followed to every phone.
    Weightless,
}

impl Seen {
    /// All of them, with what they are called in a table.
    pub const ALL: [(Self, &'static str); 13] = [
        (Self::Entries, "entries"),
        (Self::Acts, "acts recorded"),
        (Self::NotDone, "acts shown as not done"),
        (Self::Requests, "requests"),
        (Self::Answers, "answers taken"),
        (Self::Timeouts, "requests given up"),
        (Self::HandOvers, "bundles phone to phone"),
        (Self::Backups, "backups"),
        (Self::Forks, "forked logs"),
        (Self::Folded, "histories folded on every phone"),
        (Self::Twice, "histories played twice, equal traces"),
        (Self::Audited, "papers and votes counted a second way"),
        (Self::Weightless, "entries without weight followed to every phone"),
    ];
}

/// How often what happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    faults: [u64; Fault::ALL.len()],
    seen: [u64; Seen::ALL.len()],
}

impl Counts {
    /// A fault struck.
    pub fn fault(&mut self, fault: Fault) {
        self.faults.iter_mut().skip(fault as usize).take(1).for_each(|count| *count += 1);
    }

    /// Something happened so many times.
    pub fn seen(&mut self, what: Seen, times: usize) {
        let times = u64::try_from(times).unwrap_or(u64::MAX);
        self.seen.iter_mut().skip(what as usize).take(1).for_each(|count| *count += times);
    }

    /// How often a fault struck.
    #[must_use]
    pub fn of_fault(&self, fault: Fault) -> u64 {
        self.faults.get(fault as usize).copied().unwrap_or(0)
    }

    /// How often something happened.
    #[must_use]
    pub fn of(&self, what: Seen) -> u64 {
        self.seen.get(what as usize).copied().unwrap_or(0)
    }

    /// How many faults struck.
    #[must_use]
    pub fn faults(&self) -> u64 {
        self.faults.iter().sum()
    }

    /// Adds those of another history.
    pub fn absorb(&mut self, other: &Self) {
        self.faults.iter_mut().zip(other.faults).for_each(|(sum, more)| *sum += more);
        self.seen.iter_mut().zip(other.seen).for_each(|(sum, more)| *sum += more);
    }
}
