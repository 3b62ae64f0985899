//! Accessible PDF documents (PDF/UA-1, Polish, the same bytes every time) from Typst templates compiled in-process.

mod account_card;
mod activation_code;
mod fonts;
mod letter;
mod render;
mod statement_of_dues;
mod transfer_slip;
mod world;

pub use account_card::{AccountCard, AccountEntry, AccountTotals, account_card};
pub use activation_code::{ActivationCode, activation_code};
pub use letter::{Arms, Office, letter};
pub use render::{DocumentError, Files, Meta, render};
pub use statement_of_dues::{Due, StatementOfDues, statement_of_dues};
pub use transfer_slip::{AmountPart, TransferSlip, transfer_slip};
