//! Counts and times requests by route pattern; logs without personal data.

use std::sync::OnceLock;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};

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

pub(crate) async fn observe(State(_): State<Shared>, request: Request, next: Next) -> Response {
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
