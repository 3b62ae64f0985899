//! Joint obligation (łączne zobowiązanie pieniężne, "nakaz płatniczy"), UPR art. 6c: one decision, components kept apart.

use chrono::NaiveDate;
use ratusz_kernel::Money;
use serde::{Deserialize, Serialize};

use crate::rules::instalments::{Instalment, Remainder, plan, split_components};

/// To what the rule applies that a tax up to 100 zł is paid once; practice differs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SinglePayment {
    #[default]
    OnTotal,
    PerTax,
}

/// The instalments, and how each divides over the components.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joint {
    pub instalments: Vec<Instalment>,
    /// A row for each instalment, a column for each component.
    pub parts: Vec<Vec<Money>>,
}

/// Divides components, each already rounded to full złoty, over the due dates so that rows and columns add up.
pub fn joint(
    components: &[Money],
    due_dates: &[NaiveDate],
    limit: Money,
    single: SinglePayment,
    remainder: Remainder,
) -> Joint {
    match single {
        SinglePayment::OnTotal => {
            let total = components.iter().copied().sum();
            let instalments = plan(total, due_dates, limit, remainder);
            let amounts: Vec<Money> = instalments.iter().map(|part| part.amount).collect();
            Joint { parts: split_components(components, &amounts), instalments }
        }
        SinglePayment::PerTax => {
            let plans: Vec<_> =
                components.iter().map(|component| plan(*component, due_dates, limit, remainder)).collect();
            let count = plans.iter().map(Vec::len).max().unwrap_or(0);
            let part =
                |plan: &Vec<Instalment>, row: usize| plan.get(row).map_or(Money::ZERO, |part| part.amount);
            let parts: Vec<Vec<Money>> =
                (0..count).map(|row| plans.iter().map(|plan| part(plan, row)).collect()).collect();
            let instalments = (1..)
                .zip(due_dates.iter().zip(&parts))
                .map(|(number, (&due_date, row))| Instalment {
                    number,
                    due_date,
                    amount: row.iter().copied().sum(),
                })
                .collect();
            Joint { instalments, parts }
        }
    }
}
