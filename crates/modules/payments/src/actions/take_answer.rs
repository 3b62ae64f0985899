//! Acts on what the provider says of an order: moves the payment, posts money exactly once, keeps what does not agree.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use super::post;
use crate::providers::Answer;
use crate::rules::decision::{Known, Step, decide};
use crate::rules::state::{AttemptState, State};
use crate::store::attempts::{self, Attempt};
use crate::store::payments::{self, Payment};
use crate::store::{events, points};

pub(crate) async fn run(
    municipality: &Arc<Municipality>,
    attempt_id: i64,
    answer: &Answer,
    hint: Option<DateTime<Utc>>,
) -> Result<()> {
    match act(municipality, attempt_id, answer, hint).await {
        // The ledger refuses (a closed card, a closed period): the money is real, so a clerk decides where it goes.
        Err(Error::Conflict(reason)) => set_aside(municipality, attempt_id, answer, &reason).await,
        other => other,
    }
}

/// The payment of an attempt, locked, with the attempt and whether it is the newest and another one funded it.
async fn lock(deed: &Deed, attempt_id: i64) -> Result<(Payment, Attempt, Known)> {
    let payment_id = attempts::get(&deed.tx, attempt_id).await?.payment_id;
    let payment = payments::lock(deed, payment_id).await?;
    let all = attempts::of(&deed.tx, payment_id).await?;
    let newest = all.last().is_some_and(|last| last.id == attempt_id);
    let funded_by_other =
        all.iter().any(|other| other.id != attempt_id && other.state() == AttemptState::Funds);
    let attempt = all.into_iter().find(|attempt| attempt.id == attempt_id).ok_or(Error::NotFound)?;
    let known = Known { state: payment.state(), newest, attempt: attempt.state(), funded_by_other };
    Ok((payment, attempt, known))
}

async fn act(
    municipality: &Arc<Municipality>,
    attempt_id: i64,
    answer: &Answer,
    hint: Option<DateTime<Utc>>,
) -> Result<()> {
    let mut deed = Deed::begin_own(municipality, &Actor::system("payments.answer")).await?;
    let (mut payment, mut attempt, known) = lock(&deed, attempt_id).await?;
    let point = points::get(&deed.tx, payment.pos_id).await?;
    let agreement = answer.agreement(&point, &attempt.ext_id, payment.total());
    let news = attempt.raw_state != answer.raw;
    let step = decide(known, answer.said, agreement);
    if step == Step::Nothing && !news {
        return Ok(());
    }
    if news {
        attempts::set_answer(&deed, attempt.id, &answer.provider_id, &answer.raw, answer.refusal).await?;
        let detail = format!("próba {}: {} {}", attempt.number, answer.raw, answer.refusal);
        events::add(&deed, payment.id, "Odpowiedź operatora", detail.trim_end()).await?;
    }
    match step {
        Step::Nothing => {}
        Step::Move { attempt: to, payment: state } => {
            attempts::set_state(&deed, &mut attempt, to).await?;
            if let Some(state) = state {
                payments::set_state(&mut deed, &mut payment, state).await?;
            }
        }
        Step::Fund { late } => {
            let authorised_at = answer.authorised_at.or(hint).unwrap_or(deed.now).min(deed.now);
            attempts::set_state(&deed, &mut attempt, AttemptState::Funds).await?;
            attempts::set_authorised(&deed, attempt.id, authorised_at).await?;
            payments::set_paid(&deed, &mut payment, authorised_at, late).await?;
            payments::set_state(&mut deed, &mut payment, State::Paid).await?;
            let amount = payment.total();
            post::fund(&mut deed, &mut payment, &attempt, amount).await?;
        }
        Step::Surplus => {
            attempts::set_state(&deed, &mut attempt, AttemptState::Surplus).await?;
            let authorised_at = answer.authorised_at.or(hint).unwrap_or(deed.now).min(deed.now);
            attempts::set_authorised(&deed, attempt.id, authorised_at).await?;
            post::surplus(&mut deed, &payment, &attempt, authorised_at).await?;
        }
        Step::Review(reason) => review(&mut deed, &mut payment, &mut attempt, answer, reason).await?,
    }
    let detail = json!({ "attempt": attempt.number, "raw": answer.raw, "state": payment.state().code() });
    deed.note("payments.provider_answered", payment.subject(), detail);
    deed.commit().await
}

async fn review(
    deed: &mut Deed,
    payment: &mut Payment,
    attempt: &mut Attempt,
    answer: &Answer,
    reason: &str,
) -> Result<()> {
    attempts::set_state(deed, attempt, AttemptState::Review).await?;
    attempts::set_reported(deed, attempt.id, answer.amount).await?;
    events::add(deed, payment.id, "Do wyjaśnienia", reason).await?;
    // Money already posted stays posted; only the attempt waits then.
    if payment.state().go(State::Review).is_ok() || payment.state() == State::Review {
        payments::set_review(deed, payment, reason).await?;
    }
    Ok(())
}

async fn set_aside(
    municipality: &Arc<Municipality>,
    attempt_id: i64,
    answer: &Answer,
    reason: &str,
) -> Result<()> {
    let mut deed = Deed::begin_own(municipality, &Actor::system("payments.answer")).await?;
    let (mut payment, mut attempt, known) = lock(&deed, attempt_id).await?;
    if known.attempt.has_money() || known.attempt == AttemptState::Review {
        return Ok(());
    }
    attempts::set_answer(&deed, attempt.id, &answer.provider_id, &answer.raw, "").await?;
    review(&mut deed, &mut payment, &mut attempt, answer, reason).await?;
    deed.note_because("payments.set_aside", payment.subject(), json!({ "attempt": attempt.number }), reason);
    deed.commit().await
}
