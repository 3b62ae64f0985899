//! Posts the money of an attempt to the ledger, 141 / 221, in the transaction that makes the payment paid.

use chrono::{DateTime, NaiveDate, Utc};
use ratusz_dues::crediting::{self, Credited, Receipt};
use ratusz_dues::ledger::{self, Component, NewEntry, NewLine, Reason, Side};
use ratusz_dues::{cards, kinds, notices as dues_notices};
use ratusz_kernel::{Deed, Error, Money, Result, time};
use ratusz_notices::Notice;
use ratusz_people::contacts::{self, Contact};
use serde_json::json;

use crate::notices;
use crate::rules::state::State;
use crate::store::attempts::Attempt;
use crate::store::events;
use crate::store::lines;
use crate::store::payments::{self, Payment};
use crate::store::postings::{self, NewPosting};

/// Money in transit: with the provider until its payout reaches the bank.
pub(crate) const TRANSIT: &str = "141";

/// Credits the payment to its cards and tells the payer.
pub(crate) async fn fund(
    deed: &mut Deed,
    payment: &mut Payment,
    attempt: &Attempt,
    amount: Money,
) -> Result<()> {
    let shares = shares(lines::by_card(&lines::of(&deed.tx, payment.id).await?), amount);
    let payment_day = payment.payment_day().ok_or_else(|| Error::internal("paid without a day"))?;
    let credited = credit(deed, payment, attempt, &shares, payment_day, "").await?;
    let card_ids: Vec<i64> = shares.iter().map(|(card_id, _)| *card_id).collect();
    let cards = cards::by_ids(&deed.tx, &card_ids).await?;
    let kinds = kinds::of(&deed.municipality).await?;
    let contact = contact(deed, payment).await?;
    for credit in &credited {
        let card = cards.get(&credit.card_id).ok_or(Error::NotFound)?;
        let values = json!({
            "amount": credit.amount.to_string(),
            "date": time::long_date(payment_day),
            "what": format!("{}, {}", kinds.of_card(&card.kind)?.title(), card.title),
            "balance": credit.card_balance_after.to_string(),
        });
        let key = format!("payment:{}:{}:posted", payment.id, credit.card_id);
        tell(deed, payment, contact.as_ref(), &dues_notices::PAYMENT_POSTED, values, "/naleznosci", key)
            .await?;
    }
    payments::set_state(deed, payment, State::Posted).await?;
    events::add(
        deed,
        payment.id,
        "Zaksięgowana",
        &format!("{amount}, dzień zapłaty {}", time::short_date(payment_day)),
    )
    .await
}

/// The parts of the cards in an amount that may differ from the basket: what is missing is missing at the end, what is on
/// top belongs to the last card.
pub(crate) fn shares(cards: Vec<(i64, Money)>, amount: Money) -> Vec<(i64, Money)> {
    let mut left = amount;
    let mut shares: Vec<(i64, Money)> = cards
        .into_iter()
        .map(|(card_id, part)| {
            let part = part.min(left);
            left -= part;
            (card_id, part)
        })
        .filter(|(_, part)| *part > Money::ZERO)
        .collect();
    if let Some((_, last)) = shares.last_mut() {
        *last += left;
    }
    shares
}

/// Credits the shares of an attempt's money to their cards. `suffix` tells repeated postings of the same card apart: after
/// a partial refund.
pub(crate) async fn credit(
    deed: &mut Deed,
    payment: &Payment,
    attempt: &Attempt,
    shares: &[(i64, Money)],
    payment_day: NaiveDate,
    suffix: &str,
) -> Result<Vec<Credited>> {
    let booking_date = deed.today();
    let receipts: Vec<Receipt> = shares
        .iter()
        .map(|(card_id, amount)| Receipt {
            source: format!("payment:{}:{card_id}{suffix}", payment.id),
            document: payment.reference.clone(),
            booking_date,
            payment_day,
            amount: *amount,
            card_id: *card_id,
            money_account: TRANSIT,
            note: format!("Płatność internetowa {}", payment.reference),
        })
        .collect();
    let credited = crediting::credit(deed, &receipts).await?;
    let posted = credited.iter().map(|one| (one.entry_id, one.card_id, one.amount));
    keep(deed, attempt, posted, payment_day, false).await?;
    Ok(credited)
}

/// Notes what an attempt's money did: entry, card, amount.
async fn keep(
    deed: &Deed,
    attempt: &Attempt,
    posted: impl Iterator<Item = (i64, i64, Money)>,
    payment_day: NaiveDate,
    surplus: bool,
) -> Result<()> {
    let (payment_id, attempt_id) = (attempt.payment_id, attempt.id);
    for (entry_id, card_id, amount) in posted {
        let new = NewPosting { payment_id, attempt_id, card_id, entry_id, amount, surplus, payment_day };
        postings::add(deed, &new).await?;
    }
    Ok(())
}

/// A second success: an overpayment of the cards (OP art. 72), for the office to credit or to return.
pub(crate) async fn surplus(
    deed: &mut Deed,
    payment: &Payment,
    attempt: &Attempt,
    authorised_at: DateTime<Utc>,
) -> Result<()> {
    let payment_day = time::civil_date(authorised_at);
    let shares = lines::by_card(&lines::of(&deed.tx, payment.id).await?);
    let entries = shares
        .iter()
        .map(|(card_id, amount)| NewEntry {
            booking_date: deed.today(),
            payment_day,
            document: payment.reference.clone(),
            reason: Reason::Payment,
            source: Some(format!("payment:{}:{card_id}:surplus:{}", payment.id, attempt.number)),
            corrects: None,
            note: format!("Płatność internetowa {}, druga wpłata tej samej kwoty", payment.reference),
            lines: overpayment_lines(*card_id, *amount, Side::Credit),
        })
        .collect();
    let ids = ledger::post(deed, entries).await?;
    let posted = ids.into_iter().zip(shares).map(|(entry_id, (card_id, amount))| (entry_id, card_id, amount));
    keep(deed, attempt, posted, payment_day, true).await?;
    events::add(deed, payment.id, "Druga wpłata, nadpłata", &payment.total().to_string()).await?;
    let contact = contact(deed, payment).await?;
    let values = json!({ "reference": payment.reference, "amount": payment.total().to_string() });
    let link = format!("/platnosc/{}/powrot", payment.reference);
    let key = format!("payment:{}:surplus:{}", payment.id, attempt.number);
    tell(deed, payment, contact.as_ref(), &notices::PAID_TWICE, values, &link, key).await
}

/// 141 against the overpayment of a card; `side` is the card's side.
pub(crate) fn overpayment_lines(card_id: i64, amount: Money, side: Side) -> Vec<NewLine> {
    let line = |account, component, side| NewLine {
        account,
        card_id: Some(card_id),
        due_id: None,
        component,
        side,
        amount,
        classification: String::new(),
    };
    vec![line(TRANSIT, Component::Money, side.other()), line("221", Component::Overpayment, side)]
}

/// The account that paid, when it has a confirmed e-mail.
pub(crate) async fn contact(deed: &Deed, payment: &Payment) -> Result<Option<Contact>> {
    let parties: Vec<i64> = payment.party_id.into_iter().collect();
    let found = contacts::of_parties(&deed.municipality, &parties).await?;
    Ok(found.into_iter().find(|contact| contact.account_id == payment.account_id))
}

pub(crate) async fn tell(
    deed: &mut Deed,
    payment: &Payment,
    contact: Option<&Contact>,
    template: &'static ratusz_notices::Template,
    values: serde_json::Value,
    link: &str,
    key: String,
) -> Result<()> {
    let email = contact.map(|contact| contact.email.as_str());
    let notice = Notice { template, account_id: Some(payment.account_id), email, values, link, key };
    ratusz_notices::send(deed, &notice).await
}
