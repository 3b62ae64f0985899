//! Writes statements the way banks do, for demonstrations, simulators and tests.

mod camt;
mod mt940;

use chrono::NaiveDate;
use thiserror::Error;

pub use camt::{CamtVersion, camt053};
pub use mt940::{Dialect, mt940};

/// A statement to be written. The closing balance follows from the entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementDraft {
    pub reference: String,
    /// 26 digits.
    pub account: String,
    pub number: u32,
    pub currency: String,
    pub opening_date: NaiveDate,
    /// Hundredths.
    pub opening: i64,
    pub closing_date: NaiveDate,
    pub entries: Vec<EntryDraft>,
}

impl StatementDraft {
    fn closing(&self) -> i64 {
        self.entries.iter().fold(self.opening, |sum, entry| sum.saturating_add(entry.amount))
    }
}

/// An entry to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryDraft {
    /// Hundredths, into the account positive.
    pub amount: i64,
    /// The entry takes back an earlier one.
    pub reversal: bool,
    pub booking_date: NaiveDate,
    pub value_date: NaiveDate,
    pub title: String,
    /// Empty for the bank's own fees.
    pub counterparty: String,
    /// 26 digits, or empty.
    pub counterparty_account: String,
    pub bank_reference: String,
    /// The virtual account the money was sent to: the bank's own field where there is one, else after the title.
    pub virtual_account: Option<String>,
    /// mBank's `ID IPH`.
    pub virtual_identifier: Option<String>,
    pub payer_debit_date: Option<NaiveDate>,
}

/// Why a statement cannot be written in the chosen form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Unwritable {
    #[error("the code page has no character {0:?}")]
    Character(char),
    #[error("the text {0:?} contains a mark that parts fields in this dialect")]
    Mark(String),
    #[error("the text {0:?} is longer than the dialect allows")]
    TooLong(String),
}
