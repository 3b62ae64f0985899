//! Starts a payment, or tries an unpaid one again: freezes the lines, asks the provider for an order, gives the way there.

use std::sync::Arc;

use chrono::Duration;
use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use ratusz_web::Session;
use serde_json::json;

use crate::POLL;
use crate::basket::Basket;
use crate::providers::{self, Order, ProviderError};
use crate::rules::instruments::{self, Instrument};
use crate::rules::state::{AttemptState, State};
use crate::rules::{polling, reference};
use crate::store::attempts::{self, Attempt, NewAttempt};
use crate::store::events;
use crate::store::lines::{self, Line};
use crate::store::payments::{self, NewPayment, Payment};
use crate::store::points::{self, Point};

/// Where the payer goes next: to the provider, or to the return page when there is no way yet.
pub(crate) struct Way {
    pub(crate) redirect: String,
}

/// What the form of the confirm page says.
pub(crate) struct Choice<'a> {
    pub(crate) point: &'a Point,
    /// The provider's code of a method; empty when the payer chooses there.
    pub(crate) method: &'a str,
    /// Of this showing of the page: the same form sent twice is the same payment.
    pub(crate) form_token: &'a str,
    pub(crate) customer_ip: String,
}

pub(crate) async fn start(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    session: &Session,
    basket: &Basket,
    choice: &Choice<'_>,
) -> Result<Way> {
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let id = municipality.new_id();
    let life = life(basket, choice);
    let reference = reference::generate(&municipality.random);
    let new = NewPayment {
        id,
        reference: &reference,
        form_token: choice.form_token,
        pos_id: choice.point.id,
        account_id: session.subject_id,
        party_id: session.party_id,
        method: choice.method,
        total: basket.total(),
        expires_at: deed.now + life,
    };
    if !payments::add(&deed, &new).await? {
        drop(deed);
        return again(municipality, session, choice.form_token).await;
    }
    lines::add(&deed, id, &basket.lines).await?;
    events::add(&deed, id, "Rozpoczęcie", choice.point.provider_name()).await?;
    let payment = payments::get(&deed.tx, id).await?;
    let attempt = new_attempt(&mut deed, &payment, 1, life).await?;
    let detail = json!({ "total": basket.total(), "lines": basket.lines.len(), "pos": choice.point.id });
    deed.note("payments.started", format!("payment:{id}"), detail);
    deed.commit().await?;
    send_order(municipality, &payment, &attempt, choice.point, &basket.lines, choice.customer_ip.clone())
        .await
}

/// A transfer may wait a day for the bank's confirmation; when BLIK or a card is possible the order is short.
fn life(basket: &Basket, choice: &Choice<'_>) -> Duration {
    let only_transfers = if choice.method.is_empty() {
        instruments::allowed(basket.public, choice.point.terms()) == [Instrument::Transfer]
    } else {
        instruments::of_payu(choice.method) == Some(Instrument::Transfer)
    };
    polling::order_life(only_transfers)
}

/// The same form a second time: the payment that it started.
pub(crate) async fn again(
    municipality: &Arc<Municipality>,
    session: &Session,
    form_token: &str,
) -> Result<Way> {
    let db = &municipality.db.write;
    let payment = payments::by_form_token(db, form_token)
        .await?
        .filter(|payment| payment.account_id == session.subject_id)
        .ok_or(Error::NotFound)?;
    let newest = newest(attempts::of(db, payment.id).await?)?;
    let open = payment.state() == State::Started && !newest.redirect_url.is_empty();
    let redirect = if open { newest.redirect_url.clone() } else { return_path(&payment, &newest) };
    Ok(Way { redirect })
}

/// A new attempt at an unpaid payment; its lines stay as they were.
pub(crate) async fn try_again(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    payment_id: i64,
    customer_ip: String,
) -> Result<Way> {
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let payment = payments::lock(&deed, payment_id).await?;
    let unpaid = payment.state().is_open() || matches!(payment.state(), State::Failed | State::Expired);
    if !unpaid {
        return Err(Error::Conflict(
            "Ta płatność jest już opłacona albo czeka na wyjaśnienie w urzędzie.".into(),
        ));
    }
    let newest = newest(attempts::of(&deed.tx, payment.id).await?)?;
    let point = points::get(&deed.tx, payment.pos_id).await?;
    let lines = lines::of(&deed.tx, payment.id).await?;
    let life = newest.expires_at - newest.created_at;
    let attempt = new_attempt(&mut deed, &payment, newest.number + 1, life).await?;
    payments::set_expiry(&deed, payment.id, attempt.expires_at).await?;
    events::add(&deed, payment.id, &format!("Próba {}", attempt.number), point.provider_name()).await?;
    deed.note("payments.tried_again", payment.subject(), json!({ "attempt": attempt.number }));
    deed.commit().await?;
    send_order(municipality, &payment, &attempt, &point, &lines, customer_ip).await
}

fn newest(attempts: Vec<Attempt>) -> Result<Attempt> {
    attempts.into_iter().last().ok_or_else(|| Error::internal("a payment without attempts"))
}

async fn new_attempt(deed: &mut Deed, payment: &Payment, number: i64, life: Duration) -> Result<Attempt> {
    let id = deed.municipality.new_id();
    let new = NewAttempt {
        id,
        payment_id: payment.id,
        number,
        ext_id: &format!("{}-{number}", payment.reference),
        return_token: &deed.municipality.random.token(),
        expires_at: deed.now + life,
    };
    attempts::add(deed, &new).await?;
    queue_question(deed, id, deed.now, deed.now + life).await?;
    attempts::get(&deed.tx, id).await
}

/// Queues the next question to the provider by the plan of [`polling`].
pub(crate) async fn queue_question(
    deed: &mut Deed,
    attempt_id: i64,
    started: chrono::DateTime<chrono::Utc>,
    expires: chrono::DateTime<chrono::Utc>,
) -> Result<()> {
    if let Some(at) = polling::next(started, expires, deed.now) {
        let key = format!("{attempt_id}:{}", at.timestamp());
        deed.queue(POLL, &key, &json!({ "attempt": attempt_id }), at).await?;
    }
    Ok(())
}

pub(crate) fn return_path(payment: &Payment, attempt: &Attempt) -> String {
    format!("/platnosc/{}/powrot?k={}", payment.reference, attempt.return_token)
}

/// Between the deeds: the provider is asked, then what it said is kept. Whatever happens here, the payment is safe in
/// the books and the poll will find out.
async fn send_order(
    municipality: &Arc<Municipality>,
    payment: &Payment,
    attempt: &Attempt,
    point: &Point,
    lines: &[Line],
    customer_ip: String,
) -> Result<Way> {
    let back = return_path(payment, attempt);
    let order = Order {
        ext_id: attempt.ext_id.clone(),
        reference: payment.reference.clone(),
        amount: payment.total(),
        lines: lines.iter().map(Line::amount).collect(),
        method: payment.method.clone(),
        customer_ip,
        notify_url: municipality.link(&format!("/wejscie/payu/{}", point.webhook_token)),
        return_to: back.clone(),
        life_seconds: (attempt.expires_at - attempt.created_at).num_seconds(),
    };
    let outcome = match providers::of(municipality, point) {
        Ok(provider) => provider.start(&order).await,
        Err(error) => Err(ProviderError::Refused(error.to_string())),
    };
    let mut deed = Deed::begin_own(municipality, &Actor::system("payments.start")).await?;
    let mut payment = payments::lock(&deed, payment.id).await?;
    let mut attempt = attempts::get(&deed.tx, attempt.id).await?;
    let redirect = match outcome {
        Ok(accepted) => {
            attempts::set_accepted(&deed, attempt.id, &accepted.provider_id, &accepted.redirect_url).await?;
            move_to(&mut deed, &mut payment, &mut attempt, AttemptState::Started, State::Started).await?;
            deed.note("payments.order_accepted", payment.subject(), json!({ "attempt": attempt.number }));
            accepted.redirect_url
        }
        // The order may exist: polls look for it by our number.
        Err(ProviderError::Lost(reason)) => {
            move_to(&mut deed, &mut payment, &mut attempt, AttemptState::Started, State::Started).await?;
            events::add(&deed, payment.id, "Operator nie odpowiedział", &reason).await?;
            deed.note("payments.order_answer_lost", payment.subject(), json!({ "attempt": attempt.number }));
            back
        }
        Err(error) => {
            tracing::warn!(%error, "order was not made");
            move_to(&mut deed, &mut payment, &mut attempt, AttemptState::Failed, State::Failed).await?;
            events::add(&deed, payment.id, "Operator nie przyjął zamówienia", &error.to_string()).await?;
            deed.note("payments.order_refused", payment.subject(), json!({ "attempt": attempt.number }));
            back
        }
    };
    deed.commit().await?;
    Ok(Way { redirect })
}

/// A notification may have been faster; what is known then stays.
async fn move_to(
    deed: &mut Deed,
    payment: &mut Payment,
    attempt: &mut Attempt,
    to: AttemptState,
    state: State,
) -> Result<()> {
    if attempt.state() != AttemptState::Draft {
        return Ok(());
    }
    attempts::set_state(deed, attempt, to).await?;
    if payment.state().go(state).is_ok() { payments::set_state(deed, payment, state).await } else { Ok(()) }
}
