//! Wrong passwords in a row, counted exactly per address typed, known or unknown, so that the answers do not differ.

use chrono::{DateTime, Duration, Utc};
use ratusz_kernel::seal::normalise;
use ratusz_kernel::{ActorKind, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::rules::delay;
use crate::store::{accounts, staff};

/// What the counters are kept under.
#[derive(Debug, Clone)]
pub struct Counted {
    kind: ActorKind,
    index: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Row {
    failures: i64,
    retry_at: DateTime<Utc>,
}

impl Counted {
    pub fn new(municipality: &Municipality, kind: ActorKind, email: &str) -> Self {
        let field = if kind == ActorKind::Staff { staff::EMAIL } else { accounts::EMAIL };
        Self { kind, index: municipality.seal.index(field, &normalise::email(email)).to_vec() }
    }

    /// Whether the account must rest now.
    pub async fn rests(&self, municipality: &Municipality) -> Result<bool> {
        let row: Option<Row> = municipality
            .db
            .read
            .maybe(
                "SELECT failures, retry_at FROM sign_in_failure WHERE kind = $1 AND email_index = $2",
                values![self.kind.as_str(), self.index.clone()],
            )
            .await?;
        Ok(row.is_some_and(|row| row.failures >= delay::CLOSED_AT || row.retry_at > municipality.clock.now()))
    }

    /// Counts one more failure.
    pub async fn record(&self, municipality: &Municipality) -> Result<()> {
        let now = municipality.clock.now();
        let failures: i64 = municipality
            .db
            .write
            .scalar(
                "INSERT INTO sign_in_failure (kind, email_index, failures, retry_at) VALUES ($1, $2, 1, $3) \
                 ON CONFLICT (kind, email_index) DO UPDATE SET failures = sign_in_failure.failures + 1 \
                 RETURNING failures",
                values![self.kind.as_str(), self.index.clone(), now],
            )
            .await?
            .unwrap_or(1);
        municipality
            .db
            .write
            .run(
                "UPDATE sign_in_failure SET retry_at = $3 WHERE kind = $1 AND email_index = $2",
                values![self.kind.as_str(), self.index.clone(), now + delay::after(failures)],
            )
            .await?;
        Ok(())
    }

    pub async fn clear<C: ConnectionTrait>(&self, tx: &C) -> Result<()> {
        tx.run(
            "DELETE FROM sign_in_failure WHERE kind = $1 AND email_index = $2",
            values![self.kind.as_str(), self.index.clone()],
        )
        .await?;
        Ok(())
    }
}

/// Forgets counters a day old, but not those of closed ways in.
pub async fn sweep(municipality: &Municipality) -> Result<()> {
    municipality
        .db
        .write
        .run(
            "DELETE FROM sign_in_failure WHERE retry_at < $1 AND failures < $2",
            values![municipality.clock.now() - Duration::days(1), delay::CLOSED_AT],
        )
        .await?;
    Ok(())
}
