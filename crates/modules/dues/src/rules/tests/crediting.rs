//! Worked examples of crediting.

use super::{day, zl};
use crate::rules::{
    crediting::{
        Allocation, Arrear, Component, CreditError, DayPayment, Ground, Indication, Input, Policy,
        SplitInterest, ThresholdScope, credit, credit_day,
    },
    interest::{InterestLaw, Regime},
    period::ExcludedPeriods,
};
use ratusz_kernel::Money;

pub(super) fn arrear(id: &str, kind: &str, due: &str, principal: &str) -> Arrear {
    Arrear {
        id: id.to_owned(),
        kind: kind.to_owned(),
        due_date: day(due),
        principal: zl(principal),
        cost: Money::ZERO,
        excluded: ExcludedPeriods::NONE,
        interest_counted_to: None,
        interest_unpaid: Money::ZERO,
    }
}

fn paid(regime: Regime, on: &str, payment: &str, arrears: Vec<Arrear>) -> Input {
    Input { regime, day: day(on), payment: zl(payment), indication: None, arrears, policy: Policy::default() }
}

fn credited(input: &Input) -> Allocation {
    credit(&InterestLaw::seeded(), input).unwrap()
}

fn total(allocation: &Allocation, component: Component) -> Money {
    allocation.lines.iter().filter(|line| line.component == component).map(|line| line.amount).sum()
}

/// Lines as `id component amount`.
fn shown(allocation: &Allocation) -> Vec<(&str, Component, Money)> {
    allocation.lines.iter().map(|line| (line.due.as_str(), line.component, line.amount)).collect()
}

#[test]
fn public_table() {
    for (payment, cost, split, to_cost, to_principal, to_interest, open, surplus) in [
        ("500", "0", SplitInterest::Grosz, "0", "480,66", "19,34", "519,34", "0"),
        ("500", "0", SplitInterest::Zloty, "0", "480,77", "19,23", "519,23", "0"),
        ("500", "16", SplitInterest::Grosz, "16", "465,28", "18,72", "534,72", "0"),
        ("1040", "0", SplitInterest::Grosz, "0", "1000", "40", "0", "0"),
        ("1100", "0", SplitInterest::Grosz, "0", "1000", "40", "0", "60"),
        ("10", "16", SplitInterest::Grosz, "10", "0", "0", "1000", "0"),
    ] {
        let due = Arrear { cost: zl(cost), ..arrear("a", "property_np", "2025-03-17", "1000") };
        let mut input = paid(Regime::Public, "2025-06-30", payment, vec![due]);
        input.policy.interest_in_split = split;
        let allocation = credited(&input);
        let parts =
            [Component::Cost, Component::Principal, Component::Interest].map(|part| total(&allocation, part));
        assert_eq!(
            parts,
            [zl(to_cost), zl(to_principal), zl(to_interest)],
            "{payment}, {split:?}, cost {cost}"
        );
        assert_eq!((allocation.left[0].principal, allocation.surplus), (zl(open), zl(surplus)));
    }
}

#[test]
fn two_instalments_under_the_threshold() {
    let arrears = vec![
        arrear("2", "property_np", "2026-05-15", "202"),
        arrear("1", "property_np", "2026-03-16", "202"),
    ];
    let allocation = credited(&paid(Regime::Public, "2026-06-30", "250", arrears));
    assert_eq!(
        shown(&allocation),
        [("1", Component::Principal, zl("202")), ("2", Component::Principal, zl("48"))]
    );
    let interest: Vec<Money> = allocation.explanations.iter().map(|why| why.interest.to_grosze).collect();
    assert_eq!(interest, [zl("6,16"), zl("2,67")]);
    assert_eq!(allocation.left[0].principal, zl("154"));
}

#[test]
fn the_threshold_may_be_held_against_the_total() {
    let arrears = vec![
        arrear("1", "property_np", "2026-03-16", "202"),
        arrear("2", "property_np", "2026-05-15", "202"),
    ];
    let mut input = paid(Regime::Public, "2026-06-30", "500", arrears);
    input.policy.threshold_on = ThresholdScope::Total;
    // 6.16 + 2.67 = 8.83 is above 8.70, so each arrear bears its rounded interest: 6 and 3.
    assert_eq!(total(&credited(&input), Component::Interest), zl("9"));
    input.arrears[1].kind = "waste".to_owned();
    assert_eq!(total(&credited(&input), Component::Interest), zl("0"));
}

#[test]
fn an_indicated_tax_comes_first_but_its_arrears_cannot_be_skipped() {
    let arrears = vec![
        Arrear { cost: zl("16"), ..arrear("old-waste", "waste", "2026-01-15", "60") },
        arrear("tax-1", "property_np", "2026-03-16", "100"),
        arrear("tax-2", "property_np", "2026-05-15", "100"),
        arrear("tax-3", "property_np", "2026-09-15", "100"),
        arrear("next-waste", "waste", "2026-07-15", "60"),
    ];
    let mut input = paid(Regime::Public, "2026-06-30", "366", arrears);
    input.indication = Some(Indication::Due("tax-2".to_owned()));
    let order: Vec<&str> = ["old-waste", "tax-1", "tax-2", "old-waste", "tax-3"].to_vec();
    let allocation = credited(&input);
    assert_eq!(allocation.lines.iter().map(|line| line.due.as_str()).collect::<Vec<_>>(), order);
    // 16 cost, 100, 100, 60; then no arrears are left and 90 go to the indicated tax in advance.
    assert_eq!(allocation.lines.last().map(|line| line.amount), Some(zl("90")));
    assert_eq!(allocation.explanations.last().map(|why| why.ground), Some(Ground::NotYetLate));

    input.indication = Some(Indication::Kind("dog".to_owned()));
    let allocation = credited(&input);
    let without_arrear: Vec<&str> = allocation.explanations.iter().map(|why| why.due.as_str()).collect();
    assert_eq!(without_arrear, ["old-waste", "tax-1", "tax-2", "next-waste", "tax-3"]);
}

#[test]
fn money_between_exact_and_rounded_interest_pays_all_principal() {
    // Interest 40.80 is asked as 41: 1 014.20 + 40.90 lies between.
    let due = arrear("a", "property_np", "2025-03-17", "1014,20");
    let allocation = credited(&paid(Regime::Public, "2025-06-30", "1055,10", vec![due]));
    assert_eq!(
        (total(&allocation, Component::Principal), total(&allocation, Component::Interest)),
        (zl("1014,20"), zl("40,90"))
    );
}

#[test]
fn a_civil_debt_takes_interest_before_principal() {
    let rent = arrear("rent", "rent", "2026-03-31", "640,50");
    let allocation = credited(&paid(Regime::Civil, "2026-06-30", "500", vec![rent]));
    assert_eq!(
        shown(&allocation),
        [("rent", Component::Interest, zl("14,77")), ("rent", Component::Principal, zl("485,23"))]
    );
    let left = &allocation.left[0];
    assert_eq!((left.principal, left.interest_unpaid), (zl("155,27"), zl("0")));
    assert_eq!(left.interest_counted_to, Some(day("2026-06-30")));
}

#[test]
fn civil_interest_left_unpaid_waits_without_bearing_interest() {
    let rent = Arrear { cost: zl("30"), ..arrear("rent", "rent", "2026-03-31", "640,50") };
    let first = credited(&paid(Regime::Civil, "2026-06-30", "40", vec![rent]));
    assert_eq!(shown(&first), [("rent", Component::Cost, zl("30")), ("rent", Component::Interest, zl("10"))]);
    assert_eq!(first.left[0].interest_unpaid, zl("4,77"));
    // 30 days later: 4.77 left over + 640.50 x 30 x 9.25 % / 365 = 4.87.
    let second = credited(&paid(Regime::Civil, "2026-07-30", "700", first.left));
    assert_eq!(total(&second, Component::Interest), zl("9,64"));
    assert_eq!((total(&second, Component::Principal), second.surplus), (zl("640,50"), zl("49,86")));
}

#[test]
fn a_civil_debtor_chooses_the_debt() {
    let arrears =
        vec![arrear("old", "rent", "2026-03-31", "100"), arrear("new", "rent", "2026-06-30", "100")];
    let mut input = paid(Regime::Civil, "2026-06-30", "150", arrears);
    input.indication = Some(Indication::Due("new".to_owned()));
    let allocation = credited(&input);
    assert_eq!(
        shown(&allocation),
        [
            ("new", Component::Principal, zl("100")),
            ("old", Component::Interest, zl("2,31")),
            ("old", Component::Principal, zl("47,69"))
        ]
    );
}

#[test]
fn impossible_inputs_are_refused() {
    let law = InterestLaw::seeded();
    let due = arrear("a", "property_np", "2026-03-16", "100");
    let twice = paid(Regime::Public, "2026-06-30", "10", vec![due.clone(), due.clone()]);
    assert_eq!(credit(&law, &twice), Err(CreditError::Repeated("a".to_owned())));
    let negative = paid(Regime::Public, "2026-06-30", "-10", vec![due.clone()]);
    assert_eq!(credit(&law, &negative), Err(CreditError::Negative));
    let carried = Arrear { interest_unpaid: zl("1"), ..due };
    let carried = paid(Regime::Public, "2026-06-30", "10", vec![carried]);
    assert_eq!(credit(&law, &carried), Err(CreditError::CarriedInterest("a".to_owned())));
}

/// Credited one after another these two would leave 84.81 or 86.74 open, by their order.
#[test]
fn two_payments_of_one_day_are_one_sum() {
    let law = InterestLaw::seeded();
    let pay = |id: &str, amount: &str| DayPayment { id: id.to_owned(), amount: zl(amount), indication: None };
    let arrears = vec![arrear("a", "property_np", "2025-03-17", "1000")];
    let policy = (Regime::Public, Policy::default());
    let together =
        credit_day(&law, policy, day("2025-06-30"), &[pay("1", "900"), pay("2", "50")], arrears.clone())
            .unwrap();
    let reversed =
        credit_day(&law, policy, day("2025-06-30"), &[pay("2", "50"), pay("1", "900")], arrears.clone())
            .unwrap();
    assert_eq!(together, reversed);
    let sum = credited(&paid(Regime::Public, "2025-06-30", "950", arrears));
    assert_eq!(together.left, sum.left);
    let paid_sums: Vec<Money> =
        together.payments.iter().map(|one| one.lines.iter().map(|line| line.amount).sum()).collect();
    assert_eq!(paid_sums, [zl("900"), zl("50")]);
}

#[test]
fn a_question_in_a_file() {
    let input: Input = serde_json::from_str(
        r#"{"regime": "public", "day": "2025-06-30", "payment": "500,00",
            "indication": {"kind": "property_np"}, "policy": {"interest_in_split": "zloty"},
            "arrears": [{"id": "7", "kind": "property_np", "due_date": "2025-03-17",
                         "principal": 100000, "costs": 1600}]}"#,
    )
    .unwrap();
    let answer = serde_json::to_value(credited(&input)).unwrap();
    assert_eq!(answer["lines"][0], serde_json::json!({"due": "7", "component": "cost", "amount": 1600}));
    assert_eq!(answer["explanations"][0]["ground"], "pro_rata");
    assert_eq!(answer["surplus"], 0);
}
