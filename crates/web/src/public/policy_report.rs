//! A browser tells that something broke the content policy: counted, never stored.

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::Visit;
use crate::limits::Limited;

pub(super) async fn count(visit: Visit, _: Bytes) -> Response {
    if visit.limit(Limited::Reports).is_err() {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    metrics::counter!("ratusz_policy_reports_total").increment(1);
    tracing::warn!("content policy violated");
    StatusCode::NO_CONTENT.into_response()
}
