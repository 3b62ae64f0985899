//! The module through its front door.

mod account;
mod defence;
mod identity;
mod office;
mod registration;
mod sign_in;
mod support;
