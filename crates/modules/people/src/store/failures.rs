//! Wrong passwords in a row, counted exactly per address typed and network, and per address over all networks. Known
//! and unknown addresses are counted alike, so that the answers do not differ.

use chrono::{DateTime, Duration, Utc};
use ratusz_kernel::seal::normalise;
use ratusz_kernel::{ActorKind, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::rules::delay;
use crate::store::{accounts, refusals, staff};

/// What the counters are kept under.
#[derive(Debug, Clone)]
pub struct Counted {
    pub kind: ActorKind,
    pub index: Vec<u8>,
    pub network: String,
}

/// Stands for all networks together.
const ALL_NETWORKS: &str = "";

#[derive(FromQueryResult)]
struct Row {
    network: String,
    retry_at: DateTime<Utc>,
    known_until: Option<DateTime<Utc>>,
}

impl Counted {
    pub fn new(municipality: &Municipality, kind: ActorKind, email: &str, network: &str) -> Self {
        let field = if kind == ActorKind::Staff { staff::EMAIL } else { accounts::EMAIL };
        let index = municipality.seal.index(field, &normalise::email(email)).to_vec();
        Self { kind, index, network: network.to_owned() }
    }

    /// Whether this network must rest now: for its own failures, or, when the owner never came in from here, for those
    /// of all networks.
    pub async fn rests(&self, municipality: &Municipality) -> Result<bool> {
        let now = municipality.clock.now();
        let rows: Vec<Row> = municipality
            .db
            .read
            .all(
                "SELECT network, retry_at, known_until FROM sign_in_failure \
                 WHERE kind = $1 AND email_index = $2 AND network IN ($3, $4)",
                values![self.kind.as_str(), self.index.clone(), self.network.clone(), ALL_NETWORKS],
            )
            .await?;
        let known = rows.iter().any(|row| row.known_until.is_some_and(|until| until > now));
        Ok(rows.iter().any(|row| row.retry_at > now && !(known && row.network == ALL_NETWORKS)))
    }

    /// Counts one more failure and keeps it for the owner to see.
    pub async fn record(&self, municipality: &Municipality) -> Result<()> {
        let one = (self.network.as_str(), delay::from_one_network as fn(i64) -> Duration);
        for (network, wait) in [one, (ALL_NETWORKS, delay::from_all_networks)] {
            self.count(municipality, network, wait).await?;
        }
        refusals::add(municipality, self).await
    }

    async fn count(
        &self,
        municipality: &Municipality,
        network: &str,
        wait: fn(i64) -> Duration,
    ) -> Result<()> {
        let now = municipality.clock.now();
        let db = &municipality.db.write;
        let failures: i64 = db
            .scalar(
                "INSERT INTO sign_in_failure (kind, email_index, network, failures, retry_at) \
                 VALUES ($1, $2, $3, 1, $4) ON CONFLICT (kind, email_index, network) \
                 DO UPDATE SET failures = sign_in_failure.failures + 1 RETURNING failures",
                values![self.kind.as_str(), self.index.clone(), network, now],
            )
            .await?
            .unwrap_or(1);
        db.run(
            "UPDATE sign_in_failure SET retry_at = $4 WHERE kind = $1 AND email_index = $2 AND network = $3",
            values![self.kind.as_str(), self.index.clone(), network, now + wait(failures)],
        )
        .await?;
        Ok(())
    }

    /// The owner came in: this network is known now, and counting begins anew.
    pub async fn clear<C: ConnectionTrait>(&self, tx: &C, now: DateTime<Utc>) -> Result<()> {
        tx.run(
            "DELETE FROM sign_in_failure WHERE kind = $1 AND email_index = $2 AND network = $3",
            values![self.kind.as_str(), self.index.clone(), ALL_NETWORKS],
        )
        .await?;
        tx.run(
            "INSERT INTO sign_in_failure (kind, email_index, network, failures, retry_at, known_until) \
             VALUES ($1, $2, $3, 0, $4, $5) ON CONFLICT (kind, email_index, network) \
             DO UPDATE SET failures = 0, retry_at = $4, known_until = $5",
            values![
                self.kind.as_str(),
                self.index.clone(),
                self.network.clone(),
                now,
                now + delay::KNOWN_FOR
            ],
        )
        .await?;
        Ok(())
    }
}

/// Forgets counters a day old and networks the owner no longer uses.
pub async fn sweep(municipality: &Municipality) -> Result<()> {
    let now = municipality.clock.now();
    municipality
        .db
        .write
        .run(
            "DELETE FROM sign_in_failure WHERE retry_at < $1 AND (known_until IS NULL OR known_until < $2)",
            values![now - Duration::days(1), now],
        )
        .await?;
    Ok(())
}
