//! Adds a rate of interest, or confirms that no newer one exists.

use std::sync::Arc;

use chrono::NaiveDate;
use ratusz_kernel::{Actor, Deed, Error, Municipality, Result, Sql, settings, values};
use serde_json::json;

use crate::law::{self, Law, RATES_CONFIRMED};
use crate::rules::interest::Regime;
use crate::rules::rates::{Rate, RateRow, RateTable};

/// Adds a rate at the end of its table. A day that is not after the last one would change interest already asked for,
/// and is refused.
pub(crate) async fn add(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    regime: Regime,
    valid_from: NaiveDate,
    rate: Rate,
    source: &str,
) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "dues.close").await?;
    let mut rows = law::rate_rows(&deed.tx, regime).await?;
    rows.push(RateRow { valid_from, valid_to: None, rate });
    RateTable::new(&rows, deed.today()).map_err(|error| Error::field("od", error.to_string()))?;
    deed.tx
        .run(
            "INSERT INTO interest_rate (regime, valid_from, millionths, source) VALUES ($1, $2, $3, $4)",
            values![law::regime_code(regime), valid_from, i64::from(rate.millionths()), source],
        )
        .await?;
    let detail = json!({ "regime": regime, "valid_from": valid_from, "rate": rate, "source": source });
    deed.note("dues.rate_added", "rates", detail);
    confirm_in(&mut deed).await?;
    deed.commit().await?;
    municipality.forget::<Law>();
    Ok(())
}

/// Notes that somebody made sure today that the tables are complete.
pub(crate) async fn confirm(municipality: &Arc<Municipality>, actor: &Actor) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "dues.close").await?;
    confirm_in(&mut deed).await?;
    deed.commit().await?;
    municipality.forget::<Law>();
    Ok(())
}

async fn confirm_in(deed: &mut Deed) -> Result<()> {
    let today = deed.today();
    settings::set(&deed.tx, RATES_CONFIRMED, today, &today).await?;
    deed.note("dues.rates_confirmed", "rates", json!({ "on": today }));
    Ok(())
}
