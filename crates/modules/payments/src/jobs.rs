//! Work done after the deeds: questions, notifications, refunds. Each may run twice and changes nothing the second time.

pub(crate) mod end_open;
pub(crate) mod follow_refunds;
pub(crate) mod inbox;
pub(crate) mod poll;
pub(crate) mod send_refund;

use ratusz_kernel::{Error, Result};
use serde_json::Value;

/// The number a job carries.
fn number(job: &Value, name: &str) -> Result<i64> {
    job[name].as_i64().ok_or_else(|| Error::internal(format!("a job without {name}")))
}
