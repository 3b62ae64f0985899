//! Queries of the module, one file a table or question.

pub mod accounts;
pub mod acting;
pub mod audit_list;
pub mod authorisations;
pub mod consents;
pub mod contacts;
pub mod credentials;
pub mod days_off;
pub mod export;
pub mod failures;
pub mod identity;
pub mod parties;
pub mod passkeys;
pub mod recovery_codes;
pub mod refusals;
pub mod roles;
pub mod staff;
pub mod tickets;
pub mod units;
