//! A clerk records that one person may act for another person or a firm, and ends it.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use crate::store::authorisations::{self, NewAuthorisation};

pub async fn add(municipality: &Arc<Municipality>, actor: &Actor, new: &NewAuthorisation) -> Result<i64> {
    let mut deed = Deed::begin(municipality, actor, "people.identify").await?;
    let id = authorisations::add(&deed, new).await?;
    deed.note(
        "people.authorised",
        format!("party:{}", new.principal_id),
        json!({ "authorisation": id, "agent": new.agent_id, "from": new.valid_from, "to": new.valid_to }),
    );
    deed.commit().await?;
    Ok(id)
}

pub async fn end(municipality: &Arc<Municipality>, actor: &Actor, id: i64, reason: &str) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "people.identify").await?;
    let one = authorisations::get(&deed.tx, id).await?.ok_or(Error::NotFound)?;
    if !authorisations::end(&deed, id).await? {
        return Err(Error::Conflict("To upoważnienie już wcześniej zakończono.".into()));
    }
    deed.note_because(
        "people.authorisation_ended",
        format!("party:{}", one.principal_id),
        json!({ "authorisation": id, "agent": one.agent_id }),
        reason,
    );
    deed.commit().await
}
