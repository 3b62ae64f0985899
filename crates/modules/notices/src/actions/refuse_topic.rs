//! Somebody switches e-mails of one topic off by the address in one of them.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Municipality, Result, Sql, values};
use serde_json::json;

use crate::rules::Topic;

/// Again changes nothing, and the mailbox need not know.
pub(crate) async fn refuse_topic(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    account_id: i64,
    topic: Topic,
) -> Result<()> {
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let refused = deed
        .tx
        .run(
            "INSERT INTO mail_refusal (account_id, topic, refused_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            values![account_id, topic.as_str(), deed.now],
        )
        .await?;
    if refused == 0 {
        return Ok(());
    }
    deed.note("notices.topic_refused", format!("account:{account_id}"), json!({ "topic": topic.as_str() }));
    deed.commit().await
}
