//! Queries of the module, one file a table.

pub(crate) mod attempts;
pub(crate) mod calls;
pub(crate) mod events;
pub(crate) mod export;
pub(crate) mod inbox;
pub(crate) mod lines;
pub(crate) mod payments;
pub(crate) mod payouts;
pub(crate) mod points;
pub(crate) mod postings;
pub(crate) mod refunds;
pub(crate) mod test_bank;
