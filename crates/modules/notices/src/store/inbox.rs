//! The inbox of a resident.

use chrono::{DateTime, Utc};
use ratusz_kernel::{Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// A message as the resident sees it.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Message {
    pub id: i64,
    pub title: String,
    pub body: String,
    pub button: String,
    pub link: String,
    pub created_at: DateTime<Utc>,
    pub read_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, title, body, button, link, created_at, read_at";

/// A page of messages, newest first; `page` counts from 1.
pub(crate) async fn page<C: ConnectionTrait>(
    db: &C,
    account_id: i64,
    page: i64,
    size: i64,
) -> Result<Vec<Message>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM message WHERE account_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2 OFFSET $3"
    );
    Ok(db.all(&sql, values![account_id, size, (page - 1) * size]).await?)
}

pub(crate) async fn count<C: ConnectionTrait>(db: &C, account_id: i64) -> Result<i64> {
    Ok(db
        .scalar("SELECT COUNT(*) FROM message WHERE account_id = $1", values![account_id])
        .await?
        .unwrap_or(0))
}

/// One message, only when it belongs to this account.
pub(crate) async fn one<C: ConnectionTrait>(db: &C, account_id: i64, id: i64) -> Result<Option<Message>> {
    let sql = format!("SELECT {COLUMNS} FROM message WHERE id = $1 AND account_id = $2");
    Ok(db.maybe(&sql, values![id, account_id]).await?)
}

/// Notes the first time a message was opened.
pub(crate) async fn mark_read<C: ConnectionTrait>(db: &C, id: i64, now: DateTime<Utc>) -> Result<()> {
    db.run("UPDATE message SET read_at = $2 WHERE id = $1 AND read_at IS NULL", values![id, now]).await?;
    Ok(())
}
