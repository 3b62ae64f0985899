//! What cards owe, asked for many at once: by document number, by amount of an instalment, in sum.

use std::collections::{HashMap, HashSet};

use ratusz_kernel::{Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::placeholders;

#[derive(FromQueryResult)]
struct Sum {
    card_id: i64,
    open: i64,
}

/// Principal and cost owed by each of the cards, in grosze.
pub(crate) async fn owed<C: ConnectionTrait>(db: &C, cards: &[i64]) -> Result<HashMap<i64, i64>> {
    let mut found = HashMap::with_capacity(cards.len());
    for batch in cards.chunks(1000) {
        let sql = format!(
            "SELECT card_id, CAST(SUM(open + cost_open) AS BIGINT) AS open FROM due WHERE card_id IN ({}) \
             AND (open > 0 OR cost_open > 0 OR interest_open > 0) GROUP BY card_id",
            placeholders(1, batch.len())
        );
        let rows: Vec<Sum> =
            db.all(&sql, batch.iter().map(|id| Value::from(*id)).collect::<Vec<_>>()).await?;
        found.extend(rows.into_iter().map(|row| (row.card_id, row.open)));
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Document {
    document_no: String,
    card_id: i64,
}

/// Cards with something open on a document, by the document's number in capitals.
pub(crate) async fn open_documents<C: ConnectionTrait>(
    db: &C,
    numbers: &HashSet<&str>,
) -> Result<HashMap<String, Vec<i64>>> {
    let mut found: HashMap<String, Vec<i64>> = HashMap::new();
    if numbers.is_empty() {
        return Ok(found);
    }
    let rows: Vec<Document> = db
        .all(
            "SELECT DISTINCT c.document_no AS document_no, c.card_id AS card_id FROM charge c \
             JOIN due d ON d.charge_id = c.id WHERE d.open > 0 ORDER BY c.card_id",
            values![],
        )
        .await?;
    for row in rows {
        let number = crate::rules::title::fold(&row.document_no);
        if numbers.contains(number.as_str()) {
            found.entry(number).or_default().push(row.card_id);
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct Instalment {
    open: i64,
    card_id: i64,
}

/// Cards that have exactly one open instalment of an amount, by amount.
pub(crate) async fn single_instalments<C: ConnectionTrait>(
    db: &C,
    amounts: &HashSet<i64>,
) -> Result<HashMap<i64, Vec<i64>>> {
    let mut found: HashMap<i64, Vec<i64>> = HashMap::new();
    let all: Vec<i64> = amounts.iter().copied().collect();
    for batch in all.chunks(1000) {
        let sql = format!(
            "SELECT open, card_id FROM due WHERE open IN ({}) GROUP BY open, card_id HAVING COUNT(*) = 1 \
             ORDER BY card_id",
            placeholders(1, batch.len())
        );
        let rows: Vec<Instalment> =
            db.all(&sql, batch.iter().map(|amount| Value::from(*amount)).collect::<Vec<_>>()).await?;
        for row in rows {
            found.entry(row.open).or_default().push(row.card_id);
        }
    }
    Ok(found)
}
