//! Reverses an entry: the same lines with sides swapped, pointing to the reversed entry.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ratusz_kernel::{Deed, Error, Money, Result};

use super::balances::recount_interest;
use super::entry::{Component, entry};
use super::{LineRow, NewEntry, NewLine, Reason, Side, chart, post};

/// Reverses an entry exactly and restores the balances. An entry is reversed once; a reversal is not reversed.
pub async fn storno(
    deed: &mut Deed,
    entry_id: i64,
    booking_date: NaiveDate,
    reason_text: &str,
) -> Result<i64> {
    let (original, lines) = entry(&deed.tx, entry_id).await?.ok_or(Error::NotFound)?;
    if original.reason == Reason::Storno.as_str() {
        return Err(Error::Conflict(
            "Storna nie można wystornować. Zaksięguj dokument jeszcze raz, z nowym numerem księgowania."
                .into(),
        ));
    }
    let mirror = lines.iter().map(mirrored).collect::<Result<_>>()?;
    let storno = NewEntry {
        booking_date,
        payment_day: original.payment_day,
        document: original.document,
        reason: Reason::Storno,
        source: None,
        corrects: Some(entry_id),
        note: reason_text.to_owned(),
        lines: mirror,
    };
    let ids = post(deed, vec![storno]).await?;
    let dues: BTreeSet<i64> = lines.iter().filter_map(|line| line.due_id).collect();
    let cards: BTreeSet<i64> = lines.iter().filter_map(|line| line.card_id).collect();
    if !dues.is_empty() {
        recount_interest(&deed.tx, &Vec::from_iter(cards), &Vec::from_iter(dues)).await?;
    }
    ids.first().copied().ok_or_else(|| Error::internal("a reversal got no number"))
}

fn mirrored(line: &LineRow) -> Result<NewLine> {
    let component = Component::parse(&line.component)
        .ok_or_else(|| Error::internal(format!("unknown component {}", line.component)))?;
    Ok(NewLine {
        account: chart::known(&line.account)?,
        card_id: line.card_id,
        due_id: line.due_id,
        component,
        side: if line.side == "D" { Side::Credit } else { Side::Debit },
        amount: Money::from_grosze(line.amount),
        classification: line.classification.clone(),
    })
}
