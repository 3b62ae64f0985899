//! Refused sign-ins, for the owner of the account to see. Kept under the address typed, known or unknown, so that both
//! cost the same time.

use chrono::{DateTime, Duration, Utc};
use ratusz_kernel::{Municipality, Result, Sql, values};
use sea_orm::FromQueryResult;

use crate::store::failures::Counted;

/// How long the owner sees them.
const KEPT_FOR: Duration = Duration::days(30);
const MOST_SHOWN: i64 = 10;

#[derive(Debug, Clone, FromQueryResult)]
pub struct Refusal {
    pub at: DateTime<Utc>,
    pub network: String,
}

pub async fn add(municipality: &Municipality, what: &Counted) -> Result<()> {
    municipality
        .db
        .write
        .run(
            "INSERT INTO refused_sign_in (id, kind, email_index, at, network) VALUES ($1, $2, $3, $4, $5)",
            values![
                municipality.new_id(),
                what.kind.as_str(),
                what.index.clone(),
                municipality.clock.now(),
                what.network.clone()
            ],
        )
        .await?;
    Ok(())
}

/// The newest ones from any network.
pub async fn newest(municipality: &Municipality, whose: &Counted) -> Result<Vec<Refusal>> {
    Ok(municipality
        .db
        .read
        .all(
            "SELECT at, network FROM refused_sign_in WHERE kind = $1 AND email_index = $2 AND at > $3 \
             ORDER BY id DESC LIMIT $4",
            values![
                whose.kind.as_str(),
                whose.index.clone(),
                municipality.clock.now() - KEPT_FOR,
                MOST_SHOWN
            ],
        )
        .await?)
}

pub async fn sweep(municipality: &Municipality) -> Result<()> {
    municipality
        .db
        .write
        .run("DELETE FROM refused_sign_in WHERE at < $1", values![municipality.clock.now() - KEPT_FOR])
        .await?;
    Ok(())
}
