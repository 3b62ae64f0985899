//! A clerk asks for a refund (zwrot); another person approves it.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result};
use serde_json::json;

use crate::store::payments::Payment;
use crate::store::refunds::{self, NewRefund, Refund};
use crate::store::{attempts, events, payments};

/// What may still be returned of one attempt's money.
pub(crate) fn left(payment: &Payment, attempt_id: i64, refunds: &[Refund]) -> Money {
    let promised: Money = refunds
        .iter()
        .filter(|refund| refund.attempt_id == attempt_id && refund.state().counts())
        .map(Refund::amount)
        .sum();
    payment.total() - promised
}

pub(crate) async fn run(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    attempt_id: i64,
    amount: Money,
    reason: &str,
) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "payments.refund_ask").await?;
    let attempt = attempts::get(&deed.tx, attempt_id).await?;
    let payment = payments::lock(&deed, attempt.payment_id).await?;
    if !payment.state().is_posted() || !attempt.state().has_money() {
        return Err(Error::Conflict("Zwrócić można tylko płatność, która jest zaksięgowana.".into()));
    }
    let refunds = refunds::of(&deed.tx, payment.id).await?;
    let left = left(&payment, attempt_id, &refunds);
    if amount <= Money::ZERO || amount > left {
        return Err(Error::field(
            "kwota",
            format!("Wpisz kwotę od 0,01 zł do {left}. Tyle zostało do zwrotu."),
        ));
    }
    let number = i64::try_from(refunds.len()).map_err(Error::internal)? + 1;
    let id = municipality.new_id();
    let ext_id = format!("{}-Z{number}", attempt.ext_id);
    refunds::add(
        &deed,
        &NewRefund { id, attempt_id, payment_id: payment.id, number, ext_id: &ext_id, amount, reason },
    )
    .await?;
    events::add(&deed, payment.id, "Zlecenie zwrotu", &format!("{amount}: {reason}")).await?;
    deed.note_because(
        "payments.refund_asked",
        payment.subject(),
        json!({ "refund": id, "amount": amount }),
        reason,
    );
    deed.commit().await
}
