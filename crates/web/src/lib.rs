//! The HTTP kit: tenants by host, sessions, forms, layout, components, safety headers, live pages.

pub mod accessibility;
pub mod app;
pub mod assets;
pub mod cookies;
pub mod csrf;
pub mod download;
pub mod forms;
pub mod limits;
pub mod live;
pub mod module;
pub mod page;
pub mod problem;
pub mod public;
pub mod safety;
pub mod session;
pub mod sign_out;
pub mod telemetry;
pub mod visit;

pub use app::{App, AppConfig, Shared};
pub use forms::{Errors, Form, Upload};
pub use module::{Glance, MenuItem, Module, Place, Routes};
pub use page::{Flash, Page};
pub use problem::{Answer, Problem};
pub use session::{NewSession, Session};
pub use visit::{Resident, Staff, Visit};
