//! Pure rules: what a notice is about, how its text is filled, when it may go out, how the letter looks.

pub(crate) mod letter;
pub(crate) mod masking;
pub(crate) mod placeholders;
pub(crate) mod quiet;
mod topic;
pub(crate) mod unsubscribe;

pub use topic::Topic;
