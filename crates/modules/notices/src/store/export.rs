//! What this module knows about a person, for their own copy of their data (GDPR art. 15 and 20).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratusz_kernel::{ExportRequest, Municipality, Result, Sql, values};
use sea_orm::FromQueryResult;
use serde::Serialize;
use serde_json::{Value, json};

use super::{mails, refusals};

#[derive(Serialize, FromQueryResult)]
struct MessageRow {
    #[serde(rename = "tytuł")]
    title: String,
    #[serde(rename = "treść")]
    body: String,
    #[serde(rename = "otrzymano")]
    created_at: DateTime<Utc>,
    #[serde(rename = "przeczytano")]
    read_at: Option<DateTime<Utc>>,
}

pub(crate) async fn of(
    municipality: &Arc<Municipality>,
    request: ExportRequest,
) -> Result<Vec<(&'static str, Value)>> {
    let db = &municipality.db.read;
    let messages: Vec<MessageRow> = db
        .all(
            "SELECT title, body, created_at, read_at FROM message WHERE account_id = $1 ORDER BY created_at, id",
            values![request.account_id],
        )
        .await?;
    let mut letters = Vec::new();
    for mail in mails::of_account(db, request.account_id).await? {
        letters.push(json!({
            "adres": mails::open_address(municipality, &mail)?,
            "temat": mail.subject,
            "stan": mail.state,
            "utworzono": mail.created_at,
        }));
    }
    let mut refused: Vec<_> = refusals::of(db, request.account_id).await?.into_iter().collect();
    refused.sort_unstable();
    let refused: Vec<_> = refused.into_iter().map(crate::rules::Topic::label).collect();
    Ok(vec![
        ("Wiadomości w skrzynce", serde_json::to_value(messages)?),
        ("Wysłane e-maile", Value::Array(letters)),
        ("Wyłączone e-maile", json!(refused)),
    ])
}
