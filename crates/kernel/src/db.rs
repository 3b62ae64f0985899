//! The database of one municipality: one writer and a few readers on SQLite, a pool on PostgreSQL, and a thin way to
//! speak portable SQL (`$1` parameters) to both.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, FromQueryResult, QueryResult,
    SqliteTransactionMode, SqlxPostgresConnector, SqlxSqliteConnector, Statement, TransactionOptions,
    TransactionTrait, Value,
};

use crate::Result;
use crate::here::Here;

/// A pair of connections: `read` may be a replica, `write` is where deeds happen.
#[derive(Debug, Clone)]
pub struct Db {
    pub read: DatabaseConnection,
    pub write: DatabaseConnection,
    /// SQLite read on the asking thread, for `lists`.
    pub(crate) here: Option<Arc<Here>>,
}

/// How many connections one municipality may hold open.
#[derive(Debug, Clone, Copy)]
pub struct DbLimits {
    pub readers: u32,
    pub cache_kib: u32,
}

impl Default for DbLimits {
    fn default() -> Self {
        Self { readers: 4, cache_kib: 2048 }
    }
}

impl Db {
    /// Opens `sqlite:PATH` (created when missing) or `postgres://…`.
    pub async fn open(url: &str, limits: DbLimits) -> Result<Self> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(url, limits).await
        } else {
            Self::open_sqlite(Path::new(url.trim_start_matches("sqlite:")), limits).await
        }
    }

    async fn open_sqlite(path: &Path, limits: DbLimits) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", format!("-{}", limits.cache_kib))
            .pragma("temp_store", "MEMORY")
            .statement_cache_capacity(256);
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options.clone())
            .await?;
        let read = SqlitePoolOptions::new()
            .min_connections(0)
            .max_connections(limits.readers)
            .max_lifetime(None)
            .idle_timeout(None)
            .test_before_acquire(false)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self {
            read: SqlxSqliteConnector::from_sqlx_sqlite_pool(read),
            write: SqlxSqliteConnector::from_sqlx_sqlite_pool(write),
            here: Some(Arc::new(Here::new(path, limits.cache_kib))),
        })
    }

    async fn open_postgres(url: &str, limits: DbLimits) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)?;
        let pool = PgPoolOptions::new()
            .min_connections(0)
            .max_connections(limits.readers + 2)
            .idle_timeout(Duration::from_secs(30))
            .connect_with(options)
            .await?;
        let connection = SqlxPostgresConnector::from_sqlx_postgres_pool(pool);
        Ok(Self { read: connection.clone(), write: connection, here: None })
    }

    pub fn is_postgres(&self) -> bool {
        self.write.get_database_backend() == DbBackend::Postgres
    }

    /// Begins a writing transaction; on SQLite it takes the write lock at once, so it never fails half-way for it.
    pub async fn begin(&self) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.write.begin_with_options(options).await?)
    }

    pub async fn close(self) -> Result<()> {
        if let Some(here) = &self.here {
            here.close();
        }
        self.read.close().await?;
        self.write.close().await?;
        Ok(())
    }
}

/// Portable SQL on a connection or a transaction. Parameters are `$1`, `$2`…; sums are `CAST(SUM(x) AS BIGINT)`.
pub trait Sql: ConnectionTrait + Sized {
    /// Runs a statement; gives the number of rows it changed.
    fn run(
        &self,
        sql: &str,
        values: impl Into<Vec<Value>>,
    ) -> impl Future<Output = Result<u64, DbErr>> + Send {
        let statement = self.statement(sql, values.into());
        async move { Ok(self.execute_raw(statement).await?.rows_affected()) }
    }

    fn all<T: FromQueryResult + Send>(
        &self,
        sql: &str,
        values: impl Into<Vec<Value>>,
    ) -> impl Future<Output = Result<Vec<T>, DbErr>> + Send {
        let statement = self.statement(sql, values.into());
        async move {
            self.query_all_raw(statement).await?.iter().map(|row| T::from_query_result(row, "")).collect()
        }
    }

    fn maybe<T: FromQueryResult + Send>(
        &self,
        sql: &str,
        values: impl Into<Vec<Value>>,
    ) -> impl Future<Output = Result<Option<T>, DbErr>> + Send {
        let statement = self.statement(sql, values.into());
        async move { self.query_one_raw(statement).await?.map(|row| T::from_query_result(&row, "")).transpose() }
    }

    /// The first column of the first row, or nothing when there is no row.
    fn scalar<T: sea_orm::TryGetable + Send>(
        &self,
        sql: &str,
        values: impl Into<Vec<Value>>,
    ) -> impl Future<Output = Result<Option<T>, DbErr>> + Send {
        let statement = self.statement(sql, values.into());
        async move { self.query_one_raw(statement).await?.map(|row| row.try_get_by_index(0)).transpose() }
    }

    /// The first column of all rows.
    fn column<T: sea_orm::TryGetable + Send>(
        &self,
        sql: &str,
        values: impl Into<Vec<Value>>,
    ) -> impl Future<Output = Result<Vec<T>, DbErr>> + Send {
        let statement = self.statement(sql, values.into());
        async move { self.query_all_raw(statement).await?.iter().map(|row| row.try_get_by_index(0)).collect() }
    }

    /// Rows as the driver gives them, for queries whose columns are only known when they run.
    fn rows(
        &self,
        sql: &str,
        values: impl Into<Vec<Value>>,
    ) -> impl Future<Output = Result<Vec<QueryResult>, DbErr>> + Send {
        let statement = self.statement(sql, values.into());
        async move { self.query_all_raw(statement).await }
    }

    /// Inserts many rows with as few statements as the engines' parameter limits allow. `head` is
    /// `INSERT INTO t (a, b)`, every row has `width` values, `tail` may hold an ON CONFLICT clause.
    fn insert_rows(
        &self,
        head: &str,
        width: usize,
        values: Vec<Value>,
        tail: &str,
    ) -> impl Future<Output = Result<(), DbErr>> + Send {
        // SQLite allows 32,766 parameters, PostgreSQL 65,535; a fixed batch keeps one prepared statement hot.
        let rows_per_batch = (16_000 / width.max(1)).clamp(1, 1000);
        let backend = self.get_database_backend();
        async move {
            let mut values = values.into_iter();
            loop {
                let batch: Vec<Value> = values.by_ref().take(rows_per_batch * width).collect();
                if batch.is_empty() {
                    return Ok(());
                }
                let sql = multi_row_sql(backend, head, width, batch.len() / width, tail);
                self.execute_raw(Statement::from_sql_and_values(backend, sql, batch)).await?;
            }
        }
    }

    fn statement(&self, sql: &str, values: Vec<Value>) -> Statement {
        Statement::from_sql_and_values(self.get_database_backend(), sql, values)
    }
}

impl<C: ConnectionTrait> Sql for C {}

/// On SQLite the parameters are plain `?`: its driver looks up each named one among all others, which takes quadratic time.
fn multi_row_sql(backend: DbBackend, head: &str, width: usize, rows: usize, tail: &str) -> String {
    use std::fmt::Write;
    let mut sql = String::with_capacity(head.len() + rows * width * 7 + tail.len() + 16);
    sql.push_str(head);
    sql.push_str(" VALUES ");
    let mut parameter = 1;
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ",(" });
        for column in 0..width {
            let comma = if column == 0 { "" } else { "," };
            let _ = match backend {
                DbBackend::Sqlite => write!(sql, "{comma}?"),
                _ => write!(sql, "{comma}${parameter}"),
            };
            parameter += 1;
        }
        sql.push(')');
    }
    sql.push(' ');
    sql.push_str(tail);
    sql
}

/// `values![a, b]` makes the parameter list of a statement.
#[macro_export]
macro_rules! values {
    ($($value:expr),* $(,)?) => { vec![$(sea_orm::Value::from($value)),*] };
}
