//! From allocations of the rules to entries of the journal.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use ratusz_kernel::{Deed, Error, Money, Result, Sql, values};
use serde::Serialize;

use super::accounts::{Account, OpenDue};
use super::{Credited, Origin, Receipt};
use crate::kinds::Kinds;
use crate::ledger::{self, Component, NewEntry, NewLine, Side, chart};
use crate::rules::crediting::{Arrear, Component as Part, DayAllocation, Explanation, Line, PaymentLines};
use crate::rules::interest::Regime;

/// Entries waiting to be posted together, with what their receipts will be told.
#[derive(Default)]
pub(super) struct Posting {
    entries: Vec<NewEntry>,
    results: Vec<(usize, Credited)>,
    /// For each entry the input and result of the rules, enough to repeat the crediting (OP art. 62 §4).
    stories: Vec<String>,
    /// Civil dues with the day up to which their interest is counted now.
    counted: BTreeMap<i64, NaiveDate>,
}

impl Posting {
    /// Takes in the payments of one day on one account.
    #[expect(clippy::too_many_arguments, reason = "one call site; the parts are what an entry is made of")]
    pub fn add(
        &mut self,
        receipts: &[Receipt],
        together: &[usize],
        origin: &impl Fn(&Receipt) -> Origin,
        account: &Account,
        before: &[Arrear],
        outcome: &DayAllocation,
        kinds: &Kinds,
        balance: impl Fn(i64) -> Result<Money>,
    ) -> Result<()> {
        let dues: HashMap<&str, &OpenDue> =
            account.dues.iter().map(|due| (due.arrear.id.as_str(), due)).collect();
        let mut accruals = accruals(account.regime, outcome);
        let given: HashMap<&str, &PaymentLines> =
            outcome.payments.iter().map(|payment| (payment.payment.as_str(), payment)).collect();
        for &index in together {
            let receipt = &receipts[index];
            let payment = given
                .get(super::payment_id(index).as_str())
                .ok_or_else(|| Error::internal("the rules left out a payment"))?;
            let entry = entry(receipt, origin(receipt), payment, &dues, &mut accruals, kinds)?;
            let part = |part| -> Money {
                payment.lines.iter().filter(|line| line.component == part).map(|line| line.amount).sum()
            };
            self.results.push((
                index,
                Credited {
                    entry_id: 0,
                    card_id: receipt.card_id,
                    amount: receipt.amount,
                    to_principal: part(Part::Principal),
                    to_interest: part(Part::Interest),
                    to_cost: part(Part::Cost),
                    surplus: payment.surplus,
                    card_balance_after: balance(receipt.card_id)?,
                },
            ));
            self.stories.push(story(account.regime, receipt, before, payment, &outcome.explanations)?);
            self.entries.push(entry);
        }
        if account.regime == Regime::Civil {
            for due in &account.dues {
                self.counted.extend(due.arrear.interest_counted_to.map(|day| (due.id, day)));
            }
        }
        Ok(())
    }

    /// Posts everything and keeps the allocations beside the entries.
    pub async fn post(mut self, deed: &mut Deed) -> Result<Vec<(usize, Credited)>> {
        let ids = ledger::post(deed, self.entries).await?;
        let mut rows = Vec::with_capacity(ids.len() * 2);
        for ((id, (_, result)), story) in ids.into_iter().zip(&mut self.results).zip(self.stories) {
            result.entry_id = id;
            rows.extend(values![id, story]);
        }
        deed.tx.insert_rows("INSERT INTO allocation (entry_id, content)", 2, rows, "").await?;
        ledger::set_counted(&deed.tx, &self.counted).await?;
        Ok(self.results)
    }
}

/// Interest that comes due with the payments of a day, by due: for taxes what they pay, for civil debts all that is
/// counted up to the day, because the unpaid rest is carried on.
fn accruals(regime: Regime, outcome: &DayAllocation) -> BTreeMap<String, Money> {
    let mut accruals: BTreeMap<String, Money> = BTreeMap::new();
    for explanation in &outcome.explanations {
        *accruals.entry(explanation.due.clone()).or_default() += match regime {
            Regime::Public => explanation.interest_paid,
            Regime::Civil => explanation.interest.charged,
        };
    }
    accruals
}

fn entry(
    receipt: &Receipt,
    origin: Origin,
    payment: &PaymentLines,
    dues: &HashMap<&str, &OpenDue>,
    accruals: &mut BTreeMap<String, Money>,
    kinds: &Kinds,
) -> Result<NewEntry> {
    let mut lines = vec![NewLine {
        account: origin.account,
        card_id: Some(receipt.card_id),
        due_id: None,
        component: origin.component,
        side: Side::Debit,
        amount: receipt.amount,
        classification: String::new(),
    }];
    for line in &payment.lines {
        let due =
            dues.get(line.due.as_str()).ok_or_else(|| Error::internal("the rules named an unknown due"))?;
        let kind = kinds.of_card(&due.arrear.kind)?;
        let receivable = |side, component, amount, classification: &str| NewLine {
            account: chart::RECEIVABLES,
            card_id: Some(due.card_id),
            due_id: Some(due.id),
            component,
            side,
            amount,
            classification: classification.to_owned(),
        };
        // Interest becomes income with the first payment that reaches the due.
        if line.component != Part::Cost
            && let Some(accrued) = accruals.remove(&line.due).filter(|accrued| *accrued > Money::ZERO)
        {
            let classification = kind.interest_classification();
            lines.push(receivable(Side::Debit, Component::Interest, accrued, &classification));
            lines.push(NewLine {
                account: chart::INTEREST_INCOME,
                card_id: None,
                due_id: None,
                component: Component::Money,
                side: Side::Credit,
                amount: accrued,
                classification,
            });
        }
        let (component, classification) = match line.component {
            Part::Principal => (Component::Principal, due.classification.clone()),
            Part::Interest => (Component::Interest, kind.interest_classification()),
            Part::Cost => (Component::Cost, kind.cost_classification()),
        };
        lines.push(receivable(Side::Credit, component, line.amount, &classification));
    }
    if payment.surplus > Money::ZERO {
        lines.push(NewLine {
            account: chart::RECEIVABLES,
            card_id: Some(receipt.card_id),
            due_id: None,
            component: Component::Overpayment,
            side: Side::Credit,
            amount: payment.surplus,
            classification: String::new(),
        });
    }
    Ok(NewEntry {
        booking_date: receipt.booking_date,
        payment_day: receipt.payment_day,
        document: receipt.document.clone(),
        reason: origin.reason,
        source: Some(receipt.source.clone()),
        corrects: None,
        note: receipt.note.clone(),
        lines,
    })
}

/// What the rules were asked and what they answered, for one receipt.
#[derive(Serialize)]
struct Story<'a> {
    regime: Regime,
    day: NaiveDate,
    payment: Money,
    lines: &'a [Line],
    surplus: Money,
    arrears: Vec<&'a Arrear>,
    explanations: Vec<&'a Explanation>,
}

fn story(
    regime: Regime,
    receipt: &Receipt,
    before: &[Arrear],
    payment: &PaymentLines,
    explanations: &[Explanation],
) -> Result<String> {
    let touched = |due: &str| payment.lines.iter().any(|line| line.due == due);
    Ok(serde_json::to_string(&Story {
        regime,
        day: receipt.payment_day,
        payment: receipt.amount,
        lines: &payment.lines,
        surplus: payment.surplus,
        arrears: before.iter().filter(|arrear| touched(&arrear.id)).collect(),
        explanations: explanations.iter().filter(|story| touched(&story.due)).collect(),
    })?)
}
