//! Sessions: opaque random tokens, kept as SHA-256, in the municipality's own database (ASVS 5.0 V7).

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use futures_util::FutureExt;
use ratusz_kernel::lists::List;
use ratusz_kernel::{Actor, ActorKind, Municipality, Result, Schedule, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// A resident's session ends after 60 minutes without use and 24 hours in any case; a clerk's after 30 minutes and 12 hours.
const RESIDENT: (i64, i64) = (60 * 60, 24 * 60 * 60);
const STAFF: (i64, i64) = (30 * 60, 12 * 60 * 60);
/// A proof of who one is counts as fresh for so long (step-up).
pub const FRESH: Duration = Duration::minutes(15);

/// What sign-in knows when it starts a session.
#[derive(Debug, Clone)]
pub struct NewSession {
    pub kind: ActorKind,
    pub subject_id: i64,
    pub name: String,
    /// The confirmed person behind a resident's account.
    pub party_id: Option<i64>,
    /// Level of assurance, integrations.md §3.1: 1 e-mail confirmed, 2 confirmed at the counter.
    pub level: i64,
    pub permissions: Vec<String>,
    /// Browser and system in two words, for the person's list of sessions.
    pub device: String,
    pub origin: String,
}

#[derive(Debug, Clone, FromQueryResult, Deserialize)]
struct Row {
    id: i64,
    kind: String,
    subject_id: i64,
    name: String,
    party_id: Option<i64>,
    level: i64,
    permissions: String,
    csrf: String,
    device: String,
    origin: String,
    created_at: DateTime<Utc>,
    seen_at: DateTime<Utc>,
    proved_at: DateTime<Utc>,
    idle_seconds: i64,
    ends_at: DateTime<Utc>,
    unread: i64,
}

/// The columns of a session in the order of `Row`.
const COLUMNS: [&str; 16] = [
    "id",
    "kind",
    "subject_id",
    "name",
    "party_id",
    "level",
    "permissions",
    "csrf",
    "device",
    "origin",
    "created_at",
    "seen_at",
    "proved_at",
    "idle_seconds",
    "ends_at",
    "unread",
];

/// A living session.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: i64,
    pub kind: ActorKind,
    pub subject_id: i64,
    pub name: String,
    pub party_id: Option<i64>,
    pub level: i64,
    pub permissions: Arc<[String]>,
    pub csrf: String,
    pub device: String,
    pub origin: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    /// When the person last proved who they are.
    pub proved_at: DateTime<Utc>,
    /// When it ends if nothing more happens.
    pub ends_at: DateTime<Utc>,
    /// Messages waiting in the inbox, kept here so that no page has to count them.
    pub unread: i64,
}

impl Session {
    pub fn actor(&self, origin: &str) -> Actor {
        let mut actor =
            Actor::new(self.kind, self.subject_id, self.name.clone(), Arc::clone(&self.permissions));
        origin.clone_into(&mut actor.origin);
        actor
    }

    /// Whether the last proof of identity is fresh enough for a weighty deed.
    pub fn fresh(&self, now: DateTime<Utc>) -> bool {
        now - self.proved_at < FRESH
    }
}

impl From<Row> for Session {
    fn from(row: Row) -> Self {
        let permissions: Vec<String> = row.permissions.split_whitespace().map(str::to_owned).collect();
        Self {
            id: row.id,
            kind: if row.kind == "staff" { ActorKind::Staff } else { ActorKind::Resident },
            subject_id: row.subject_id,
            name: row.name,
            party_id: row.party_id,
            level: row.level,
            permissions: permissions.into(),
            csrf: row.csrf,
            device: row.device,
            origin: row.origin,
            created_at: row.created_at,
            seen_at: row.seen_at,
            proved_at: row.proved_at,
            ends_at: row.ends_at.min(row.seen_at + Duration::seconds(row.idle_seconds)),
            unread: row.unread,
        }
    }
}

fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// Starts a session and gives the token for the cookie; the token is stored nowhere.
pub async fn start<C: ConnectionTrait>(
    tx: &C,
    municipality: &Municipality,
    new: &NewSession,
) -> Result<String> {
    let token = municipality.random.token();
    let now = municipality.clock.now();
    let (idle, absolute) = if new.kind == ActorKind::Staff { STAFF } else { RESIDENT };
    tx.run(
        "INSERT INTO session (id, token_hash, kind, subject_id, name, party_id, level, permissions, csrf, device, \
         origin, created_at, seen_at, proved_at, idle_seconds, ends_at) \
         VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$12,$12,$13,$14)",
        values![
            municipality.new_id(),
            hash(&token),
            new.kind.as_str(),
            new.subject_id,
            new.name.clone(),
            new.party_id,
            new.level,
            new.permissions.join(" "),
            municipality.random.token(),
            new.device.clone(),
            new.origin.clone(),
            now,
            idle,
            now + Duration::seconds(absolute)
        ],
    )
    .await?;
    Ok(token)
}

/// The living session of a cookie's token. Writes "last seen" at most once a minute.
pub async fn find(municipality: &Municipality, token: &str) -> Result<Option<Session>> {
    if token.len() != 43 {
        return Ok(None);
    }
    let by_token =
        List { columns: &COLUMNS, select: "SELECT * FROM session WHERE token_hash = $1".to_owned() };
    let (found,): (Vec<Row>,) = municipality.db.lists(&[by_token], values![hash(token)]).await?;
    let Some(row) = found.into_iter().next() else { return Ok(None) };
    let now = municipality.clock.now();
    let stale = now - row.seen_at > Duration::minutes(1);
    let mut session = Session::from(row.clone());
    if session.ends_at <= now {
        return Ok(None);
    }
    if stale {
        municipality
            .db
            .write
            .run("UPDATE session SET seen_at = $2 WHERE id = $1", values![session.id, now])
            .await?;
        session.ends_at = row.ends_at.min(now + Duration::seconds(row.idle_seconds));
    }
    Ok(Some(session))
}

/// The person proved again who they are: a new token for the same session.
pub async fn prove_again<C: ConnectionTrait>(
    tx: &C,
    municipality: &Municipality,
    session_id: i64,
    level: i64,
) -> Result<String> {
    let token = municipality.random.token();
    tx.run(
        "UPDATE session SET token_hash = $2, proved_at = $3, level = $4 WHERE id = $1",
        values![session_id, hash(&token), municipality.clock.now(), level],
    )
    .await?;
    Ok(token)
}

/// Ends one session of a person; gives false when it was not theirs.
pub async fn end<C: ConnectionTrait>(
    tx: &C,
    kind: ActorKind,
    subject_id: i64,
    session_id: i64,
) -> Result<bool> {
    let ended = tx
        .run(
            "DELETE FROM session WHERE id = $1 AND kind = $2 AND subject_id = $3",
            values![session_id, kind.as_str(), subject_id],
        )
        .await?;
    Ok(ended == 1)
}

/// Ends all sessions of a person, but one when they do it from there.
pub async fn end_all<C: ConnectionTrait>(
    tx: &C,
    kind: ActorKind,
    subject_id: i64,
    except: Option<i64>,
) -> Result<u64> {
    Ok(tx
        .run(
            "DELETE FROM session WHERE kind = $1 AND subject_id = $2 AND id <> $3",
            values![kind.as_str(), subject_id, except.unwrap_or(0)],
        )
        .await?)
}

pub async fn list<C: ConnectionTrait>(db: &C, kind: ActorKind, subject_id: i64) -> Result<Vec<Session>> {
    let rows: Vec<Row> = db
        .all(
            "SELECT * FROM session WHERE kind = $1 AND subject_id = $2 ORDER BY seen_at DESC",
            values![kind.as_str(), subject_id],
        )
        .await?;
    Ok(rows.into_iter().map(Session::from).collect())
}

/// A person's name, confirmed identity or rights changed: their living sessions follow at once.
pub async fn refresh<C: ConnectionTrait>(
    tx: &C,
    kind: ActorKind,
    subject_id: i64,
    name: &str,
    party_id: Option<i64>,
    level: i64,
    permissions: &[String],
) -> Result<()> {
    tx.run(
        "UPDATE session SET name = $3, party_id = $4, level = $5, permissions = $6 WHERE kind = $1 AND subject_id = $2",
        values![kind.as_str(), subject_id, name, party_id, level, permissions.join(" ")],
    )
    .await?;
    Ok(())
}

/// Sets the number of waiting messages when a session starts.
pub async fn set_unread<C: ConnectionTrait>(tx: &C, account_id: i64, unread: i64) -> Result<()> {
    tx.run(
        "UPDATE session SET unread = $2 WHERE kind = 'resident' AND subject_id = $1",
        values![account_id, unread],
    )
    .await?;
    Ok(())
}

/// The inbox of these residents changed by `change` messages each: their pages show it at once.
pub async fn change_unread<C: ConnectionTrait>(tx: &C, account_ids: &[i64], change: i64) -> Result<()> {
    for batch in account_ids.chunks(1000) {
        let places: Vec<String> = (2..batch.len() + 2).map(|number| format!("${number}")).collect();
        let sql = format!(
            "UPDATE session SET unread = CASE WHEN unread + $1 < 0 THEN 0 ELSE unread + $1 END \
             WHERE kind = 'resident' AND subject_id IN ({})",
            places.join(",")
        );
        let mut parameters = values![change];
        parameters.extend(batch.iter().map(|id| sea_orm::Value::from(*id)));
        tx.run(&sql, parameters).await?;
    }
    Ok(())
}

/// Deletes what ended; run by a schedule.
async fn sweep(municipality: &Municipality) -> Result<u64> {
    let now = municipality.clock.now();
    Ok(municipality
        .db
        .write
        .run("DELETE FROM session WHERE ends_at < $1 OR seen_at < $2", values![now, now - Duration::days(1)])
        .await?)
}

/// Empties the table of sessions that ended.
pub(crate) const SWEEP: Schedule = Schedule {
    name: "web.sweep_sessions",
    every: Duration::hours(1),
    run: |municipality, ()| async move { sweep(municipality).await.map(|_| ()) }.boxed(),
};
