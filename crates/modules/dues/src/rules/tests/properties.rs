//! Properties of interest and crediting over random histories. `RATUSZ_SLOW=1` runs 100 000 of each.

use super::day;
use crate::rules::{
    crediting::{
        Arrear, Component, DayAllocation, DayPayment, Indication, Policy, SplitInterest, ThresholdScope,
        credit_day,
    },
    instalments::{Remainder, split_amount, split_components},
    interest::{InterestLaw, Question, Regime},
    period::{ExcludedPeriods, Period},
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use ratusz_kernel::Money;
use std::collections::BTreeMap;

fn config() -> ProptestConfig {
    let cases = if std::env::var_os("RATUSZ_SLOW").is_some() { 100_000 } else { 400 };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

#[derive(Clone, Debug)]
struct History {
    regime: Regime,
    policy: Policy,
    arrears: Vec<Arrear>,
    payments: Vec<(NaiveDate, DayPayment)>,
}

type Totals = BTreeMap<(String, Component), Money>;

impl History {
    /// Credits the payments day by day, in the order of their days whatever the order they are listed in.
    fn replay(&self) -> Vec<(NaiveDate, DayAllocation)> {
        let law = InterestLaw::seeded();
        let mut days: BTreeMap<NaiveDate, Vec<DayPayment>> = BTreeMap::new();
        for (day, payment) in &self.payments {
            days.entry(*day).or_default().push(payment.clone());
        }
        let mut left = self.arrears.clone();
        let mut outcomes = Vec::new();
        for (day, payments) in days {
            let outcome = credit_day(&law, (self.regime, self.policy), day, &payments, left).unwrap();
            left = outcome.left.clone();
            outcomes.push((day, outcome));
        }
        outcomes
    }
}

fn totals(outcome: &DayAllocation) -> Totals {
    let mut totals = Totals::new();
    for line in outcome.payments.iter().flat_map(|payment| &payment.lines) {
        *totals.entry((line.due.clone(), line.component)).or_default() += line.amount;
    }
    totals
}

fn money(range: std::ops::Range<i64>) -> impl Strategy<Value = Money> {
    range.prop_map(Money::from_grosze)
}

fn some_kind() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["property_np", "waste", "dog"]).prop_map(str::to_owned)
}

fn after(start: &str, days: u64) -> NaiveDate {
    day(start) + Days::new(days)
}

fn some_arrear() -> impl Strategy<Value = Arrear> {
    let cost = prop_oneof![3 => Just(Money::ZERO), 1 => Just(Money::from_grosze(1600))];
    (some_kind(), 0..1200_u64, money(1..400_000), cost, prop::option::weighted(0.2, (0..1200_u64, 0..90_u64)))
        .prop_map(|(kind, due, principal, cost, gap)| Arrear {
            id: String::new(),
            kind,
            due_date: after("2022-01-01", due),
            principal,
            cost,
            excluded: gap
                .map(|(from, days)| Period {
                    from: after("2022-01-01", from),
                    to: after("2022-01-01", from + days),
                })
                .into_iter()
                .collect::<Vec<_>>()
                .into(),
            interest_counted_to: None,
            interest_unpaid: Money::ZERO,
        })
}

fn some_payment() -> impl Strategy<Value = (NaiveDate, DayPayment)> {
    let indication = prop::option::of(prop_oneof![
        some_kind().prop_map(Indication::Kind),
        (0..6_usize).prop_map(|index| Indication::Due(index.to_string())),
    ]);
    // Few different days, so that many payments share one.
    (0..6_u64, money(0..300_000), indication).prop_map(|(slot, amount, indication)| {
        (after("2022-06-01", slot * 211), DayPayment { id: String::new(), amount, indication })
    })
}

fn some_history() -> impl Strategy<Value = History> {
    let policy = (any::<bool>(), any::<bool>()).prop_map(|(zloty, total)| Policy {
        interest_in_split: if zloty { SplitInterest::Zloty } else { SplitInterest::Grosz },
        threshold_on: if total { ThresholdScope::Total } else { ThresholdScope::Arrear },
    });
    let regime = prop::sample::select(vec![Regime::Public, Regime::Civil]);
    let arrears = prop::collection::vec(some_arrear(), 0..6);
    let payments = prop::collection::vec(some_payment(), 1..8);
    (regime, policy, arrears, payments).prop_map(|(regime, policy, mut arrears, mut payments)| {
        arrears.iter_mut().enumerate().for_each(|(index, arrear)| arrear.id = index.to_string());
        payments.iter_mut().enumerate().for_each(|(index, (_, payment))| payment.id = index.to_string());
        History { regime, policy, arrears, payments }
    })
}

/// The debts as the lines of a day changed them, put back by reversing those lines.
fn put_back(left: &[Arrear], totals: &Totals) -> Vec<(Money, Money)> {
    let paid =
        |arrear: &Arrear, component| totals.get(&(arrear.id.clone(), component)).copied().unwrap_or_default();
    left.iter()
        .map(|arrear| {
            (
                arrear.principal + paid(arrear, Component::Principal),
                arrear.cost + paid(arrear, Component::Cost),
            )
        })
        .collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn payments_are_split_without_loss_and_reversals_restore(history in some_history()) {
        let amounts: BTreeMap<&str, Money> =
            history.payments.iter().map(|(_, payment)| (payment.id.as_str(), payment.amount)).collect();
        let mut before = history.arrears.clone();
        for (day, outcome) in history.replay() {
            for payment in &outcome.payments {
                let parts: Money = payment.lines.iter().map(|line| line.amount).sum();
                prop_assert_eq!(parts + payment.surplus, amounts[payment.payment.as_str()]);
                prop_assert!(payment.lines.iter().all(|line| line.amount > Money::ZERO));
                prop_assert!(payment.surplus >= Money::ZERO);
            }
            prop_assert!(outcome.left.iter().all(|arrear| arrear.principal.min(arrear.cost) >= Money::ZERO));
            let open = outcome.left.iter().any(|arrear| {
                arrear.principal.max(arrear.cost).max(arrear.interest_unpaid) > Money::ZERO
            });
            let surplus: Money = outcome.payments.iter().map(|payment| payment.surplus).sum();
            prop_assert!(!open || surplus == Money::ZERO, "no surplus on {} while a debt is open", day);
            let restored = put_back(&outcome.left, &totals(&outcome));
            let was: Vec<_> = before.iter().map(|arrear| (arrear.principal, arrear.cost)).collect();
            prop_assert_eq!(restored, was);
            before = outcome.left;
        }
    }

    /// Totals: for each day what each due got as principal, interest and cost, the surplus, and the debts
    /// left.
    #[test]
    fn order_of_arrival_does_not_change_totals(history in some_history(), turn in 0..8_usize) {
        let mut arrived_otherwise = history.clone();
        arrived_otherwise.payments.reverse();
        let turn = turn % arrived_otherwise.payments.len();
        arrived_otherwise.payments.rotate_left(turn);
        arrived_otherwise.arrears.reverse();
        // Ids say in which order payments came, so they differ too.
        for (index, (_, payment)) in arrived_otherwise.payments.iter_mut().enumerate() {
            payment.id = index.to_string();
        }
        let (one, other) = (history.replay(), arrived_otherwise.replay());
        prop_assert_eq!(one.len(), other.len());
        for ((_, one), (_, mut other)) in one.into_iter().zip(other) {
            other.left.reverse();
            prop_assert_eq!(totals(&one), totals(&other));
            prop_assert_eq!(one.left, other.left);
        }
    }

    /// Against interest added up day by day with a rate looked up for each day.
    #[test]
    fn interest_equals_the_sum_of_its_days(
        civil in any::<bool>(),
        principal in money(0..100_000_000),
        due in 0..3000_u64,
        late in 0..2500_u64,
        gaps in prop::collection::vec((0..6000_u64, 0..200_u64), 0..4),
    ) {
        let law = InterestLaw::seeded();
        let regime = if civil { Regime::Civil } else { Regime::Public };
        let (due, paid) = (after("2015-01-01", due), after("2015-01-01", due + late));
        let gaps: Vec<Period> = gaps
            .into_iter()
            .map(|(from, days)| (after("2015-01-01", from), after("2015-01-01", from + days)))
            .map(|(from, to)| Period { from, to })
            .collect();
        let changes: Vec<_> = law.rates(regime).changes().collect();
        let weight: i64 = due
            .iter_days()
            .skip(1)
            .take_while(|day| *day <= paid)
            .filter(|day| !gaps.iter().any(|gap| gap.from <= *day && *day <= gap.to))
            .map(|day| i64::from(changes.iter().rfind(|(from, _)| *from <= day).unwrap().1.millionths()))
            .sum();
        let hundredths = i128::from(principal.grosze()) * i128::from(weight) * 2 / (365 * 1_000_000);
        let expected = Money::from_grosze(i64::try_from((hundredths + 1) / 2).unwrap());

        let asked = Question { regime, principal, due, paid, excluded: ExcludedPeriods::from(gaps) };
        let answer = law.interest(&asked).unwrap();
        prop_assert_eq!(answer.to_grosze, expected);
        let fast = law.exact(regime, principal, due, paid, &asked.excluded).unwrap();
        prop_assert_eq!(fast.to_string(), answer.exact);
        prop_assert_eq!(fast.charged(answer.threshold), answer.charged);
    }

    #[test]
    fn instalments_add_up_both_ways(
        shares in prop::collection::vec(0..50_000_i64, 1..5),
        parts in 1..13_usize,
        grosze in any::<bool>(),
        remainder in prop::sample::select(vec![Remainder::First, Remainder::Last, Remainder::OneEach]),
    ) {
        let unit = if grosze { 1 } else { 100 };
        let components: Vec<Money> = shares.iter().map(|share| Money::from_grosze(share * unit)).collect();
        let total: Money = components.iter().copied().sum();
        let instalments = split_amount(total, parts, remainder);
        prop_assert_eq!(instalments.iter().copied().sum::<Money>(), total);
        let matrix = split_components(&components, &instalments);
        for (row, instalment) in matrix.iter().zip(&instalments) {
            prop_assert_eq!(row.iter().copied().sum::<Money>(), *instalment);
            prop_assert!(row.iter().all(|part| *part >= Money::ZERO));
        }
        for (index, component) in components.iter().enumerate() {
            prop_assert_eq!(matrix.iter().map(|row| row[index]).sum::<Money>(), *component);
        }
    }
}
