//! Ties a payout to the money the bank shows: 130 / 141, commission 240 / 141, its payments become settled.

use chrono::{Days, NaiveDate};
use ratusz_dues::ledger::{self, Component, NewEntry, NewLine, Reason, Side};
use ratusz_kernel::{Deed, Error, Money, Result, time};
use serde_json::json;

use super::post::TRANSIT;
use crate::rules::payout::{Clue, Standing, Sums, cause, standing};
use crate::store::payouts::{self, NewPayout, Settled};

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
    let cause = cause(deposit.amount - sums.net(), sums.fees, &clues);
    let fees = if standing == Standing::Agrees { sums.fees } else { Money::ZERO };
    let entry_id = post(deed, payout_id, &payout.provider_id, deposit, fees).await?;
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

/// 130 / 141 for what came; the commission leaves the transit account too, against 240, where the office settles it with
/// its expenses account.
async fn post(deed: &mut Deed, payout_id: i64, number: &str, deposit: &Deposit, fees: Money) -> Result<i64> {
    let mut lines =
        vec![line("130", Side::Debit, deposit.amount), line(TRANSIT, Side::Credit, deposit.amount + fees)];
    if fees > Money::ZERO {
        lines.push(line("240", Side::Debit, fees));
    }
    // The day of the bank, so that its close agrees; a closed month takes nothing any more.
    let closed = ledger::closed_through(&deed.tx).await?;
    let booking_date = closed.map_or(deposit.day, |closed| deposit.day.max(closed + Days::new(1)));
    let entry = NewEntry {
        booking_date,
        payment_day: deposit.day,
        document: format!("wypłata {number}"),
        reason: Reason::Transfer,
        source: Some(format!("payout:{payout_id}")),
        corrects: None,
        note: format!("Wypłata operatora {number}"),
        lines,
    };
    ledger::post(deed, vec![entry]).await?.first().copied().ok_or_else(|| Error::internal("no entry"))
}

fn line(account: &'static str, side: Side, amount: Money) -> NewLine {
    let (card_id, due_id, component) = (None, None, Component::Money);
    NewLine { account, card_id, due_id, component, side, amount, classification: String::new() }
}

/// Money of a provider that no report explains yet (brak raportu): posted, and waiting for its report.
pub(crate) async fn without_report(deed: &mut Deed, pos_id: i64, deposit: &Deposit) -> Result<i64> {
    let id = deed.municipality.new_id();
    let new = NewPayout {
        id,
        pos_id,
        provider_id: &deposit.bank_entry,
        paid_on: deposit.day,
        sums: Sums { payments: deposit.amount, ..Sums::default() },
        net: deposit.amount,
        standing: Standing::NoReport,
        cause: "",
    };
    if !payouts::add(deed, &new, &[]).await? {
        return Err(Error::Conflict("Ten wpływ jest już zapisany jako wypłata operatora.".into()));
    }
    let entry_id = post(deed, id, &deposit.bank_entry, deposit, Money::ZERO).await?;
    let settled = Settled {
        amount: deposit.amount,
        day: deposit.day,
        bank_entry: &deposit.bank_entry,
        standing: Standing::NoReport,
        cause: "Wczytaj raport operatora, który wyjaśni ten wpływ.",
        entry_id,
    };
    payouts::settle(deed, id, &settled).await?;
    deed.note("payments.payout_without_report", format!("payout:{id}"), json!({ "amount": deposit.amount }));
    Ok(id)
}

/// A report arrived after its money: it takes over the bank entry, and the commission is posted now.
pub(crate) async fn explain_deposit(deed: &mut Deed, payout_id: i64) -> Result<()> {
    let payout = payouts::get(&deed.tx, payout_id).await?;
    let Some(waiting) =
        payouts::without_report(&deed.tx, payout.pos_id, payout.net(), payout.paid_on).await?
    else {
        return Ok(());
    };
    let (Some(amount), Some(day), Some(entry_id)) =
        (waiting.bank_amount(), waiting.bank_day, waiting.entry_id)
    else {
        return Ok(());
    };
    let sums = payout.sums();
    let standing = standing(payout.net(), sums.net(), Some(amount));
    let fees = if standing == Standing::Agrees { sums.fees } else { Money::ZERO };
    if fees > Money::ZERO {
        let entry = NewEntry {
            booking_date: deed.today(),
            payment_day: day,
            document: format!("wypłata {}", payout.provider_id),
            reason: Reason::Fee,
            source: Some(format!("payout:{payout_id}:fee")),
            corrects: None,
            note: format!("Prowizja operatora, wypłata {}", payout.provider_id),
            lines: vec![line("240", Side::Debit, fees), line(TRANSIT, Side::Credit, fees)],
        };
        ledger::post(deed, vec![entry]).await?;
    }
    let settled =
        Settled { amount, day, bank_entry: &waiting.bank_entry, standing, cause: &payout.cause, entry_id };
    payouts::settle(deed, payout_id, &settled).await?;
    payouts::mark_received(deed, payout_id, time::at_warsaw(day, 12)).await?;
    payouts::remove(deed, waiting.id).await
}
