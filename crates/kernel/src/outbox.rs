//! Rows that must be carried out after the change that caused them: at least once, in any order, by any node.

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::{Db, Error, Handler, Municipality, Result, Sql, values};

/// How long a node may work on a row before another takes it over.
const LEASE: Duration = Duration::minutes(5);

#[derive(Debug, Clone, FromQueryResult)]
pub struct OutboxRow {
    pub id: i64,
    pub handler: String,
    pub payload: String,
    pub attempts: i64,
}

/// Adds a row; the same handler and key a second time changes nothing.
pub async fn add<C: ConnectionTrait>(
    tx: &C,
    handler: &str,
    key: &str,
    payload: &str,
    now: DateTime<Utc>,
    due_at: DateTime<Utc>,
) -> Result<()> {
    tx.run(
        "INSERT INTO outbox (handler, key, payload, created_at, due_at) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (handler, key) DO NOTHING",
        values![handler, key, payload, now, due_at],
    )
    .await?;
    Ok(())
}

/// Adds many rows of one handler; gives whether there were any.
pub(crate) async fn add_many<C: ConnectionTrait>(
    tx: &C,
    handler: &str,
    jobs: impl IntoIterator<Item = (String, serde_json::Value, DateTime<Utc>)>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let rows: Vec<sea_orm::Value> = jobs
        .into_iter()
        .flat_map(|(key, job, due_at)| values![handler, key, job.to_string(), now, due_at])
        .collect();
    let any = !rows.is_empty();
    tx.insert_rows(
        "INSERT INTO outbox (handler, key, payload, created_at, due_at)",
        5,
        rows,
        "ON CONFLICT (handler, key) DO NOTHING",
    )
    .await?;
    Ok(any)
}

/// Claims up to `limit` due rows for this node.
async fn claim(db: &Db, now: DateTime<Utc>, limit: i64) -> Result<Vec<OutboxRow>> {
    let skip_locked = if db.is_postgres() { " FOR UPDATE SKIP LOCKED" } else { "" };
    let open: Option<i64> = db
        .read
        .scalar(
            "SELECT id FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND due_at <= $1 \
             AND (leased_until IS NULL OR leased_until < $1) LIMIT 1",
            values![now],
        )
        .await?;
    if open.is_none() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "UPDATE outbox SET leased_until = $2, attempts = attempts + 1 WHERE id IN (\
         SELECT id FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND due_at <= $1 \
         AND (leased_until IS NULL OR leased_until < $1) ORDER BY due_at, id LIMIT $3{skip_locked}) \
         RETURNING id, handler, payload, attempts"
    );
    Ok(db.write.all(&sql, values![now, now + LEASE, limit]).await?)
}

/// Carries out everything due in one municipality and gives the number of rows done.
pub async fn drain(municipality: &Arc<Municipality>) -> Result<u64> {
    let mut done = 0;
    loop {
        let rows = claim(&municipality.db, municipality.clock.now(), 32).await?;
        if rows.is_empty() {
            return Ok(done);
        }
        for row in rows {
            if municipality.stopping() {
                give_back(&municipality.db, row.id).await?;
                continue;
            }
            done += u64::from(carry_out(municipality, &row).await?);
        }
        if municipality.stopping() {
            return Ok(done);
        }
    }
}

async fn carry_out(municipality: &Arc<Municipality>, row: &OutboxRow) -> Result<bool> {
    let handler = municipality.handler(&row.handler);
    let outcome = match handler {
        Some(handler) => run(municipality, *handler, &row.payload).await,
        None => Err(Error::Internal(format!("no handler {}", row.handler))),
    };
    let now = municipality.clock.now();
    match outcome {
        Ok(()) => {
            municipality
                .db
                .write
                .run("UPDATE outbox SET done_at = $2, last_error = '' WHERE id = $1", values![row.id, now])
                .await?;
            Ok(true)
        }
        Err(error) => {
            let given_up = row.attempts >= handler.map_or(1, |h| h.max_attempts);
            tracing::warn!(handler = row.handler, attempts = row.attempts, given_up, %error, "outbox row failed");
            metrics::counter!("ratusz_outbox_failures_total").increment(1);
            municipality
                .db
                .write
                .run(
                    "UPDATE outbox SET last_error = $2, due_at = $3, leased_until = NULL, failed_at = $4 WHERE id = $1",
                    values![row.id, error.to_string(), now + backoff(row.attempts), given_up.then_some(now)],
                )
                .await?;
            Ok(false)
        }
    }
}

/// A handler that panics fails like one that gives an error: the row waits for its next try, the worker goes on.
async fn run(municipality: &Arc<Municipality>, handler: Handler, payload: &str) -> Result<()> {
    let payload = serde_json::from_str(payload)?;
    let municipality = Arc::clone(municipality);
    tokio::spawn(async move { (handler.run)(&municipality, payload).await })
        .await
        .unwrap_or_else(|stopped| Err(Error::Internal(format!("the handler stopped: {stopped}"))))
}

async fn give_back(db: &Db, id: i64) -> Result<()> {
    db.write
        .run(
            "UPDATE outbox SET leased_until = NULL, attempts = attempts - 1 WHERE id = $1 AND done_at IS NULL",
            values![id],
        )
        .await?;
    Ok(())
}

/// 10 s, 1 min, 3 min, 10 min, 30 min, 2 h, 6 h, then daily.
fn backoff(attempts: i64) -> Duration {
    const SECONDS: [i64; 7] = [10, 60, 180, 600, 1800, 7200, 21_600];
    let index = usize::try_from(attempts - 1).unwrap_or(0);
    Duration::seconds(SECONDS.get(index).copied().unwrap_or(86_400))
}

/// How many rows wait, were set aside, and the age of the oldest waiting one in seconds.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct QueueState {
    pub waiting: i64,
    pub set_aside: i64,
    pub oldest_seconds: i64,
}

pub async fn state<C: ConnectionTrait>(db: &C, now: DateTime<Utc>) -> Result<QueueState> {
    let waiting = db
        .scalar::<i64>(
            "SELECT COUNT(*) FROM outbox WHERE done_at IS NULL AND failed_at IS NULL AND due_at <= $1",
            values![now],
        )
        .await?
        .unwrap_or(0);
    let set_aside = db
        .scalar::<i64>("SELECT COUNT(*) FROM outbox WHERE failed_at IS NOT NULL", values![])
        .await?
        .unwrap_or(0);
    let oldest: Option<DateTime<Utc>> = db
        .scalar(
            "SELECT due_at FROM outbox WHERE done_at IS NULL AND failed_at IS NULL ORDER BY due_at LIMIT 1",
            values![],
        )
        .await?;
    let oldest_seconds = oldest.map_or(0, |at| (now - at).num_seconds().max(0));
    Ok(QueueState { waiting, set_aside, oldest_seconds })
}
