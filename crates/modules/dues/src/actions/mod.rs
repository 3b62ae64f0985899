//! What clerks and schedules do, one file each.

pub(crate) mod approve;
pub mod corrections;
pub(crate) mod import;
pub(crate) mod rates;
