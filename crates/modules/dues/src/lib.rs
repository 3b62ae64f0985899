//! Dues: what people and firms owe the municipality, the ledger it is kept in, interest, crediting of payments.

pub mod cards;
pub mod charges;
pub mod crediting;
pub mod kinds;
pub mod law;
pub mod ledger;
pub mod rules;
mod store;
