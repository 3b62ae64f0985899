//! Stylesheet, script and fonts, carried inside the binary and named by their content so that browsers keep them.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::{Routes, Shared};

#[derive(RustEmbed)]
#[folder = "../../frontend/dist"]
#[allow_missing = true]
struct Dist;

/// Addresses of the assets, all below one folder named by the hash of everything in it.
#[derive(Debug, Clone)]
pub struct Assets {
    folder: String,
    files: HashMap<String, (Vec<u8>, String)>,
}

impl Assets {
    pub(crate) fn load() -> Self {
        let mut hasher = Sha256::new();
        let mut files = HashMap::new();
        let mut names: Vec<String> = Dist::iter().map(|name| name.to_string()).collect();
        names.sort();
        for name in names {
            if let Some(file) = Dist::get(&name) {
                hasher.update(name.as_bytes());
                hasher.update(&file.data);
                let kind = file.metadata.mimetype().to_owned();
                files.insert(name, (file.data.into_owned(), kind));
            }
        }
        Self { folder: hex::encode(&hasher.finalize()[..6]), files }
    }

    /// `/zasoby/1f2e…/ratusz.css`
    pub fn url(&self, name: &str) -> String {
        format!("/zasoby/{}/{name}", self.folder)
    }
}

pub(crate) fn routes() -> Routes {
    Routes::new().get("/zasoby/{folder}/{*name}", asset)
}

async fn asset(State(app): State<Shared>, Path((folder, name)): Path<(String, String)>) -> Response {
    let Some((bytes, kind)) = app.assets.files.get(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    // A page of the version before may still ask for its folder; it gets today's file, but not for keeps.
    let keep = if folder == app.assets.folder {
        "public, max-age=31536000, immutable"
    } else {
        "public, max-age=60"
    };
    let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static(keep))], bytes.clone())
        .into_response()
}
