//! A line between phone and server that can be made bad (坏网络): slow, cut at seeded bytes, silent in the middle
//! of an answer, or taken over by somebody's login page.

#[path = "sim/rng.rs"]
pub mod rng;

use crate::process::Result;
use rng::Rng;
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// A pause that ends a connection on a bad line when all that was asked has been answered: each question takes
/// its chance anew.
const QUIET: Duration = Duration::from_millis(4);
/// How long a login page waits for a question.
const QUESTION: Duration = Duration::from_millis(300);
/// Connections end within so many bytes when they are to end early: some in the question, some in the answer.
const EARLY: u64 = 2_000;
/// What a login page answers to everything.
const LOGIN: &str = "<!doctype html><title>Wi-Fi</title><p>请先登录网络</p>";

/// What the line is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Weather {
    /// Everything passes at once.
    #[default]
    Clear,
    /// Slow, and many connections end early.
    Bad {
        /// How long every piece takes in each direction.
        delay: Duration,
        /// Of 100 connections so many are cut at a seeded byte.
        cut: u64,
        /// And so many go on without a word from a seeded byte on.
        silent: u64,
        /// How long these stay open.
        silence: Duration,
    },
    /// Whatever is asked, a login page answers 200.
    Portal,
}

/// How many connections there were since the weather changed, and how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// All.
    pub connections: usize,
    /// Cut in the middle.
    pub cut: usize,
    /// Fallen silent in the middle.
    pub silent: usize,
    /// Answered by the login page.
    pub portal: usize,
}

struct Shared {
    server: SocketAddr,
    weather: Mutex<(Weather, Rng)>,
    open: Mutex<Vec<TcpStream>>,
    tally: Mutex<Tally>,
    stopping: AtomicBool,
}

/// The line; dropped, nobody listens at its address any more.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Proxy {
    /// A clear line to a server, on a free port of this machine; the seed decides which connections end early.
    pub fn start(server: SocketAddr, seed: u64) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            server,
            weather: Mutex::new((Weather::Clear, Rng::new(seed))),
            open: Mutex::default(),
            tally: Mutex::default(),
            stopping: AtomicBool::new(false),
        });
        let line = Arc::clone(&shared);
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if line.stopping.load(Ordering::SeqCst) {
                    break;
                }
                let line = Arc::clone(&line);
                // A connection that breaks is what this line is for.
                std::thread::spawn(move || drop(line.carry(stream)));
            }
        });
        Ok(Self { address, shared, thread: Some(thread) })
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Changes the weather: every open connection ends, the tally begins anew.
    pub fn turn(&self, weather: Weather) {
        hold(&self.shared.weather).0 = weather;
        self.shared.hang_up();
        *hold(&self.shared.tally) = Tally::default();
    }

    /// What became of the connections since.
    #[must_use]
    pub fn tally(&self) -> Tally {
        *hold(&self.shared.tally)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // The visit wakes the listener, which then sees that it is to stop.
        let _ = TcpStream::connect(self.address);
        self.shared.hang_up();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What will become of one connection.
struct Fate {
    delay: Duration,
    /// Bytes of both directions after which it ends early.
    left: AtomicUsize,
    /// How long it then stays open without a word; none when it is cut.
    silence: Option<Duration>,
    /// Whether it is closed when everything asked has been answered.
    brief: bool,
    /// Whether a question waits for its answer.
    asked: AtomicBool,
    ended: AtomicBool,
}

impl Shared {
    fn hang_up(&self) {
        for stream in hold(&self.open).drain(..) {
            // It may be gone already.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Draws what will become of the next connection; none for the login page.
    fn fate(&self) -> Option<Fate> {
        let (weather, rng) = &mut *hold(&self.weather);
        let fate = |delay, left, silence, brief| Fate {
            delay,
            left: AtomicUsize::new(left),
            silence,
            brief,
            asked: AtomicBool::new(false),
            ended: AtomicBool::new(false),
        };
        match *weather {
            Weather::Portal => None,
            Weather::Clear => Some(fate(Duration::ZERO, usize::MAX, None, false)),
            Weather::Bad { delay, cut, silent, silence } => {
                let (lot, early) = (rng.below(100), usize::try_from(rng.below(EARLY)).unwrap_or(0));
                let left = if lot < cut + silent { early } else { usize::MAX };
                Some(fate(delay, left, (lot >= cut).then_some(silence), true))
            }
        }
    }

    fn carry(self: &Arc<Self>, phone: TcpStream) -> Result {
        hold(&self.tally).connections += 1;
        hold(&self.open).push(phone.try_clone()?);
        let Some(fate) = self.fate() else { return self.login(phone) };
        let server = TcpStream::connect(self.server)?;
        hold(&self.open).push(server.try_clone()?);
        let fate = Arc::new(fate);
        let (up, line) = (Arc::clone(&fate), Arc::clone(self));
        let (mut from, mut to) = (phone.try_clone()?, server.try_clone()?);
        let upward = std::thread::spawn(move || drop(line.pump(&mut from, &mut to, &up, true)));
        let (mut from, mut to) = (server, phone);
        // Either direction ends the other, however it ends itself.
        drop(self.pump(&mut from, &mut to, &fate, false));
        drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
        drop(upward.join());
        Ok(())
    }

    /// Hands on what comes in one direction until it ends, early or by itself.
    fn pump(&self, from: &mut TcpStream, to: &mut TcpStream, fate: &Fate, up: bool) -> Result {
        from.set_read_timeout(Some(if up { QUESTION } else { QUIET }))?;
        let (mut piece, mut answered) = ([0; 16 * 1024], false);
        while !fate.ended.load(Ordering::SeqCst) {
            let size = match from.read(&mut piece) {
                Ok(0) => break,
                Ok(size) => size,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    if !up && fate.brief && answered && !fate.asked.load(Ordering::SeqCst) {
                        break;
                    }
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            fate.asked.store(up, Ordering::SeqCst);
            std::thread::sleep(fate.delay);
            answered |= !up;
            let left =
                fate.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| Some(left.saturating_sub(size)));
            let whole = left.is_ok_and(|left| left > size);
            let passes = if whole { size } else { left.unwrap_or(0).min(size) };
            to.write_all(piece.get(..passes).unwrap_or_default())?;
            if !whole {
                self.end_early(fate);
                break;
            }
        }
        fate.ended.store(true, Ordering::SeqCst);
        drop((from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both)));
        Ok(())
    }

    fn end_early(&self, fate: &Fate) {
        if fate.ended.swap(true, Ordering::SeqCst) {
            return;
        }
        match fate.silence {
            Some(silence) => {
                hold(&self.tally).silent += 1;
                std::thread::sleep(silence);
            }
            None => hold(&self.tally).cut += 1,
        }
    }

    fn login(&self, mut phone: TcpStream) -> Result {
        hold(&self.tally).portal += 1;
        phone.set_read_timeout(Some(QUESTION))?;
        let mut asked = [0; 16 * 1024];
        // Whatever was asked, and however much of it came.
        let _ = phone.read(&mut asked)?;
        write!(
            phone,
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{LOGIN}",
            LOGIN.len()
        )?;
        // What is unread when it closes would take the answer with it.
        while phone.read(&mut asked).is_ok_and(|size| size > 0) {}
        Ok(phone.shutdown(Shutdown::Both)?)
    }
}

/// A thread that fell may have left it held; what is in it is still whole.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Asks once through a line of this weather; how much came back, and what became of the connection.
    fn ask(weather: Weather, seed: u64) -> (usize, Tally) {
        let server = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let proxy = Proxy::start(server.local_addr().unwrap(), seed).unwrap();
        std::thread::spawn(move || {
            for mut stream in server.incoming().flatten() {
                let _ = stream.read(&mut [0; 100]);
                let _ = stream.write_all(&[b'x'; 1900]);
            }
        });
        proxy.turn(weather);
        let mut stream = TcpStream::connect(proxy.address).unwrap();
        stream.write_all(b"question").unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        (answer.len(), proxy.tally())
    }

    #[test]
    fn the_line_does_what_its_weather_says() {
        let (delay, silence) = (Duration::ZERO, Duration::from_millis(50));
        assert_eq!(ask(Weather::Clear, 1).0, 1900);
        assert!(ask(Weather::Portal, 1).1.portal == 1);
        for seed in 0..4 {
            let (came, tally) = ask(Weather::Bad { delay, cut: 100, silent: 0, silence }, seed);
            assert_eq!((came < 1900, tally.cut, tally.silent), (true, 1, 0), "seed {seed}");
            let (came, tally) = ask(Weather::Bad { delay, cut: 0, silent: 100, silence }, seed);
            assert_eq!((came < 1900, tally.cut, tally.silent), (true, 0, 1), "seed {seed}");
            assert_eq!(ask(Weather::Bad { delay, cut: 0, silent: 0, silence }, seed).0, 1900, "seed {seed}");
        }
    }
}
