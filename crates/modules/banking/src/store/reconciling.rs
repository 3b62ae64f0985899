//! What the clerk's screens count and list.

use chrono::NaiveDate;
use ratusz_kernel::{Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::entries::{Entry, EntryState};

/// How many entries of a statement stand where.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Incoming payments.
    pub receipts: i64,
    /// Of these, posted without a person.
    pub automatic: i64,
    pub suggested: i64,
    pub to_explain: i64,
}

#[derive(FromQueryResult)]
struct CountRow {
    receipts: i64,
    automatic: i64,
    suggested: i64,
    to_explain: i64,
}

pub(crate) async fn counts<C: ConnectionTrait>(db: &C, statement_id: i64) -> Result<Counts> {
    let row: Option<CountRow> = db
        .maybe(
            "SELECT COUNT(CASE WHEN amount > 0 THEN 1 END) AS receipts, \
             COUNT(CASE WHEN amount > 0 AND first_rule IS NOT NULL AND corrected = FALSE THEN 1 END) AS automatic, \
             COUNT(CASE WHEN state = 'suggested' THEN 1 END) AS suggested, \
             COUNT(CASE WHEN state = 'to_explain' THEN 1 END) AS to_explain \
             FROM statement_entry WHERE statement_id = $1",
            values![statement_id],
        )
        .await?;
    Ok(row.map_or_else(Counts::default, |row| Counts {
        receipts: row.receipts,
        automatic: row.automatic,
        suggested: row.suggested,
        to_explain: row.to_explain,
    }))
}

/// How many entries wait in a state, over all statements.
pub(crate) async fn count_in<C: ConnectionTrait>(db: &C, state: EntryState) -> Result<i64> {
    Ok(db
        .scalar("SELECT COUNT(*) FROM statement_entry WHERE state = $1", values![state.as_str()])
        .await?
        .unwrap_or(0))
}

/// Waiting payments that no bank should have taken.
pub(crate) async fn alerts<C: ConnectionTrait>(db: &C) -> Result<i64> {
    Ok(db
        .scalar("SELECT COUNT(*) FROM statement_entry WHERE state = 'to_explain' AND alert = TRUE", values![])
        .await?
        .unwrap_or(0))
}

/// Entries waiting in a state, oldest first.
pub(crate) async fn waiting<C: ConnectionTrait>(db: &C, state: EntryState, limit: i64) -> Result<Vec<Entry>> {
    Ok(db
        .all(
            "SELECT * FROM statement_entry WHERE state = $1 ORDER BY alert DESC, booking_date, statement_id, ordinal \
             LIMIT $2",
            values![state.as_str(), limit],
        )
        .await?)
}

/// What a list of entries is narrowed to.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub statement_id: Option<i64>,
    pub state: Option<EntryState>,
    /// Only those posted to cards without a person.
    pub automatic: bool,
    /// Folded words of the title or sender.
    pub words: Vec<String>,
    pub amount: Option<i64>,
}

impl Filter {
    fn condition(&self) -> (String, Vec<Value>) {
        let mut parts = vec!["1 = 1".to_owned()];
        let mut parameters: Vec<Value> = Vec::new();
        let mut bound = |value: Value| {
            parameters.push(value);
            parameters.len()
        };
        if let Some(id) = self.statement_id {
            parts.push(format!("statement_id = ${}", bound(id.into())));
        }
        if let Some(state) = self.state {
            parts.push(format!("state = ${}", bound(state.as_str().into())));
        }
        let words: Vec<String> = self
            .words
            .iter()
            .map(|word| format!("folded LIKE ${}", bound(format!("%{word}%").into())))
            .collect();
        let words = words.join(" AND ");
        match self.amount.map(|amount| bound(amount.into())) {
            Some(n) if words.is_empty() => parts.push(format!("amount IN (${n}, -${n})")),
            Some(n) => parts.push(format!("(({words}) OR amount IN (${n}, -${n}))")),
            None if words.is_empty() => {}
            None => parts.push(words),
        }
        if self.automatic {
            parts.push("first_rule IS NOT NULL AND corrected = FALSE".to_owned());
        }
        (parts.join(" AND "), parameters)
    }
}

/// One page of entries and how many there are in all.
pub(crate) async fn page<C: ConnectionTrait>(
    db: &C,
    filter: &Filter,
    page: i64,
    size: i64,
) -> Result<(Vec<Entry>, i64)> {
    let (condition, parameters) = filter.condition();
    let total: Option<i64> = db
        .scalar(&format!("SELECT COUNT(*) FROM statement_entry WHERE {condition}"), parameters.clone())
        .await?;
    let sql = format!(
        "SELECT * FROM statement_entry WHERE {condition} ORDER BY booking_date DESC, statement_id DESC, ordinal \
         LIMIT {size} OFFSET {}",
        (page - 1).max(0) * size
    );
    Ok((db.all(&sql, parameters).await?, total.unwrap_or(0)))
}

/// How often automatic posting was right: posted without a person since a day, and of these taken back by a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Precision {
    pub automatic: i64,
    pub corrected: i64,
}

impl Precision {
    /// `99,98%`, cut and never rounded up, so that 100% means none was wrong.
    pub(crate) fn percent(self) -> Option<String> {
        let right = self.automatic - self.corrected;
        let hundredths = (right * 10_000).checked_div(self.automatic)?;
        Some(match (hundredths / 100, hundredths % 100) {
            (whole, 0) => format!("{whole}%"),
            (whole, rest) => format!("{whole},{rest:02}%"),
        })
    }
}

pub(crate) async fn precision<C: ConnectionTrait>(db: &C, since: NaiveDate) -> Result<Precision> {
    let count = async |condition: &str| -> Result<i64> {
        let sql = format!(
            "SELECT COUNT(*) FROM statement_entry WHERE first_rule IS NOT NULL AND booking_date >= $1{condition}"
        );
        Ok(db.scalar(&sql, values![since]).await?.unwrap_or(0))
    };
    Ok(Precision { automatic: count("").await?, corrected: count(" AND corrected = TRUE").await? })
}
