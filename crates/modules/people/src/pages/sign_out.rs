//! Signing out, and staying signed in when the session is about to end.

use axum::Json;
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use ratusz_kernel::Deed;
use ratusz_web::visit::{safe_return, with_cookie};
use ratusz_web::{Answer, Form, Visit, cookies, session};
use serde_json::json;

use crate::pages::door::{RESIDENTS, STAFF};
use crate::pages::person::Person;
use crate::subject::Subject;

pub async fn leave(visit: Visit, _: Form) -> Answer {
    let Some(own) = &visit.session else { return Ok(visit.go("/")) };
    let mut deed = Deed::begin_own(&visit.municipality, &visit.actor()).await?;
    session::end(&deed.tx, own.kind, own.subject_id, own.id).await?;
    deed.note("people.signed_out", Subject::from(own).label(), json!({}));
    deed.commit().await?;
    let door = if Subject::from(own).is_staff() { STAFF } else { RESIDENTS };
    let answer = visit.go_telling(if door.is_staff() { door.sign_in } else { "/" }, "success", "Wylogowano.");
    Ok(with_cookie(answer, cookies::write(cookies::SESSION, "", 0)))
}

/// The request itself counts as use; the script wants the new end, a plain form wants its page back.
pub async fn stay(person: Person, headers: HeaderMap, form: Form) -> Answer {
    let wants_json = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/json"));
    if wants_json {
        return Ok(Json(json!({ "session_ends": person.session.ends_at.timestamp() })).into_response());
    }
    Ok(person.visit.go(&safe_return(form.get("powrot"), "/")))
}
