//! Payments of the past years, booked month by month as the monthly statements of the bank.

use std::sync::Arc;

use chrono::Datelike;
use ratusz_dues::crediting::{self, Receipt};
use ratusz_dues::ledger::chart;
use ratusz_kernel::{Actor, Deed, Municipality, Result};

use crate::payments::Paid;

/// Credits payments in order of their days, one deed a month.
pub async fn post(municipality: &Arc<Municipality>, system: &Actor, paid: Vec<Paid>) -> Result<()> {
    for month in paid.chunk_by(|a, b| (a.day.year(), a.day.month()) == (b.day.year(), b.day.month())) {
        let Some(first) = month.first() else { continue };
        let document = format!("WB {}/{:02}", first.day.year(), first.day.month());
        let receipts: Vec<Receipt> = month
            .iter()
            .enumerate()
            .map(|(number, paid)| Receipt {
                source: format!("demo:{document}:{number}"),
                document: document.clone(),
                booking_date: paid.day,
                payment_day: paid.day,
                amount: paid.amount,
                card_id: paid.card_id,
                money_account: chart::BANK,
                note: paid.title.clone(),
            })
            .collect();
        let mut deed = Deed::begin_own(municipality, system).await?;
        crediting::credit(&mut deed, &receipts).await?;
        deed.note("demo.paid", document, serde_json::json!({ "receipts": receipts.len() }));
        deed.commit().await?;
    }
    Ok(())
}
