//! Crediting to civil dues: KC art. 451.

use super::{Allocation, Component, CreditError, Explanation, Ground, Input, Purse, order_by};
use crate::rules::interest::{InterestLaw, Regime};
use ratusz_kernel::Money;

pub(super) fn credit(law: &InterestLaw, input: &Input) -> Result<Allocation, CreditError> {
    let mut purse = Purse::new(input.payment);
    let mut left = input.arrears.clone();
    let mut explanations = Vec::new();
    // The debtor's indication wins (§1); without it the oldest due debt (§3), last what is not yet due.
    let sequence = order_by(&left, |arrear| {
        let other = !input.indication.as_ref().is_some_and(|indication| indication.names(arrear));
        (other, !arrear.is_late(input.day), arrear.due_date)
    });
    for index in sequence {
        let arrear = &mut left[index];
        if purse.is_empty() {
            break;
        }
        // The creditor may take what is due beside the debt before the debt itself (§1): court costs, then
        // interest.
        arrear.cost -= purse.pay(&arrear.id, Component::Cost, arrear.cost);
        if purse.is_empty() || (arrear.principal == Money::ZERO && arrear.interest_unpaid == Money::ZERO) {
            continue;
        }
        let interest = law.interest(&arrear.question(Regime::Civil, input.day))?;
        let owed = arrear.interest_unpaid + interest.charged;
        let late = arrear.is_late(input.day);
        let explanation = Explanation {
            due: arrear.id.clone(),
            ground: if late { Ground::CivilOrder } else { Ground::NotYetLate },
            interest,
            principal_before: arrear.principal,
            interest_paid: purse.pay(&arrear.id, Component::Interest, owed),
            principal_paid: purse.pay(&arrear.id, Component::Principal, arrear.principal),
        };
        arrear.principal -= explanation.principal_paid;
        arrear.interest_unpaid = owed - explanation.interest_paid;
        if late {
            let counted = arrear.interest_counted_to.map_or(input.day, |day| day.max(input.day));
            arrear.interest_counted_to = Some(counted);
        }
        explanations.push(explanation);
    }
    Ok(Allocation { lines: purse.lines, surplus: purse.left, explanations, left })
}
