//! Deadlines of the platform itself: accessibility demands, recordings, the accessibility statement, incidents.
//!
//! They are counted in calendar days and never moved to a working day: whether art. 57 § 4 of the Code of Administrative
//! Procedure moves them is not settled, and the earlier day is right in either case.

use chrono::{DateTime, Datelike, Days, Duration, Months, NaiveDate, Utc};

use crate::time::{civil_date, short_date};

/// A day something is due and, when the reason and a later date are announced in time, the last day it may be put off to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deadline {
    pub due: NaiveDate,
    pub latest_with_notice: NaiveDate,
}

/// Why an announced later date was refused, for the clerk who entered it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PostponementError {
    #[error("Termin może przypadać najpóźniej {}.", short_date(*.latest))]
    TooLate { latest: NaiveDate },
    #[error("Ten dzień mieści się w zwykłym terminie, do {}. Podaj dzień późniejszy albo załatw sprawę bez przedłużenia.", short_date(*.due))]
    NotLater { due: NaiveDate },
}

impl Deadline {
    /// A number of days, at most two months with notice.
    fn after(start: NaiveDate, days: u64) -> Self {
        Self { due: days_after(start, days), latest_with_notice: months_after(start, 2) }
    }

    /// Checks a date that is about to be announced instead of `due`.
    pub fn check_postponed(&self, to: NaiveDate) -> Result<(), PostponementError> {
        if to > self.latest_with_notice {
            Err(PostponementError::TooLate { latest: self.latest_with_notice })
        } else if to <= self.due {
            Err(PostponementError::NotLater { due: self.due })
        } else {
            Ok(())
        }
    }
}

/// A demand for digital accessibility (żądanie zapewnienia dostępności cyfrowej): 7 days, with notice 2 months.
/// Act of 4 April 2019 on digital accessibility, art. 18.
pub fn accessibility_demand(received: NaiveDate) -> Deadline {
    Deadline::after(received, 7)
}

/// The accessible recording of a live broadcast, such as a council session: 14 days from its end, with notice 2 months.
/// Act of 4 April 2019 on digital accessibility, art. 5a.
pub fn broadcast_recording(broadcast_ended: NaiveDate) -> Deadline {
    Deadline::after(broadcast_ended, 14)
}

/// How the yearly review of the accessibility statement (deklaracja dostępności) stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementReview {
    Current,
    /// Warned of from 1 March on.
    DueBy(NaiveDate),
    Overdue {
        since: NaiveDate,
    },
}

/// Act of 4 April 2019, art. 11: a review by 31 March of each year. Counted from the last review or, before the first one,
/// from the day the statement was made. A review of any day in one year leaves the next for 31 March of the next year, so
/// that no year passes without one.
pub fn statement_review(last_reviewed: NaiveDate, today: NaiveDate) -> StatementReview {
    let day_of_march =
        |day| NaiveDate::from_ymd_opt(last_reviewed.year() + 1, 3, day).expect("March has 31 days");
    let (warn_from, due) = (day_of_march(1), day_of_march(31));
    if today > due {
        StatementReview::Overdue { since: due }
    } else if today >= warn_from {
        StatementReview::DueBy(due)
    } else {
        StatementReview::Current
    }
}

/// What the municipality is under the cyber-security act (ustawa o krajowym systemie cyberbezpieczeństwa), art. 5; a
/// setting, because it depends on what the municipality runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CyberStatus {
    /// Podmiot kluczowy.
    Essential,
    /// Podmiot ważny.
    Important,
    /// Podmiot ważny będący podmiotem publicznym.
    ImportantPublicBody,
}

/// The clocks of a serious incident; `None` where no such duty exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IncidentDeadlines {
    /// Early warning to the CSIRT: 24 hours.
    pub early_warning_by: Option<DateTime<Utc>>,
    /// Report to the CSIRT: 72 hours.
    pub report_by: DateTime<Utc>,
    /// Final report: a month from the report; known once the report went out.
    pub final_report_by: Option<NaiveDate>,
    /// Notification of the data protection authority (UODO), GDPR art. 33: 72 hours.
    pub data_protection_by: Option<DateTime<Utc>>,
}

/// Counted in exact hours from detection. Cyber-security act of 5 July 2018 as changed on 23 January 2026, art. 11 and 12c:
/// an important public body sends the report only. `reported_at` is when that report went out.
pub fn incident(
    detected: DateTime<Utc>,
    reported_at: Option<DateTime<Utc>>,
    status: CyberStatus,
    personal_data: bool,
) -> IncidentDeadlines {
    let report_only = status == CyberStatus::ImportantPublicBody;
    let in_72_hours = detected + Duration::hours(72);
    IncidentDeadlines {
        early_warning_by: (!report_only).then(|| detected + Duration::hours(24)),
        report_by: in_72_hours,
        final_report_by: reported_at.filter(|_| !report_only).map(|at| months_after(civil_date(at), 1)),
        data_protection_by: personal_data.then_some(in_72_hours),
    }
}

fn days_after(start: NaiveDate, days: u64) -> NaiveDate {
    start.checked_add_days(Days::new(days)).expect("the calendar reaches beyond any deadline")
}

/// The day of the same number; where the month has none, its last.
fn months_after(start: NaiveDate, months: u32) -> NaiveDate {
    start.checked_add_months(Months::new(months)).expect("the calendar reaches beyond any deadline")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn months_end_on_their_last_day() {
        let demand = accessibility_demand(day("2026-12-31"));
        assert_eq!(demand, Deadline { due: day("2027-01-07"), latest_with_notice: day("2027-02-28") });
        assert_eq!(broadcast_recording(day("2027-03-04")).due, day("2027-03-18"));
    }

    #[test]
    fn a_later_date_is_held_within_its_limits() {
        let demand = accessibility_demand(day("2026-12-22"));
        assert_eq!(demand.check_postponed(day("2027-02-22")), Ok(()));
        let error = demand.check_postponed(day("2027-02-23")).unwrap_err();
        assert_eq!(error.to_string(), "Termin może przypadać najpóźniej 22.02.2027.");
        let early = PostponementError::NotLater { due: day("2026-12-29") };
        assert_eq!(demand.check_postponed(day("2026-12-29")), Err(early));
    }

    #[test]
    fn the_statement_is_reviewed_by_the_end_of_march() {
        let due = day("2027-03-31");
        for reviewed in ["2026-01-05", "2026-03-31", "2026-06-01", "2026-12-31"] {
            assert_eq!(statement_review(day(reviewed), day("2027-02-28")), StatementReview::Current);
            assert_eq!(statement_review(day(reviewed), day("2027-03-01")), StatementReview::DueBy(due));
            assert_eq!(statement_review(day(reviewed), due), StatementReview::DueBy(due));
            assert_eq!(
                statement_review(day(reviewed), day("2027-04-01")),
                StatementReview::Overdue { since: due }
            );
        }
        assert_eq!(statement_review(day("2027-01-02"), day("2027-04-01")), StatementReview::Current);
    }

    #[test]
    fn an_important_public_body_only_reports() {
        let detected = at("2027-03-05T16:30:00+01:00");
        let clocks = incident(detected, Some(detected), CyberStatus::ImportantPublicBody, false);
        assert_eq!(clocks.report_by, at("2027-03-08T16:30:00+01:00"));
        assert_eq!(
            (clocks.early_warning_by, clocks.final_report_by, clocks.data_protection_by),
            (None, None, None)
        );
    }

    #[test]
    fn the_final_report_counts_from_the_day_in_poland() {
        let late_evening = at("2027-03-07T23:30:00Z");
        let clocks = incident(late_evening, Some(late_evening), CyberStatus::Essential, true);
        assert_eq!(clocks.final_report_by, Some(day("2027-04-08")));
    }

    #[test]
    fn worked_deadlines_agree() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/platform/deadlines.json");
        let Ok(text) = std::fs::read_to_string(path) else {
            eprintln!("left out: no reference data beside the workspace");
            return;
        };
        let worked: Value = serde_json::from_str(&text).unwrap();
        let rows = |key: &str| worked[key].as_array().unwrap().clone();
        let text = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
        for row in rows("accessibility_demand") {
            let deadline = accessibility_demand(day(&text(&row, "received")));
            assert_eq!(deadline.due, day(&text(&row, "answer_by")));
            assert_eq!(deadline.latest_with_notice, day(&text(&row, "latest_with_notice")));
        }
        for row in rows("recording_of_live_media") {
            let deadline = broadcast_recording(day(&text(&row, "broadcast_ended")));
            assert_eq!(deadline.due, day(&text(&row, "accessible_by")));
            assert_eq!(deadline.latest_with_notice, day(&text(&row, "latest_with_announced_date")));
        }
        for row in rows("ksc_serious_incident") {
            let reported = at(&text(&row, "if_reported_at"));
            let clocks = incident(at(&text(&row, "detected")), Some(reported), CyberStatus::Essential, true);
            assert_eq!(clocks.early_warning_by, Some(at(&text(&row, "early_warning_by"))));
            assert_eq!(clocks.report_by, at(&text(&row, "report_by")));
            assert_eq!(clocks.final_report_by, Some(day(&text(&row, "final_report_by"))));
            let notified = at(&text(&row, "gdpr_notification_by_if_personal_data"));
            assert_eq!(clocks.data_protection_by, Some(notified));
        }
    }
}
