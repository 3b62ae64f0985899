//! After a file came in: its ready statements are posted at once, when the municipality wants it so.

use std::sync::Arc;

use ratusz_kernel::{Actor, Error, Municipality, Result, settings};

use super::post_statement::post;
use crate::store::statements::{self, StatementState};

/// Setting: whether ready statements are posted without a person. Only matches of rules 1 to 4 reach cards that way.
pub(crate) const AUTO_POST: &str = "banking.auto_post";

/// The job in the outbox that does it when the process that took the file in did not get to it.
pub(crate) const AUTO_POST_JOB: &str = "banking.auto_post";

/// Posts every ready statement, oldest first. One that the books refuse is held with their reason.
pub(crate) async fn run(municipality: &Arc<Municipality>) -> Result<()> {
    let wanted: Option<bool> =
        settings::get(&municipality.db.read, AUTO_POST, municipality.clock.today()).await?;
    if !wanted.unwrap_or(true) {
        return Ok(());
    }
    let actor = Actor::system("banking.auto_post");
    let waiting = statements::waiting(&municipality.db.read).await?;
    for statement in waiting.into_iter().filter(|statement| statement.state() == StatementState::Ready) {
        match post(municipality, &actor, statement.id).await {
            Ok(_) => {}
            Err(Error::Conflict(reason)) => {
                tracing::warn!(statement = statement.id, reason, "statement could not be posted");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
