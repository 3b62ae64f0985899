//! What the finance clerk sees.

pub(super) mod list;
pub(super) mod payment;
pub(super) mod payout;
pub(super) mod payouts;
pub(super) mod point;
pub(super) mod points;
pub(super) mod refund;
