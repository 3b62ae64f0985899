//! The council's rates of taxes and fees in this municipality, and the figures announced for a year that limit them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use ratusz_kernel::{Deed, Error, FieldError, Municipality, Result, Sql, values};
use rust_decimal::Decimal;
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::json;

use crate::rules::assessment::tax_rates::{Figure, Figures, RateKey, rate_key};

/// Amounts are stored in ten-thousandths of a złoty or percent.
const PLACES: u32 = 4;

/// A resolution that sets rates for a year (uchwała rady gminy).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    pub year: i32,
    pub number: String,
    pub day: NaiveDate,
}

/// A rate as the council set it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CouncilRate {
    pub amount: Decimal,
    pub resolution: Resolution,
}

/// All rates and figures, read from memory.
#[derive(Clone, Debug)]
pub struct Council {
    pub figures: Figures,
    rates: BTreeMap<String, BTreeMap<i32, CouncilRate>>,
}

impl Council {
    /// The rate in force in a year: that of its own resolution, else the last one before where the law keeps it
    /// (UPOL art. 20a).
    pub fn in_force(&self, key: &RateKey, year: i32) -> Option<&CouncilRate> {
        let of_key = self.rates.get(&key.code)?;
        if key.carries { of_key.range(..=year).next_back().map(|(_, rate)| rate) } else { of_key.get(&year) }
    }
}

pub async fn of(municipality: &Municipality) -> Result<Arc<Council>> {
    municipality.cached(async |municipality: &Municipality| load(&municipality.db.read).await).await
}

#[derive(FromQueryResult)]
struct FigureRow {
    key: String,
    year: i64,
    ten_thousandths: i64,
    source: String,
}

#[derive(FromQueryResult)]
struct RateRow {
    key: String,
    year: i64,
    ten_thousandths: i64,
    resolution: String,
    resolved_on: NaiveDate,
}

async fn load<C: ConnectionTrait>(db: &C) -> Result<Council> {
    let mut figures = Figures::seeded();
    let own: Vec<FigureRow> =
        db.all("SELECT key, year, ten_thousandths, source FROM annual_figure", values![]).await?;
    for row in own {
        let figure = Figure { amount: Decimal::new(row.ten_thousandths, PLACES), source: row.source };
        figures.put(row.key, i32::try_from(row.year).map_err(Error::internal)?, figure);
    }
    let mut rates: BTreeMap<String, BTreeMap<i32, CouncilRate>> = BTreeMap::new();
    let stored: Vec<RateRow> = db
        .all("SELECT key, year, ten_thousandths, resolution, resolved_on FROM council_rate", values![])
        .await?;
    for row in stored {
        let year = i32::try_from(row.year).map_err(Error::internal)?;
        let rate = CouncilRate {
            amount: Decimal::new(row.ten_thousandths, PLACES),
            resolution: Resolution { year, number: row.resolution, day: row.resolved_on },
        };
        rates.entry(row.key).or_default().insert(year, rate);
    }
    Ok(Council { figures, rates })
}

/// The form field of a rate: `land_other`.
pub fn field(key: &RateKey) -> String {
    key.code.replace('.', "_")
}

/// Enters the rates of a resolution, all or none. A rate above the limit of its year, or whose limit is not known, is
/// refused at its field. After the commit: `municipality.forget::<Council>()`.
pub async fn enter(deed: &mut Deed, resolution: &Resolution, rates: &[(&RateKey, Decimal)]) -> Result<()> {
    let council = load(&deed.tx).await?;
    let refused: Vec<FieldError> = rates
        .iter()
        .filter_map(|(key, amount)| {
            let checked = key.check(*amount, resolution.year, resolution.day, &council.figures);
            checked.err().map(|error| FieldError::new(field(key), error.to_string()))
        })
        .collect();
    if !refused.is_empty() {
        return Err(Error::Invalid(refused));
    }
    for (key, amount) in rates {
        deed.tx
            .run(
                "INSERT INTO council_rate (key, year, ten_thousandths, resolution, resolved_on) \
                 VALUES ($1, $2, $3, $4, $5) ON CONFLICT (key, year) DO UPDATE SET \
                 ten_thousandths = excluded.ten_thousandths, resolution = excluded.resolution, \
                 resolved_on = excluded.resolved_on",
                values![
                    key.code.clone(),
                    i64::from(resolution.year),
                    stored(*amount)?,
                    resolution.number.clone(),
                    resolution.day
                ],
            )
            .await?;
    }
    let entered: BTreeMap<&str, String> =
        rates.iter().map(|(key, amount)| (key.code.as_str(), amount.to_string())).collect();
    let detail = json!({
        "year": resolution.year, "resolution": resolution.number, "day": resolution.day, "rates": entered
    });
    deed.note("dues.council_rates_entered", format!("council_rates:{}", resolution.year), detail);
    Ok(())
}

/// Enters a figure announced for a year. One below a rate that the council already set by it is refused.
pub async fn announce(deed: &mut Deed, key: &str, year: i32, figure: &Figure) -> Result<()> {
    let mut council = load(&deed.tx).await?;
    council.figures.put(key.to_owned(), year, figure.clone());
    for (code, of_key) in &council.rates {
        let Some(of) = rate_key(code) else { continue };
        for rate in of_key.values() {
            let Resolution { year: rated, day, .. } = rate.resolution;
            if of.needs(rated, day) == Some((key, year)) {
                of.check(rate.amount, rated, day, &council.figures)
                    .map_err(|error| Error::field("kwota", error.to_string()))?;
            }
        }
    }
    deed.tx
        .run(
            "INSERT INTO annual_figure (key, year, ten_thousandths, source) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (key, year) DO UPDATE SET ten_thousandths = excluded.ten_thousandths, \
             source = excluded.source",
            values![key, i64::from(year), stored(figure.amount)?, figure.source.clone()],
        )
        .await?;
    let detail = json!({ "key": key, "year": year, "amount": figure.amount, "source": figure.source });
    deed.note("dues.annual_figure_entered", format!("annual_figures:{year}"), detail);
    Ok(())
}

fn stored(amount: Decimal) -> Result<i64> {
    let mut scaled = amount;
    scaled.rescale(PLACES);
    i64::try_from(scaled.mantissa()).map_err(Error::internal)
}
