//! E-mails on their way: what is known of each, with the address sealed.

use chrono::{DateTime, Utc};
use ratusz_kernel::seal::Field;
use ratusz_kernel::{Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// How far an e-mail got. `Sent` means that the next server took it, never that it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MailState {
    Queued,
    Sent,
    /// Kept here instead of being sent, because no mail server is configured.
    Caught,
    Failed,
}

impl MailState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Caught => "caught",
            Self::Failed => "failed",
        }
    }
}

/// An e-mail, filled in and not yet put into parts.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Mail {
    pub id: i64,
    pub key: String,
    pub account_id: Option<i64>,
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

impl Mail {
    pub(crate) fn is(&self, state: MailState) -> bool {
        self.state == state.as_str()
    }
}

const ADDRESS: Field = Field { table: "mail", column: "address" };

pub(crate) fn seal_address(municipality: &Municipality, id: i64, address: &str) -> Vec<u8> {
    municipality.seal.seal(ADDRESS, &id.to_string(), address.as_bytes(), &municipality.random)
}

pub(crate) fn open_address(municipality: &Municipality, mail: &Mail) -> Result<String> {
    Ok(municipality.seal.open_text(ADDRESS, &mail.id.to_string(), &mail.address)?.to_string())
}

const COLUMNS: &str = "id, key, account_id, template, address, subject, body, button, link, state, tries, last_error, \
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

/// All e-mails of one account, oldest first.
pub(crate) async fn of_account<C: ConnectionTrait>(db: &C, account_id: i64) -> Result<Vec<Mail>> {
    let sql = format!("SELECT {COLUMNS} FROM mail WHERE account_id = $1 ORDER BY created_at, id");
    Ok(db.all(&sql, values![account_id]).await?)
}

pub(crate) async fn count_failed<C: ConnectionTrait>(db: &C) -> Result<i64> {
    Ok(db.scalar("SELECT COUNT(*) FROM mail WHERE state = 'failed'", values![]).await?.unwrap_or(0))
}

/// The end of an e-mail's way. What was really sent is not kept here, because it may hold links that open an account;
/// only a caught e-mail stays readable.
pub(crate) async fn settle<C: ConnectionTrait>(
    db: &C,
    id: i64,
    state: MailState,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    let forget = if state == MailState::Caught { "" } else { ", body = '', link = ''" };
    let sql = format!(
        "UPDATE mail SET state = $2, last_error = $3, settled_at = $4, tries = tries + 1{forget} \
         WHERE id = $1 AND state = 'queued'"
    );
    db.run(&sql, values![id, state.as_str(), reason, now]).await?;
    Ok(())
}

/// A try that failed and will be repeated.
pub(crate) async fn note_try<C: ConnectionTrait>(db: &C, id: i64, reason: &str) -> Result<()> {
    db.run("UPDATE mail SET tries = tries + 1, last_error = $2 WHERE id = $1", values![id, reason]).await?;
    Ok(())
}
