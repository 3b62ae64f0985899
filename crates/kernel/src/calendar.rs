//! Polish days off, working days and the end of statutory terms.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// When a day off falls.
#[derive(Debug, Clone, Copy)]
enum Feast {
    /// Month and day.
    Fixed(u32, u32),
    /// Days from Easter Sunday.
    Easter(u64),
}

/// A statutory day off, from a year on and, when it ended, up to a year.
#[derive(Debug, Clone, Copy)]
struct DayOff {
    name: &'static str,
    feast: Feast,
    from_year: i32,
    last_year: Option<i32>,
}

const fn since(from_year: i32, feast: Feast, name: &'static str) -> DayOff {
    DayOff { name, feast, from_year, last_year: None }
}

const fn only_in(year: i32, feast: Feast, name: &'static str) -> DayOff {
    DayOff { name, feast, from_year: year, last_year: Some(year) }
}

/// Act of 18 January 1951 on days free from work, art. 1, with the years its changes took effect; the other years stand
/// for "as long as records in Ratusz reach". A new day off is one more line.
const DAYS_OFF: [DayOff; 15] = [
    since(1990, Feast::Fixed(1, 1), "Nowy Rok"),
    since(2011, Feast::Fixed(1, 6), "Święto Trzech Króli"),
    since(1990, Feast::Easter(0), "Wielkanoc"),
    since(1990, Feast::Easter(1), "Poniedziałek Wielkanocny"),
    since(1990, Feast::Fixed(5, 1), "Święto Państwowe"),
    since(1990, Feast::Fixed(5, 3), "Święto Narodowe Trzeciego Maja"),
    since(1990, Feast::Easter(49), "Zielone Świątki"),
    since(1990, Feast::Easter(60), "Boże Ciało"),
    since(1990, Feast::Fixed(8, 15), "Wniebowzięcie Najświętszej Maryi Panny"),
    since(1990, Feast::Fixed(11, 1), "Wszystkich Świętych"),
    since(1990, Feast::Fixed(11, 11), "Narodowe Święto Niepodległości"),
    // A hundred years of independence: Act of 7 November 2018.
    only_in(2018, Feast::Fixed(11, 12), "Święto Narodowe z okazji setnej rocznicy odzyskania niepodległości"),
    // In force since 1 February 2025, so first in December of that year.
    since(2025, Feast::Fixed(12, 24), "Wigilia Bożego Narodzenia"),
    since(1990, Feast::Fixed(12, 25), "Boże Narodzenie"),
    since(1990, Feast::Fixed(12, 26), "Drugi dzień Bożego Narodzenia"),
];

/// The length of a term, Code of Administrative Procedure, art. 57; Tax Ordinance, art. 12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    Days(u64),
    Weeks(u64),
    Months(u32),
    Years(u32),
}

/// Easter Sunday by the Gregorian computus (the anonymous algorithm of 1876).
fn easter_sunday(year: i32) -> NaiveDate {
    let golden = year % 19;
    let (century, in_century) = (year / 100, year % 100);
    let moon_shift = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - century / 4 - moon_shift + 15) % 30;
    let to_sunday = (32 + 2 * (century % 4) + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * to_sunday) / 451;
    let from_march = epact + to_sunday - 7 * late + 114;
    let date = |part: i32| u32::try_from(part).ok();
    date(from_march / 31)
        .zip(date(from_march % 31 + 1))
        .and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day))
        .expect("Easter falls in March or April of every year of our era")
}

impl DayOff {
    fn in_year(&self, year: i32) -> Option<NaiveDate> {
        if year < self.from_year || self.last_year.is_some_and(|last| year > last) {
            return None;
        }
        match self.feast {
            Feast::Fixed(month, day) => NaiveDate::from_ymd_opt(year, month, day),
            Feast::Easter(days) => easter_sunday(year).checked_add_days(Days::new(days)),
        }
    }
}

/// The public holidays (święta ustawowo wolne od pracy) of a year in order, without ordinary Sundays.
pub fn holidays(year: i32) -> Vec<(NaiveDate, &'static str)> {
    let mut days: Vec<_> =
        DAYS_OFF.iter().filter_map(|day_off| Some((day_off.in_year(year)?, day_off.name))).collect();
    days.sort_unstable();
    days
}

/// The name of the public holiday that falls on this day.
pub fn holiday_name(date: NaiveDate) -> Option<&'static str> {
    DAYS_OFF.iter().find(|day_off| day_off.in_year(date.year()) == Some(date)).map(|day_off| day_off.name)
}

/// Neither Saturday nor Sunday nor a public holiday.
pub fn is_working_day(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && holiday_name(date).is_none()
}

/// The day itself when it is a working day, else the first one after it: where a term ending on a Saturday or a holiday
/// ends. Tax Ordinance, art. 12 § 5; Code of Administrative Procedure, art. 57 § 4.
pub fn next_working_day(date: NaiveDate) -> NaiveDate {
    date.iter_days().find(|&day| is_working_day(day)).expect("every week has a working day")
}

/// The n-th working day after this one; the day itself, working or not, does not count.
pub fn add_working_days(date: NaiveDate, count: usize) -> NaiveDate {
    match count.checked_sub(1) {
        None => date,
        Some(before) => date
            .iter_days()
            .skip(1)
            .filter(|&day| is_working_day(day))
            .nth(before)
            .expect("the calendar reaches beyond any term"),
    }
}

/// The last day of a term that runs from an event. The day of the event does not count; months and years end on the day
/// of the same number or, where there is none, on the last of the month (Code of Administrative Procedure, art. 57 § 1–3a);
/// then [`next_working_day`] applies.
pub fn end_of_term(event: NaiveDate, term: Term) -> NaiveDate {
    let unmoved = match term {
        Term::Days(days) => event.checked_add_days(Days::new(days)),
        Term::Weeks(weeks) => event.checked_add_days(Days::new(weeks * 7)),
        Term::Months(months) => event.checked_add_months(Months::new(months)),
        Term::Years(years) => event.checked_add_months(Months::new(years * 12)),
    };
    next_working_day(unmoved.expect("the calendar reaches beyond any term"))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn shared(path: &str) -> Option<String> {
        let text = std::fs::read_to_string(
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path),
        );
        if text.is_err() {
            eprintln!("left out: no reference data beside the workspace");
        }
        text.ok()
    }

    #[test]
    fn easter_and_the_feasts_that_follow_it() {
        for easter in
            ["2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"]
        {
            assert_eq!(easter_sunday(day(easter).year()), day(easter));
        }
        assert_eq!(holiday_name(day("2026-06-04")), Some("Boże Ciało"));
        assert_eq!(holiday_name(day("2026-05-24")), Some("Zielone Świątki"));
    }

    #[test]
    fn days_off_begin_and_end_with_their_years() {
        assert!(is_working_day(day("2010-01-06")));
        assert!(!is_working_day(day("2011-01-06")));
        assert!(is_working_day(day("2024-12-24")));
        assert!(!is_working_day(day("2025-12-24")));
        assert!(!is_working_day(day("2018-11-12")));
        assert!(is_working_day(day("2019-11-12")));
        assert_eq!(holidays(2026).len(), 14);
    }

    #[test]
    fn due_dates_on_days_off_move_to_the_next_working_day() {
        for (due, moved) in [
            ("2026-03-15", "2026-03-16"),
            ("2026-11-15", "2026-11-16"),
            ("2027-05-15", "2027-05-17"),
            ("2026-12-24", "2026-12-28"),
            ("2026-09-15", "2026-09-15"),
        ] {
            assert_eq!(next_working_day(day(due)), day(moved));
        }
    }

    #[test]
    fn terms_end_as_the_code_counts_them() {
        for (event, term, end) in [
            ("2026-03-07", Term::Days(14), "2026-03-23"),
            ("2026-03-29", Term::Days(7), "2026-04-07"),
            ("2024-12-17", Term::Days(7), "2024-12-24"),
            ("2026-05-21", Term::Weeks(2), "2026-06-05"),
            ("2026-01-31", Term::Months(1), "2026-03-02"),
            ("2024-02-29", Term::Years(1), "2025-02-28"),
        ] {
            assert_eq!(end_of_term(day(event), term), day(end), "{event} {term:?}");
        }
    }

    #[test]
    fn working_days_are_counted_over_weekends_and_holidays() {
        assert_eq!(add_working_days(day("2026-04-03"), 1), day("2026-04-07"));
        assert_eq!(add_working_days(day("2026-12-23"), 3), day("2026-12-30"));
        assert_eq!(add_working_days(day("2026-04-05"), 0), day("2026-04-05"));
    }

    #[test]
    fn published_holidays_agree() {
        let Some(table) = shared("cases/holidays-pl-2020-2026.csv") else { return };
        let published: Vec<NaiveDate> = table.lines().skip(1).map(|row| day(&row[..10])).collect();
        let computed: Vec<NaiveDate> = (2020..=2026).flat_map(holidays).map(|(date, _)| date).collect();
        assert_eq!(computed, published);
    }

    #[test]
    fn worked_terms_agree() {
        let Some(table) = shared("cases/vectors/deadlines.csv") else { return };
        let mut checked = 0;
        for row in table.lines().skip(1) {
            let cells: Vec<&str> = row.splitn(8, ',').collect();
            // Stopped time belongs to the conduct of a case, not to the calendar.
            if !cells[4].is_empty() {
                continue;
            }
            let term = match cells[2] {
                "days" => Term::Days(cells[3].parse().unwrap()),
                "weeks" => Term::Weeks(cells[3].parse().unwrap()),
                "months" => Term::Months(cells[3].parse().unwrap()),
                "years" => Term::Years(cells[3].parse().unwrap()),
                other => panic!("unknown unit {other}"),
            };
            assert_eq!(end_of_term(day(cells[1]), term), day(cells[5]), "{row}");
            checked += 1;
        }
        assert!(checked > 0);
    }
}
