//! A clerk decides about a payment that waits for an explanation: the money is accepted as it came, or there is none.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use super::post;
use crate::rules::state::{AttemptState, State};
use crate::store::{attempts, events, payments};

pub(crate) async fn run(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    payment_id: i64,
    accept: bool,
    reason: &str,
) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "payments.settle").await?;
    let mut payment = payments::lock(&deed, payment_id).await?;
    if payment.state() != State::Review {
        return Err(Error::Conflict("Ta płatność nie czeka na wyjaśnienie.".into()));
    }
    let all = attempts::of(&deed.tx, payment_id).await?;
    let mut attempt = all
        .into_iter()
        .rev()
        .find(|attempt| attempt.state() == AttemptState::Review)
        .ok_or_else(|| Error::internal("review without an attempt"))?;
    if accept {
        let amount = attempt.reported().unwrap_or_else(|| payment.total());
        let authorised_at = attempt.authorised_at.unwrap_or(attempt.created_at);
        attempts::set_state(&deed, &mut attempt, AttemptState::Funds).await?;
        let late = payment.late;
        payments::set_paid(&deed, &mut payment, authorised_at, late).await?;
        payments::set_state(&mut deed, &mut payment, State::Paid).await?;
        post::fund(&mut deed, &mut payment, &attempt, amount).await?;
    } else {
        attempts::set_state(&deed, &mut attempt, AttemptState::Failed).await?;
        payments::set_state(&mut deed, &mut payment, State::Failed).await?;
    }
    let title = if accept { "Wyjaśniona: wpłata przyjęta" } else { "Wyjaśniona: brak wpłaty" };
    events::add(&deed, payment_id, title, &format!("{}: {reason}", actor.name)).await?;
    deed.note_because("payments.explained", payment.subject(), json!({ "accepted": accept }), reason);
    deed.commit().await
}
