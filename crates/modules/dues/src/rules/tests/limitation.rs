//! Lapse of claims.

use super::day;
use crate::rules::{
    interest::Regime,
    limitation::{
        Hindrances, assessment_lapse_day, lapse_day, lapses_within, overpayment_lapse_day, public_lapse_day,
        reminder_cost_lapse_day,
    },
    period::Period,
};

#[test]
fn terms_end_with_a_year() {
    assert_eq!(lapse_day(Regime::Public, day("2021-09-15")), day("2026-12-31"));
    assert_eq!(lapse_day(Regime::Civil, day("2026-03-31")), day("2029-12-31"));
    assert_eq!(assessment_lapse_day(day("2023-05-01"), true), day("2026-12-31"));
    assert_eq!(assessment_lapse_day(day("2023-05-01"), false), day("2028-12-31"));
    assert_eq!(reminder_cost_lapse_day(day("2026-12-31")), day("2029-12-31"));
    assert_eq!(overpayment_lapse_day(day("2026-01-01")), day("2031-12-31"));
}

#[test]
fn an_interruption_starts_the_term_anew_unless_it_comes_too_late() {
    let due = day("2021-09-15");
    let interrupted = |days: &[&str]| {
        let interruptions = days.iter().map(|text| day(text)).collect();
        public_lapse_day(due, &Hindrances { interruptions, suspensions: Vec::new() })
    };
    assert_eq!(interrupted(&[]), lapse_day(Regime::Public, due));
    assert_eq!(interrupted(&["2024-06-10"]), day("2029-06-10"));
    assert_eq!(interrupted(&["2028-02-29", "2024-06-10"]), day("2033-02-28"));
    assert_eq!(interrupted(&["2027-01-01"]), day("2026-12-31"));
}

#[test]
fn a_suspension_adds_its_days() {
    let suspended = |from, to| {
        let suspensions = vec![Period { from: day(from), to: day(to) }];
        public_lapse_day(day("2021-09-15"), &Hindrances { interruptions: Vec::new(), suspensions })
    };
    assert_eq!(suspended("2023-01-01", "2023-01-31"), day("2027-01-31"));
    assert_eq!(suspended("2026-12-31", "2027-03-31"), day("2027-04-01"));
    assert_eq!(suspended("2027-01-01", "2027-01-31"), day("2026-12-31"));
}

#[test]
fn the_list_of_claims_about_to_lapse() {
    let lapse = day("2026-12-31");
    assert!(lapses_within(lapse, day("2026-12-31"), 12));
    assert!(lapses_within(lapse, day("2025-12-31"), 12));
    assert!(!lapses_within(lapse, day("2025-12-30"), 12));
    assert!(!lapses_within(lapse, day("2027-01-01"), 12));
}
