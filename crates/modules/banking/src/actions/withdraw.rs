//! Takes an entry back from a wrong card: storno, and the money waits to be explained again with its payment day. The
//! first half of re-posting (przeksięgowanie).

use std::sync::Arc;

use ratusz_dues::{crediting, ledger};
use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result};
use serde_json::json;

use crate::store::entries::{self, EntryState};
use crate::store::{entry_changes, memory, statements};

pub(crate) async fn withdraw(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    entry_id: i64,
    reason: &str,
) -> Result<()> {
    if reason.trim().chars().count() < 5 {
        return Err(Error::field("powod", "Napisz w kilku słowach, dlaczego to nie ta karta."));
    }
    let mut deed = Deed::begin(municipality, actor, "banking.post").await?;
    let entry = entries::get(&deed.tx, entry_id).await?.ok_or(Error::NotFound)?;
    let (EntryState::Posted, Some(card_id), Some(journal)) =
        (entry.state(), entry.card_id, entry.journal_entry)
    else {
        return Err(super::taken());
    };
    let booking_date = super::open_day(&deed, deed.today()).await?;
    ledger::storno(&mut deed, journal, booking_date, reason.trim()).await?;
    let waiting = match entry.waiting_entry {
        // Money that went out still waits on 240.
        Some(waiting) if entry.amount < 0 => waiting,
        earlier => {
            if let Some(earlier) = earlier {
                ledger::storno(&mut deed, earlier, booking_date, reason.trim()).await?;
            }
            let statement = statements::get(&deed.tx, entry.statement_id).await?.ok_or(Error::NotFound)?;
            let again = (
                format!("bank:{}:{}:{}", statement.identity, entry.ordinal, entry.withdrawn_times + 1),
                format!("WB {}", statement.label()),
                booking_date,
                entry.payment_day,
                Money::from_grosze(entry.amount),
                reason.trim().to_owned(),
            );
            let ids = crediting::unidentified(&mut deed, &[again]).await?;
            ids.first().copied().ok_or_else(|| Error::internal("no journal entry"))?
        }
    };
    let text = format!("Wycofana z karty: {}", reason.trim());
    if !entry_changes::set_withdrawn(&deed.tx, &entry, waiting, actor, &text).await? {
        return Err(super::taken());
    }
    if let Some(index) = &entry.counterparty_index {
        memory::forget(&deed.tx, index, card_id).await?;
    }
    deed.note_because(
        "banking.entry_withdrawn",
        format!("card:{card_id}"),
        json!({ "entry": entry.id, "grosze": entry.amount }),
        reason.trim(),
    );
    deed.commit().await
}
