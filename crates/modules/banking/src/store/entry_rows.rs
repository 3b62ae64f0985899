//! Entries on their way in: the rows of a statement just read from its file.

use chrono::NaiveDate;
use ratusz_kernel::{Result, Sql, values};
use sea_orm::{ConnectionTrait, Value};

use crate::rules::title::fold;

/// An entry about to be kept.
#[derive(Debug, Clone)]
pub(crate) struct NewEntryRow {
    pub id: i64,
    pub ordinal: i64,
    pub line: i64,
    pub booking_date: NaiveDate,
    pub value_date: Option<NaiveDate>,
    pub payment_day: NaiveDate,
    pub amount: i64,
    pub reversal: bool,
    pub title: String,
    pub raw_title: Option<Vec<u8>>,
    pub counterparty: String,
    pub counterparty_account: Option<Vec<u8>>,
    pub counterparty_index: Option<Vec<u8>>,
    pub accounts: String,
    pub account_fault: &'static str,
    pub reference: String,
    pub end_to_end: String,
    pub return_reason: String,
    pub fingerprint: Vec<u8>,
    pub occurrence: i64,
}

pub(crate) async fn insert<C: ConnectionTrait>(
    tx: &C,
    statement_id: i64,
    rows: Vec<NewEntryRow>,
) -> Result<()> {
    const WIDTH: usize = 30;
    let mut rows = rows.into_iter();
    loop {
        let mut parameters: Vec<Value> = Vec::with_capacity(INSERTED_AT_ONCE * WIDTH);
        for row in rows.by_ref().take(INSERTED_AT_ONCE) {
            parameters.extend(values![
                row.id,
                statement_id,
                row.ordinal,
                row.line,
                row.booking_date,
                row.value_date,
                row.payment_day,
                row.amount,
                row.reversal,
                fold(&format!("{} {}", row.title, row.counterparty)),
                row.title,
                row.raw_title,
                row.counterparty,
                row.counterparty_account,
                row.counterparty_index,
                row.accounts,
                row.account_fault,
                row.reference,
                row.end_to_end,
                row.return_reason,
                row.fingerprint,
                row.occurrence,
                "new",
                "",
                false,
                "[]",
                false,
                0_i64,
                "",
                false
            ]);
        }
        if parameters.is_empty() {
            return Ok(());
        }
        tx.insert_rows(INSERT, WIDTH, parameters, "").await?;
    }
}

/// Rows of one statement; the engines' limit of parameters allows 533.
const INSERTED_AT_ONCE: usize = 500;
const INSERT: &str = "INSERT INTO statement_entry (id, statement_id, ordinal, line, booking_date, value_date, \
    payment_day, amount, reversal, folded, title, raw_title, counterparty, counterparty_account, counterparty_index, \
    accounts, account_fault, reference, end_to_end, return_reason, fingerprint, occurrence, state, reason, alert, cards, \
    corrected, withdrawn_times, handled_by, told)";
