//! What a resident sees.

pub(super) mod confirm;
pub(super) mod list;
pub(super) mod receipt;
pub(super) mod returning;
pub(super) mod transfer;
