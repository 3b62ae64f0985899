//! Days the office is closed besides public holidays (for example a day off given for a holiday on a Saturday).

use chrono::NaiveDate;
use ratusz_kernel::{Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(Debug, Clone, FromQueryResult)]
pub struct DayOff {
    pub day: NaiveDate,
    pub name: String,
}

pub async fn from<C: ConnectionTrait>(db: &C, first: NaiveDate) -> Result<Vec<DayOff>> {
    Ok(db.all("SELECT day, name FROM day_off WHERE day >= $1 ORDER BY day", values![first]).await?)
}

/// False when the day stands there already.
pub async fn add<C: ConnectionTrait>(tx: &C, day: NaiveDate, name: &str) -> Result<bool> {
    let added = tx
        .run(
            "INSERT INTO day_off (day, name) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING",
            values![day, name],
        )
        .await?;
    Ok(added == 1)
}

pub async fn remove<C: ConnectionTrait>(tx: &C, day: NaiveDate) -> Result<bool> {
    Ok(tx.run("DELETE FROM day_off WHERE day = $1", values![day]).await? == 1)
}
