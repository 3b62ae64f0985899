//! Faithful local stand-ins for outside parties, for tests and the demo.

pub mod payu;
pub mod smtp;
