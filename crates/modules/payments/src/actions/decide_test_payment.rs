//! What the visitor decided on the test bank's page; the provider "notifies" at once, as real ones do.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use super::ask_provider;
use crate::POLL;
use crate::providers::test_bank::Decision;
use crate::store::attempts;
use crate::store::test_bank::{self, TestOrder};

pub(crate) async fn run(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    order: &TestOrder,
    decision: Decision,
) -> Result<()> {
    if !municipality.profile().demo {
        return Err(Error::NotFound);
    }
    let mut deed = Deed::begin_own(municipality, actor).await?;
    test_bank::decide(&deed, &order.ext_id, decision.code()).await?;
    let attempt = attempts::by_ext_id(&deed.tx, &order.ext_id).await?;
    let at = deed.now + decision.delay();
    deed.queue(POLL, &format!("{}:test", attempt.id), &json!({ "attempt": attempt.id }), at).await?;
    deed.note(
        "payments.test_decided",
        format!("payment:{}", attempt.payment_id),
        json!({ "decision": decision.code() }),
    );
    deed.commit().await?;
    ask_provider::run(municipality, attempt.id, None).await.map(|_| ())
}
