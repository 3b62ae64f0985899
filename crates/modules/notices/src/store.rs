//! The tables of this module: inbox, e-mails, the municipality's own words, refused topics.

pub(crate) mod export;
pub(crate) mod inbox;
pub(crate) mod mails;
pub(crate) mod overrides;
pub(crate) mod refusals;
