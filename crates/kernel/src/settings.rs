//! Settings with a first day of validity: the law and the council change numbers, old days keep the old ones.

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Result, Sql, values};

/// Asks for the newest value, also one that will only be in force later. `NaiveDate::MAX` would not do: its six-digit year
/// sorts before all others as text.
pub const NEWEST: NaiveDate = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// The value in force on that day, or nothing when none was ever set for it.
pub async fn get<T: DeserializeOwned, C: ConnectionTrait>(
    db: &C,
    key: &str,
    day: NaiveDate,
) -> Result<Option<T>> {
    let text: Option<String> = db
        .scalar(
            "SELECT value FROM setting WHERE key = $1 AND valid_from <= $2 ORDER BY valid_from DESC LIMIT 1",
            values![key, day],
        )
        .await?;
    Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
}

/// Sets the value from that day on.
pub async fn set<T: Serialize + Sync, C: ConnectionTrait>(
    db: &C,
    key: &str,
    valid_from: NaiveDate,
    value: &T,
) -> Result<()> {
    db.run(
        "INSERT INTO setting (key, valid_from, value) VALUES ($1, $2, $3) \
         ON CONFLICT (key, valid_from) DO UPDATE SET value = excluded.value",
        values![key, valid_from, serde_json::to_string(value)?],
    )
    .await?;
    Ok(())
}
