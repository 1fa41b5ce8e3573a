//! The one thread that writes: whatever waits is committed in one transaction, and answered after it.

use crate::db::{self, Db, Location};
use crate::error::AppError;
use diesel::Connection;
use diesel::result::QueryResult;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// How many works may wait; who comes later is told to come back.
const WAITING: usize = 1024;
/// How many works are committed together at most.
const TOGETHER: usize = 256;

/// Tells whoever waits whether the commit held, or why not.
type Settle = Box<dyn FnOnce(Option<&diesel::result::Error>) + Send>;
type Job = Box<dyn FnOnce(&mut Db) -> Settle + Send>;

/// The writing end of the database.
pub struct Writer {
    jobs: Option<SyncSender<Job>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Opens the database and starts the thread on it.
    pub fn start(location: Location) -> Result<Self, AppError> {
        let db = db::open(&location)?;
        let (jobs, waiting) = sync_channel(WAITING);
        let thread = thread::Builder::new().name("writer".into()).spawn(move || write(db, &location, &waiting));
        let thread = thread.map_err(|fault| AppError::Storage(format!("writer: {fault}")))?;
        Ok(Self { jobs: Some(jobs), thread: Mutex::new(Some(thread)) })
    }

    /// Runs a work in a transaction; returns when it is on the disk.
    pub fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, AppError> {
        let (done, wait) = sync_channel(1);
        let job: Job = Box::new(move |db| {
            let result = db.transaction(work);
            Box::new(move |fault| {
                let result = result.map_err(AppError::from);
                // Whoever asked may have gone; the work is done all the same.
                let _ = done.send(match fault {
                    None => result,
                    Some(fault) => result.and(Err(AppError::storage(format!("database: {fault}")))),
                });
            })
        });
        let jobs = self.jobs.as_ref().ok_or_else(not_written)?;
        jobs.try_send(job).map_err(|_| AppError::Busy)?;
        wait.recv().map_err(|_| not_written())?
    }
}

impl Drop for Writer {
    /// Waits until everything is written that was accepted.
    fn drop(&mut self) {
        self.jobs = None;
        let thread = self.thread.get_mut().ok().and_then(Option::take);
        let _ = thread.map(JoinHandle::join);
    }
}

fn write(mut db: Db, location: &Location, waiting: &Receiver<Job>) {
    let mut gone = false;
    while let Ok(first) = waiting.recv() {
        let jobs: Vec<Job> = std::iter::once(first).chain(waiting.try_iter().take(TOGETHER)).collect();
        if gone {
            db = db::open(location).unwrap_or(db);
        }
        let mut settles = Vec::with_capacity(jobs.len());
        let committed = db.write(|db| {
            settles.extend(jobs.into_iter().map(|job| job(db)));
            QueryResult::Ok(())
        });
        if let Err(fault) = &committed {
            tracing::error!(%fault, "nothing was written");
        }
        // A PostgreSQL that was started again knows this connection no more.
        gone = committed.is_err() && db.is_gone();
        let fault = committed.as_ref().err();
        settles.into_iter().for_each(|settle| settle(fault));
    }
}

fn not_written() -> AppError {
    AppError::Storage("database: nothing was written".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use diesel::connection::SimpleConnection;
    use diesel::prelude::*;
    use diesel::sql_types::BigInt;

    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }

    fn count(writer: &Writer) -> i64 {
        let count = |db: &mut Db| diesel::sql_query("SELECT count(*) AS count FROM t").get_result(db);
        writer.run(count).map(|row: Count| row.count).unwrap()
    }

    #[test]
    fn works_that_wait_together_fail_alone() {
        let writer = Writer::start(Location::File(":memory:".into())).unwrap();
        writer.run(|db| db.batch_execute("CREATE TABLE t (n BIGINT PRIMARY KEY)")).unwrap();
        let insert = |n: i64| {
            let text =
                format!("INSERT INTO t VALUES ({n}); INSERT INTO t VALUES ({})", if n % 10 == 0 { n } else { -n });
            writer.run(move |db| db.batch_execute(&text))
        };
        let failed = thread::scope(|scope| {
            let works: Vec<_> = (1..=100).map(|n| scope.spawn(move || insert(n).is_err())).collect();
            works.into_iter().map(|work| u32::from(work.join().unwrap())).sum::<u32>()
        });
        assert_eq!(failed, 10, "every tenth puts the same number twice");
        assert_eq!(count(&writer), 180, "and leaves nothing of itself");
    }
}
