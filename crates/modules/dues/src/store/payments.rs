//! Payments as residents see them: entries with money in force, and what they paid for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ratusz_kernel::time::short_date;
use ratusz_kernel::{Money, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::Serialize;

use super::among;

/// One payment on one card.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Payment {
    pub entry_id: i64,
    pub day: NaiveDate,
    pub document: String,
    /// `przelew`, `płatność internetowa`, `kasa`, `nadpłata`
    pub way: &'static str,
    /// Titles of the dues it reached.
    pub what: String,
    pub amount: Money,
    pub interest: Money,
}

impl Payment {
    pub(crate) fn day_text(&self) -> String {
        short_date(self.day)
    }
}

#[derive(FromQueryResult)]
struct Row {
    entry_id: i64,
    day: NaiveDate,
    document: String,
    account: String,
    amount: i64,
}

#[derive(FromQueryResult)]
struct Part {
    entry_id: i64,
    title: Option<String>,
    component: String,
    amount: i64,
}

const IN_FORCE: &str = "e.reason IN ('payment', 'identified') \
    AND NOT EXISTS (SELECT 1 FROM journal_entry s WHERE s.corrects = e.id)";

pub(crate) async fn count<C: ConnectionTrait>(db: &C, cards: &[i64]) -> Result<i64> {
    if cards.is_empty() {
        return Ok(0);
    }
    let (among, value) = among(db, 1, cards);
    let sql = format!(
        "SELECT COUNT(*) FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id \
         WHERE l.card_id {among} AND l.component = 'money' AND {IN_FORCE}"
    );
    Ok(db.scalar(&sql, vec![value]).await?.unwrap_or(0))
}

/// Payments on these cards, newest first.
pub(crate) async fn of_cards<C: ConnectionTrait>(
    db: &C,
    cards: &[i64],
    limit: i64,
    offset: i64,
) -> Result<Vec<Payment>> {
    if cards.is_empty() {
        return Ok(Vec::new());
    }
    let (among, value) = among(db, 3, cards);
    let sql = format!(
        "SELECT e.id AS entry_id, e.payment_day AS day, e.document AS document, l.account AS account, \
         l.amount AS amount FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id \
         WHERE l.card_id {among} AND l.component = 'money' AND {IN_FORCE} \
         ORDER BY e.payment_day DESC, e.id DESC LIMIT $1 OFFSET $2"
    );
    let rows: Vec<Row> = db.all(&sql, values![limit, offset, value]).await?;
    finish(db, rows).await
}

/// Payments that reached one due.
pub(crate) async fn of_due<C: ConnectionTrait>(db: &C, card_id: i64, due_id: i64) -> Result<Vec<Payment>> {
    let sql = format!(
        "SELECT e.id AS entry_id, e.payment_day AS day, e.document AS document, m.account AS account, \
         CAST(SUM(l.amount) AS BIGINT) AS amount \
         FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id \
         JOIN journal_line m ON m.entry_id = e.id AND m.line_no = 1 \
         WHERE l.card_id = $1 AND l.due_id = $2 AND l.side = 'C' AND (e.reason = 'overpayment_used' OR {IN_FORCE}) \
         AND NOT EXISTS (SELECT 1 FROM journal_entry s WHERE s.corrects = e.id) \
         GROUP BY e.id, e.payment_day, e.document, m.account ORDER BY e.payment_day DESC, e.id DESC"
    );
    let rows: Vec<Row> = db.all(&sql, values![card_id, due_id]).await?;
    finish(db, rows).await
}

/// Adds what the payments were for.
async fn finish<C: ConnectionTrait>(db: &C, rows: Vec<Row>) -> Result<Vec<Payment>> {
    let mut parts: BTreeMap<i64, Vec<Part>> = BTreeMap::new();
    let entries: Vec<i64> = rows.iter().map(|row| row.entry_id).collect();
    let (among, value) = among(db, 1, &entries);
    let sql = format!(
        "SELECT l.entry_id AS entry_id, d.title AS title, l.component AS component, l.amount AS amount \
         FROM journal_line l LEFT JOIN due d ON d.id = l.due_id \
         WHERE l.entry_id {among} AND l.side = 'C' AND l.component <> 'money' ORDER BY l.entry_id, l.line_no"
    );
    for part in db.all::<Part>(&sql, vec![value]).await? {
        parts.entry(part.entry_id).or_default().push(part);
    }
    let payments = rows.into_iter().map(|row| {
        let parts = parts.remove(&row.entry_id).unwrap_or_default();
        let mut titles: Vec<String> = Vec::new();
        for part in &parts {
            let title = part.title.clone().unwrap_or_else(|| "nadpłata".to_owned());
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        let interest = parts.iter().filter(|part| part.component == "interest").map(|part| part.amount).sum();
        Payment {
            entry_id: row.entry_id,
            day: row.day,
            document: row.document,
            way: way(&row.account),
            what: titles.join("; "),
            amount: Money::from_grosze(row.amount),
            interest: Money::from_grosze(interest),
        }
    });
    Ok(payments.collect())
}

fn way(account: &str) -> &'static str {
    match account {
        "101" => "kasa",
        "141" => "płatność internetowa",
        "221" => "nadpłata",
        _ => "przelew",
    }
}
