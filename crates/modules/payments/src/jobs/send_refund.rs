//! Sends an approved refund to the provider. The number we give it makes a repeat harmless.

use std::sync::Arc;

use ratusz_kernel::{Error, Municipality, Result};
use serde_json::Value;

use crate::actions::settle_refund;
use crate::providers::{self, Provider, RefundOrder};
use crate::store::refunds::{self, Refund, RefundState};
use crate::store::{attempts, payments, points};

pub(crate) async fn run(municipality: &Arc<Municipality>, job: Value) -> Result<()> {
    let refund = refunds::get(&municipality.db.write, super::number(&job, "refund")?).await?;
    if refund.state() != RefundState::Approved {
        return Ok(());
    }
    let (provider, order) = peer(municipality, &refund).await?;
    let answer = provider.refund(&order).await.map_err(Error::internal)?;
    settle_refund::run(municipality, refund.id, &answer).await
}

/// Asks what became of a refund the provider has taken.
pub(crate) async fn follow(municipality: &Arc<Municipality>, refund: &Refund) -> Result<()> {
    if !matches!(refund.state(), RefundState::Approved | RefundState::Sent) {
        return Ok(());
    }
    let (provider, order) = peer(municipality, refund).await?;
    match provider.refund_status(&order).await.map_err(Error::internal)? {
        Some(answer) => settle_refund::run(municipality, refund.id, &answer).await,
        None => Ok(()),
    }
}

async fn peer(municipality: &Arc<Municipality>, refund: &Refund) -> Result<(Provider, RefundOrder)> {
    let db = &municipality.db.write;
    let attempt = attempts::get(db, refund.attempt_id).await?;
    let payment = payments::get(db, refund.payment_id).await?;
    let point = points::get(db, payment.pos_id).await?;
    let provider_id =
        attempt.provider_id.ok_or_else(|| Error::internal("a paid attempt without an order number"))?;
    let order = RefundOrder { provider_id, ext_id: refund.ext_id.clone(), amount: refund.amount() };
    Ok((providers::of(municipality, &point)?, order))
}
