//! E-mails on their way: what is known of each, with the address sealed.

use chrono::{DateTime, Utc};
use ratusz_kernel::{Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// An e-mail, filled in and not yet put into parts.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Mail {
    pub id: i64,
    pub key: String,
    pub template: String,
    pub address: Vec<u8>,
    pub subject: String,
    pub body: String,
    pub button: String,
    pub link: String,
    pub state: String,
    pub tries: i64,
    pub last_error: String,
    pub created_at: DateTime<Utc>,
    pub not_before: DateTime<Utc>,
    pub settled_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, key, template, address, subject, body, button, link, state, tries, last_error, \
     created_at, not_before, settled_at";

pub(crate) async fn by_key<C: ConnectionTrait>(db: &C, key: &str) -> Result<Option<Mail>> {
    Ok(db.maybe(&format!("SELECT {COLUMNS} FROM mail WHERE key = $1"), values![key]).await?)
}

pub(crate) async fn by_id<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<Mail>> {
    Ok(db.maybe(&format!("SELECT {COLUMNS} FROM mail WHERE id = $1"), values![id]).await?)
}

/// The newest e-mails; only those that could not be sent when asked so.
pub(crate) async fn recent<C: ConnectionTrait>(db: &C, only_failed: bool, limit: i64) -> Result<Vec<Mail>> {
    let condition = if only_failed { "WHERE state = 'failed'" } else { "" };
    let sql = format!("SELECT {COLUMNS} FROM mail {condition} ORDER BY created_at DESC, id DESC LIMIT $1");
    Ok(db.all(&sql, values![limit]).await?)
}

pub(crate) async fn count_failed<C: ConnectionTrait>(db: &C) -> Result<i64> {
    Ok(db.scalar("SELECT COUNT(*) FROM mail WHERE state = 'failed'", values![]).await?.unwrap_or(0))
}
