//! Takes in a signed notification: checked, kept once, answered at once, worked on later (integrations.md §1.2).

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Municipality, Result};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::INBOX;
use crate::providers::permitted;
use crate::rules::signature::{self, SignatureError};
use crate::store::inbox;
use crate::store::points::Point;

/// What the sender is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reception {
    Taken,
    Unreadable,
    BadSignature,
    /// A sandbox shop at a real office.
    Forbidden,
}

pub(crate) async fn run(
    municipality: &Arc<Municipality>,
    point: &Point,
    header: &str,
    body: &[u8],
) -> Result<Reception> {
    if permitted(municipality.profile().demo, point).is_err() {
        return Ok(Reception::Forbidden);
    }
    match signature::check(header, body, &point.second_key(municipality)?) {
        Ok(()) => {}
        Err(error) => {
            tracing::warn!(pos = point.id, %error, "notification refused");
            let unreadable = error == SignatureError::Unreadable;
            return Ok(if unreadable { Reception::Unreadable } else { Reception::BadSignature });
        }
    }
    let mut deed = Deed::begin_own(municipality, &Actor::system("payments.notification")).await?;
    let id = municipality.new_id();
    let event_key = hex::encode(Sha256::digest(body));
    if inbox::add(&deed, id, &event_key, point.id, body).await? {
        deed.queue(INBOX, &id.to_string(), &json!({ "inbox": id }), deed.now).await?;
        deed.note("payments.notified", format!("pos:{}", point.id), json!({ "inbox": id }));
        deed.commit().await?;
    }
    Ok(Reception::Taken)
}
