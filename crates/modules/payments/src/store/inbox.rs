//! The inbox of notifications: each event once, kept as it came (sealed, it may name the payer), worked on later.

use chrono::{DateTime, Duration, Utc};
use ratusz_kernel::seal::Field;
use ratusz_kernel::{Deed, Error, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

pub(crate) const BODY: Field = Field { table: "payment_inbox", column: "body" };
/// Bodies are of use for so long.
const KEEP: Duration = Duration::days(30);

#[derive(FromQueryResult)]
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) pos_id: i64,
    body: Option<Vec<u8>>,
    pub(crate) state: String,
}

impl Row {
    pub(crate) fn body(&self, municipality: &Municipality) -> Result<Vec<u8>> {
        let cell = self.body.as_deref().ok_or(Error::NotFound)?;
        Ok(municipality.seal.open(BODY, &self.id.to_string(), cell)?.to_vec())
    }
}

/// Gives false when the same event came before.
pub(crate) async fn add(deed: &Deed, id: i64, event_key: &str, pos_id: i64, body: &[u8]) -> Result<bool> {
    let municipality = &deed.municipality;
    let sealed = municipality.seal.seal(BODY, &id.to_string(), body, &municipality.random);
    let added = deed
        .tx
        .run(
            "INSERT INTO payment_inbox (id, provider, event_key, pos_id, body, state, received_at) \
             VALUES ($1, 'payu', $2, $3, $4, 'new', $5) ON CONFLICT (provider, event_key) DO NOTHING",
            values![id, event_key, pos_id, sealed, deed.now],
        )
        .await?;
    Ok(added == 1)
}

pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Row> {
    db.maybe("SELECT id, pos_id, body, state FROM payment_inbox WHERE id = $1", values![id])
        .await?
        .ok_or(Error::NotFound)
}

pub(crate) async fn set_state<C: ConnectionTrait>(
    db: &C,
    id: i64,
    state: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    db.run("UPDATE payment_inbox SET state = $2, done_at = $3 WHERE id = $1", values![id, state, now])
        .await?;
    Ok(())
}

/// Notifications nobody could use, by reason.
pub(crate) async fn unusable<C: ConnectionTrait>(db: &C) -> Result<i64> {
    Ok(db
        .scalar(
            "SELECT COUNT(*) FROM payment_inbox WHERE state IN ('unknown_order', 'foreign_shop', 'unreadable') \
             AND body IS NOT NULL",
            values![],
        )
        .await?
        .unwrap_or(0))
}

pub(crate) async fn sweep(municipality: &Municipality) -> Result<()> {
    municipality
        .db
        .write
        .run(
            "UPDATE payment_inbox SET body = NULL WHERE body IS NOT NULL AND received_at < $1",
            values![municipality.clock.now() - KEEP],
        )
        .await?;
    Ok(())
}
