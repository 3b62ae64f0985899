//! Authorisations (pełnomocnictwa): who may act for whom, on what ground, from when to when.

use chrono::{DateTime, NaiveDate, Utc};
use ratusz_kernel::{Deed, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(Debug, Clone, FromQueryResult)]
pub struct Authorisation {
    pub id: i64,
    pub agent_id: i64,
    pub agent_name: String,
    pub principal_id: i64,
    pub principal_name: String,
    pub basis: String,
    pub document: String,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub ended_at: Option<DateTime<Utc>>,
}

impl Authorisation {
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.ended_at.is_none() && self.valid_from <= day && self.valid_to.is_none_or(|last| last >= day)
    }
}

#[derive(Debug, Clone)]
pub struct NewAuthorisation {
    pub agent_id: i64,
    pub principal_id: i64,
    pub basis: String,
    pub document: String,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
}

const SELECT: &str = "SELECT m.id, m.agent_id, a.name AS agent_name, m.principal_id, p.name AS principal_name, \
                      m.basis, m.document, m.valid_from, m.valid_to, m.ended_at FROM authorisation m \
                      JOIN party a ON a.id = m.agent_id JOIN party p ON p.id = m.principal_id";

pub async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<Authorisation>> {
    Ok(db.maybe(&format!("{SELECT} WHERE m.id = $1"), values![id]).await?)
}

/// Those a person gave or holds, newest first.
pub async fn of_party<C: ConnectionTrait>(db: &C, party_id: i64) -> Result<Vec<Authorisation>> {
    Ok(db
        .all(
            &format!("{SELECT} WHERE m.agent_id = $1 OR m.principal_id = $1 ORDER BY m.id DESC"),
            values![party_id],
        )
        .await?)
}

/// The last recorded ones.
pub async fn latest<C: ConnectionTrait>(db: &C, limit: i64) -> Result<Vec<Authorisation>> {
    Ok(db.all(&format!("{SELECT} ORDER BY m.id DESC LIMIT $1"), values![limit]).await?)
}

pub async fn add(deed: &Deed, new: &NewAuthorisation) -> Result<i64> {
    let id = deed.municipality.new_id();
    deed.tx
        .run(
            "INSERT INTO authorisation (id, agent_id, principal_id, basis, document, valid_from, valid_to, \
             recorded_by, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            values![
                id,
                new.agent_id,
                new.principal_id,
                new.basis.clone(),
                new.document.clone(),
                new.valid_from,
                new.valid_to,
                deed.actor.id,
                deed.now
            ],
        )
        .await?;
    Ok(id)
}

/// Ends it at once; false when it had ended before.
pub async fn end(deed: &Deed, id: i64) -> Result<bool> {
    let ended = deed
        .tx
        .run(
            "UPDATE authorisation SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL",
            values![id, deed.now, deed.actor.id],
        )
        .await?;
    Ok(ended == 1)
}
