//! Interest on a debt paid late: OP art. 53–56 for public dues, KC art. 481 for civil ones.

use super::{
    dated::{Dated, DatedAmounts},
    period::{ExcludedPeriods, Period},
    rates::{RATE_UNITS, Rate, RateError, RateTable, Segment},
    rounding,
};
use chrono::NaiveDate;
use ratusz_kernel::Money;
use serde::{Deserialize, Serialize};

/// Which law rules a due; a property of its kind, never of a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Regime {
    /// Public-law dues (należności publicznoprawne).
    Public,
    /// Civil-law dues (należności cywilnoprawne).
    Civil,
}

/// A year of interest has 365 days, also in a leap year (regulation of 22 August 2005 on late interest).
const DAYS_OF_YEAR: i128 = 365;

/// Interest before any rounding: a whole number of grosze / (365 × 1 000 000).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExactInterest(i128);

impl ExactInterest {
    const DENOMINATOR: i128 = DAYS_OF_YEAR * RATE_UNITS;

    /// Interest on `principal` for days × rate in millionths.
    pub fn of(principal: Money, weight: i64) -> Self {
        Self(i128::from(principal.grosze()) * i128::from(weight))
    }

    pub fn to_grosz(self) -> Money {
        rounding::to_grosz(self.0, Self::DENOMINATOR)
    }

    /// OP art. 63 §1; the sum is rounded, never its parts.
    pub fn to_full_zloty(self) -> Money {
        rounding::fraction_to_full_zloty(self.0, Self::DENOMINATOR)
    }

    /// What a resident is asked for: with a threshold (public) nothing up to it and full złoty above, without
    /// one (civil) grosze.
    pub fn charged(self, threshold: Option<Money>) -> Money {
        match threshold {
            Some(threshold) if self.to_grosz() <= threshold => Money::ZERO,
            Some(_) => self.to_full_zloty(),
            None => self.to_grosz(),
        }
    }
}

impl std::fmt::Display for ExactInterest {
    /// Złoty with six places: `40.232877`.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let millionths = rounding::half_up(self.0 * 10_000, Self::DENOMINATOR);
        write!(out, "{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
    }
}

/// Interest with the reasons for it, enough to repeat the calculation on paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Interest {
    pub segments: Vec<Segment>,
    /// Złoty with six places, before rounding.
    pub exact: String,
    /// The exact interest to the grosz; it enters the pro rata split of a payment (OP art. 55 §2, art. 63
    /// §3).
    #[serde(skip)]
    pub to_grosze: Money,
    pub charged: Money,
    /// Up to this nothing is charged, OP art. 54 §1(5); civil interest knows no threshold.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Money>,
    /// The table of rates has not been confirmed lately; the newest rate may be missing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub rates_may_be_outdated: bool,
}

/// A question about interest, as `POST /api/v1/calc/interest` and `ratusz calc interest` ask it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub regime: Regime,
    #[serde(with = "super::amount")]
    pub principal: Money,
    pub due: NaiveDate,
    pub paid: NaiveDate,
    /// Days without interest, OP art. 54 §1.
    #[serde(default)]
    pub excluded: ExcludedPeriods,
}

/// The rates and thresholds in force in this municipality.
#[derive(Clone, Debug)]
pub struct InterestLaw {
    pub late: RateTable,
    pub delay: RateTable,
    pub thresholds: Dated<Money>,
}

impl InterestLaw {
    /// The law as known to this release.
    pub fn seeded() -> Self {
        Self {
            late: RateTable::seeded_late_interest().clone(),
            delay: RateTable::seeded_statutory_delay().clone(),
            thresholds: DatedAmounts::seeded().late_interest_threshold.clone(),
        }
    }

    pub fn rates(&self, regime: Regime) -> &RateTable {
        match regime {
            Regime::Public => &self.late,
            Regime::Civil => &self.delay,
        }
    }

    /// The threshold on the day of payment, zero before the first known one; none for civil dues.
    pub fn threshold(&self, regime: Regime, paid: NaiveDate) -> Option<Money> {
        match regime {
            Regime::Public => Some(self.thresholds.at(paid).copied().unwrap_or(Money::ZERO)),
            Regime::Civil => None,
        }
    }

    /// Interest with its segments.
    ///
    /// # Errors
    /// When the delay begins before the table of rates.
    pub fn interest(&self, asked: &Question) -> Result<Interest, RateError> {
        let Question { regime, principal, due, paid, ref excluded } = *asked;
        let (rates, delay) = (self.rates(regime), Period::of_delay(due, paid));
        let mut segments = Vec::new();
        for piece in excluded.left_of(delay) {
            segments.extend(rates.segments(piece)?);
        }
        let weight = segments.iter().map(|part| part.days * i64::from(part.rate.millionths())).sum();
        let exact = ExactInterest::of(principal, weight);
        let threshold = self.threshold(regime, paid);
        Ok(Interest {
            segments,
            exact: exact.to_string(),
            to_grosze: exact.to_grosz(),
            charged: exact.charged(threshold),
            threshold,
            rates_may_be_outdated: !delay.is_empty() && rates.may_be_outdated(paid, paid),
        })
    }

    /// The same interest unrounded, without its segments and without allocation: two look-ups per
    /// uninterrupted delay.
    ///
    /// # Errors
    /// When the delay begins before the table of rates.
    pub fn exact(
        &self,
        regime: Regime,
        principal: Money,
        due: NaiveDate,
        paid: NaiveDate,
        excluded: &ExcludedPeriods,
    ) -> Result<ExactInterest, RateError> {
        let rates = self.rates(regime);
        let delay = Period::of_delay(due, paid);
        let weight =
            excluded.left_of(delay).map(|piece| rates.weight(piece)).sum::<Result<i64, RateError>>()?;
        Ok(ExactInterest::of(principal, weight))
    }

    /// What a resident is asked for on `paid`: the fast answer for lists of dues.
    ///
    /// # Errors
    /// When the delay begins before the table of rates.
    pub fn charged(
        &self,
        regime: Regime,
        principal: Money,
        due: NaiveDate,
        paid: NaiveDate,
        excluded: &ExcludedPeriods,
    ) -> Result<Money, RateError> {
        let exact = self.exact(regime, principal, due, paid, excluded)?;
        Ok(exact.charged(self.threshold(regime, paid)))
    }
}

/// Prolongation fee (opłata prolongacyjna), OP art. 57: for the days from the due date to the new one, at the
/// rate that the council chose of the reduced rate of late interest on the day of the decision; full złoty.
pub fn prolongation_fee(principal: Money, due: NaiveDate, deferred_to: NaiveDate, rate: Rate) -> Money {
    let days = Period::of_delay(due, deferred_to).days();
    ExactInterest::of(principal, days * i64::from(rate.millionths())).to_full_zloty()
}
