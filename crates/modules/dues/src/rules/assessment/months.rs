//! For which months of a year a tax is owed.

use chrono::{Datelike, Months as Span, NaiveDate};

use crate::rules::period::Period;

/// Months of one year, both included; none when `first` is after `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months {
    pub year: i32,
    /// Counted from 1.
    pub first: u32,
    pub last: u32,
}

impl Months {
    pub const fn whole(year: i32) -> Self {
        Self { year, first: 1, last: 12 }
    }

    /// From the first day of the month after the event that starts the obligation to the last day of the month of the
    /// event that ends it: UPOL art. 6(1), (4) and art. 9(4), (5); UPR art. 6a(1), (2); UPL art. 5(1), (2).
    pub fn of_obligation(year: i32, started: Option<NaiveDate>, ended: Option<NaiveDate>) -> Self {
        let first = match started {
            Some(day) if day.year() > year => 13,
            Some(day) if day.year() == year => day.month() + 1,
            _ => 1,
        };
        let last = match ended {
            Some(day) if day.year() < year => 0,
            Some(day) if day.year() == year => day.month(),
            _ => 12,
        };
        Self { year, first, last }
    }

    pub fn count(self) -> u32 {
        (self.last + 1).saturating_sub(self.first)
    }

    /// The days of the months; nothing when there is no month.
    pub fn period(self) -> Option<Period> {
        let from = NaiveDate::from_ymd_opt(self.year, self.first, 1)?;
        let last = NaiveDate::from_ymd_opt(self.year, self.last, 1)?;
        let to = last.checked_add_months(Span::new(1))?.pred_opt()?;
        (from <= to).then_some(Period { from, to })
    }
}

/// From when a new building or structure is taxed: 1 January of the year after it was completed or first used, UPOL
/// art. 6(2).
pub fn new_building_taxed_from(completed: NaiveDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(completed.year().checked_add(1)?, 1, 1)
}
