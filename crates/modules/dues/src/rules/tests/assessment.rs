//! Worked examples of yearly taxes and fees (fact sheet on dues, sections 2 and 3), and what must hold for any of them.

use std::ops::RangeInclusive;

use super::{day, zl};
use crate::rules::{
    assessment::{
        agricultural::{self, District, Land, Parcel, coefficient, is_farm},
        exact::Exact,
        forest,
        joint::{SinglePayment, joint},
        months::{Months, new_building_taxed_from},
        property::{Object, UsableArea, structure_base, structure_rate, tax},
        quantity::{self, HECTARES, QuantityError, SQUARE_METRES, polish},
        usufruct, vehicle,
        waste::{self, ChangeCounts, Fee, Method},
    },
    instalments::{Remainder, due_dates, plan, split_amount},
    rounding::Rounding,
};
use chrono::NaiveDate;
use proptest::prelude::*;
use ratusz_kernel::Money;
use rust_decimal::Decimal;

fn dec(text: &str) -> Decimal {
    text.parse().expect("a test names real numbers")
}

fn object(base: &str, rate: &str, months: u32) -> Object {
    Object { base: dec(base), rate: dec(rate), months }
}

fn zloty(texts: &[&str]) -> Vec<Money> {
    texts.iter().map(|text| zl(text)).collect()
}

fn four_dates() -> Vec<NaiveDate> {
    ["2026-03-15", "2026-05-15", "2026-09-15", "2026-11-15"].map(day).to_vec()
}

/// House, garden and garage of example P1.
fn house(months: u32) -> [Object; 3] {
    [object("850", "0.60", months), object("124.5", "1.10", months), object("18", "9.00", months)]
}

#[test]
fn p1_a_house_with_land_and_a_garage() {
    let exact: Exact = house(12).iter().map(|object| object.exact()).sum();
    assert_eq!(exact.rounded(Rounding::Grosz), zl("808,95"));
    assert_eq!(tax(&house(12)), zl("809"));
    let dates = due_dates(&four_dates(), Months::whole(2026).period().unwrap(), day("2026-01-20"));
    let parts = plan(tax(&house(12)), &dates, zl("100"), Remainder::First);
    assert_eq!(
        parts.iter().map(|part| (part.due_date, part.amount)).collect::<Vec<_>>(),
        [("2026-03-16", "203"), ("2026-05-15", "202"), ("2026-09-15", "202"), ("2026-11-16", "202")]
            .map(|(date, amount)| (day(date), zl(amount)))
    );
}

#[test]
fn p2_seller_and_buyer_are_rounded_apart() {
    let sold = day("2026-06-10");
    let seller = Months::of_obligation(2026, None, Some(sold));
    let buyer = Months::of_obligation(2026, Some(sold), None);
    assert_eq!((seller.count(), buyer.count(), buyer.first), (6, 6, 7));
    let exact: Exact = house(6).iter().map(|object| object.exact()).sum();
    assert_eq!(exact.shown(), dec("404.475"));
    assert_eq!((tax(&house(seller.count())), tax(&house(buyer.count()))), (zl("404"), zl("404")));
}

#[test]
fn p3_a_firm_declares_and_pays_monthly() {
    let structure =
        Object { base: structure_base(zl("250 000,40")), rate: structure_rate(dec("2")), months: 12 };
    let parts = [object("5000", "1.45", 12), object("1200", "35.53", 12), structure];
    assert_eq!(
        parts.map(|object| object.exact().rounded(Rounding::Grosz)).to_vec(),
        zloty(&["7250", "42 636", "5000"])
    );
    assert_eq!(tax(&parts), zl("54 886"));
    let months = split_amount(tax(&parts), 12, Remainder::First);
    assert_eq!(months[0], zl("4583"));
    assert!(months[1..].iter().all(|month| *month == zl("4573")));
}

#[test]
fn p4_low_parts_of_an_attic_count_half() {
    let attic = UsableArea { high: dec("80"), low: dec("12"), lowest: dec("6") };
    assert_eq!(attic.base(), dec("86"));
}

#[test]
fn obligations_begin_and_end_with_months() {
    let months = |started: Option<&str>, ended: Option<&str>| {
        Months::of_obligation(2026, started.map(day), ended.map(day)).count()
    };
    assert_eq!(months(None, None), 12);
    assert_eq!(months(Some("2025-12-31"), None), 12, "from 1 January");
    assert_eq!(months(Some("2026-12-01"), None), 0, "from January of the next year");
    assert_eq!(months(Some("2027-01-01"), None), 0);
    assert_eq!(months(None, Some("2025-12-31")), 0);
    assert_eq!(months(Some("2026-03-05"), Some("2026-03-20")), 0, "bought and sold in one month");
    assert_eq!(months(Some("2026-03-31"), Some("2026-04-01")), 1);
    assert_eq!(Months::of_obligation(2026, Some(day("2026-12-01")), None).period(), None);
    assert_eq!(new_building_taxed_from(day("2026-02-03")), Some(day("2027-01-01")));
}

#[test]
fn a1_a2_rye_gives_the_agricultural_tax() {
    let rye = dec("66.42");
    let one = Decimal::ONE;
    assert_eq!(agricultural::farm_tax(one, rye).shown(), dec("166.05"));
    assert_eq!(agricultural::other_tax(one, rye).shown(), dec("332.10"));
    assert_eq!(agricultural::farm_tax(one, dec("86.34")).shown(), dec("215.85"));
    assert_eq!(agricultural::other_tax(one, dec("86.34")).shown(), dec("431.70"));
    let a1 = agricultural::farm_tax(dec("8.4500"), rye);
    assert_eq!((a1.shown(), a1.rounded(Rounding::Zloty)), (dec("1403.1225"), zl("1403")));
    let a2 = agricultural::other_tax(dec("0.3500"), rye);
    assert_eq!((a2.shown(), a2.rounded(Rounding::Zloty)), (dec("116.235"), zl("116")));
}

#[test]
fn zebowice_converts_hectares_by_class_and_district() {
    let parcel = Parcel { land: Land::Arable, class: "IVa", hectares: dec("0.68") };
    let assessed = agricultural::assess(&[parcel], District::I, dec("66.42")).unwrap();
    assert_eq!(assessed.conversion, dec("0.7480"));
    assert!(!assessed.farm, "neither more than 1 ha nor more than 1 conversion hectare");
    assert_eq!((assessed.taxed, assessed.tax), (dec("0.68"), zl("226")));
}

#[test]
fn a_farm_pays_by_conversion_hectares_and_poor_soil_is_exempt() {
    let parcel = |land, class, hectares| Parcel { land, class, hectares: dec(hectares) };
    let parcels = [
        parcel(Land::Arable, "IIIa", "2"),
        parcel(Land::Orchard, "IV", "1"),
        parcel(Land::Meadow, "V", "3"),
        parcel(Land::Arable, "VIz", "1"),
        parcel(Land::Pond, "", "0.5"),
    ];
    let assessed = agricultural::assess(&parcels, District::II, dec("66.42")).unwrap();
    // 2 × 1.50 + 1 × 1.00 + 0.5 × 0.20 = 4.10; × 166.05 = 680.805.
    assert!(assessed.farm);
    assert_eq!((assessed.physical, assessed.taxed, assessed.tax), (dec("7.5"), dec("4.10"), zl("681")));
    assert_eq!(coefficient(Land::SalmonidPond, "", District::IV), Some(Decimal::ONE));
    let unknown = [parcel(Land::Arable, "VII", "1")];
    assert!(agricultural::assess(&unknown, District::I, dec("66.42")).is_err());
    assert!(is_farm(dec("0.8"), dec("1.0001")) && is_farm(dec("1.0001"), dec("0.2")));
    assert!(!is_farm(Decimal::ONE, Decimal::ONE), "more than one hectare, not one");
}

#[test]
fn f1_timber_gives_the_forest_tax() {
    let timber = dec("281.37");
    assert_eq!((forest::rate(timber), forest::reduced_rate(timber)), (dec("61.9014"), dec("30.9507")));
    assert_eq!(forest::tax(dec("2.75"), Decimal::ZERO, timber), zl("170"));
    assert_eq!(forest::tax(Decimal::ZERO, dec("2.75"), timber), zl("85"));
}

#[test]
fn n1_a_joint_obligation_keeps_its_components() {
    let components = zloty(&["137", "1403", "170"]);
    let on_total = joint(&components, &four_dates(), zl("100"), SinglePayment::OnTotal, Remainder::First);
    let amounts: Vec<Money> = on_total.instalments.iter().map(|part| part.amount).collect();
    assert_eq!(amounts, zloty(&["429", "427", "427", "427"]));
    assert_eq!(on_total.parts[0], zloty(&["34", "352", "43"]));

    let small = zloty(&["60", "30", "8"]);
    let once = joint(&small, &four_dates(), zl("100"), SinglePayment::OnTotal, Remainder::First);
    assert_eq!((once.instalments.len(), once.parts[0].clone()), (1, small));
    let mixed = zloty(&["60", "1403", "0"]);
    let per_tax = joint(&mixed, &four_dates(), zl("100"), SinglePayment::PerTax, Remainder::First);
    let amounts: Vec<Money> = per_tax.instalments.iter().map(|part| part.amount).collect();
    assert_eq!(amounts, zloty(&["413", "350", "350", "350"]), "60 zł whole with the first");
}

#[test]
fn v1_a_vehicle_registered_in_april() {
    let months = Months::of_obligation(2026, Some(day("2026-04-10")), None);
    let tax = vehicle::tax(zl("2800"), months);
    assert_eq!((months.count(), tax), (8, zl("1867")));
    let dates = |started: Option<&str>| {
        let months = Months::of_obligation(2026, started.map(day), None);
        vehicle::instalments(tax, months, Remainder::First)
            .iter()
            .map(|part| (part.due_date, part.amount))
            .collect::<Vec<_>>()
    };
    let part = |date, amount| (day(date), zl(amount));
    // 15 February 2026 is a Sunday.
    assert_eq!(dates(None), [part("2026-02-16", "934"), part("2026-09-15", "933")]);
    assert_eq!(dates(Some("2026-04-10")), [part("2026-05-15", "934"), part("2026-09-15", "933")]);
    assert_eq!(dates(Some("2026-08-20")), [part("2026-09-15", "1867")]);
    assert_eq!(dates(Some("2026-12-20")), []);
}

#[test]
fn limits_of_the_waste_fee_are_cut_to_the_grosz() {
    let all = |income| {
        let of = |method| waste::limit(method, dec(income));
        [
            of(Method::Person),
            of(Method::Water),
            of(Method::Area),
            of(Method::Household),
            waste::water_cap(dec(income)),
        ]
    };
    assert_eq!(all("3167.17"), ["63.34", "22.17", "2.53", "177.36", "247.03"].map(dec));
    assert_eq!(all("2678.30"), ["53.56", "18.74", "2.14", "149.98", "208.90"].map(dec));
    assert_eq!(waste::limit(Method::Container(120), dec("3167.17")), dec("41.17"));
    assert_eq!(waste::limit(Method::Container(1100), dec("1919")), dec("228.68"));
    assert_eq!(waste::summer_house_limit(dec("3167.17")), dec("316.71"));
}

#[test]
fn w1_w2_w3_the_waste_fee_of_a_month() {
    let fee = |units, rate, relief, cap: Option<&str>| Fee {
        units: dec(units),
        rate: dec(rate),
        relief: dec(relief),
        cap: cap.map(dec),
    };
    assert_eq!(fee("4", "32", "0", None).monthly(Rounding::Zloty), zl("128"));
    assert_eq!(fee("4", "32", "4", None).monthly(Rounding::Zloty), zl("112"));
    let water = fee("28", "9.80", "0", Some("247.03"));
    assert_eq!(water.monthly(Rounding::Grosz), zl("247,03"));
    assert_eq!(water.monthly(Rounding::Zloty), zl("247"));
    assert_eq!(fee("27", "9.80", "0", None).monthly(Rounding::Grosz), zl("264,60"));
    assert_eq!(fee("5", "32", "0", None).monthly(Rounding::Zloty), zl("160"));
    assert_eq!(ChangeCounts::FromTheNext.from(day("2026-05-20")), Some(day("2026-06-01")));
    assert_eq!(ChangeCounts::FromItsMonth.from(day("2026-05-20")), Some(day("2026-05-01")));
    // Published by two cities in 2013: full złoty from 50 grosze up.
    assert_eq!(fee("1", "29.75", "0", None).monthly(Rounding::Zloty), zl("30"));
    assert_eq!(fee("1", "38.25", "0", None).monthly(Rounding::Zloty), zl("38"));
}

#[test]
fn u1_u2_the_fee_of_perpetual_usufruct() {
    assert_eq!(usufruct::after_revaluation(zl("600"), zl("1800")).to_vec(), zloty(&["1200", "1500", "1800"]));
    assert_eq!(usufruct::after_revaluation(zl("600"), zl("1200")).to_vec(), zloty(&["1200"; 3]));
    assert_eq!(usufruct::yearly_fee(zl("180 000"), Decimal::ONE), zl("1800"));
}

#[test]
fn numbers_are_read_only_when_certain() {
    for (text, number) in [
        ("124,5", "124.5"),
        ("124.5", "124.5"),
        ("1 234,50", "1234.5"),
        ("1\u{a0}234", "1234"),
        (" 0 ", "0"),
        ("-0", "0"),
        ("0007", "7"),
    ] {
        assert_eq!(quantity::parse(text, SQUARE_METRES), Ok(dec(number)), "{text}");
    }
    for (text, error) in [
        ("", QuantityError::Empty),
        ("-5", QuantityError::Negative),
        ("\u{2212}5,5", QuantityError::Negative),
        ("1.234", QuantityError::Ambiguous),
        ("1.234,5", QuantityError::Ambiguous),
        ("1,234.5", QuantityError::Ambiguous),
        ("1.234.567", QuantityError::Ambiguous),
        ("1,234", QuantityError::TooManyPlaces(2)),
        ("12 34", QuantityError::NotANumber),
        ("1e9", QuantityError::NotANumber),
        ("sto", QuantityError::NotANumber),
        (",5", QuantityError::NotANumber),
        ("5,", QuantityError::NotANumber),
        ("1234567890", QuantityError::TooLarge),
    ] {
        assert_eq!(quantity::parse(text, SQUARE_METRES), Err(error), "{text}");
    }
    assert_eq!(quantity::parse("0,7480", HECTARES), Ok(dec("0.748")));
    assert_eq!(polish(dec("1234567.5"), 2), "1\u{a0}234\u{a0}567,50");
    assert_eq!(
        (polish(dec("124.50"), 0), polish(dec("850"), 0), polish(dec("404.475"), 2)),
        ("124,5".into(), "850".into(), "404,475".into())
    );
}

fn config() -> ProptestConfig {
    let cases = if std::env::var_os("RATUSZ_SLOW").is_some() { 100_000 } else { 400 };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

fn hundredths(range: RangeInclusive<i64>) -> impl Strategy<Value = Decimal> {
    range.prop_map(|count| Decimal::new(count, 2))
}

fn some_objects() -> impl Strategy<Value = Vec<(Decimal, Decimal)>> {
    prop::collection::vec((hundredths(0..=99_999_999_999), hundredths(0..=99_999)), 1..6)
}

proptest! {
    #![proptest_config(config())]

    /// The parts of a year differ from the whole year only by the rounding of each part.
    #[test]
    fn a_year_in_parts_differs_from_the_whole_only_by_rounding(
        objects in some_objects(),
        month in 1..=12_u32,
    ) {
        let sold = NaiveDate::from_ymd_opt(2026, month, 10).unwrap();
        let (before, after) =
            (Months::of_obligation(2026, None, Some(sold)), Months::of_obligation(2026, Some(sold), None));
        prop_assert_eq!(before.count() + after.count(), 12);
        let of = |months: u32| -> Vec<Object> {
            objects.iter().map(|&(base, rate)| Object { base, rate, months }).collect()
        };
        let exact = |months: u32| of(months).iter().map(|object| object.exact()).sum::<Exact>();
        prop_assert_eq!(exact(before.count()) + exact(after.count()), exact(12), "no part is lost before rounding");
        let parts = tax(&of(before.count())) + tax(&of(after.count()));
        let difference = (parts - tax(&of(12))).grosze().abs();
        // Three roundings of at most 50 grosze each, and the result is full złoty.
        prop_assert!(difference <= 100, "{difference}");
    }

    /// The tax is the exact sum to within half a złoty.
    #[test]
    fn a_tax_is_rounded_once(objects in some_objects(), months in 0..=12_u32) {
        let objects: Vec<Object> =
            objects.iter().map(|&(base, rate)| Object { base, rate, months }).collect();
        let exact: Decimal = objects.iter().map(|it| it.base * it.rate * Decimal::from(months)).sum();
        let tax = tax(&objects).grosze();
        prop_assert_eq!(tax % 100, 0);
        let distance = (Decimal::new(tax, 2) * Decimal::from(12) - exact).abs();
        prop_assert!(distance <= Decimal::from(6), "{distance}");
    }

    #[test]
    fn nothing_vanishes_between_components_and_instalments(
        components in prop::collection::vec(0..300_000_i64, 1..4),
        dates in 1..=4_usize,
        per_tax in any::<bool>(),
        remainder in prop::sample::select(vec![Remainder::First, Remainder::Last, Remainder::OneEach]),
    ) {
        let components: Vec<Money> = components.into_iter().map(Money::from_zloty).collect();
        let single = if per_tax { SinglePayment::PerTax } else { SinglePayment::OnTotal };
        let joint = joint(&components, &four_dates()[..dates], zl("100"), single, remainder);
        prop_assert_eq!(joint.parts.len(), joint.instalments.len());
        for (row, instalment) in joint.parts.iter().zip(&joint.instalments) {
            prop_assert_eq!(row.iter().copied().sum::<Money>(), instalment.amount);
            prop_assert!(row.iter().all(|part| *part >= Money::ZERO));
        }
        for (column, component) in components.iter().enumerate() {
            prop_assert_eq!(joint.parts.iter().map(|row| row[column]).sum::<Money>(), *component);
        }
    }

    #[test]
    fn what_is_written_is_read_again(number in hundredths(0..=99_999_999_999)) {
        prop_assert_eq!(quantity::parse(&polish(number, 0), SQUARE_METRES), Ok(number));
    }
}
