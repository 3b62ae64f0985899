//! The audit: append-only, hash-chained, written in the transaction of the deed it tells of
//! (`h_n = SHA-256(h_{n-1} || canonical JSON)`; KRI § 20, Dz.U. 2024 poz. 773).

use chrono::{DateTime, SecondsFormat, Utc};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::{Actor, Result, Sql, values};

/// What one deed did to one thing.
#[derive(Debug, Clone)]
pub struct AuditNote {
    /// The deed in the past tense: `dues.charge_added`.
    pub deed: &'static str,
    /// What it was done to: `card:12`.
    pub subject: String,
    /// What changed (before, after, amounts in grosze); sealed data never enters here.
    pub detail: serde_json::Value,
    /// Why, in the words of the person; empty when the deed speaks for itself.
    pub reason: String,
}

#[derive(Debug, Clone, FromQueryResult)]
pub struct AuditEntry {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub actor_kind: String,
    pub actor_id: i64,
    pub actor_name: String,
    pub origin: String,
    pub deed: String,
    pub subject: String,
    pub detail: String,
    pub reason: String,
    pub hash: String,
}

impl AuditEntry {
    /// The hash this entry must carry after `previous`.
    fn expected_hash(&self, previous: &str) -> String {
        let canonical = json!([
            self.id,
            self.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            self.actor_kind,
            self.actor_id,
            self.actor_name,
            self.origin,
            self.deed,
            self.subject,
            self.detail,
            self.reason,
        ]);
        chain_hash(previous, canonical.to_string().as_bytes())
    }
}

/// Lower-case hex of SHA-256 over the previous hash and the content.
pub fn chain_hash(previous: &str, content: &[u8]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(previous.as_bytes());
    hasher.update(content);
    hex::encode(hasher.finalize())
}

/// The last number and hash of a chain.
#[derive(Debug, Clone, FromQueryResult)]
pub struct ChainHead {
    pub last_id: i64,
    pub hash: String,
}

/// Takes the next `count` numbers of a chain for this transaction. The row stays locked until the transaction ends, so
/// two writers can never fork a chain. Gives the head before.
pub async fn lock_chain<C: ConnectionTrait>(tx: &C, name: &str, count: i64) -> Result<ChainHead> {
    tx.run(
        "INSERT INTO chain_head (name, last_id, hash) VALUES ($1, 0, '') ON CONFLICT (name) DO NOTHING",
        values![name],
    )
    .await?;
    let mut head: ChainHead = tx
        .maybe(
            "UPDATE chain_head SET last_id = last_id + $2 WHERE name = $1 RETURNING last_id, hash",
            values![name, count],
        )
        .await?
        .ok_or_else(|| crate::Error::internal("chain head vanished"))?;
    head.last_id -= count;
    Ok(head)
}

/// Stores the new hash of a chain locked before.
pub async fn close_chain<C: ConnectionTrait>(tx: &C, name: &str, hash: &str) -> Result<()> {
    tx.run("UPDATE chain_head SET hash = $2 WHERE name = $1", values![name, hash]).await?;
    Ok(())
}

const CHAIN: &str = "audit";

pub(crate) async fn write<C: ConnectionTrait>(
    tx: &C,
    at: DateTime<Utc>,
    actor: &Actor,
    notes: &[AuditNote],
) -> Result<()> {
    let head = lock_chain(tx, CHAIN, i64::try_from(notes.len()).unwrap_or(i64::MAX)).await?;
    let mut previous = head.hash;
    let mut rows = Vec::with_capacity(notes.len() * 11);
    for (id, note) in (head.last_id + 1..).zip(notes) {
        let mut entry = AuditEntry {
            id,
            at,
            actor_kind: actor.kind.as_str().to_owned(),
            actor_id: actor.id,
            actor_name: actor.name.clone(),
            origin: actor.origin.clone(),
            deed: note.deed.to_owned(),
            subject: note.subject.clone(),
            detail: note.detail.to_string(),
            reason: note.reason.clone(),
            hash: String::new(),
        };
        entry.hash = entry.expected_hash(&previous);
        previous.clone_from(&entry.hash);
        rows.extend(values![
            entry.id,
            entry.at,
            entry.actor_kind,
            entry.actor_id,
            entry.actor_name,
            entry.origin,
            entry.deed,
            entry.subject,
            entry.detail,
            entry.reason,
            entry.hash
        ]);
    }
    tx.insert_rows(
        "INSERT INTO audit_entry (id, at, actor_kind, actor_id, actor_name, origin, deed, subject, detail, reason, hash)",
        11,
        rows,
        "",
    )
    .await?;
    close_chain(tx, CHAIN, &previous).await
}

/// What `verify` found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verdict {
    pub entries: u64,
    /// Hash of the last good entry; write it down elsewhere, a chain without an outside anchor can be rewritten whole.
    pub head: String,
    /// The first entry whose hash does not follow from the one before.
    pub broken_at: Option<i64>,
}

/// Recomputes the whole chain in pages of bounded memory.
pub async fn verify<C: ConnectionTrait>(db: &C) -> Result<Verdict> {
    let mut verdict = Verdict { entries: 0, head: String::new(), broken_at: None };
    let mut last = 0;
    loop {
        let page: Vec<AuditEntry> =
            db.all("SELECT * FROM audit_entry WHERE id > $1 ORDER BY id LIMIT 1000", values![last]).await?;
        if page.is_empty() {
            break;
        }
        for entry in page {
            if entry.id != last + 1 || entry.expected_hash(&verdict.head) != entry.hash {
                verdict.broken_at = Some(entry.id);
                return Ok(verdict);
            }
            last = entry.id;
            verdict.head = entry.hash;
            verdict.entries += 1;
        }
    }
    let head: Option<ChainHead> =
        db.maybe("SELECT last_id, hash FROM chain_head WHERE name = $1", values![CHAIN]).await?;
    if head.is_some_and(|head| head.last_id != last || head.hash != verdict.head) {
        // Entries were cut off at the end.
        verdict.broken_at = Some(last + 1);
    }
    Ok(verdict)
}

/// The entries about one subject, newest first.
pub async fn about<C: ConnectionTrait>(db: &C, subject: &str, limit: u64) -> Result<Vec<AuditEntry>> {
    Ok(db
        .all(
            "SELECT * FROM audit_entry WHERE subject = $1 ORDER BY id DESC LIMIT $2",
            values![subject, i64::try_from(limit).unwrap_or(i64::MAX)],
        )
        .await?)
}

/// Notes that somebody opened a person's protected data; shown to that person on request and to the data protection officer.
pub async fn note_access<C: ConnectionTrait>(
    db: &C,
    at: DateTime<Utc>,
    actor: &Actor,
    subject: &str,
    reason: &str,
) -> Result<()> {
    db.run(
        "INSERT INTO access_log (at, actor_id, actor_name, subject, reason) VALUES ($1, $2, $3, $4, $5)",
        values![at, actor.id, actor.name.clone(), subject, reason],
    )
    .await?;
    Ok(())
}
