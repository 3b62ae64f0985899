//! The clock as a parameter, and civil dates of Poland.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Warsaw;

/// The only place that reads the machine's time. Tests and the demo hold a fixed clock that they move themselves.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    fixed_millis: Option<Arc<AtomicI64>>,
}

impl Clock {
    pub fn system() -> Self {
        Self::default()
    }

    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self { fixed_millis: Some(Arc::new(AtomicI64::new(at.timestamp_millis()))) }
    }

    pub fn now(&self) -> DateTime<Utc> {
        match &self.fixed_millis {
            Some(millis) => {
                DateTime::from_timestamp_millis(millis.load(Ordering::SeqCst)).unwrap_or(DateTime::UNIX_EPOCH)
            }
            None => system_now(),
        }
    }

    /// Today in Poland.
    pub fn today(&self) -> NaiveDate {
        civil_date(self.now())
    }

    /// Moves a fixed clock; the system clock cannot be moved and stays.
    pub fn advance(&self, by: Duration) {
        if let Some(millis) = &self.fixed_millis {
            millis.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
        }
    }

    /// Sets a fixed clock to noon of a day in Poland.
    pub fn set_day(&self, day: NaiveDate) {
        if let Some(millis) = &self.fixed_millis {
            millis.store(at_warsaw(day, 12).timestamp_millis(), Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place that may read the machine's clock")]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}

/// The date on the wall in Poland at that moment.
pub fn civil_date(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Warsaw).date_naive()
}

/// The date and time on the wall in Poland at that moment.
pub fn civil_time(at: DateTime<Utc>) -> NaiveDateTime {
    at.with_timezone(&Warsaw).naive_local()
}

/// That hour of that day in Poland; hours skipped by the change to summer time fall on the next whole hour.
pub fn at_warsaw(day: NaiveDate, hour: u32) -> DateTime<Utc> {
    let naive = day.and_time(NaiveTime::from_hms_opt(hour.min(23), 0, 0).unwrap_or(NaiveTime::MIN));
    Warsaw
        .from_local_datetime(&naive)
        .earliest()
        .or_else(|| Warsaw.from_local_datetime(&(naive + Duration::hours(1))).earliest())
        .map_or_else(|| Utc.from_utc_datetime(&naive), |local| local.with_timezone(&Utc))
}

const MONTHS: [&str; 12] = [
    "stycznia",
    "lutego",
    "marca",
    "kwietnia",
    "maja",
    "czerwca",
    "lipca",
    "sierpnia",
    "września",
    "października",
    "listopada",
    "grudnia",
];

/// `20 listopada 2026`
pub fn long_date(day: NaiveDate) -> String {
    format!("{} {}", day.day(), month_of_year(day))
}

/// The month of a day as it stands in a date: `listopada 2026`
pub fn month_of_year(day: NaiveDate) -> String {
    format!("{} {}", MONTHS[day.month0() as usize], day.year())
}

/// `20.11.2026`
pub fn short_date(day: NaiveDate) -> String {
    day.format("%d.%m.%Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_poland_changes_at_local_midnight() {
        let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 20, 23, 30, 0).unwrap());
        assert_eq!(clock.today().to_string(), "2026-11-21");
        clock.set_day(NaiveDate::from_ymd_opt(2026, 7, 1).unwrap());
        assert_eq!(clock.now().to_rfc3339(), "2026-07-01T10:00:00+00:00");
    }
}
