//! Closed periods: nothing is booked in them any more (accounting act, art. 20 and 24).

use chrono::{DateTime, NaiveDate, Utc};
use ratusz_kernel::time::short_date;
use ratusz_kernel::{Deed, Error, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

/// One closing.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Close {
    pub last_day: NaiveDate,
    pub closed_at: DateTime<Utc>,
    pub actor_id: i64,
    pub actor_name: String,
}

/// The last day of the closed books; nothing when no period was closed yet.
pub async fn closed_through<C: ConnectionTrait>(db: &C) -> Result<Option<NaiveDate>> {
    Ok(db.scalar("SELECT last_day FROM period_close ORDER BY last_day DESC LIMIT 1", values![]).await?)
}

/// All closings, the newest first.
pub async fn closes<C: ConnectionTrait>(db: &C) -> Result<Vec<Close>> {
    Ok(db.all("SELECT * FROM period_close ORDER BY last_day DESC", values![]).await?)
}

/// Closes the books up to and including `last_day`.
pub async fn close_through(deed: &mut Deed, last_day: NaiveDate) -> Result<()> {
    if last_day >= deed.today() {
        return Err(Error::Conflict(format!(
            "Okresu do {} nie można jeszcze zamknąć, bo ten dzień się nie skończył.",
            short_date(last_day)
        )));
    }
    check_open(closed_through(&deed.tx).await?, last_day)?;
    deed.tx
        .run(
            "INSERT INTO period_close (last_day, closed_at, actor_id, actor_name) VALUES ($1, $2, $3, $4)",
            values![last_day, deed.now, deed.actor.id, deed.actor.name.clone()],
        )
        .await?;
    deed.note(
        "dues.period_closed",
        format!("period:{last_day}"),
        serde_json::json!({ "last_day": last_day }),
    );
    Ok(())
}

/// Refuses a booking date in closed books.
pub(crate) fn check_open(closed: Option<NaiveDate>, booking_date: NaiveDate) -> Result<()> {
    match closed {
        Some(last_day) if booking_date <= last_day => Err(Error::Conflict(format!(
            "Księgi są zamknięte do {} włącznie. Zaksięguj dokument z późniejszą datą księgowania; \
             datę dokumentu i dzień wpłaty zostaw bez zmian.",
            short_date(last_day)
        ))),
        _ => Ok(()),
    }
}
