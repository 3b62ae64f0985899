//! Signing out.

use ratusz_kernel::Deed;
use ratusz_web::{Answer, Form, Visit, session, sign_out};
use serde_json::json;

use crate::pages::door::{RESIDENTS, STAFF};
use crate::subject::Subject;

pub async fn leave(visit: Visit, _: Form) -> Answer {
    let Some(own) = &visit.session else { return Ok(visit.go("/")) };
    let mut deed = Deed::begin_own(&visit.municipality, &visit.actor()).await?;
    session::end(&deed.tx, own.kind, own.subject_id, own.id).await?;
    deed.note("people.signed_out", Subject::from(own).label(), json!({}));
    deed.commit().await?;
    let door = if Subject::from(own).is_staff() { STAFF } else { RESIDENTS };
    let answer = visit.go_telling(if door.is_staff() { door.sign_in } else { "/" }, "success", "Wylogowano.");
    Ok(sign_out::forget(answer))
}
