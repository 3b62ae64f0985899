//! What every visitor may fetch without signing in: the brand's colours, the coat of arms, reports of broken policy.

use axum::body::Bytes;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use ratusz_kernel::palette::Palette;

use crate::limits::Limited;
use crate::{Answer, Problem, Routes, Visit};

const PUBLIC_CACHE: (HeaderName, HeaderValue) =
    (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60, stale-while-revalidate=600"));

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/marka.css", brand_css)
        .get("/herb.svg", coat_of_arms)
        .post("/zgloszenia-csp", policy_report)
}

/// The palette derived from the municipality's one colour.
async fn brand_css(visit: Visit) -> Answer {
    let palette = Palette::derive(&visit.municipality.profile().colour).map_err(Problem::internal)?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("text/css")), PUBLIC_CACHE], palette.css())
        .into_response())
}

async fn coat_of_arms(visit: Visit) -> Answer {
    let profile = visit.municipality.profile();
    if profile.arms_svg.is_empty() {
        return Err(Problem::NotFound);
    }
    Ok((
        [
            (header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml")),
            // An image from outside may not run or load anything, even when opened by itself.
            (
                header::CONTENT_SECURITY_POLICY,
                HeaderValue::from_static("sandbox; default-src 'none'; style-src 'unsafe-inline'"),
            ),
            PUBLIC_CACHE,
        ],
        profile.arms_svg.clone(),
    )
        .into_response())
}

/// A browser tells that something broke the content policy: counted, never stored.
async fn policy_report(visit: Visit, _: Bytes) -> Response {
    if visit.limit(Limited::Reports).is_err() {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    metrics::counter!("ratusz_policy_reports_total").increment(1);
    tracing::warn!("content policy violated");
    StatusCode::NO_CONTENT.into_response()
}
