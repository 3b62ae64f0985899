//! What a module tells the kernel about itself: tables, permissions, event handlers, schedules, personal data.

use std::sync::Arc;

use chrono::Duration;
use futures_util::future::BoxFuture;

use crate::{Migration, Municipality, Result};

/// A right that roles grant: a small noun with a verb (`dues.post`).
#[derive(Debug, Clone, Copy)]
pub struct Permission {
    pub code: &'static str,
    /// What the administrator reads, in Polish.
    pub label: &'static str,
}

type Run<A> = for<'a> fn(&'a Arc<Municipality>, A) -> BoxFuture<'a, Result<()>>;

/// Work done after commit, at least once; a repeat with the same key must change nothing.
#[derive(Debug, Clone, Copy)]
pub struct Handler {
    /// Unique name, also the queue: `notices.email`.
    pub name: &'static str,
    /// The event it listens for; a job that is only queued directly uses its own name here.
    pub topic: &'static str,
    pub run: Run<serde_json::Value>,
    /// Tries before it is set aside for the administrator.
    pub max_attempts: i64,
}

/// Work done again and again.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    pub name: &'static str,
    pub every: Duration,
    pub run: Run<()>,
}

/// Whose data are asked for: the account and, when identity was confirmed, the person.
#[derive(Debug, Clone, Copy)]
pub struct ExportRequest {
    pub account_id: i64,
    pub party_id: Option<i64>,
}

/// Gives a person's data of one module as a readable title and rows (GDPR art. 15 and 20).
pub type Export = for<'a> fn(
    &'a Arc<Municipality>,
    ExportRequest,
) -> BoxFuture<'a, Result<Vec<(&'static str, serde_json::Value)>>>;

/// Makes a value uniform before it is indexed (digits only, lower case).
pub type Normalise = fn(&str) -> String;

/// A sealed column, so that keys can be rotated and restores proven without knowing the module.
#[derive(Debug, Clone, Copy)]
pub struct SealedColumn {
    pub table: &'static str,
    pub column: &'static str,
    /// The blind index beside it, and how the value is made uniform before it is indexed.
    pub index: Option<(&'static str, Normalise)>,
}

/// The manifest of a module.
#[derive(Debug, Clone, Copy)]
pub struct Module {
    pub name: &'static str,
    pub migrations: &'static [Migration],
    pub permissions: &'static [Permission],
    pub handlers: &'static [Handler],
    pub schedules: &'static [Schedule],
    pub sealed: &'static [SealedColumn],
    pub export: Option<Export>,
}
