//! The front door of the bank statements: files in, matches, deeds of the clerk, the close of the day, crashes.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod bad_input;
mod clerk;
mod crash;
mod morning;
mod office;
mod online;
mod reversals;
mod sealing;
mod statements;
mod watch;
