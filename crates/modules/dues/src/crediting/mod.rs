//! Crediting money to dues (zaliczenie wpłaty): loads what the payers owe, asks the rules, posts the entries.

mod accounts;
mod entries;
mod unidentified;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ratusz_kernel::{Deed, Error, Money, Municipality, Result};
use serde::{Deserialize, Serialize};

use crate::ledger::{self, Component, Reason};
use crate::rules::crediting::{
    Allocation, DayPayment, Indication, Input, credit as credit_by_law, credit_day,
};
use crate::rules::interest::Regime;
use crate::{kinds, law};

pub use unidentified::{Unidentified, identify, unidentified};

use accounts::{Account, Accounts};

/// Receipts credited at once: the cards they name are read with one query.
const BATCH: usize = 1000;

/// Money that came in for a card.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Receipt {
    /// Where it comes from; the same source is never credited twice.
    pub source: String,
    pub document: String,
    pub booking_date: NaiveDate,
    /// OP art. 60 §1.
    pub payment_day: NaiveDate,
    /// Above zero.
    pub amount: Money,
    pub card_id: i64,
    /// `130` bank, `101` cash desk, `141` in transit.
    pub money_account: &'static str,
    pub note: String,
}

/// Where the money of a receipt went.
#[derive(Debug, Clone, PartialEq)]
pub struct Credited {
    pub entry_id: i64,
    pub card_id: i64,
    pub amount: Money,
    pub to_principal: Money,
    pub to_interest: Money,
    pub to_cost: Money,
    /// An overpayment of the card (OP art. 72).
    pub surplus: Money,
    /// What is still owed on the card after all receipts of the same day, with interest of that day.
    pub card_balance_after: Money,
}

/// The side of the entry that the money comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    pub account: &'static str,
    pub component: Component,
    pub reason: Reason,
}

/// Credits receipts in the order of their payment days and gives the results in the order of the receipts. Payments of
/// one day on one account do not depend on their order.
pub async fn credit(deed: &mut Deed, receipts: &[Receipt]) -> Result<Vec<Credited>> {
    credit_from(deed, receipts, |receipt| Origin {
        account: receipt.money_account,
        component: Component::Money,
        reason: Reason::Payment,
    })
    .await
}

/// Credits the overpayment of a card to what its payers owe (OP art. 76 §1); nothing when there is none or nothing open.
pub async fn use_overpayment(deed: &mut Deed, card_id: i64, day: NaiveDate) -> Result<Option<Credited>> {
    let law = law::of(&deed.municipality).await?;
    let kinds = kinds::of(&deed.municipality).await?;
    let mut accounts = Accounts::load(&deed.tx, &kinds, &law, &[card_id]).await?;
    let account = accounts.of(card_id)?;
    let (overpaid, owed) = (account.overpaid(card_id), account.owed(card_id, day, &law)?);
    let amount = overpaid.min(owed);
    if amount <= Money::ZERO {
        return Ok(None);
    }
    let receipt = Receipt {
        source: format!("overpayment:{card_id}:{}", deed.municipality.new_id()),
        document: format!("zaliczenie nadpłaty {day}"),
        booking_date: deed.today(),
        payment_day: day,
        amount,
        card_id,
        money_account: ledger::chart::RECEIVABLES,
        note: "Zaliczenie nadpłaty, art. 76 § 1 Ordynacji podatkowej".into(),
    };
    let origin = Origin {
        account: ledger::chart::RECEIVABLES,
        component: Component::Overpayment,
        reason: Reason::OverpaymentUsed,
    };
    Ok(credit_from(deed, &[receipt], |_| origin).await?.pop())
}

/// What the rules would do with a payment, without booking it.
pub async fn preview(
    municipality: &Municipality,
    card_id: i64,
    amount: Money,
    payment_day: NaiveDate,
) -> Result<Allocation> {
    let law = law::of(municipality).await?;
    let kinds = kinds::of(municipality).await?;
    let mut accounts = Accounts::load(&municipality.db.read, &kinds, &law, &[card_id]).await?;
    let account = accounts.of(card_id)?;
    let input = Input {
        regime: account.regime,
        day: payment_day,
        payment: amount,
        indication: account.indication(card_id),
        arrears: account.arrears(),
        policy: law.choices.crediting,
    };
    credit_by_law(&law.interest, &input).map_err(|error| refused(&error))
}

/// What one due would get of payments of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    pub due_id: i64,
    pub regime: Regime,
    pub amount: Money,
}

/// What the rules would do with payments `(card, amount)` of one day together, by due, without booking it.
pub async fn preview_together(
    municipality: &Municipality,
    payments: &[(i64, Money)],
    payment_day: NaiveDate,
) -> Result<Vec<Foreseen>> {
    let law = law::of(municipality).await?;
    let kinds = kinds::of(municipality).await?;
    let cards: Vec<i64> = payments.iter().map(|(card, _)| *card).collect();
    let mut accounts = Accounts::load(&municipality.db.read, &kinds, &law, &cards).await?;
    let mut together: BTreeMap<usize, Vec<DayPayment>> = BTreeMap::new();
    for (number, (card, amount)) in payments.iter().enumerate() {
        let place = accounts.place(*card)?;
        let indication = accounts.at(place).indication(*card);
        let payment = DayPayment { id: payment_id(number), amount: *amount, indication };
        together.entry(place).or_default().push(payment);
    }
    let mut foreseen: BTreeMap<i64, Foreseen> = BTreeMap::new();
    for (place, payments) in together {
        let account = accounts.at(place);
        let choices = (account.regime, law.choices.crediting);
        let outcome = credit_day(&law.interest, choices, payment_day, &payments, account.arrears())
            .map_err(|error| refused(&error))?;
        for line in outcome.payments.iter().flat_map(|payment| &payment.lines) {
            let due_id = line.due.parse().map_err(Error::internal)?;
            let none = Foreseen { due_id, regime: account.regime, amount: Money::ZERO };
            foreseen.entry(due_id).or_insert(none).amount += line.amount;
        }
    }
    Ok(foreseen.into_values().collect())
}

pub(crate) async fn credit_from(
    deed: &mut Deed,
    receipts: &[Receipt],
    origin: impl Fn(&Receipt) -> Origin,
) -> Result<Vec<Credited>> {
    let law = law::of(&deed.municipality).await?;
    let kinds = kinds::of(&deed.municipality).await?;
    let mut order: Vec<usize> = (0..receipts.len()).collect();
    order.sort_by_key(|&index| (receipts[index].card_id, receipts[index].payment_day, index));
    let mut credited: Vec<Option<Credited>> = vec![None; receipts.len()];
    for batch in batches(&order, receipts) {
        let mut cards: Vec<i64> = batch.iter().map(|&index| receipts[index].card_id).collect();
        cards.dedup();
        let mut accounts = Accounts::load(&deed.tx, &kinds, &law, &cards).await?;
        let mut days: BTreeMap<(usize, NaiveDate), Vec<usize>> = BTreeMap::new();
        for &index in batch {
            let account = accounts.place(receipts[index].card_id)?;
            days.entry((account, receipts[index].payment_day)).or_default().push(index);
        }
        let mut posting = entries::Posting::default();
        for ((place, day), together) in days {
            let account = accounts.at(place);
            let payments = payments(account, receipts, &together);
            let before = account.arrears();
            let choices = (account.regime, law.choices.crediting);
            let outcome = credit_day(&law.interest, choices, day, &payments, before.clone())
                .map_err(|error| refused(&error))?;
            account.take_over(&outcome.left)?;
            let balance = |card| account.owed(card, day, &law);
            posting.add(receipts, &together, &origin, account, &before, &outcome, &kinds, balance)?;
        }
        for (index, result) in posting.post(deed).await? {
            credited[index] = Some(result);
        }
    }
    let total: Money = receipts.iter().map(|receipt| receipt.amount).sum();
    deed.note(
        "dues.credited",
        match receipts {
            [only] => format!("card:{}", only.card_id),
            _ => "cards".to_owned(),
        },
        serde_json::json!({ "receipts": receipts.len(), "grosze": total.grosze() }),
    );
    credited
        .into_iter()
        .map(|result| result.ok_or_else(|| Error::internal("a receipt was left out of crediting")))
        .collect()
}

/// Cuts the order into batches; the receipts of one card stay together.
fn batches<'a>(mut order: &'a [usize], receipts: &[Receipt]) -> Vec<&'a [usize]> {
    let mut batches = Vec::new();
    while !order.is_empty() {
        let mut end = order.len().min(BATCH);
        while end < order.len() && receipts[order[end]].card_id == receipts[order[end - 1]].card_id {
            end += 1;
        }
        let (batch, rest) = order.split_at(end);
        batches.push(batch);
        order = rest;
    }
    batches
}

/// The payments of one day on one account, as the rules ask for them; numbers keep the order of the receipts.
fn payments(account: &Account, receipts: &[Receipt], together: &[usize]) -> Vec<DayPayment> {
    together
        .iter()
        .map(|&index| DayPayment {
            id: payment_id(index),
            amount: receipts[index].amount,
            indication: account.indication(receipts[index].card_id),
        })
        .collect()
}

/// Names of payments for the rules, which take them in the order of their names.
fn payment_id(number: usize) -> String {
    format!("{number:09}")
}

fn refused(error: &crate::rules::crediting::CreditError) -> Error {
    Error::Conflict(error.to_string())
}

/// The kind of the card is the payer's indication, because the card's account serves one kind only.
pub(crate) fn indication(kind: &str) -> Indication {
    Indication::Kind(kind.to_owned())
}
