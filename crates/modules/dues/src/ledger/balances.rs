//! What lines do to the balances of dues and cards, and the set-wise statements that write it.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::NaiveDate;
use ratusz_kernel::{Error, Result, Sql, values};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Value};

use super::LineRow;
use super::chart::RECEIVABLES;
use crate::store::among;

/// Rows a statement changes at once.
const BATCH: usize = 500;

/// Change of one due, in grosze.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct DueChange {
    pub principal: i64,
    pub cost: i64,
    pub interest_open: i64,
    pub interest_paid: i64,
}

/// Changes of dues and of the overpayments of cards.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub dues: BTreeMap<i64, DueChange>,
    pub overpaid: BTreeMap<i64, i64>,
}

impl Changes {
    /// Takes in the lines of one entry. A reversal undoes what the same lines with sides swapped did.
    pub(crate) fn add(&mut self, reversal: bool, lines: &[LineRow]) {
        for line in lines.iter().filter(|line| line.account == RECEIVABLES) {
            let sign = if reversal { -1 } else { 1 };
            let debit = (line.side == "D") != reversal;
            let signed = sign * if debit { line.amount } else { -line.amount };
            match (line.due_id, line.card_id, line.component.as_str()) {
                (None, Some(card), "overpayment") => *self.overpaid.entry(card).or_default() -= signed,
                (Some(due), _, component) => {
                    let change = self.dues.entry(due).or_default();
                    match component {
                        "principal" => change.principal += signed,
                        "interest" => {
                            change.interest_open += signed;
                            change.interest_paid += if debit { 0 } else { sign * line.amount };
                        }
                        // Costs of reminders and the prolongation fee are asked for together with the due.
                        _ => change.cost += signed,
                    }
                }
                _ => {}
            }
        }
    }

    /// Writes the changes. A balance never goes below zero: the tables refuse it.
    pub(crate) async fn write<C: ConnectionTrait>(&self, tx: &C) -> Result<()> {
        let rows: Vec<[Value; 5]> = self
            .dues
            .iter()
            .filter(|(_, change)| **change != DueChange::default())
            .map(|(id, change)| {
                [*id, change.principal, change.cost, change.interest_open, change.interest_paid]
                    .map(Value::from)
            })
            .collect();
        let head = "UPDATE due SET open = open + v.column2, cost_open = cost_open + v.column3, \
                    interest_open = interest_open + v.column4, interest_paid = interest_paid + v.column5";
        update(tx, head, "due", &["BIGINT"; 5], &rows).await?;
        let rows: Vec<[Value; 2]> = self
            .overpaid
            .iter()
            .filter(|(_, change)| **change != 0)
            .map(|(id, change)| [*id, *change].map(Value::from))
            .collect();
        update(tx, "UPDATE card SET overpaid = overpaid + v.column2", "card", &["BIGINT"; 2], &rows).await
    }
}

/// `head FROM (VALUES …) v WHERE table.id = v.column1`, a batch at a time.
async fn update<C: ConnectionTrait, const N: usize>(
    tx: &C,
    head: &str,
    table: &str,
    types: &[&str; N],
    rows: &[[Value; N]],
) -> Result<()> {
    for batch in rows.chunks(BATCH) {
        let mut sql = format!("{head} FROM (VALUES ");
        for row in 0..batch.len() {
            sql.push_str(if row == 0 { "(" } else { ",(" });
            for (column, kind) in types.iter().enumerate() {
                let comma = if column == 0 { "" } else { "," };
                // SQLite looks a named parameter up in a list of all of them, so many are bound faster without names.
                let parameter = match tx.get_database_backend() {
                    DbBackend::Sqlite => "?".to_owned(),
                    _ => format!("${}", row * N + column + 1),
                };
                // The casts of the first row give the columns their types.
                let _ = match row {
                    0 => write!(sql, "{comma}CAST({parameter} AS {kind})"),
                    _ => write!(sql, "{comma}{parameter}"),
                };
            }
            sql.push(')');
        }
        let _ = write!(sql, ") v WHERE {table}.id = v.column1");
        let values: Vec<Value> = batch.iter().flatten().cloned().collect();
        tx.run(&sql, values).await.map_err(below_zero)?;
    }
    Ok(())
}

fn below_zero(error: sea_orm::DbErr) -> Error {
    let text = error.to_string().to_lowercase();
    if text.contains("check") && text.contains("constraint") {
        return Error::Conflict(
            "Tej kwoty nie można zaksięgować: saldo należności albo nadpłata zeszłyby poniżej zera. \
             Sprawdź, czy ktoś nie zaksięgował już wpłaty albo odpisu."
                .into(),
        );
    }
    error.into()
}

#[derive(FromQueryResult)]
struct Credit {
    due_id: i64,
    day: NaiveDate,
}

/// Sets anew up to which day civil interest is counted on these dues, after a payment was reversed.
pub(crate) async fn recount_interest<C: ConnectionTrait>(tx: &C, cards: &[i64], dues: &[i64]) -> Result<()> {
    let days = counted_days(tx, cards).await?;
    for id in dues {
        tx.run(
            "UPDATE due SET interest_counted_to = $2 WHERE id = $1 AND interest_counted_to IS NOT NULL",
            values![*id, days.get(id).copied()],
        )
        .await?;
    }
    Ok(())
}

/// The last payment in force after the due date, by due, over these cards.
pub(crate) async fn counted_days<C: ConnectionTrait>(
    db: &C,
    cards: &[i64],
) -> Result<BTreeMap<i64, NaiveDate>> {
    let (among, value) = among(db, 1, cards);
    let sql = format!(
        "SELECT l.due_id AS due_id, MAX(e.payment_day) AS day \
         FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id JOIN due d ON d.id = l.due_id \
         WHERE l.card_id {among} AND l.account = '{RECEIVABLES}' AND l.side = 'C' \
         AND e.reason IN ('payment', 'identified', 'overpayment_used') AND e.payment_day > d.due_date \
         AND NOT EXISTS (SELECT 1 FROM journal_entry s WHERE s.corrects = e.id) \
         GROUP BY l.due_id"
    );
    let rows: Vec<Credit> = db.all(&sql, vec![value]).await?;
    Ok(rows.into_iter().map(|row| (row.due_id, row.day)).collect())
}

/// Sets the day up to which civil interest is counted, for many dues at once.
pub(crate) async fn set_counted<C: ConnectionTrait>(tx: &C, days: &BTreeMap<i64, NaiveDate>) -> Result<()> {
    let kind = match tx.get_database_backend() {
        DbBackend::Postgres => "DATE",
        _ => "TEXT",
    };
    let rows: Vec<[Value; 2]> = days.iter().map(|(id, day)| [Value::from(*id), Value::from(*day)]).collect();
    update(tx, "UPDATE due SET interest_counted_to = v.column2", "due", &["BIGINT", kind], &rows).await
}
