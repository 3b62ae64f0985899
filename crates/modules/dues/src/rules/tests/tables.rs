//! Tables of rates, dated amounts and kinds of due.

use super::{day, zl};
use crate::rules::{
    dated::{Dated, DatedAmounts},
    interest::Regime,
    kinds::{kind, kind_of_account, kinds},
    rates::{Rate, RateError, RateRow, RateTable},
};
use std::collections::BTreeSet;

fn row(valid_from: &str, valid_to: Option<&str>, rate: &str) -> RateRow {
    RateRow { valid_from: day(valid_from), valid_to: valid_to.map(day), rate: rate.parse().unwrap() }
}

#[test]
fn a_broken_table_is_refused() {
    let build = |rows: &[RateRow]| RateTable::new(rows, day("2026-01-01")).map(|_| ());
    let second = row("2025-02-01", None, "9");
    assert_eq!(build(&[]), Err(RateError::Empty));
    assert_eq!(build(&[row("2025-01-01", Some("2025-01-31"), "8"), second]), Ok(()));
    assert_eq!(
        build(&[row("2025-01-01", Some("2025-01-30"), "8"), second]),
        Err(RateError::Gap(day("2025-01-30"), day("2025-02-01")))
    );
    assert_eq!(
        build(&[row("2025-01-01", Some("2025-02-01"), "8"), second]),
        Err(RateError::Overlap(day("2025-02-01"), day("2025-02-01")))
    );
    assert_eq!(build(&[second, row("2025-02-01", None, "8")]), Err(RateError::Unsorted(day("2025-02-01"))));
    assert_eq!(build(&[second, row("2025-01-01", None, "8")]), Err(RateError::Unsorted(day("2025-01-01"))));
}

#[test]
fn a_confirmed_table_is_trusted_for_45_days() {
    let table = RateTable::new(&[row("2025-02-01", None, "9")], day("2026-01-01")).unwrap();
    let today = day("2026-03-01");
    assert!(!table.may_be_outdated(day("2026-01-01"), today), "the day of confirmation is known");
    assert!(table.may_be_outdated(day("2026-01-02"), today));
    assert!(!table.may_be_outdated(day("2026-01-20"), day("2026-02-15")));
}

#[test]
fn rates_are_written_with_two_places_or_as_many_as_they_have() {
    for (text, written) in [("14.5", "14.50"), ("8", "8.00"), ("9,375", "9.375"), ("5.6", "5.60")] {
        assert_eq!(text.parse::<Rate>().unwrap().to_string(), written);
    }
    for wrong in ["", "-1", "14.50001", "dwa"] {
        assert!(wrong.parse::<Rate>().is_err(), "{wrong}");
    }
}

#[test]
fn seeded_rates_follow_their_formulas() {
    let late = RateTable::seeded_late_interest();
    let at = |table: &RateTable, text: &str| table.at(day(text)).unwrap().to_string();
    assert_eq!(at(late, "2022-02-08"), "8.00");
    assert_eq!(at(late, "2022-09-08"), "16.50");
    assert_eq!(at(late, "2026-11-21"), "10.50");
    let floor = Rate::from_millionths(80_000);
    assert!(late.changes().all(|(_, rate)| rate >= floor), "OP art. 56 §1");
    assert_eq!(late.changes().count(), 32);

    // Since 2022-02-09 late interest is 2 x lombard + 2 and civil interest reference + 5.5, where lombard =
    // reference + 0.5.
    let delay = RateTable::seeded_statutory_delay();
    for (from, rate) in late.changes().filter(|(from, _)| *from >= day("2022-02-09")) {
        let reference = delay.at(from).unwrap().millionths() - 55_000;
        assert_eq!(rate.millionths(), 2 * (reference + 5_000) + 20_000, "{from}");
    }
}

#[test]
fn dated_amounts_hold_from_their_day() {
    let amounts = DatedAmounts::seeded();
    assert_eq!(amounts.reminder_cost.at(day("2021-10-12")), Some(&zl("11,60")));
    assert_eq!(amounts.reminder_cost.at(day("2021-10-13")), Some(&zl("16")));
    assert_eq!(amounts.late_interest_threshold.at(day("2011-01-01")), Some(&zl("6,60")));
    assert_eq!(amounts.late_interest_threshold.at(day("2026-01-01")), Some(&zl("8,70")));
    assert_eq!(amounts.late_interest_threshold.at(day("2007-12-31")), None);
    assert!(Dated::new(vec![(day("2026-01-01"), 1), (day("2026-01-01"), 2)]).is_err());
}

#[test]
fn kinds_are_complete_and_apart() {
    let codes: BTreeSet<&str> = kinds().iter().map(|kind| kind.code.as_str()).collect();
    let accounts: BTreeSet<&str> = kinds().iter().map(|kind| kind.account_code.as_str()).collect();
    assert_eq!((codes.len(), accounts.len()), (kinds().len(), kinds().len()));
    assert!(kinds().is_sorted_by_key(|kind| kind.order));
    for kind in kinds() {
        assert!(kind.account_code.len() == 2 && kind.account_code.bytes().all(|byte| byte.is_ascii_digit()));
        assert!(kind.due_dates.iter().all(|date| date.in_year(2026).is_some()), "{}", kind.code);
        assert!(!kind.keywords.is_empty(), "{}", kind.code);
        let classified = !kind.dzial.is_empty() && kind.paragraf.len() == 4 && kind.rozdzial.len() == 5;
        assert_eq!(classified, kind.components.is_empty(), "{}", kind.code);
        let interest = if kind.regime == Regime::Public { "0910" } else { "0920" };
        assert_eq!(kind.interest_paragraf, interest, "{}", kind.code);
        assert!(kind.components.iter().all(|component| codes.contains(component.as_str())));
    }
    assert_eq!(kind("property_np").unwrap().due_dates.len(), 4);
    assert_eq!(kind_of_account("30").unwrap().code, "waste");
}
