//! The law of dues: pure functions and types, each with its article. No clock, no database, nothing
//! asynchronous.
//!
//! Abbreviations of statutes used in the comments: OP — Ordynacja podatkowa (tax code, 29 August 1997); KC —
//! Kodeks cywilny (civil code); UPOL, UPR, UPL — the Acts on local, agricultural and forest tax; UPEA — the
//! Act on administrative enforcement.

pub mod amount;
pub mod assessment;
pub mod crediting;
pub mod dated;
pub mod instalments;
pub mod interest;
pub mod kinds;
pub mod limitation;
pub mod period;
pub mod rates;
pub mod reference;
pub mod rounding;
pub mod transfer_code;
pub mod virtual_account;

#[cfg(test)]
mod tests;
