//! Worked examples of interest.

use super::{day, zl};
use crate::rules::{
    interest::{InterestLaw, Question, Regime, prolongation_fee},
    period::{ExcludedPeriods, Period},
    rates::{Rate, RateError},
    rounding,
};
use ratusz_kernel::Money;

fn question(regime: Regime, principal: &str, due: &str, paid: &str) -> Question {
    let excluded = ExcludedPeriods::NONE;
    Question { regime, principal: zl(principal), due: day(due), paid: day(paid), excluded }
}

#[test]
fn late_interest_of_the_published_table() {
    let law = InterestLaw::seeded();
    for (principal, due, paid, parts, exact, charged) in [
        ("1000", "2025-03-17", "2025-06-30", 2, "40.232877", "40"),
        ("500", "2025-09-15", "2025-12-31", 4, "17.171233", "17"),
        ("100", "2026-03-16", "2026-05-15", 1, "1.726027", "0"),
        ("4000", "2021-11-15", "2026-03-31", 17, "2438.082192", "2438"),
        ("1008", "2026-03-16", "2026-04-15", 1, "8.699178", "0"),
        ("1009", "2026-03-16", "2026-04-15", 1, "8.707808", "9"),
    ] {
        let asked = question(Regime::Public, principal, due, paid);
        let answer = law.interest(&asked).unwrap();
        let seen = (answer.segments.len(), answer.exact.as_str(), answer.charged);
        assert_eq!(seen, (parts, exact, zl(charged)), "{principal} zł due {due}, paid {paid}");
        let fast = law.charged(Regime::Public, asked.principal, asked.due, asked.paid, &asked.excluded);
        assert_eq!(fast, Ok(answer.charged));
    }
}

#[test]
fn parts_of_the_table_by_period() {
    let law = InterestLaw::seeded();
    let part = |due, paid| law.interest(&question(Regime::Public, "1000", due, paid)).unwrap().to_grosze;
    assert_eq!(part("2025-03-17", "2025-05-07"), zl("20,26"));
    assert_eq!(part("2025-05-07", "2025-06-30"), zl("19,97"));
}

#[test]
fn civil_interest_goes_to_the_grosz_and_knows_no_threshold() {
    let law = InterestLaw::seeded();
    let answer = law.interest(&question(Regime::Civil, "640,50", "2026-03-31", "2026-06-30")).unwrap();
    assert_eq!((answer.charged, answer.threshold, answer.segments[0].days), (zl("14,77"), None, 91));
    let answer = law.interest(&question(Regime::Civil, "1250", "2025-03-31", "2025-12-31")).unwrap();
    assert_eq!((answer.charged, answer.segments.len()), (zl("97,86"), 7));
    let small = law.interest(&question(Regime::Civil, "100", "2026-03-31", "2026-04-10")).unwrap();
    assert_eq!(small.charged, zl("0,25"));
}

#[test]
fn the_answer_as_other_programs_read_it() {
    let asked: Question = serde_json::from_str(
        r#"{"regime":"public","principal":100000,"due":"2025-03-17","paid":"2025-06-30"}"#,
    )
    .unwrap();
    let expected = serde_json::json!({
        "segments": [
            {"from": "2025-03-18", "to": "2025-05-07", "days": 51, "rate": "14.50"},
            {"from": "2025-05-08", "to": "2025-06-30", "days": 54, "rate": "13.50"},
        ],
        "exact": "40.232877", "charged": 4000, "threshold": 870,
    });
    assert_eq!(serde_json::to_value(InterestLaw::seeded().interest(&asked).unwrap()).unwrap(), expected);
}

#[test]
fn amounts_are_read_as_grosze_or_as_zloty_but_never_below_zero() {
    let read = |principal: &str| {
        let text =
            format!(r#"{{"regime":"civil","principal":{principal},"due":"2026-01-01","paid":"2026-01-02"}}"#);
        serde_json::from_str::<Question>(&text).map(|question| question.principal).ok()
    };
    assert_eq!(read("108600"), Some(zl("1086")));
    assert_eq!(read(r#""1 086,00""#), Some(zl("1086")));
    assert_eq!(read(r#""1086.5""#), Some(zl("1086,50")));
    for wrong in ["-1", r#""-8,70""#, r#""1.005""#, r#""1.000,00""#, r#""""#, "8.70"] {
        assert_eq!(read(wrong), None, "{wrong}");
    }
}

#[test]
fn nothing_accrues_until_the_due_date_has_passed() {
    let law = InterestLaw::seeded();
    for paid in ["2026-03-15", "2026-03-16"] {
        let answer = law.interest(&question(Regime::Public, "100 000", "2026-03-16", paid)).unwrap();
        assert_eq!((answer.segments.len(), answer.charged), (0, Money::ZERO));
    }
    let first = law.interest(&question(Regime::Civil, "100 000", "2026-03-16", "2026-03-17")).unwrap();
    assert_eq!((first.segments[0].days, first.charged), (1, zl("25,34")));
}

#[test]
fn excluded_periods_are_left_out_once_even_when_they_overlap() {
    let law = InterestLaw::seeded();
    let period = |from, to| Period { from: day(from), to: day(to) };
    let mut asked = question(Regime::Public, "1000", "2025-03-17", "2025-06-30");
    asked.excluded = vec![
        period("2025-05-01", "2025-05-20"),
        period("2025-04-18", "2025-05-07"),
        period("2025-12-01", "2025-12-31"),
    ]
    .into();
    let answer = law.interest(&asked).unwrap();
    let days: Vec<i64> = answer.segments.iter().map(|segment| segment.days).collect();
    // 18 March to 17 April at 14.50 %, 21 May to 30 June at 13.50 %.
    assert_eq!((days, answer.exact.as_str()), (vec![31, 41], "27.479452"));
    let fast = law.exact(Regime::Public, asked.principal, asked.due, asked.paid, &asked.excluded).unwrap();
    assert_eq!(fast.to_string(), answer.exact);
}

#[test]
fn a_day_before_the_table_has_no_answer() {
    let asked = question(Regime::Public, "1000", "2009-01-01", "2026-01-01");
    let refused = RateError::BeforeTable { day: day("2009-01-02"), first: day("2009-06-25") };
    assert_eq!(InterestLaw::seeded().interest(&asked), Err(refused));
}

#[test]
fn an_old_table_answers_with_a_warning() {
    let law = InterestLaw::seeded();
    let outdated = |paid| law.interest(&question(Regime::Public, "1000", "2025-03-17", paid)).unwrap();
    assert!(!outdated("2026-03-05").rates_may_be_outdated);
    assert!(!outdated("2026-04-19").rates_may_be_outdated);
    assert!(outdated("2026-04-20").rates_may_be_outdated);
}

#[test]
fn prolongation_fee_of_a_deferral() {
    let rate = InterestLaw::seeded().late.at(day("2026-04-10")).unwrap().share(50);
    assert_eq!(rate, "5,25".parse::<Rate>().unwrap());
    assert_eq!(prolongation_fee(zl("2000"), day("2026-03-16"), day("2026-09-30"), rate), zl("57"));
}

#[test]
fn rounding_to_full_zloty() {
    for (exact, rounded) in
        [("29,75", "30"), ("38,25", "38"), ("0,49", "0"), ("0,50", "1"), ("808,95", "809")]
    {
        assert_eq!(rounding::to_full_zloty(zl(exact)), zl(rounded));
    }
    assert_eq!(rounding::to_full_zloty(zl("-0,51")), zl("-1"));
    assert_eq!(rounding::to_full_zloty(zl("-0,50")), zl("0"));
}
