//! Confirms a proposal with one key, or declines it.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use super::assign::{Assigned, Choice, assign};
use super::reverse::reverse;
use crate::store::entries::{self, EntryState};
use crate::store::entry_changes;

/// What a confirmed proposal did.
#[derive(Debug, Clone)]
pub(crate) enum Confirmed {
    Assigned(Assigned),
    Reversed,
}

pub(crate) async fn confirm(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    entry_id: i64,
) -> Result<Confirmed> {
    let entry = entries::get(&municipality.db.read, entry_id).await?.ok_or(Error::NotFound)?;
    if entry.state() != EntryState::Suggested {
        return Err(super::taken());
    }
    if let Some(original) = entry.original_id {
        reverse(municipality, actor, entry_id, original).await?;
        return Ok(Confirmed::Reversed);
    }
    let cards = entry.suggested_cards();
    let [card_id] = cards.as_slice() else {
        return Err(Error::Conflict("Ta propozycja ma kilka kart. Otwórz wpłatę i wybierz właściwą.".into()));
    };
    let choice = Choice { card_id: *card_id, payment_day: None };
    assign(municipality, actor, entry_id, choice).await.map(Confirmed::Assigned)
}

/// The proposal is wrong: the entry waits to be explained.
pub(crate) async fn decline(municipality: &Arc<Municipality>, actor: &Actor, entry_id: i64) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "banking.post").await?;
    if !entry_changes::set_declined(&deed.tx, entry_id, &actor.name).await? {
        return Err(super::taken());
    }
    deed.note("banking.suggestion_declined", format!("entry:{entry_id}"), json!({}));
    deed.commit().await
}
