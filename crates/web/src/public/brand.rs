//! The municipality's colours and coat of arms.

use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use ratusz_kernel::palette::Palette;

use super::{PUBLIC_CACHE, public_file};
use crate::{Answer, Problem, Visit};

/// The palette derived from the municipality's one colour.
pub(super) async fn colours(visit: Visit) -> Answer {
    let palette = Palette::derive(&visit.municipality.profile().colour).map_err(Problem::internal)?;
    Ok(public_file("text/css", palette.css()))
}

pub(super) async fn coat_of_arms(visit: Visit) -> Answer {
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
