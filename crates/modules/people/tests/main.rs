//! The module through its front door.

mod account;
mod identity;
mod office;
mod registration;
mod sign_in;
mod support;
