//! What the law and the providers' contracts say about online payments: pure functions and types.

pub mod decision;
pub mod instruments;
pub mod payout;
pub mod payout_report;
pub mod polling;
pub mod reference;
pub mod signature;
pub mod state;
