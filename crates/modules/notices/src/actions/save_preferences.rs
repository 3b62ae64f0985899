//! A resident chooses what comes by e-mail.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Municipality, Result, Sql, values};
use serde_json::json;

use crate::rules::Topic;

/// `refused` replaces the earlier choice; topics that cannot be refused are left out.
pub(crate) async fn save_preferences(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    refused: &[Topic],
) -> Result<()> {
    let refused: Vec<_> =
        refused.iter().filter(|topic| topic.can_be_refused()).map(|topic| topic.as_str()).collect();
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let account_id = actor.id;
    deed.tx.run("DELETE FROM mail_refusal WHERE account_id = $1", values![account_id]).await?;
    let rows = refused.iter().flat_map(|topic| values![account_id, *topic, deed.now]).collect();
    deed.tx.insert_rows("INSERT INTO mail_refusal (account_id, topic, refused_at)", 3, rows, "").await?;
    deed.note("notices.preferences_saved", format!("account:{account_id}"), json!({ "refused": refused }));
    deed.commit().await
}
