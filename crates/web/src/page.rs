//! What every page of the site has around its content.

use std::sync::Arc;

use ratusz_kernel::{ActorKind, Municipality, Profile};

use crate::{App, Place, Session};

/// A message shown once, on the next page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// `success`, `info`, `warning` or `danger`.
    pub kind: String,
    pub text: String,
}

#[derive(Debug, Clone)]
pub struct NavItem {
    pub href: &'static str,
    pub label: &'static str,
    pub current: bool,
}

/// A strip on top of every page (a crisis alert, a planned break).
#[derive(Debug, Clone)]
pub struct Alert {
    pub title: String,
    pub text: String,
    pub href: String,
}

/// The frame of a page; templates hold it as `page`.
#[derive(Debug, Clone)]
pub struct Page {
    pub profile: Arc<Profile>,
    pub municipality_name: String,
    pub portal_name: &'static str,
    pub arms_url: Option<String>,
    pub css_url: String,
    pub js_url: String,
    pub brand_css_url: String,
    pub path: String,
    pub user_name: Option<String>,
    pub nav: Vec<NavItem>,
    pub crisis: Vec<Alert>,
    pub flash: Option<Flash>,
    pub csrf: String,
    /// When the session ends without use, seconds since 1970.
    pub session_ends: Option<i64>,
    pub staff: bool,
    pub signed_in: bool,
    /// Prefixes the title with `Błąd:` after a form came back.
    pub errors: bool,
    pub version: &'static str,
    pub unread: usize,
    /// The firm or person the resident acts for now; pages that know it set it.
    pub acting_for: Option<String>,
}

impl Page {
    pub(crate) fn new(
        app: &App,
        municipality: &Municipality,
        session: Option<&Session>,
        path: &str,
        flash: Option<Flash>,
    ) -> Self {
        let profile = municipality.profile();
        let staff = session.is_some_and(|session| session.kind == ActorKind::Staff);
        Self {
            municipality_name: profile.name.clone(),
            portal_name: "e-Urząd",
            arms_url: (!profile.arms_svg.is_empty()).then(|| "/herb.svg".to_owned()),
            css_url: app.assets.url("ratusz.css"),
            js_url: app.assets.url("ratusz.js"),
            brand_css_url: format!("/marka.css?k={}", profile.colour.trim_start_matches('#')),
            path: path.to_owned(),
            user_name: session.map(|session| session.name.clone()),
            nav: nav(app, session, staff, path),
            crisis: Vec::new(),
            flash,
            csrf: session.map(|session| session.csrf.clone()).unwrap_or_default(),
            session_ends: session.map(|session| session.ends_at.timestamp()),
            staff,
            signed_in: session.is_some(),
            errors: false,
            version: env!("CARGO_PKG_VERSION"),
            unread: session.and_then(|session| usize::try_from(session.unread).ok()).unwrap_or(0),
            acting_for: None,
            profile,
        }
    }
}

fn nav(app: &App, session: Option<&Session>, staff: bool, path: &str) -> Vec<NavItem> {
    let Some(session) = session else { return Vec::new() };
    let place = if staff { Place::Office } else { Place::Resident };
    let mut items: Vec<_> = app
        .modules
        .iter()
        .flat_map(|module| module.menu)
        .filter(|item| item.place == place)
        .filter(|item| {
            item.permission.is_empty()
                || session.permissions.iter().any(|own| own == item.permission || own == "*")
        })
        .collect();
    items.sort_by_key(|item| item.order);
    let current = items
        .iter()
        .filter(|item| path == item.href || path.starts_with(&format!("{}/", item.href)))
        .map(|item| item.href)
        .max_by_key(|href| href.len());
    items
        .into_iter()
        .map(|item| NavItem { href: item.href, label: item.label, current: Some(item.href) == current })
        .collect()
}
