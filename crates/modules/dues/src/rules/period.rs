//! Spans of whole days, and the spans that are left out of late interest.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Days `from` to `to`, both included; empty when `to` is before `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    /// The days for which interest runs: from the day after the due date to the day of payment, OP art. 53
    /// §4.
    pub fn of_delay(due: NaiveDate, paid: NaiveDate) -> Self {
        Self { from: due.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX), to: paid }
    }

    pub fn days(&self) -> i64 {
        (self.to - self.from).num_days().max(-1) + 1
    }

    pub fn is_empty(&self) -> bool {
        self.to < self.from
    }

    /// The days two periods share; empty when they share none.
    pub fn shared(&self, other: &Self) -> Self {
        Self { from: self.from.max(other.from), to: self.to.min(other.to) }
    }
}

/// Periods without late interest (okresy nienaliczania odsetek), OP art. 54 §1: sorted, apart from one
/// another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Period>", into = "Vec<Period>")]
pub struct ExcludedPeriods(Vec<Period>);

impl ExcludedPeriods {
    pub const NONE: Self = Self(Vec::new());

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is left of `whole`, in order.
    pub fn left_of(&self, whole: Period) -> impl Iterator<Item = Period> {
        let starts = std::iter::once(whole.from).chain(self.0.iter().map(|gap| after(gap.to)));
        let ends = self.0.iter().map(|gap| before(gap.from)).chain(std::iter::once(whole.to));
        starts
            .zip(ends)
            .map(move |(from, to)| Period { from, to }.shared(&whole))
            .filter(|piece| !piece.is_empty())
    }
}

impl From<Vec<Period>> for ExcludedPeriods {
    fn from(mut periods: Vec<Period>) -> Self {
        periods.retain(|period| !period.is_empty());
        periods.sort_unstable();
        let mut merged: Vec<Period> = Vec::with_capacity(periods.len());
        for period in periods {
            match merged.last_mut() {
                Some(last) if period.from <= after(last.to) => last.to = last.to.max(period.to),
                _ => merged.push(period),
            }
        }
        Self(merged)
    }
}

impl From<ExcludedPeriods> for Vec<Period> {
    fn from(excluded: ExcludedPeriods) -> Self {
        excluded.0
    }
}

fn after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

fn before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}
