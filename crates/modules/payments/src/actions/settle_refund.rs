//! Keeps what the provider says of a refund; a final one is taken back out of the ledger, exactly once.

use std::sync::Arc;

use ratusz_dues::ledger::{self, NewEntry, Reason, Side};
use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result};
use serde_json::json;

use super::post;
use crate::notices;
use crate::providers::RefundAnswer;
use crate::rules::state::{AttemptState, State, resting};
use crate::store::attempts::{self, Attempt};
use crate::store::events;
use crate::store::payments::{self, Payment};
use crate::store::postings;
use crate::store::refunds::{self, Refund, RefundState};

pub(crate) async fn run(
    municipality: &Arc<Municipality>,
    refund_id: i64,
    answer: &RefundAnswer,
) -> Result<()> {
    match keep(municipality, refund_id, answer, true).await {
        // The money is gone at the provider, but the ledger cannot give it back by itself (the overpayment was used
        // meanwhile): the refund stands and a clerk corrects the entries.
        Err(Error::Conflict(reason)) => {
            tracing::warn!(refund_id, reason, "refund needs a correction by hand");
            keep(municipality, refund_id, answer, false).await
        }
        other => other,
    }
}

async fn keep(
    municipality: &Arc<Municipality>,
    refund_id: i64,
    answer: &RefundAnswer,
    book: bool,
) -> Result<()> {
    let mut deed = Deed::begin_own(municipality, &Actor::system("payments.refund")).await?;
    let payment_id = refunds::get(&deed.tx, refund_id).await?.payment_id;
    let mut payment = payments::lock(&deed, payment_id).await?;
    let refund = refunds::get(&deed.tx, refund_id).await?;
    if !matches!(refund.state(), RefundState::Approved | RefundState::Sent) {
        return Ok(());
    }
    let mut attempt = attempts::get(&deed.tx, refund.attempt_id).await?;
    match answer {
        RefundAnswer::Pending { provider_id } => {
            if refund.state() == RefundState::Sent {
                return Ok(());
            }
            refunds::set_state(&deed, refund.id, RefundState::Sent, Some(provider_id), "").await?;
            events::add(&deed, payment.id, "Zwrot przyjęty przez operatora", &refund.amount().to_string())
                .await?;
        }
        RefundAnswer::Refused(reason) => {
            refunds::set_state(&deed, refund.id, RefundState::Refused, None, reason).await?;
            events::add(&deed, payment.id, "Operator odmówił zwrotu", reason).await?;
            rest(&mut deed, &mut payment, refund.id).await?;
        }
        RefundAnswer::Final { provider_id } => {
            refunds::set_state(&deed, refund.id, RefundState::Final, Some(provider_id), "").await?;
            if book {
                take_back(&mut deed, &payment, &attempt, &refund).await?;
            } else {
                let words =
                    "Księgi nie przyjęły zwrotu: sprawdź nadpłatę na karcie i skoryguj zapis ręcznie.";
                events::add(&deed, payment.id, "Zwrot wymaga korekty", words).await?;
            }
            attempts::add_refunded(&deed, &mut attempt, refund.amount()).await?;
            if attempt.state() == AttemptState::Funds {
                payments::add_refunded(&deed, &mut payment, refund.amount()).await?;
            }
            events::add(&deed, payment.id, "Zwrócono", &refund.amount().to_string()).await?;
            rest(&mut deed, &mut payment, refund.id).await?;
            tell(&mut deed, &payment, &refund).await?;
        }
    }
    deed.note(
        "payments.refund_answered",
        payment.subject(),
        json!({ "refund": refund.id, "amount": refund.amount(), "booked": book }),
    );
    deed.commit().await
}

/// The payment leaves "refunding" when no other refund is under way.
async fn rest(deed: &mut Deed, payment: &mut Payment, ended: i64) -> Result<()> {
    let others = refunds::of(&deed.tx, payment.id).await?;
    let busy = others
        .iter()
        .any(|other| other.id != ended && matches!(other.state(), RefundState::Approved | RefundState::Sent));
    if busy || payment.state() != State::Refunding {
        return Ok(());
    }
    let to = resting(payment.total(), payment.refunded(), payment.received_at.is_some());
    payments::set_state(deed, payment, to).await
}

/// Of a surplus the overpayment shrinks; of the funding attempt the entries are reversed and what remains is credited
/// again on the same day of payment.
async fn take_back(deed: &mut Deed, payment: &Payment, attempt: &Attempt, refund: &Refund) -> Result<()> {
    let standing = postings::standing(&deed.tx, attempt.id).await?;
    let note = format!("Zwrot {} z płatności {}", refund.ext_id, payment.reference);
    if attempt.state() == AttemptState::Surplus {
        let cards = standing.iter().map(|posting| (posting.card_id, posting.amount())).collect();
        // Earlier refunds took the first part.
        let entries = part(cards, attempt.refunded(), refund.amount())
            .into_iter()
            .map(|(card_id, amount)| NewEntry {
                booking_date: deed.today(),
                payment_day: deed.today(),
                document: refund.ext_id.clone(),
                reason: Reason::Refund,
                source: Some(format!("payment_refund:{}:{card_id}", refund.id)),
                corrects: None,
                note: note.clone(),
                lines: post::overpayment_lines(card_id, amount, Side::Debit),
            })
            .collect();
        return ledger::post(deed, entries).await.map(|_| ());
    }
    let booking_date = deed.today();
    for posting in &standing {
        let entry = ledger::storno(deed, posting.entry_id, booking_date, &note).await?;
        postings::set_reversed(deed, posting.id, entry).await?;
    }
    let standing_sum: Money = standing.iter().map(postings::Posting::amount).sum();
    let remaining = standing_sum - refund.amount();
    let shares =
        post::shares(standing.iter().map(|posting| (posting.card_id, posting.amount())).collect(), remaining);
    let Some(payment_day) = standing.first().map(|posting| posting.payment_day) else { return Ok(()) };
    let suffix = format!(":refund:{}", refund.id);
    post::credit(deed, payment, attempt, &shares, payment_day, &suffix).await.map(|_| ())
}

/// The next `amount` of the cards' amounts after `taken` of them.
fn part(cards: Vec<(i64, Money)>, taken: Money, amount: Money) -> Vec<(i64, Money)> {
    let (mut skip, mut left) = (taken, amount);
    cards
        .into_iter()
        .map(|(card_id, whole)| {
            let skipped = whole.min(skip);
            skip -= skipped;
            let part = (whole - skipped).min(left);
            left -= part;
            (card_id, part)
        })
        .filter(|(_, part)| *part > Money::ZERO)
        .collect()
}

async fn tell(deed: &mut Deed, payment: &Payment, refund: &Refund) -> Result<()> {
    let contact = post::contact(deed, payment).await?;
    let values = json!({ "reference": payment.reference, "amount": refund.amount().to_string() });
    let link = format!("/platnosc/{}/powrot", payment.reference);
    let key = format!("payment_refund:{}", refund.id);
    post::tell(deed, payment, contact.as_ref(), &notices::REFUNDED, values, &link, key).await
}
