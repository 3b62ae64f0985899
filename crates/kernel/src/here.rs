//! Reading a SQLite file on the thread that asks. The asynchronous driver keeps a thread for each connection, and two
//! changes of thread a question were most of the time of a page; a short indexed read is done before they would be.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, Value as Own};
use rusqlite::{Connection, OpenFlags};
use sea_orm::Value;

use crate::{Error, Result};

/// So many connections are kept for the next question; more are opened when more threads ask at once.
const KEPT: usize = 4;
const STATEMENTS: usize = 64;

/// Connections that read one file.
#[derive(Debug)]
pub(crate) struct Here {
    path: PathBuf,
    cache_kib: u32,
    idle: Mutex<Vec<Connection>>,
}

impl Here {
    pub(crate) fn new(path: &Path, cache_kib: u32) -> Self {
        Self { path: path.to_owned(), cache_kib, idle: Mutex::default() }
    }

    /// The columns of the one row of a question, which must all be texts. Never waits for another task.
    pub(crate) fn texts(&self, sql: &str, values: &[Value]) -> Result<Vec<String>> {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let connection = kept.map_or_else(|| self.open(), Ok)?;
        let texts = ask(&connection, sql, values);
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if texts.is_ok() && idle.len() < KEPT {
            idle.push(connection);
        }
        texts
    }

    fn open(&self) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags).map_err(Error::internal)?;
        connection.busy_timeout(Duration::from_secs(1)).map_err(Error::internal)?;
        connection.pragma_update(None, "cache_size", -i64::from(self.cache_kib)).map_err(Error::internal)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(connection)
    }

    /// Lets go of the file.
    pub(crate) fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

fn ask(connection: &Connection, sql: &str, values: &[Value]) -> Result<Vec<String>> {
    let mut statement = connection.prepare_cached(sql).map_err(Error::internal)?;
    for (number, value) in (1..).zip(values) {
        // Numbered from the name: SQLite counts parameters in the order they first appear.
        if let Some(place) = statement.parameter_index(&format!("${number}")).map_err(Error::internal)? {
            statement.raw_bind_parameter(place, as_sqlite(value)?).map_err(Error::internal)?;
        }
    }
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let row = rows.next().map_err(Error::internal)?;
    let row = row.ok_or_else(|| Error::internal("a question for lists had no answer"))?;
    (0..columns).map(|column| row.get(column).map_err(Error::internal)).collect()
}

/// The value as the asynchronous driver writes it, so that both find the same rows.
fn as_sqlite(value: &Value) -> Result<ToSqlOutput<'_>> {
    Ok(match value {
        Value::BigInt(Some(number)) => ToSqlOutput::from(*number),
        Value::Int(Some(number)) => ToSqlOutput::from(*number),
        Value::String(Some(text)) => ToSqlOutput::from(text.as_str()),
        Value::ChronoDate(Some(date)) => ToSqlOutput::Owned(Own::Text(date.to_string())),
        other => return Err(Error::internal(format!("a list cannot be asked for with {other:?}"))),
    })
}
