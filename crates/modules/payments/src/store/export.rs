//! A person's online payments, for the copy of their data (GDPR art. 15 and 20).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratusz_kernel::{ExportRequest, Municipality, Result, Sql, values};
use sea_orm::FromQueryResult;
use serde_json::{Value, json};

#[derive(FromQueryResult)]
struct Row {
    reference: String,
    total: i64,
    state: String,
    created_at: DateTime<Utc>,
    title: String,
    amount: i64,
}

pub(crate) async fn of(
    municipality: &Arc<Municipality>,
    request: ExportRequest,
) -> Result<Vec<(&'static str, Value)>> {
    let rows: Vec<Row> = municipality
        .db
        .read
        .all(
            "SELECT p.reference, p.total, p.state, p.created_at, l.title, l.amount FROM payment p \
             JOIN payment_line l ON l.payment_id = p.id WHERE p.account_id = $1 ORDER BY p.created_at, l.line_no",
            values![request.account_id],
        )
        .await?;
    let rows: Vec<Value> = rows
        .into_iter()
        .map(|row| {
            json!({
                "numer": row.reference, "kwota_razem_w_groszach": row.total, "stan": row.state,
                "rozpoczęta": row.created_at, "należność": row.title, "kwota_w_groszach": row.amount,
            })
        })
        .collect();
    Ok(vec![("Płatności internetowe", Value::from(rows))])
}
