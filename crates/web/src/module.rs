//! What a module adds to the site: its routes and its places in the menus.

use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, on};
use futures_util::future::BoxFuture;

use crate::{Session, Shared, Visit};

/// In which menu an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The front page of visitors: what needs no signing in.
    Visitor,
    Resident,
    Office,
}

/// One item of a menu.
#[derive(Debug, Clone, Copy)]
pub struct MenuItem {
    pub place: Place,
    pub href: &'static str,
    pub label: &'static str,
    /// Shown only to staff with this permission; empty for everyone.
    pub permission: &'static str,
    pub order: u8,
}

/// What a module has to say on a person's first page: a menu address and a line under its name (`1 252,90 zł do zapłaty`).
pub type Glance =
    for<'a> fn(&'a Visit, &'a Session) -> BoxFuture<'a, ratusz_kernel::Result<Vec<(&'static str, String)>>>;

/// A module as the web sees it.
#[derive(Clone)]
pub struct Module {
    pub kernel: ratusz_kernel::Module,
    pub routes: fn() -> Routes,
    pub menu: &'static [MenuItem],
}

/// Routes that know their own list, so that a test can walk all of them.
#[derive(Default)]
pub struct Routes {
    pub router: Router<Shared>,
    pub list: Vec<(Method, &'static str)>,
}

impl Routes {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn get<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(Method::GET, MethodFilter::GET, path, handler)
    }

    #[must_use]
    pub fn post<H, T>(self, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.add(Method::POST, MethodFilter::POST, path, handler)
    }

    /// Joins another list; a path may stand once per method.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.list.extend(other.list);
        self
    }

    fn add<H, T>(mut self, method: Method, filter: MethodFilter, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Shared>,
        T: 'static,
    {
        self.router = self.router.route(path, on(filter, handler));
        self.list.push((method, path));
        self
    }
}
