//! All payments of one day on one account, credited so that their order of arrival does not matter.

use super::{Arrear, CreditError, Explanation, Indication, Input, Line, Policy, credit};
use crate::rules::interest::{InterestLaw, Regime};
use chrono::NaiveDate;
use ratusz_kernel::Money;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One of the payments of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayPayment {
    pub id: String,
    #[serde(with = "crate::rules::amount")]
    pub amount: Money,
    #[serde(default)]
    pub indication: Option<Indication>,
}

/// What one of the payments paid; lines and surplus add up to its amount.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PaymentLines {
    pub payment: String,
    pub lines: Vec<Line>,
    pub surplus: Money,
}

/// Where the payments of a day went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DayAllocation {
    pub payments: Vec<PaymentLines>,
    pub explanations: Vec<Explanation>,
    pub left: Vec<Arrear>,
}

/// Credits payments with the same payment day.
///
/// One after another they would depend on their order: the first may bring the interest of the rest of an
/// arrear under the threshold of OP art. 54 §1(5), so the second would go to principal alone. Therefore
/// payments with the same indication are credited as one sum, indicated sums before the one without
/// indication, and the lines are then handed to the payments by id. Totals per due and component, the surplus
/// and what is left are the same in whatever order the payments arrive; a payment that arrives later for a
/// day already credited means reversing that day and crediting it anew.
///
/// # Errors
/// Those of [`credit`].
pub fn credit_day(
    law: &InterestLaw,
    (regime, policy): (Regime, Policy),
    day: NaiveDate,
    payments: &[DayPayment],
    arrears: Vec<Arrear>,
) -> Result<DayAllocation, CreditError> {
    let mut sums: BTreeMap<(bool, Option<&Indication>), Vec<&DayPayment>> = BTreeMap::new();
    for payment in payments {
        let indication = payment.indication.as_ref();
        sums.entry((indication.is_none(), indication)).or_default().push(payment);
    }
    let mut outcome = DayAllocation { payments: Vec::new(), explanations: Vec::new(), left: arrears };
    for ((_, indication), mut together) in sums {
        together.sort_by(|one, other| one.id.cmp(&other.id));
        let input = Input {
            regime,
            day,
            payment: together.iter().map(|payment| payment.amount).sum(),
            indication: indication.cloned(),
            arrears: outcome.left,
            policy,
        };
        let allocation = credit(law, &input)?;
        outcome.payments.extend(hand_out(&together, allocation.lines));
        outcome.explanations.extend(allocation.explanations);
        outcome.left = allocation.left;
    }
    Ok(outcome)
}

/// Hands the lines of a sum to its payments in turn, cutting a line where a payment ends; what no line takes
/// is surplus.
fn hand_out(payments: &[&DayPayment], lines: Vec<Line>) -> Vec<PaymentLines> {
    let mut waiting = lines.into_iter().peekable();
    let mut handed = Vec::with_capacity(payments.len());
    for payment in payments {
        let mut money = payment.amount;
        let mut lines = Vec::new();
        while money > Money::ZERO
            && let Some(line) = waiting.peek_mut()
        {
            let amount = line.amount.min(money);
            money -= amount;
            lines.push(Line { amount, ..line.clone() });
            line.amount -= amount;
            if line.amount == Money::ZERO {
                waiting.next();
            }
        }
        handed.push(PaymentLines { payment: payment.id.clone(), lines, surplus: money });
    }
    handed
}
