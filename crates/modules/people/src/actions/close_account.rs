//! A resident closes the account. Dues and cases are the office's records and stay.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Municipality, Result, Sql, values};
use ratusz_web::session;
use serde_json::json;

use crate::actions::tell;
use crate::store::{accounts, credentials};
use crate::subject::Subject;

pub async fn close(municipality: &Arc<Municipality>, actor: &Actor, subject: Subject) -> Result<()> {
    let mut deed = Deed::begin_own(municipality, actor).await?;
    let email = tell::email_of(&deed.tx, municipality, subject).await?;
    let values = json!({ "kiedy": tell::moment(&deed) });
    tell::address(&mut deed, &email, "people.closed", values, "").await?;
    deed.tx
        .run(
            "UPDATE identity_request SET state = 'cancelled', pesel = NULL, pesel_index = NULL, code_hash = '' \
             WHERE account_id = $1 AND state IN ('open', 'issued')",
            values![subject.id],
        )
        .await?;
    credentials::remove_all(&deed, subject).await?;
    accounts::close(&deed, subject.id).await?;
    session::end_all(&deed.tx, subject.kind, subject.id, None).await?;
    deed.note("people.account_closed", subject.label(), json!({}));
    deed.commit().await
}
