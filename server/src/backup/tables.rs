//! Every table, row by row, from one database into another of either kind.

use crate::db::Db;
use diesel::result::QueryResult;

/// Rows of one statement.
const ROWS: usize = 500;

macro_rules! tables {
    ($($table:ident { $($column:ident: $type:ty,)* })*) => {
        $(mod $table {
            use crate::db::{Db, execute};
            use crate::schema::$table;
            use diesel::connection::DefaultLoadingMode;
            use diesel::prelude::*;

            #[derive(Insertable, Queryable, Selectable)]
            #[diesel(table_name = $table, treat_none_as_default_value = false)]
            struct Row { $($column: $type,)* }

            pub fn carry(from: &mut Db, to: &mut Db) -> QueryResult<()> {
                let all = $table::table.select(Row::as_select());
                // SQLite begins anew when it is asked beyond the end.
                let mut rows = all.load_iter::<Row, DefaultLoadingMode>(from)?.fuse();
                loop {
                    let some: Vec<Row> = rows.by_ref().take(super::ROWS).collect::<QueryResult<_>>()?;
                    if some.is_empty() {
                        return Ok(());
                    }
                    execute!(to, diesel::insert_into($table::table).values(&some))?;
                }
            }

            pub fn clear(db: &mut Db) -> QueryResult<()> {
                diesel::delete($table::table).execute(db).map(drop)
            }
        })*

        /// The names of all tables.
        pub const NAMES: &[&str] = &[$(stringify!($table)),*];

        /// Adds every row of one database to another that has none of them.
        ///
        /// # Errors
        /// When one cannot be read or the other not written.
        pub fn carry(from: &mut Db, to: &mut Db) -> QueryResult<()> {
            $($table::carry(from, to)?;)*
            Ok(())
        }

        /// Empties every table.
        ///
        /// # Errors
        /// When the database fails.
        pub fn clear(db: &mut Db) -> QueryResult<()> {
            $($table::clear(db)?;)*
            Ok(())
        }
    };
}

tables! {
    entry {
        township: String,
        scope: String,
        log: Vec<u8>,
        seq: i64,
        id: Vec<u8>,
        prev: Vec<u8>,
        bytes: Vec<u8>,
        salt: Option<Vec<u8>>,
        body: Option<Vec<u8>>,
        received_at: i64,
    }
    seal {
        township: String,
        scope: String,
        log: Vec<u8>,
        seq: i64,
        head: Vec<u8>,
        bytes: Vec<u8>,
    }
    progress {
        township: String,
        scope: String,
        row_json: String,
        updated_at: i64,
    }
    account {
        township: String,
        actor: i64,
        code: String,
        name: String,
        phone: String,
        scopes: String,
    }
    token {
        hash: Vec<u8>,
        township: String,
        actor: i64,
        created_at: i64,
    }
    code {
        township: String,
        actor: i64,
        hash: Vec<u8>,
        expires_at: i64,
        used_at: Option<i64>,
    }
    meta {
        key: String,
        value: String,
    }
    problem {
        township: String,
        no: i64,
        line: i64,
        village: String,
        code: String,
        heading: String,
        imported: i64,
    }
    returned {
        township: String,
        scope: String,
        phone: i64,
        entries: i64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{Location, open};
    use diesel::prelude::*;
    use diesel::sql_types::Text;

    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = Text)]
        of: String,
    }

    #[test]
    fn no_table_is_left_behind() {
        let mut db = open(&Location::File(":memory:".into())).unwrap();
        let all = "SELECT name AS of FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_\\_%' ESCAPE '\\'";
        let all: Vec<Column> = diesel::sql_query(all).load(&mut db).unwrap();
        let mut all: Vec<&str> = all.iter().map(|column| column.of.as_str()).collect();
        let mut ours = NAMES.to_vec();
        all.sort_unstable();
        ours.sort_unstable();
        assert_eq!(all, ours);
    }
}
