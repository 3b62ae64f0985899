//! The sub-ledger: a double-entry journal that only grows, each entry chained to the one before by its hash.
//!
//! Balances of dues and cards are kept beside it in the same transaction and can be recomputed from the lines at any
//! time ([`verify`]). A mistake is corrected by a reversal that points to the mistaken entry ([`storno`]), never by a
//! change.

mod balances;
pub mod chart;
mod entry;
mod periods;
mod post;
mod storno;
mod verify;

pub use entry::{Component, NewEntry, NewLine, Reason, Side};
pub use periods::{Close, close_through, closed_through, closes};
pub use post::{bank_balance, post};
pub use storno::storno;
pub use verify::{Verdict, verify};

pub(crate) use balances::set_counted;
pub(crate) use entry::{LineRow, StoredEntry, entry as stored_entry};
pub(crate) use post::upcoming;
