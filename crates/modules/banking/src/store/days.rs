//! Closed days: books and bank agreed to the grosz.

use chrono::{DateTime, NaiveDate, Utc};
use ratusz_dues::ledger;
use ratusz_kernel::{Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::rules::identity::number_and_page;

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct DayClose {
    pub day: NaiveDate,
    pub bank: i64,
    pub closed_at: DateTime<Utc>,
    pub closed_by: String,
}

/// The last closed day, by this module or by a closed period of the ledger.
pub(crate) async fn closed_to<C: ConnectionTrait>(db: &C) -> Result<Option<NaiveDate>> {
    let day: Option<NaiveDate> =
        db.scalar("SELECT day FROM day_close ORDER BY day DESC LIMIT 1", values![]).await?;
    Ok(day.max(ledger::closed_through(db).await?))
}

pub(crate) async fn recent<C: ConnectionTrait>(db: &C, limit: i64) -> Result<Vec<DayClose>> {
    Ok(db
        .all(
            "SELECT day, bank, closed_at, closed_by FROM day_close ORDER BY day DESC LIMIT $1",
            values![limit],
        )
        .await?)
}

pub(crate) async fn insert<C: ConnectionTrait>(
    tx: &C,
    day: NaiveDate,
    bank: i64,
    books: i64,
    at: DateTime<Utc>,
    by: &str,
) -> Result<()> {
    tx.run(
        "INSERT INTO day_close (day, bank, books, closed_at, closed_by) VALUES ($1, $2, $3, $4, $5)",
        values![day, bank, books, at, by],
    )
    .await?;
    tx.run(
        "UPDATE bank_statement SET state = 'day_closed' WHERE state = 'posted' AND closing_date <= $1",
        values![day],
    )
    .await?;
    Ok(())
}

/// Statements up to that day that are not posted yet.
pub(crate) async fn unposted<C: ConnectionTrait>(db: &C, day: NaiveDate) -> Result<i64> {
    Ok(db
        .scalar(
            "SELECT COUNT(*) FROM bank_statement WHERE state IN ('received', 'held', 'ready') \
             AND (closing_date IS NULL OR closing_date <= $1)",
            values![day],
        )
        .await?
        .unwrap_or(0))
}

/// Bank and books of one account on a day.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct AccountDay {
    pub name: String,
    pub nrb: String,
    pub start_balance: i64,
    pub closing: i64,
    pub closing_date: NaiveDate,
    number: String,
}

/// The balance each account ended with on that day or last before it.
pub(crate) async fn accounts<C: ConnectionTrait>(db: &C, day: NaiveDate) -> Result<Vec<AccountDay>> {
    let rows: Vec<AccountDay> = db
        .all(
            "SELECT a.name AS name, a.nrb AS nrb, a.start_balance AS start_balance, s.closing AS closing, \
             s.closing_date AS closing_date, s.number AS number FROM bank_account a JOIN bank_statement s ON s.account_id = a.id \
             WHERE a.start_balance IS NOT NULL AND s.state IN ('posted', 'day_closed') AND s.closing_date <= $1 \
             AND s.closing IS NOT NULL ORDER BY a.name, a.nrb, s.closing_date, s.id",
            values![day],
        )
        .await?;
    let place = |row: &AccountDay| (row.closing_date, number_and_page(&row.number));
    let mut latest: Vec<AccountDay> = Vec::new();
    for row in rows {
        match latest.last_mut().filter(|last| last.nrb == row.nrb) {
            Some(last) if place(last) > place(&row) => {}
            Some(last) => *last = row,
            None => latest.push(row),
        }
    }
    Ok(latest)
}
