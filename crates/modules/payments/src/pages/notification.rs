//! `/wejscie/payu/{token}`: where PayU tells us something.

use axum::body::to_bytes;
use axum::extract::{Path, Request};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use ratusz_web::{Answer, Problem, Visit};

use crate::actions::receive_notification::{self, Reception};
use crate::store::points;

const MOST_BYTES: usize = 64 * 1024;

pub(super) async fn receive(visit: Visit, Path(token): Path<String>, request: Request) -> Answer {
    let municipality = &visit.municipality;
    let point = points::by_webhook_token(&municipality.db.read, &token).await?.ok_or(Problem::NotFound)?;
    let (parts, body) = request.into_parts();
    let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !text(header::CONTENT_TYPE.as_str()).starts_with("application/json") {
        return Ok(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
    }
    let signature =
        [text("openpayu-signature"), text("x-openpayu-signature")].into_iter().find(|text| !text.is_empty());
    let Ok(body) = to_bytes(body, MOST_BYTES).await else {
        return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response());
    };
    let reception =
        receive_notification::run(municipality, &point, signature.unwrap_or_default(), &body).await?;
    Ok(match reception {
        Reception::Taken => StatusCode::OK,
        Reception::Unreadable => StatusCode::BAD_REQUEST,
        Reception::BadSignature => StatusCode::UNAUTHORIZED,
        Reception::Forbidden => StatusCode::FORBIDDEN,
    }
    .into_response())
}
