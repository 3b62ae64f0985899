//! The second person approves a refund or says no; an approved one goes to the provider.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use crate::REFUND;
use crate::rules::state::State;
use crate::store::refunds::{self, RefundState};
use crate::store::{events, payments};

pub(crate) async fn run(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    refund_id: i64,
    approve: bool,
) -> Result<i64> {
    let mut deed = Deed::begin(municipality, actor, "payments.refund_approve").await?;
    let payment_id = refunds::get(&deed.tx, refund_id).await?.payment_id;
    let mut payment = payments::lock(&deed, payment_id).await?;
    let refund = refunds::get(&deed.tx, refund_id).await?;
    if refund.state() != RefundState::Asked {
        return Err(Error::Conflict("Ktoś już rozstrzygnął to zlecenie zwrotu.".into()));
    }
    if approve && refund.asked_by == actor.id {
        return Err(Error::Conflict("Zwrot zatwierdza inna osoba niż ta, która go zleciła.".into()));
    }
    let state = if approve { RefundState::Approved } else { RefundState::Declined };
    refunds::set_decided(&deed, refund_id, state, actor).await?;
    events::add(
        &deed,
        payment_id,
        if approve { "Zwrot zatwierdzony" } else { "Zwrot niezatwierdzony" },
        &actor.name,
    )
    .await?;
    if approve {
        if payment.state() != State::Refunding {
            payments::set_state(&mut deed, &mut payment, State::Refunding).await?;
        }
        deed.queue(REFUND, &refund_id.to_string(), &json!({ "refund": refund_id }), deed.now).await?;
    }
    let what = if approve { "payments.refund_approved" } else { "payments.refund_declined" };
    deed.note(what, payment.subject(), json!({ "refund": refund_id, "amount": refund.amount() }));
    deed.commit().await?;
    Ok(payment_id)
}
