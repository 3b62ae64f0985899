//! Crediting to public dues: OP art. 55 §2 and art. 62.

use super::{
    Allocation, Arrear, Component, CreditError, Explanation, Ground, Indication, Input, Purse, SplitInterest,
    ThresholdScope, order_by,
};
use crate::rules::{
    interest::{ExactInterest, Interest, InterestLaw, Regime},
    rounding,
};
use ratusz_kernel::Money;
use std::collections::BTreeMap;

pub(super) fn credit(law: &InterestLaw, input: &Input) -> Result<Allocation, CreditError> {
    let carries =
        |arrear: &&Arrear| arrear.interest_counted_to.is_some() || arrear.interest_unpaid > Money::ZERO;
    if let Some(arrear) = input.arrears.iter().find(carries) {
        return Err(CreditError::CarriedInterest(arrear.id.clone()));
    }
    let mut purse = Purse::new(input.payment);
    let mut left = input.arrears.clone();
    let mut explanations = Vec::new();

    // Art. 62 §1a: the cost of a delivered reminder comes first, whatever the payer indicates.
    for index in order_by(&left, |arrear| arrear.due_date) {
        let arrear = &mut left[index];
        arrear.cost -= purse.pay(&arrear.id, Component::Cost, arrear.cost);
    }

    let over_threshold_together = kinds_over_threshold(law, input)?;
    let indicated = indicated_kind(input);
    // Arrears before dues not yet late; in each the indicated kind before the others; in each the oldest
    // first.
    let sequence = order_by(&left, |arrear| {
        let other_kind = indicated != Some(arrear.kind.as_str());
        (!arrear.is_late(input.day), other_kind, arrear.due_date)
    });
    for index in sequence {
        let arrear = &mut left[index];
        if purse.is_empty() {
            break;
        }
        if arrear.principal == Money::ZERO {
            continue;
        }
        let interest = law.interest(&arrear.question(Regime::Public, input.day))?;
        let charged = if over_threshold_together.get(&arrear.kind) == Some(&true) {
            exact(law, arrear, input)?.to_full_zloty()
        } else {
            interest.charged
        };
        let (ground, to_principal, to_interest) = share(purse.left, arrear, &interest, charged, input);
        explanations.push(Explanation {
            due: arrear.id.clone(),
            ground,
            interest,
            principal_before: arrear.principal,
            principal_paid: purse.pay(&arrear.id, Component::Principal, to_principal),
            interest_paid: purse.pay(&arrear.id, Component::Interest, to_interest),
        });
        arrear.principal -= to_principal;
    }
    Ok(Allocation { lines: purse.lines, surplus: purse.left, explanations, left })
}

/// What of `money` one arrear takes as principal and as interest.
fn share(
    money: Money,
    arrear: &Arrear,
    interest: &Interest,
    charged: Money,
    input: &Input,
) -> (Ground, Money, Money) {
    let principal = arrear.principal;
    if charged == Money::ZERO {
        let ground = if arrear.is_late(input.day) { Ground::UnderThreshold } else { Ground::NotYetLate };
        return (ground, money.min(principal), Money::ZERO);
    }
    if money >= principal + charged {
        return (Ground::InFull, principal, charged);
    }
    let in_split = match input.policy.interest_in_split {
        SplitInterest::Grosz => interest.to_grosze,
        SplitInterest::Zloty => charged,
    };
    let proportional = rounding::to_grosz(
        i128::from(money.grosze()) * i128::from(principal.grosze()),
        i128::from((principal + in_split).grosze()),
    );
    // Interest rounded up to the full złoty can exceed its grosze, and then money between the two pays all
    // principal.
    let to_principal = proportional.min(principal);
    (Ground::ProRata, to_principal, money - to_principal)
}

fn exact(law: &InterestLaw, arrear: &Arrear, input: &Input) -> Result<ExactInterest, CreditError> {
    let Arrear { principal, due_date, ref excluded, .. } = *arrear;
    Ok(law.exact(Regime::Public, principal, due_date, input.day, excluded)?)
}

/// The kind that the payer indicated, by itself or through one of its dues.
fn indicated_kind(input: &Input) -> Option<&str> {
    match input.indication.as_ref()? {
        Indication::Kind(kind) => Some(kind),
        Indication::Due(id) => {
            input.arrears.iter().find(|arrear| arrear.id == *id).map(|arrear| arrear.kind.as_str())
        }
    }
}

/// For each kind whether the interest of its arrears together passes the threshold; empty where each arrear
/// stands alone.
fn kinds_over_threshold(law: &InterestLaw, input: &Input) -> Result<BTreeMap<String, bool>, CreditError> {
    let mut totals: BTreeMap<String, Money> = BTreeMap::new();
    if input.policy.threshold_on == ThresholdScope::Total {
        for arrear in &input.arrears {
            *totals.entry(arrear.kind.clone()).or_default() += exact(law, arrear, input)?.to_grosz();
        }
    }
    let threshold = law.threshold(Regime::Public, input.day).unwrap_or_default();
    Ok(totals.into_iter().map(|(kind, total)| (kind, total > threshold)).collect())
}
