//! Asks the provider about one attempt and acts on the answer; an order nobody paid in time ends here.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratusz_kernel::{Actor, Deed, Municipality, Result};
use serde_json::json;

use super::take_answer;
use crate::providers::{self, ProviderError};
use crate::rules::decision::Said;
use crate::rules::polling;
use crate::rules::state::{AttemptState, State};
use crate::store::{attempts, events, payments, points};

/// What became of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Answered,
    /// The provider is away or does not know the order.
    NoAnswer,
}

/// `hint` is the moment of authorisation a notification told, used when the provider's answer does not tell it.
pub(crate) async fn run(
    municipality: &Arc<Municipality>,
    attempt_id: i64,
    hint: Option<DateTime<Utc>>,
) -> Result<Asked> {
    let db = &municipality.db.write;
    let attempt = attempts::get(db, attempt_id).await?;
    let payment = payments::get(db, attempt.payment_id).await?;
    let point = points::get(db, payment.pos_id).await?;
    let expired = polling::has_expired(attempt.expires_at, municipality.clock.now());
    let provider = providers::of(municipality, &point)?;
    match provider.status(&attempt.ext_id, attempt.provider_id.as_deref()).await {
        Ok(answer) => {
            let unpaid = answer.said == Said::Started;
            take_answer::run(municipality, attempt_id, &answer, hint).await?;
            if unpaid && expired {
                expire(municipality, attempt_id).await?;
            }
            Ok(Asked::Answered)
        }
        Err(ProviderError::NoSuchOrder) => {
            if expired {
                expire(municipality, attempt_id).await?;
            }
            Ok(Asked::NoAnswer)
        }
        Err(ProviderError::Own(error)) => Err(error),
        Err(error) => {
            tracing::info!(%error, attempt_id, "no answer about an attempt");
            Ok(Asked::NoAnswer)
        }
    }
}

/// Ends an order nobody paid in time; money that comes later all the same is taken as late.
pub(crate) async fn expire(municipality: &Arc<Municipality>, attempt_id: i64) -> Result<()> {
    let mut deed = Deed::begin_own(municipality, &Actor::system("payments.expire")).await?;
    let payment_id = attempts::get(&deed.tx, attempt_id).await?.payment_id;
    let mut payment = payments::lock(&deed, payment_id).await?;
    let all = attempts::of(&deed.tx, payment_id).await?;
    let newest = all.last().is_some_and(|last| last.id == attempt_id);
    let Some(mut attempt) = all.into_iter().find(|attempt| attempt.id == attempt_id) else { return Ok(()) };
    if !matches!(attempt.state(), AttemptState::Draft | AttemptState::Started) {
        return Ok(());
    }
    attempts::set_state(&deed, &mut attempt, AttemptState::Expired).await?;
    if newest && payment.state().is_open() {
        payments::set_state(&mut deed, &mut payment, State::Expired).await?;
    }
    events::add(&deed, payment_id, "Czas na płatność minął", "").await?;
    deed.note("payments.expired", payment.subject(), json!({ "attempt": attempt.number }));
    deed.commit().await
}
