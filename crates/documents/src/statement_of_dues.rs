//! The statement of dues: what a payer owes on a day, item by item, with sums.

use chrono::NaiveDate;
use serde::Serialize;

use crate::letter::{Office, letter};
use crate::render::{DocumentError, Meta};

/// A statement of dues (zestawienie należności). Amounts come formatted, with no-break spaces.
#[derive(Debug, Clone, Serialize)]
pub struct StatementOfDues {
    /// Name, then address, one line each.
    pub payer: Vec<String>,
    /// The day interest is counted to, written out: `19 listopada 2026 r.`
    pub as_of: String,
    pub dues: Vec<Due>,
    pub total_principal: String,
    pub total_interest: String,
    pub total: String,
    /// The part of `total` whose date has passed.
    pub overdue: String,
    /// 26 digits of the NRB to pay to, without spaces; `None` when items go to different accounts.
    pub account: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
pub struct Due {
    pub title: String,
    /// The grey line of facts: property, decision number.
    pub details: String,
    /// `15.11.2026`
    pub due_date: String,
    /// A short word on the date, `6 dni po terminie`; empty when there is nothing to say.
    pub state: String,
    pub principal: String,
    pub interest: String,
    pub total: String,
}

pub fn statement_of_dues(
    statement: &StatementOfDues,
    office: &Office,
    date: NaiveDate,
) -> Result<Vec<u8>, DocumentError> {
    let meta = Meta { title: "Zestawienie należności".to_owned(), date };
    letter(include_str!("../templates/statement_of_dues.typ"), office, statement, &meta, Vec::new())
}
