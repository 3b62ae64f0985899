//! The bank takes an operation back, or our own transfer returns: both are settled against each other by storno, the
//! card stands as before and its interest runs on.

use std::sync::Arc;

use ratusz_dues::ledger;
use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use crate::store::entries::{self, Entry, EntryState};
use crate::store::entry_changes;

pub(crate) async fn reverse(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    entry_id: i64,
    original_id: i64,
) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "banking.post").await?;
    let entry = entries::get(&deed.tx, entry_id).await?.ok_or(Error::NotFound)?;
    let original = entries::get(&deed.tx, original_id).await?.ok_or(Error::NotFound)?;
    if !matches!(entry.state(), EntryState::Suggested | EntryState::ToExplain) {
        return Err(super::taken());
    }
    if matches!(original.state(), EntryState::New | EntryState::Reversed) {
        return Err(Error::Conflict(
            "Ta operacja jest już cofnięta. Wybierz inną albo odrzuć propozycję.".into(),
        ));
    }
    if original.amount != -entry.amount {
        return Err(Error::Conflict("Kwoty obu operacji muszą być równe i przeciwne.".into()));
    }
    let booking_date = super::open_day(&deed, deed.today()).await?;
    for journal in journal_of(&original).chain(journal_of(&entry)) {
        ledger::storno(&mut deed, journal, booking_date, "Bank cofnął operację").await?;
    }
    if !entry_changes::set_reversed(&deed.tx, entry.id, original.id, &actor.name).await? {
        return Err(super::taken());
    }
    deed.note(
        "banking.entry_reversed",
        original.card_id.map_or_else(|| format!("entry:{}", original.id), |card| format!("card:{card}")),
        json!({ "entry": entry.id, "original": original.id, "grosze": original.amount }),
    );
    deed.commit().await
}

/// The journal entries of an operation, the later first.
fn journal_of(entry: &Entry) -> impl Iterator<Item = i64> {
    entry.journal_entry.into_iter().chain(entry.waiting_entry)
}
