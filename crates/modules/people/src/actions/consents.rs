//! A resident gives or withdraws consents; only what changed is noted.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Municipality, Result};
use serde_json::json;

use crate::store::consents::{self, KINDS};
use crate::subject::Subject;

/// `given` are the codes of the ticked ones. Gives the number of changes.
pub async fn save(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    account_id: i64,
    given: &[String],
) -> Result<usize> {
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let history = consents::history(&deed.tx, account_id).await?;
    let mut changes = 0;
    for kind in &KINDS {
        let wanted = given.iter().any(|code| code == kind.code);
        if wanted != consents::stands(&history, kind.code) {
            consents::add(&deed, account_id, kind, wanted).await?;
            deed.note(
                if wanted { "people.consent_given" } else { "people.consent_withdrawn" },
                Subject::resident(account_id).label(),
                json!({ "kind": kind.code }),
            );
            changes += 1;
        }
    }
    if changes > 0 {
        deed.commit().await?;
    }
    Ok(changes)
}
