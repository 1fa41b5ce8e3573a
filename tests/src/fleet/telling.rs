//! What a fleet says while it is under way (进度): a line on the error output at least every two seconds.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

const EVERY: Duration = Duration::from_millis(1500);

/// Says how far it is until it is dropped.
pub struct Telling {
    state: Arc<State>,
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    what: Mutex<String>,
    done: AtomicUsize,
    of: AtomicUsize,
}

impl State {
    fn say(&self, began: Instant) {
        let what = self.what.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let (done, of) = (self.done.load(Ordering::Relaxed), self.of.load(Ordering::Relaxed));
        let seconds = began.elapsed().as_secs();
        match of {
            0 => eprintln!("fleet {seconds:>4} s  {what}"),
            _ => eprintln!("fleet {seconds:>4} s  {what}: {done} of {of}"),
        }
    }
}

impl Default for Telling {
    fn default() -> Self {
        let state = Arc::new(State::default());
        let ((stop, stopped), told) = (channel::<()>(), Arc::clone(&state));
        let thread = thread::spawn(move || {
            let began = Instant::now();
            while stopped.recv_timeout(EVERY) == Err(RecvTimeoutError::Timeout) {
                told.say(began);
            }
        });
        Self { state, stop: Some(stop), thread: Some(thread) }
    }
}

impl Telling {
    /// Something begins, of so many steps; 0 if nobody counts them.
    pub fn begin(&self, what: &str, of: usize) {
        what.clone_into(&mut self.state.what.lock().unwrap_or_else(PoisonError::into_inner));
        self.state.of.store(of, Ordering::Relaxed);
        self.at(0);
    }

    /// One step is done.
    pub fn step(&self) {
        self.state.done.fetch_add(1, Ordering::Relaxed);
    }

    /// So many steps are done.
    pub fn at(&self, done: usize) {
        self.state.done.store(done, Ordering::Relaxed);
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        self.stop = None;
        // It ends at once; if it stopped before, nobody misses it.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}
