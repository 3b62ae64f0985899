//! The numbers of the law in force in this municipality: rates of interest, thresholds, the office's choices.

use std::sync::Arc;

use chrono::NaiveDate;
use ratusz_kernel::{Error, Money, Municipality, Result, Sql, settings, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::rules::crediting::Policy;
use crate::rules::dated::{Dated, DatedAmounts};
use crate::rules::interest::{InterestLaw, Regime};
use crate::rules::rates::{Rate, RateRow, RateTable};

/// Setting with the office's choices.
pub const CHOICES: &str = "dues.choices";
/// Setting with the day on which somebody last made sure that no newer rate exists.
pub const RATES_CONFIRMED: &str = "dues.rates_confirmed";
/// Dated setting: interest up to this is not charged (OP art. 54 §1(5)), in grosze.
pub const THRESHOLD: &str = "dues.late_interest_threshold";

/// Where the law or practice leaves a choice to the office.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    pub crediting: Policy,
    /// Money for a tax without arrears goes to the oldest arrear among all taxes of the payer (OP art. 62 §1).
    pub across_cards: bool,
    /// Charges, write-offs, reversals and re-postings above this need a second person.
    pub approval_limit: Money,
    /// A due is announced so many days before its date.
    pub remind_days: Vec<i64>,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            crediting: Policy::default(),
            across_cards: true,
            approval_limit: Money::from_zloty(1000),
            remind_days: vec![7, 1],
        }
    }
}

/// What computing needs, read from memory.
#[derive(Debug, Clone)]
pub struct Law {
    pub interest: InterestLaw,
    pub choices: Choices,
}

pub async fn of(municipality: &Municipality) -> Result<Arc<Law>> {
    municipality
        .cached(async |municipality: &Municipality| load(&municipality.db.read, municipality).await)
        .await
}

async fn load<C: ConnectionTrait>(db: &C, municipality: &Municipality) -> Result<Law> {
    let today = municipality.clock.today();
    let confirmed: Option<NaiveDate> = settings::get(db, RATES_CONFIRMED, today).await?;
    let table = |rows: Vec<RateRow>, seed: &RateTable| {
        let confirmed = confirmed.unwrap_or_else(|| seed.confirmed_on());
        RateTable::new(&rows, confirmed).map_err(Error::internal)
    };
    let late = table(rate_rows(db, Regime::Public).await?, RateTable::seeded_late_interest())?;
    let delay = table(rate_rows(db, Regime::Civil).await?, RateTable::seeded_statutory_delay())?;
    let interest = InterestLaw { late, delay, thresholds: thresholds(db).await? };
    let choices = settings::get(db, CHOICES, today).await?.unwrap_or_default();
    Ok(Law { interest, choices })
}

#[derive(FromQueryResult)]
struct OwnRate {
    valid_from: NaiveDate,
    millionths: i64,
}

/// The rates of a regime: those of the release and those the office added after them.
pub(crate) async fn rate_rows<C: ConnectionTrait>(db: &C, regime: Regime) -> Result<Vec<RateRow>> {
    let seed = match regime {
        Regime::Public => RateTable::seeded_late_interest(),
        Regime::Civil => RateTable::seeded_statutory_delay(),
    };
    let mut rows: Vec<RateRow> =
        seed.changes().map(|(valid_from, rate)| RateRow { valid_from, valid_to: None, rate }).collect();
    let last = rows.last().map_or(NaiveDate::MIN, |row| row.valid_from);
    let own: Vec<OwnRate> = db
        .all(
            "SELECT valid_from, millionths FROM interest_rate WHERE regime = $1 AND valid_from > $2 ORDER BY valid_from",
            values![regime_code(regime), last],
        )
        .await?;
    for rate in own {
        let millionths = u32::try_from(rate.millionths).map_err(Error::internal)?;
        rows.push(RateRow {
            valid_from: rate.valid_from,
            valid_to: None,
            rate: Rate::from_millionths(millionths),
        });
    }
    Ok(rows)
}

pub(crate) fn regime_code(regime: Regime) -> &'static str {
    match regime {
        Regime::Public => "public",
        Regime::Civil => "civil",
    }
}

#[derive(FromQueryResult)]
struct DatedSetting {
    valid_from: NaiveDate,
    value: String,
}

#[derive(Deserialize)]
struct SeededAmount {
    setting: String,
    valid_from: NaiveDate,
    amount: String,
}

/// The thresholds of the release until the office's first own one, then the office's.
async fn thresholds<C: ConnectionTrait>(db: &C) -> Result<Dated<Money>> {
    let own: Vec<DatedSetting> = db
        .all("SELECT valid_from, value FROM setting WHERE key = $1 ORDER BY valid_from", values![THRESHOLD])
        .await?;
    let Some(first) = own.first().map(|row| row.valid_from) else {
        return Ok(DatedAmounts::seeded().late_interest_threshold.clone());
    };
    let seeded: Vec<SeededAmount> = csv_rows(include_str!("seeds/dated_amounts.csv"))?;
    let mut history = Vec::new();
    for row in
        seeded.into_iter().filter(|row| row.setting == "late_interest_threshold" && row.valid_from < first)
    {
        history.push((row.valid_from, Money::parse_pl(&row.amount).map_err(Error::internal)?));
    }
    for row in own {
        history.push((row.valid_from, serde_json::from_str(&row.value)?));
    }
    Dated::new(history).map_err(Error::internal)
}

/// Rows of a table with a header; lines that begin with `#` carry its sources.
pub(crate) fn csv_rows<Row: DeserializeOwned>(table: &str) -> Result<Vec<Row>> {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(table.as_bytes())
        .into_deserialize()
        .collect::<Result<_, _>>()
        .map_err(Error::internal)
}
