//! The back office screens of this module.

pub mod audit;
pub mod authorisations;
pub mod calendar;
pub mod everybody;
pub mod first_access;
pub mod identity;
pub mod residents;
pub mod roles;
pub mod settings;
pub mod staff;
pub mod today;
pub mod units;
