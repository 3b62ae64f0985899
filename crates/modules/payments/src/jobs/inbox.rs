//! Works on a notification: it is only a hint, so the provider is asked what is true.

use std::sync::Arc;

use ratusz_kernel::{Error, Municipality, Result};
use serde_json::Value;

use crate::actions::ask_provider::{self, Asked};
use crate::providers::payu::{News, Notification};
use crate::store::{attempts, inbox, points, refunds};

use super::send_refund;

pub(crate) async fn run(municipality: &Arc<Municipality>, job: Value) -> Result<()> {
    let id = super::number(&job, "inbox")?;
    let row = inbox::get(&municipality.db.write, id).await?;
    if row.state != "new" {
        return Ok(());
    }
    let state = work(municipality, &row).await?;
    inbox::set_state(&municipality.db.write, id, state, municipality.clock.now()).await
}

async fn work(municipality: &Arc<Municipality>, row: &inbox::Row) -> Result<&'static str> {
    let db = &municipality.db.write;
    let Some(told) = Notification::parse(&row.body(municipality)?) else {
        return Ok("unreadable");
    };
    let point = points::get(db, row.pos_id).await?;
    if told.shop.as_ref().is_some_and(|shop| *shop != point.merchant_id) {
        tracing::warn!(inbox = row.id, "notification for another shop");
        return Ok("foreign_shop");
    }
    let Some(attempt) = attempts::find(db, point.id, &told.ext_id, &told.provider_id).await? else {
        tracing::warn!(inbox = row.id, "notification for an unknown order");
        return Ok("unknown_order");
    };
    match told.news {
        News::Order { authorised_at } => {
            if ask_provider::run(municipality, attempt.id, authorised_at).await? == Asked::NoAnswer {
                return Err(Error::internal("the provider did not confirm a notification yet"));
            }
        }
        News::Refund => {
            let refunds = refunds::of(db, attempt.payment_id).await?;
            for refund in refunds.iter().filter(|refund| refund.attempt_id == attempt.id) {
                send_refund::follow(municipality, refund).await?;
            }
        }
    }
    Ok("done")
}
