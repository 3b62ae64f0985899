//! Ties a payout to the money the bank shows: 130 / 141, commission 240 / 141, its payments become settled.

use chrono::NaiveDate;
use ratusz_dues::ledger::{self, Component, NewEntry, NewLine, Reason, Side};
use ratusz_kernel::{Deed, Error, Money, Result, time};
use serde_json::json;

use super::post::TRANSIT;
use crate::rules::payout::{Clue, Standing, cause, standing};
use crate::store::payouts::{self, Settled};

/// Money of a provider on the municipality's account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deposit {
    pub amount: Money,
    pub day: NaiveDate,
    /// Which entry of which statement: `statement:12:3`.
    pub bank_entry: String,
}

pub(crate) async fn run(deed: &mut Deed, payout_id: i64, deposit: &Deposit) -> Result<Standing> {
    let payout = payouts::get(&deed.tx, payout_id).await?;
    if payout.bank_amount().is_some() {
        return Err(Error::Conflict("Ta wypłata jest już powiązana z wpływem na rachunek.".into()));
    }
    let sums = payout.sums();
    let standing = standing(payout.net(), sums.net(), Some(deposit.amount));
    let clues: Vec<Clue> = payouts::unreported_refunds(&deed.tx, payout.pos_id)
        .await?
        .into_iter()
        .map(|(amount, reference)| Clue {
            amount: -amount,
            words: format!("Zwrot {amount} w płatności {reference}, którego nie ma w raporcie."),
        })
        .collect();
    let cause = cause(deposit.amount - payout.net(), sums.fees, &clues);
    let fee_line = (sums.fees > Money::ZERO && standing == Standing::Agrees).then_some(sums.fees);
    let line = |account, side, amount| NewLine {
        account,
        card_id: None,
        due_id: None,
        component: Component::Money,
        side,
        amount,
        classification: String::new(),
    };
    let mut lines = vec![line("130", Side::Debit, deposit.amount)];
    // The commission leaves the transit account too; the office settles it with its expenses account.
    lines.extend(fee_line.map(|fees| line("240", Side::Debit, fees)));
    lines.push(line(TRANSIT, Side::Credit, deposit.amount + fee_line.unwrap_or(Money::ZERO)));
    let entry = NewEntry {
        booking_date: deed.today(),
        payment_day: deposit.day,
        document: format!("wypłata {}", payout.provider_id),
        reason: Reason::Transfer,
        source: Some(format!("payout:{payout_id}")),
        corrects: None,
        note: format!("Wypłata operatora {} z {}", payout.provider_id, time::short_date(payout.paid_on)),
        lines,
    };
    let entry_id =
        ledger::post(deed, vec![entry]).await?.first().copied().ok_or_else(|| Error::internal("no entry"))?;
    let settled = Settled {
        amount: deposit.amount,
        day: deposit.day,
        bank_entry: &deposit.bank_entry,
        standing,
        cause: &cause,
        entry_id,
    };
    if !payouts::settle(deed, payout_id, &settled).await? {
        return Err(Error::Conflict("Ta wypłata jest już powiązana z wpływem na rachunek.".into()));
    }
    payouts::mark_received(deed, payout_id, time::at_warsaw(deposit.day, 12)).await?;
    let detail = json!({ "amount": deposit.amount, "standing": standing.code(), "entry": entry_id });
    deed.note("payments.payout_settled", format!("payout:{payout_id}"), detail);
    Ok(standing)
}
