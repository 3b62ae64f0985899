//! Worked examples of yearly amounts and their instalments.

use super::{day, zl};
use crate::rules::{
    instalments::{Remainder, due_dates, part_of_year, plan, split_amount, split_components},
    period::Period,
    rounding::{Rounding, to_full_zloty},
};
use chrono::NaiveDate;
use ratusz_kernel::Money;

fn amounts(texts: &[&str]) -> Vec<Money> {
    texts.iter().map(|text| zl(text)).collect()
}

fn four_dates(year: i32) -> Vec<NaiveDate> {
    [(3, 15), (5, 15), (9, 15), (11, 15)]
        .iter()
        .map(|&(month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap())
        .collect()
}

fn whole_year(year: &str) -> Period {
    Period { from: day(&format!("{year}-01-01")), to: day(&format!("{year}-12-31")) }
}

#[test]
fn the_remainder_goes_where_the_office_wants_it() {
    let split = |total: &str, remainder| split_amount(zl(total), 4, remainder);
    assert_eq!(split("809", Remainder::First), amounts(&["203", "202", "202", "202"]));
    assert_eq!(split("1710", Remainder::First), amounts(&["429", "427", "427", "427"]));
    assert_eq!(split("1710", Remainder::Last), amounts(&["427", "427", "427", "429"]));
    assert_eq!(split("1710", Remainder::OneEach), amounts(&["428", "428", "427", "427"]));
    assert_eq!(split("10,50", Remainder::OneEach), amounts(&["3,50", "3", "2", "2"]));
    assert_eq!(split_amount(zl("54 886"), 12, Remainder::First)[..2], amounts(&["4583", "4573"]));
    assert_eq!(split_amount(zl("5"), 0, Remainder::First), []);
}

#[test]
fn p5_up_to_100_zloty_is_paid_once() {
    let paid = |total: &str| {
        let parts = plan(zl(total), &four_dates(2026), zl("100"), Remainder::First);
        parts.iter().map(|part| part.amount).collect::<Vec<_>>()
    };
    assert_eq!(paid("100"), amounts(&["100"]));
    assert_eq!(paid("101"), amounts(&["26", "25", "25", "25"]));
    let only = plan(zl("100"), &four_dates(2026), zl("100"), Remainder::First);
    assert_eq!((only[0].number, only[0].due_date), (1, day("2026-03-15")));
}

#[test]
fn part_of_a_year_is_rounded_once() {
    assert_eq!(part_of_year(zl("2800"), 8, Rounding::Zloty), zl("1867"));
    assert_eq!(part_of_year(zl("2800"), 8, Rounding::Grosz), zl("1866,67"));
    // Seller and buyer of one house are rounded apart: 404 + 404, not 809.
    assert_eq!(part_of_year(zl("808,95"), 6, Rounding::Zloty), zl("404"));
    assert_eq!(to_full_zloty(zl("808,95")), zl("809"));
    assert_eq!(to_full_zloty(zl("250 000,40")), zl("250 000"));
}

#[test]
fn a_late_decision_moves_the_first_date() {
    let first = |delivered| due_dates(&four_dates(2024), whole_year("2024"), day(delivered))[0];
    assert_eq!(first("2024-03-01"), day("2024-03-15"));
    assert_eq!(first("2024-03-04"), day("2024-03-18"));
    let spring = due_dates(&four_dates(2024), whole_year("2024"), day("2024-05-10"));
    assert_eq!(spring, ["2024-05-24", "2024-05-24", "2024-09-16", "2024-11-15"].map(day));
}

#[test]
fn part_of_a_year_keeps_the_dates_to_come() {
    let may_to_december = Period { from: day("2026-05-01"), to: day("2026-12-31") };
    let dates = |delivered| due_dates(&four_dates(2026), may_to_december, day(delivered));
    assert_eq!(dates("2026-04-20"), ["2026-05-15", "2026-09-15", "2026-11-16"].map(day));
    assert_eq!(dates("2026-06-08"), ["2026-09-15", "2026-11-16"].map(day));
    assert_eq!(dates("2026-12-01"), ["2026-12-15"].map(day));
}

#[test]
fn terms_end_on_working_days() {
    let dates = |year: i32| due_dates(&four_dates(year), whole_year(&year.to_string()), day("2026-01-10"));
    assert_eq!(dates(2026), ["2026-03-16", "2026-05-15", "2026-09-15", "2026-11-16"].map(day));
    assert_eq!(dates(2027)[1], day("2027-05-17"));
}

#[test]
fn a_joint_obligation_adds_up_both_ways() {
    let components = amounts(&["137", "1403", "170"]);
    let instalments = amounts(&["429", "427", "427", "427"]);
    let parts = split_components(&components, &instalments);
    assert_eq!(parts[0], amounts(&["34", "352", "43"]));
    for (row, instalment) in parts.iter().zip(&instalments) {
        assert_eq!(row.iter().copied().sum::<Money>(), *instalment);
    }
    for (index, component) in components.iter().enumerate() {
        assert_eq!(parts.iter().map(|row| row[index]).sum::<Money>(), *component);
    }
}
