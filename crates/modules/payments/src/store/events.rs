//! The timeline of a payment as the office reads it.

use chrono::{DateTime, Utc};
use ratusz_kernel::{Deed, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Event {
    pub(crate) at: DateTime<Utc>,
    pub(crate) title: String,
    pub(crate) detail: String,
}

pub(crate) async fn add(deed: &Deed, payment_id: i64, title: &str, detail: &str) -> Result<()> {
    deed.tx
        .run(
            "INSERT INTO payment_event (payment_id, at, title, detail) VALUES ($1, $2, $3, $4)",
            values![payment_id, deed.now, title, detail],
        )
        .await?;
    Ok(())
}

pub(crate) async fn of<C: ConnectionTrait>(db: &C, payment_id: i64) -> Result<Vec<Event>> {
    Ok(db
        .all(
            "SELECT at, title, detail FROM payment_event WHERE payment_id = $1 ORDER BY id",
            values![payment_id],
        )
        .await?)
}
