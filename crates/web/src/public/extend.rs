//! Keeps a session alive on the person's request (WCAG 2.2.1): the request itself counts as use.

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::json;

use crate::visit::safe_return;
use crate::{Answer, Form, Visit};

pub(super) async fn extend(visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    let wants_json = headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|accept| accept.contains("application/json"));
    match (&visit.session, wants_json) {
        (Some(session), true) => {
            Ok(Json(json!({ "session_ends": session.ends_at.timestamp() })).into_response())
        }
        (None, true) => Ok((StatusCode::UNAUTHORIZED, Json(json!({ "session_ends": null }))).into_response()),
        // Where the session has ended, the page behind leads to the right door by itself.
        (_, false) => Ok(visit.go(&safe_return(form.get("powrot"), "/"))),
    }
}
