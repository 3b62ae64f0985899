//! A held statement: a person lets it through with a reason, sets it aside with a reason, or has it checked again.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use super::check_statement;
use crate::store::statements::{self, StatementState};

/// Lets a held statement through although a check failed. What cannot be posted at all is refused.
pub(crate) async fn release(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    id: i64,
    reason: &str,
) -> Result<()> {
    let deed = decide(municipality, actor, id, reason, StatementState::Ready).await?;
    let statement = statements::get(&deed.tx, id).await?.ok_or(Error::NotFound)?;
    if let Some(fault) = statement.faults().iter().find(|fault| fault.name.is_needed()) {
        return Err(Error::Conflict(format!("Tego wyciągu nie można przyjąć. {}", fault.text)));
    }
    finish(deed, "banking.statement_released", id, &statement.nrb, reason).await
}

/// Sets a held statement aside for good; its number is free for the right one.
pub(crate) async fn discard(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    id: i64,
    reason: &str,
) -> Result<()> {
    let deed = decide(municipality, actor, id, reason, StatementState::Discarded).await?;
    let statement = statements::get(&deed.tx, id).await?.ok_or(Error::NotFound)?;
    statements::give_up_identity(&deed.tx, id).await?;
    finish(deed, "banking.statement_discarded", id, &statement.nrb, reason).await
}

async fn decide(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    id: i64,
    reason: &str,
    to: StatementState,
) -> Result<Deed> {
    if reason.trim().chars().count() < 5 {
        return Err(Error::field(
            "powod",
            "Napisz w kilku słowach, dlaczego. Uzasadnienie zostaje przy wyciągu.",
        ));
    }
    let deed = Deed::begin(municipality, actor, "banking.release").await?;
    if !statements::advance(&deed.tx, id, StatementState::Held, to).await? {
        return Err(super::taken());
    }
    statements::set_decision(&deed.tx, id, &actor.name, reason.trim()).await?;
    Ok(deed)
}

async fn finish(mut deed: Deed, what: &'static str, id: i64, nrb: &str, reason: &str) -> Result<()> {
    let healed = check_statement::heal(&deed, nrb).await?;
    deed.note_because(what, format!("statement:{id}"), json!({ "healed": healed }), reason.trim());
    deed.commit().await
}

/// Checks a held statement again, for example after its account was added.
pub(crate) async fn check_again(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    id: i64,
) -> Result<StatementState> {
    let mut deed = Deed::begin(municipality, actor, "banking.import").await?;
    let statement = statements::get(&deed.tx, id).await?.ok_or(Error::NotFound)?;
    if statement.state() != StatementState::Held {
        return Err(super::taken());
    }
    let state = check_statement::run(&deed, id, false).await?;
    if state == StatementState::Ready {
        check_statement::heal(&deed, &statement.nrb).await?;
    }
    deed.note("banking.statement_checked", format!("statement:{id}"), json!({ "state": state.as_str() }));
    deed.commit().await?;
    Ok(state)
}
