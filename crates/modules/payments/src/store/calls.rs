//! A trace of every call to a provider: what, how long, with what outcome; never bodies.

use chrono::{DateTime, Utc};
use ratusz_kernel::{Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Call {
    operation: String,
    pub(crate) at: DateTime<Utc>,
    pub(crate) millis: i64,
    pub(crate) http_status: i64,
    outcome: String,
}

impl Call {
    /// What was asked, in words for the clerk.
    pub(crate) fn operation(&self) -> &'static str {
        match self.operation.as_str() {
            "create" => "nowe zamówienie",
            "read" => "pytanie o stan",
            "capture" => "przyjęcie wpłaty",
            "transactions" => "pytanie o przyczynę odmowy",
            "refund" => "zlecenie zwrotu",
            "refunds" => "pytanie o zwrot",
            _ => "inne pytanie",
        }
    }

    pub(crate) fn outcome(&self) -> &'static str {
        match self.outcome.as_str() {
            "ok" => "odpowiedział",
            "refused" => "odmówił",
            "away" => "nie działa",
            _ => "brak odpowiedzi",
        }
    }
}

pub(crate) struct NewCall<'a> {
    pub(crate) pos_id: i64,
    pub(crate) operation: &'a str,
    pub(crate) own_id: &'a str,
    pub(crate) millis: i64,
    pub(crate) http_status: u16,
    pub(crate) outcome: &'a str,
}

pub(crate) async fn add(municipality: &Municipality, call: &NewCall<'_>) -> Result<()> {
    municipality
        .db
        .write
        .run(
            "INSERT INTO provider_call (pos_id, operation, own_id, at, millis, http_status, outcome) \
             VALUES ($1,$2,$3,$4,$5,$6,$7)",
            values![
                call.pos_id,
                call.operation,
                call.own_id,
                municipality.clock.now(),
                call.millis,
                i64::from(call.http_status),
                call.outcome
            ],
        )
        .await?;
    Ok(())
}

/// The calls about a payment's attempts, the newest first.
pub(crate) async fn about<C: ConnectionTrait>(db: &C, reference: &str) -> Result<Vec<Call>> {
    Ok(db
        .all(
            "SELECT operation, at, millis, http_status, outcome FROM provider_call WHERE own_id LIKE $1 \
             ORDER BY id DESC LIMIT 50",
            values![format!("{reference}-%")],
        )
        .await?)
}
