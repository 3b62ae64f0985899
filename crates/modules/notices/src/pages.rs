//! The screens, one a file.

pub(crate) mod inbox;
pub(crate) mod mail;
pub(crate) mod mail_list;
pub(crate) mod message;
pub(crate) mod preferences;
pub(crate) mod template;
pub(crate) mod template_list;
pub(crate) mod unsubscribe;

use chrono::{DateTime, Utc};
use ratusz_kernel::time;

/// `20.11.2026, 12:00`
fn moment(at: DateTime<Utc>) -> String {
    time::civil_time(at).format("%d.%m.%Y, %H:%M").to_string()
}
