//! Work done again and again.

pub(crate) mod announce_due_dates;
