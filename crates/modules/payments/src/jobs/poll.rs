//! Asks the provider about an attempt nobody told us about, by the plan of [`crate::rules::polling`].

use std::sync::Arc;

use ratusz_kernel::{Municipality, Result, outbox};
use serde_json::{Value, json};

use crate::POLL;
use crate::actions::ask_provider;
use crate::rules::polling;
use crate::rules::state::AttemptState;
use crate::store::attempts;

pub(crate) async fn run(municipality: &Arc<Municipality>, job: Value) -> Result<()> {
    let id = super::number(&job, "attempt")?;
    let attempt = attempts::get(&municipality.db.write, id).await?;
    if attempt.state().has_money() || attempt.state() == AttemptState::Review {
        return Ok(());
    }
    let now = municipality.clock.now();
    if let Some(at) = polling::next(attempt.created_at, attempt.expires_at, now) {
        let job = json!({ "attempt": id }).to_string();
        outbox::add(&municipality.db.write, POLL, &format!("{id}:{}", at.timestamp()), &job, now, at).await?;
    }
    ask_provider::run(municipality, id, None).await.map(|_| ())
}
