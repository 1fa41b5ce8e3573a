//! The one thread that writes: whatever waits is committed in one transaction, and answered after it.

use crate::error::AppError;
use diesel::result::QueryResult;
use diesel::{Connection, SqliteConnection};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// How many works may wait; who comes later is told to come back.
const WAITING: usize = 1024;
/// How many works are committed together at most.
const TOGETHER: usize = 256;

/// Tells whoever waits whether the commit held.
type Settle = Box<dyn FnOnce(bool) + Send>;
type Job = Box<dyn FnOnce(&mut SqliteConnection) -> Settle + Send>;

/// The writing end of the database.
pub struct Writer {
    jobs: Option<SyncSender<Job>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    /// Starts the thread on its connection.
    pub fn start(db: SqliteConnection) -> Result<Self, AppError> {
        let (jobs, waiting) = sync_channel(WAITING);
        let thread = thread::Builder::new().name("writer".into()).spawn(move || write(db, &waiting));
        let thread = thread.map_err(|fault| AppError::Storage(format!("writer: {fault}")))?;
        Ok(Self { jobs: Some(jobs), thread: Mutex::new(Some(thread)) })
    }

    /// Runs a work in a transaction; returns when it is on the disk.
    pub fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, AppError> {
        let (done, wait) = sync_channel(1);
        let job: Job = Box::new(move |db| {
            let result = db.transaction(work);
            Box::new(move |held| {
                // Whoever asked may have gone; the work is done all the same.
                let _ = done.send(if held { result.map_err(AppError::from) } else { Err(not_written()) });
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

fn write(mut db: SqliteConnection, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let jobs: Vec<Job> = std::iter::once(first).chain(waiting.try_iter().take(TOGETHER)).collect();
        let mut settles = Vec::with_capacity(jobs.len());
        let committed = db.immediate_transaction(|db| {
            settles.extend(jobs.into_iter().map(|job| job(db)));
            QueryResult::Ok(())
        });
        if let Err(fault) = &committed {
            tracing::error!(%fault, "nothing was written");
        }
        settles.into_iter().for_each(|settle| settle(committed.is_ok()));
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
        let count = |db: &mut SqliteConnection| diesel::sql_query("SELECT count(*) AS count FROM t").get_result(db);
        writer.run(count).map(|row: Count| row.count).unwrap()
    }

    #[test]
    fn works_that_wait_together_fail_alone() {
        let mut db = SqliteConnection::establish(":memory:").unwrap();
        db.batch_execute("CREATE TABLE t (n BIGINT PRIMARY KEY)").unwrap();
        let writer = Writer::start(db).unwrap();
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
