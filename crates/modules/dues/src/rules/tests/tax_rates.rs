//! Rates of a resolution against the limits of their year.

use super::day;
use crate::rules::assessment::tax_rates::{Figure, Figures, INCOME, RateRefused, rate_key, rate_keys};
use rust_decimal::Decimal;
use std::collections::BTreeSet;

fn dec(text: &str) -> Decimal {
    text.parse().expect("a test names real numbers")
}

#[test]
fn a_rate_above_the_limit_of_its_year_is_refused_with_the_law() {
    let figures = Figures::seeded();
    let key = rate_key("land.business").unwrap();
    let check = |rate, year| key.check(dec(rate), year, day("2025-11-20"), &figures);
    assert_eq!(check("1.45", 2026), Ok(()));
    let refused = check("1.46", 2026).unwrap_err().to_string();
    assert_eq!(
        refused,
        "Stawka 1,46\u{a0}zł za m² jest wyższa niż górna granica na rok 2026: 1,45\u{a0}zł za m² (art. 5 ust. 1 pkt 1 lit. a ustawy o podatkach i opłatach lokalnych, M.P. 2025 poz. 652)."
    );
    assert_eq!(
        check("1.39", 2025).map_err(|error| matches!(error, RateRefused::AboveLimit { .. })),
        Err(true)
    );
    let unknown = check("0.01", 2027).unwrap_err();
    assert!(matches!(unknown, RateRefused::LimitUnknown { year: 2027, .. }), "{unknown}");
    assert!(unknown.to_string().contains("Najpierw wpisz granicę"));
}

#[test]
fn the_limit_of_structures_is_the_same_every_year() {
    let key = rate_key("structure").unwrap();
    let check = |rate| key.check(dec(rate), 2027, day("2026-11-20"), &Figures::seeded());
    assert_eq!(check("2"), Ok(()));
    assert!(check("2.1").unwrap_err().to_string().contains("2,00\u{a0}% wartości"));
}

#[test]
fn rates_of_waste_follow_the_income_announced_before_the_resolution() {
    let mut figures = Figures::seeded();
    let key = rate_key("waste.person").unwrap();
    let limit =
        |figures: &Figures, resolved| key.limit(2026, day(resolved), figures).map(|limit| limit.amount);
    assert_eq!(limit(&figures, "2025-11-20"), Some(dec("63.34")));
    assert_eq!(
        limit(&figures, "2026-03-31"),
        Some(dec("63.34")),
        "the income of 2026 is not out before April"
    );
    assert_eq!(limit(&figures, "2026-04-01"), None);
    assert_eq!(key.check(dec("1"), 2027, day("2026-11-20"), &figures), Err(RateRefused::IncomeUnknown(2026)));
    figures.put(INCOME.into(), 2026, Figure { amount: dec("3400"), source: "M.P.".into() });
    assert_eq!(limit(&figures, "2026-04-01"), Some(dec("68.00")));
}

#[test]
fn every_rate_has_a_limit_in_2026_and_limits_never_fell() {
    let figures = Figures::seeded();
    let codes: BTreeSet<&str> = rate_keys().iter().map(|key| key.code.as_str()).collect();
    assert_eq!(codes.len(), rate_keys().len());
    for key in rate_keys() {
        assert!(key.basis.contains("ustawy"), "{}", key.code);
        let limit = |year| key.limit(year, day("2025-11-20"), &figures).map(|limit| limit.amount);
        let newest = limit(2026).unwrap_or_else(|| panic!("{} has no limit in 2026", key.code));
        // The price of rye did fall.
        if let Some(older) = limit(2025).filter(|_| key.code != "price.rye") {
            assert!(older <= newest, "{}", key.code);
        }
    }
}

#[test]
fn limits_of_2026_are_those_of_2025_indexed_and_rounded_up() {
    let figures = Figures::seeded();
    let indexed = rate_keys().iter().filter_map(|key| {
        let of = |year| figures.get(&key.code, year).map(|figure| figure.amount);
        Some((key, of(2025)?, of(2026)?))
    });
    for (key, older, newer) in indexed.filter(|(key, ..)| key.code != "price.rye") {
        // UPOL art. 20(1)-(2): by the index 104.5, to the grosz upwards.
        let up = (older * dec("1.045") * dec("100")).ceil() / dec("100");
        assert_eq!(up, newer, "{}", key.code);
    }
}
