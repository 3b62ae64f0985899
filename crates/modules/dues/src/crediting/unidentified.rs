//! Money that nobody can place yet (wpływy do wyjaśnienia), and its explanation later.

use chrono::NaiveDate;
use ratusz_kernel::{Deed, Error, Money, Result};
use serde_json::json;

use super::{Credited, Origin, Receipt, credit_from};
use crate::ledger::{self, Component, NewEntry, NewLine, Reason, Side, chart};

/// Source, document, booking date, payment day, amount and note of money to be explained.
pub type Unidentified = (String, String, NaiveDate, NaiveDate, Money, String);

/// Books money of the bank account to be explained: 130 / 245.
pub async fn unidentified(deed: &mut Deed, receipts: &[Unidentified]) -> Result<Vec<i64>> {
    let line = |account, side, amount| NewLine {
        account,
        card_id: None,
        due_id: None,
        component: Component::Money,
        side,
        amount,
        classification: String::new(),
    };
    let entries = receipts
        .iter()
        .map(|(source, document, booking_date, payment_day, amount, note)| NewEntry {
            booking_date: *booking_date,
            payment_day: *payment_day,
            document: document.clone(),
            reason: Reason::Unidentified,
            source: Some(source.clone()),
            corrects: None,
            note: note.clone(),
            lines: vec![
                line(chart::BANK, Side::Debit, *amount),
                line(chart::UNEXPLAINED, Side::Credit, *amount),
            ],
        })
        .collect();
    let ids = ledger::post(deed, entries).await?;
    let total: Money = receipts.iter().map(|receipt| receipt.4).sum();
    deed.note("dues.unidentified", "journal", json!({ "receipts": ids.len(), "grosze": total.grosze() }));
    Ok(ids)
}

/// Credits money that was to be explained: 245 / 221. It is explained whole and once.
pub async fn identify(deed: &mut Deed, unidentified_entry_id: i64, receipt: Receipt) -> Result<Credited> {
    let (entry, lines) =
        ledger::stored_entry(&deed.tx, unidentified_entry_id).await?.ok_or(Error::NotFound)?;
    let waiting: i64 =
        lines.iter().filter(|line| line.account == chart::UNEXPLAINED).map(|line| line.amount).sum();
    if entry.reason != Reason::Unidentified.as_str() || waiting != receipt.amount.grosze() {
        return Err(Error::Conflict("Kwota wyjaśnienia musi być równa kwocie wpływu do wyjaśnienia.".into()));
    }
    let receipt = Receipt { source: format!("identified:{unidentified_entry_id}"), ..receipt };
    let origin =
        Origin { account: chart::UNEXPLAINED, component: Component::Money, reason: Reason::Identified };
    let credited = credit_from(deed, std::slice::from_ref(&receipt), |_| origin).await?.pop();
    credited.ok_or_else(|| Error::internal("a receipt was left out of crediting"))
}
