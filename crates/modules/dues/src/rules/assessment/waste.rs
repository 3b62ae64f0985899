//! Waste fee (opłata za gospodarowanie odpadami komunalnymi), UCPG art. 6h–6q.

use chrono::{Datelike, Months, NaiveDate};
use ratusz_kernel::Money;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};

use super::exact::Exact;
use crate::rules::rounding::Rounding;

/// The water method never costs a household more than this percentage of the income, UCPG art. 6j(3f).
const WATER_CAP: Decimal = Decimal::from_parts(78, 0, 0, false, 1);
/// Yearly flat rate of a summer house, percentage of the income; unverified.
const SUMMER_HOUSE: Decimal = Decimal::from_parts(10, 0, 0, false, 0);
/// Litres of the container whose rate the law limits; others follow in proportion.
const CONTAINER_LITRES: Decimal = Decimal::from_parts(120, 0, 0, false, 0);

/// What a month's fee is counted by, UCPG art. 6j(1)–(2) and (3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Person,
    /// m³ of water used.
    Water,
    /// m² of the dwelling.
    Area,
    Household,
    /// A container of so many litres.
    Container(u32),
}

/// A percentage of the average monthly disposable income per person, cut to the grosz, never rounded up.
pub fn share(percent: Decimal, income: Decimal) -> Decimal {
    cut(percent / Decimal::ONE_HUNDRED * income)
}

/// The highest monthly rate the council may set at a given income, UCPG art. 6k(2a).
pub fn limit(method: Method, income: Decimal) -> Decimal {
    let percent = match method {
        Method::Person => Decimal::new(2, 0),
        Method::Water => Decimal::new(7, 1),
        Method::Area => Decimal::new(8, 2),
        Method::Household => Decimal::new(56, 1),
        Method::Container(_) => Decimal::new(13, 1),
    };
    match method {
        Method::Container(litres) => {
            cut(percent / Decimal::ONE_HUNDRED * income * Decimal::from(litres) / CONTAINER_LITRES)
        }
        _ => share(percent, income),
    }
}

/// The most a household pays a month by the water method.
pub fn water_cap(income: Decimal) -> Decimal {
    share(WATER_CAP, income)
}

/// The highest yearly flat rate of a summer house.
pub fn summer_house_limit(income: Decimal) -> Decimal {
    share(SUMMER_HOUSE, income)
}

fn cut(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, RoundingStrategy::ToZero)
}

/// How a month's fee of one property comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fee {
    /// Persons, m³, m², 1 for a household, containers.
    pub units: Decimal,
    /// Złoty per unit and month.
    pub rate: Decimal,
    /// Złoty per unit that a composting household is spared, UCPG art. 6k(4a).
    pub relief: Decimal,
    /// [`water_cap`] for the water method.
    pub cap: Option<Decimal>,
}

impl Fee {
    /// The fee of a month; to full złoty or, where the office keeps grosze, to the grosz.
    pub fn monthly(self, rounding: Rounding) -> Money {
        let due = self.units * (self.rate - self.relief).max(Decimal::ZERO);
        let due = self.cap.map_or(due, |cap| due.min(cap));
        Exact::of_year(due, Decimal::ONE).rounded(rounding)
    }
}

/// From which month a changed number of units counts; the council decides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeCounts {
    FromItsMonth,
    #[default]
    FromTheNext,
}

impl ChangeCounts {
    /// The first day of the month from which the change counts.
    pub fn from(self, change: NaiveDate) -> Option<NaiveDate> {
        let month = NaiveDate::from_ymd_opt(change.year(), change.month(), 1)?;
        match self {
            Self::FromItsMonth => Some(month),
            Self::FromTheNext => month.checked_add_months(Months::new(1)),
        }
    }
}
