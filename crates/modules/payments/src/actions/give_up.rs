//! Ends an attempt whose plan of questions is over without an answer that decides: what nobody paid expires, what the bank
//! never confirmed waits for a clerk.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Municipality, Result};
use serde_json::json;

use super::ask_provider;
use crate::rules::state::AttemptState;
use crate::store::{attempts, events, payments};

const REASON: &str =
    "Operator od tygodnia nie potwierdza tej wpłaty ani jej nie odrzuca. Sprawdź ją w jego panelu.";

pub(crate) async fn run(municipality: &Arc<Municipality>, attempt_id: i64) -> Result<()> {
    let attempt = attempts::get(&municipality.db.write, attempt_id).await?;
    match attempt.state() {
        AttemptState::Draft | AttemptState::Started => ask_provider::expire(municipality, attempt_id).await,
        AttemptState::Pending => leave_to_clerk(municipality, attempt_id).await,
        _ => Ok(()),
    }
}

async fn leave_to_clerk(municipality: &Arc<Municipality>, attempt_id: i64) -> Result<()> {
    let mut deed = Deed::begin_own(municipality, &Actor::system("payments.give_up")).await?;
    let payment_id = attempts::get(&deed.tx, attempt_id).await?.payment_id;
    let mut payment = payments::lock(&deed, payment_id).await?;
    let mut attempt = attempts::get(&deed.tx, attempt_id).await?;
    // Money may have come between the question and the lock.
    if attempt.state() != AttemptState::Pending || !payment.state().is_open() {
        return Ok(());
    }
    attempts::set_state(&deed, &mut attempt, AttemptState::Review).await?;
    payments::set_review(&mut deed, &mut payment, REASON).await?;
    events::add(&deed, payment_id, "Do wyjaśnienia", REASON).await?;
    deed.note_because("payments.given_up", payment.subject(), json!({ "attempt": attempt.number }), REASON);
    deed.commit().await
}
