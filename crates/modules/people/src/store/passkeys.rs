//! Passkeys (klucze dostępu) of residents and staff.

use chrono::{DateTime, Utc};
use ratusz_kernel::{Deed, Error, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use webauthn_rs::prelude::Passkey;

use crate::subject::Subject;

#[derive(Debug, Clone, FromQueryResult)]
pub struct Key {
    pub id: i64,
    pub kind: String,
    pub subject_id: i64,
    pub name: String,
    credential: String,
    pub created_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

impl Key {
    pub fn passkey(&self) -> Result<Passkey> {
        Ok(serde_json::from_str(&self.credential)?)
    }

    pub fn subject(&self) -> Subject {
        if self.kind == "staff" {
            Subject::staff(self.subject_id)
        } else {
            Subject::resident(self.subject_id)
        }
    }
}

const SELECT: &str = "SELECT id, kind, subject_id, name, credential, created_at, used_at FROM passkey";

pub async fn of_subject<C: ConnectionTrait>(db: &C, subject: Subject) -> Result<Vec<Key>> {
    Ok(db
        .all(
            &format!("{SELECT} WHERE kind = $1 AND subject_id = $2 ORDER BY id"),
            values![subject.kind.as_str(), subject.id],
        )
        .await?)
}

pub async fn by_credential(municipality: &Municipality, credential_id: &[u8]) -> Result<Option<Key>> {
    Ok(municipality
        .db
        .read
        .maybe(&format!("{SELECT} WHERE credential_id = $1"), values![hex::encode(credential_id)])
        .await?)
}

pub async fn add(deed: &Deed, subject: Subject, name: &str, passkey: &Passkey) -> Result<()> {
    let added = deed
        .tx
        .run(
            "INSERT INTO passkey (id, kind, subject_id, name, credential_id, credential, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (credential_id) DO NOTHING",
            values![
                deed.municipality.new_id(),
                subject.kind.as_str(),
                subject.id,
                name,
                hex::encode(passkey.cred_id()),
                serde_json::to_string(passkey)?,
                deed.now
            ],
        )
        .await?;
    if added == 1 { Ok(()) } else { Err(Error::Conflict("Ten klucz jest już dodany.".into())) }
}

/// Keeps the counter of a key that was just used.
pub async fn used(deed: &Deed, id: i64, passkey: &Passkey) -> Result<()> {
    deed.tx
        .run(
            "UPDATE passkey SET credential = $2, used_at = $3 WHERE id = $1",
            values![id, serde_json::to_string(passkey)?, deed.now],
        )
        .await?;
    Ok(())
}

pub async fn remove(deed: &Deed, subject: Subject, id: i64) -> Result<bool> {
    let removed = deed
        .tx
        .run(
            "DELETE FROM passkey WHERE id = $1 AND kind = $2 AND subject_id = $3",
            values![id, subject.kind.as_str(), subject.id],
        )
        .await?;
    Ok(removed == 1)
}

/// How many there are of everybody together.
pub async fn count<C: ConnectionTrait>(db: &C) -> Result<i64> {
    Ok(db.scalar("SELECT COUNT(*) FROM passkey", values![]).await?.unwrap_or(0))
}
