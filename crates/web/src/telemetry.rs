//! Counts and times requests by route pattern; logs without personal data.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing::Instrument;
use tracing::field::Empty;

use crate::Shared;

static PROMETHEUS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Starts counting; safe to call more than once.
pub fn start() {
    PROMETHEUS.get_or_init(|| PrometheusBuilder::new().install_recorder().ok());
}

/// The metrics as Prometheus text.
pub fn render() -> String {
    PROMETHEUS.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default()
}

/// Requests slower than this are logged as slow.
const SLOW_MS: u128 = 500;

/// The number of one request, drawn by us: on every line of the log it leaves, in its answer, and on the page that says
/// something broke, so that a person can name it to the office.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub String);

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// 10 signs × 4.95 bits: two requests of a year hardly ever share one.
const REQUEST_ID_SIGNS: usize = 10;

pub(crate) async fn observe(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let id = app.municipalities.environment().random.code(REQUEST_ID_SIGNS);
    let value = HeaderValue::from_str(&id);
    // A span of the highest level, so that no filter of the log takes the number away from an error.
    let span = tracing::error_span!("request", request_id = id, tenant = Empty);
    request.extensions_mut().insert(RequestId(id));
    let mut response = measured(request, next).instrument(span).await;
    if let Ok(value) = value {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

async fn measured(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "(none)".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().clone();
    let begun = Instant::now();
    let response = next.run(request).await;
    let elapsed = begun.elapsed();
    let class = format!("{}xx", response.status().as_u16() / 100);
    metrics::counter!("ratusz_requests_total", "route" => route.clone(), "class" => class).increment(1);
    metrics::histogram!("ratusz_request_seconds").record(elapsed.as_secs_f64());
    if elapsed.as_millis() > SLOW_MS {
        tracing::warn!(%method, route, status = response.status().as_u16(), ms = elapsed.as_millis(), "slow request");
    } else {
        tracing::info!(%method, route, status = response.status().as_u16(), ms = elapsed.as_millis(), "request");
    }
    response
}
