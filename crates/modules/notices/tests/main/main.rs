//! The notification centre through its front door, with a real mail server on loopback.

mod delivery;
mod inbox;
mod office;
mod setting;
mod unsubscribe;
