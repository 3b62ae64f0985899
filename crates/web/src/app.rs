//! Puts the site together: all modules' routes under the safety layers.

use std::net::IpAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::Method;
use axum::middleware;
use ratusz_kernel::{Migration, Municipalities};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::assets::Assets;
use crate::limits::Limits;
use crate::{Glance, Module, Routes, accessibility, assets, public, safety, session, telemetry};

/// How the site is reached from outside.
#[derive(Debug, Clone, Default)]
pub struct AppConfig {
    /// Addresses of proxies whose `X-Forwarded-For` is believed; empty when the site faces the network itself.
    pub trusted_proxies: Vec<IpAddr>,
    /// Payment hosts a form may lead to (Content-Security-Policy `form-action`).
    pub payment_hosts: Vec<String>,
    /// What modules say on the first page of residents and staff.
    pub glances: Vec<Glance>,
}

/// What all requests share.
pub struct App {
    pub municipalities: Arc<Municipalities>,
    pub modules: Vec<Module>,
    pub assets: Assets,
    pub limits: Limits,
    pub config: AppConfig,
    /// The Content-Security-Policy of every page.
    pub policy: String,
}

pub type Shared = Arc<App>;

/// A form, without uploads, is at most this many bytes.
pub const FORM_BYTES: usize = 64 * 1024;

impl App {
    pub fn new(municipalities: Arc<Municipalities>, modules: Vec<Module>, config: AppConfig) -> Shared {
        let policy = safety::content_security_policy(&config.payment_hosts);
        Arc::new(Self {
            municipalities,
            modules,
            assets: Assets::load(),
            limits: Limits::default(),
            config,
            policy,
        })
    }

    /// The web's own module: sessions, public pages.
    pub fn web_module() -> Module {
        Module { kernel: MANIFEST, routes: own_routes, menu: public::MENU }
    }
}

/// The web as the kernel sees it: sessions, and the demands for accessibility beside them.
const MANIFEST: ratusz_kernel::Module = ratusz_kernel::Module {
    name: "web",
    migrations: &[
        Migration { name: "web/001_session", sql: include_str!("../migrations/001_session.sql") },
        Migration { name: "web/002_accessibility", sql: include_str!("../migrations/002_accessibility.sql") },
    ],
    permissions: &[],
    handlers: &[],
    schedules: &[session::SWEEP, accessibility::retention::SCHEDULE],
    sealed: &[accessibility::demand::SEALED],
    export: None,
};

fn own_routes() -> Routes {
    public::routes().merge(assets::routes())
}

/// Every route of every module, for the test that walks them.
pub fn route_list(modules: &[Module]) -> Vec<(Method, &'static str)> {
    modules.iter().flat_map(|module| (module.routes)().list).collect()
}

/// The whole site as one service.
pub fn router(app: &Shared) -> Router {
    let routes = app.modules.iter().fold(Routes::new(), |all, module| all.merge((module.routes)()));
    routes
        .router
        .fallback(safety::not_found)
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(CatchPanicLayer::custom(safety::after_panic))
        .layer(middleware::from_fn_with_state(Arc::clone(app), safety::guard))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn_with_state(Arc::clone(app), telemetry::observe))
        .with_state(Arc::clone(app))
}
