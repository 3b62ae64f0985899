//! The pages every public office owes, and the small files a browser or a robot asks for.

mod brand;
pub mod breaks;
pub mod clause;
mod clause_editor;
mod contact;
mod cookie_list;
pub(crate) mod editor;
mod extend;
mod manifest;
mod policy_report;
mod privacy;
mod robots;
mod security_txt;
pub(crate) mod sheet;
mod state;

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};

use crate::{MenuItem, Place, Routes, accessibility};

const PUBLIC_CACHE: (HeaderName, HeaderValue) =
    (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=60, stale-while-revalidate=600"));

/// Who keeps these pages.
const PERMISSION: &str = accessibility::PERMISSION;

pub(crate) const MENU: &[MenuItem] = &[MenuItem {
    place: Place::Office,
    href: "/urzad/dostepnosc",
    label: "Strony urzędu",
    permission: PERMISSION,
    order: 95,
}];

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/marka.css", brand::colours)
        .get("/herb.svg", brand::coat_of_arms)
        .get("/manifest.webmanifest", manifest::show)
        .get("/robots.txt", robots::show)
        .get("/.well-known/security.txt", security_txt::show)
        .get("/kontakt", contact::show)
        .get("/prywatnosc", privacy::show)
        .get("/pliki-cookie", cookie_list::show)
        .get("/stan", state::show)
        .get("/urzad/klauzule", clause_editor::list)
        .get("/urzad/klauzule/{number}", clause_editor::show)
        .post("/urzad/klauzule/{number}", clause_editor::save)
        .get("/urzad/przerwy", breaks::show)
        .post("/urzad/przerwy", breaks::save)
        .post("/sesja/przedluz", extend::extend)
        .post("/zgloszenia-csp", policy_report::count)
        .merge(accessibility::routes())
}

/// A file anyone may keep for a minute.
fn public_file(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind)), PUBLIC_CACHE], text).into_response()
}
