//! The second person decides about a change above the limit.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde_json::json;

use super::corrections::{Act, perform};

/// A change that waits, or was decided.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Proposal {
    pub id: i64,
    pub act: String,
    pub card_id: i64,
    pub amount: i64,
    pub reason: String,
    pub state: String,
    pub proposed_by: i64,
    pub proposer_name: String,
    pub proposed_at: DateTime<Utc>,
    pub decider_name: String,
    pub decision_note: String,
}

impl Proposal {
    pub(crate) fn money(&self) -> Money {
        Money::from_grosze(self.amount)
    }

    pub(crate) fn act(&self) -> Result<Act> {
        Ok(serde_json::from_str(&self.act)?)
    }
}

/// What waits, the oldest first, then the latest decided ones.
pub(crate) async fn list<C: ConnectionTrait>(db: &C) -> Result<Vec<Proposal>> {
    Ok(db
        .all(
            "SELECT * FROM proposal ORDER BY CASE WHEN state = 'waiting' THEN 0 ELSE 1 END, \
             CASE WHEN state = 'waiting' THEN id ELSE -id END LIMIT 100",
            values![],
        )
        .await?)
}

/// What waits on one card.
pub(crate) async fn waiting_on<C: ConnectionTrait>(db: &C, card_id: i64) -> Result<Vec<Proposal>> {
    Ok(db
        .all("SELECT * FROM proposal WHERE state = 'waiting' AND card_id = $1 ORDER BY id", values![card_id])
        .await?)
}

/// Approves or rejects; the person who proposed may only reject. Gives the entry of an approved change.
pub(crate) async fn decide(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    id: i64,
    approved: bool,
    note: &str,
) -> Result<Option<i64>> {
    let mut deed = Deed::begin(municipality, actor, "dues.approve").await?;
    let state = if approved { "approved" } else { "rejected" };
    let taken = deed
        .tx
        .run(
            "UPDATE proposal SET state = $2, decided_by = $3, decider_name = $4, decided_at = $5, decision_note = $6 \
             WHERE id = $1 AND state = 'waiting'",
            values![id, state, actor.id, actor.name.clone(), deed.now, note],
        )
        .await?;
    let proposal: Proposal =
        deed.tx.maybe("SELECT * FROM proposal WHERE id = $1", values![id]).await?.ok_or(Error::NotFound)?;
    if taken == 0 {
        return Err(Error::Conflict("Ta sprawa jest już rozstrzygnięta. Niczego nie zmieniliśmy.".into()));
    }
    if approved && proposal.proposed_by == actor.id {
        return Err(Error::Conflict(
            "Zatwierdza druga osoba: nie możesz zatwierdzić własnego wniosku.".into(),
        ));
    }
    let act = proposal.act()?;
    let amount = proposal.money();
    let entry = if approved {
        let reason = format!("{} (wniosek: {})", proposal.reason, proposal.proposer_name);
        let source = Some(format!("proposal:{id}"));
        Some(perform(&mut deed, &act, proposal.card_id, amount, &reason, source).await?)
    } else {
        None
    };
    let deed_name = if approved { "dues.approved" } else { "dues.rejected" };
    let detail =
        json!({ "proposal": id, "act": act.permission(), "grosze": proposal.amount, "entry": entry });
    deed.note_because(deed_name, format!("card:{}", proposal.card_id), detail, note);
    deed.commit().await?;
    Ok(entry)
}
