//! Attempts (próby): one order at the provider each.

use chrono::{DateTime, Duration, Utc};
use ratusz_kernel::{Deed, Error, Money, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

use crate::rules::state::AttemptState;

/// The return page asks the provider at most once in this time for one attempt.
const ASK_AT_MOST: Duration = Duration::seconds(3);

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Attempt {
    pub(crate) id: i64,
    pub(crate) payment_id: i64,
    pub(crate) number: i64,
    /// Sent to the provider: `K7M2Q9X4TA-1`.
    pub(crate) ext_id: String,
    pub(crate) provider_id: Option<String>,
    state: String,
    pub(crate) redirect_url: String,
    pub(crate) return_token: String,
    /// The provider's own word for the state.
    pub(crate) raw_state: String,
    /// Why the provider refused, in Polish.
    pub(crate) refusal: String,
    refunded: i64,
    /// The amount the provider named when it was not ours.
    reported: Option<i64>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
    pub(crate) authorised_at: Option<DateTime<Utc>>,
}

impl Attempt {
    pub(crate) fn state(&self) -> AttemptState {
        AttemptState::of(&self.state).unwrap_or(AttemptState::Review)
    }

    pub(crate) fn refunded(&self) -> Money {
        Money::from_grosze(self.refunded)
    }

    pub(crate) fn reported(&self) -> Option<Money> {
        self.reported.map(Money::from_grosze)
    }
}

pub(crate) struct NewAttempt<'a> {
    pub(crate) id: i64,
    pub(crate) payment_id: i64,
    pub(crate) number: i64,
    pub(crate) ext_id: &'a str,
    pub(crate) return_token: &'a str,
    pub(crate) expires_at: DateTime<Utc>,
}

pub(crate) async fn add(deed: &Deed, new: &NewAttempt<'_>) -> Result<()> {
    deed.tx
        .run(
            "INSERT INTO attempt (id, payment_id, number, ext_id, state, return_token, created_at, expires_at) \
             VALUES ($1,$2,$3,$4,'draft',$5,$6,$7)",
            values![new.id, new.payment_id, new.number, new.ext_id, new.return_token, deed.now, new.expires_at],
        )
        .await?;
    Ok(())
}

pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Attempt> {
    db.maybe("SELECT * FROM attempt WHERE id = $1", values![id]).await?.ok_or(Error::NotFound)
}

pub(crate) async fn by_ext_id<C: ConnectionTrait>(db: &C, ext_id: &str) -> Result<Attempt> {
    db.maybe("SELECT * FROM attempt WHERE ext_id = $1", values![ext_id]).await?.ok_or(Error::NotFound)
}

/// All attempts of a payment, the newest last.
pub(crate) async fn of<C: ConnectionTrait>(db: &C, payment_id: i64) -> Result<Vec<Attempt>> {
    Ok(db.all("SELECT * FROM attempt WHERE payment_id = $1 ORDER BY number", values![payment_id]).await?)
}

/// Attempts of open payments whose order ended before that moment and brought no decision.
pub(crate) async fn open_since<C: ConnectionTrait>(db: &C, ended_before: DateTime<Utc>) -> Result<Vec<i64>> {
    Ok(db
        .column(
            "SELECT a.id FROM payment p JOIN attempt a ON a.payment_id = p.id \
             WHERE p.state IN ('draft', 'started', 'pending') AND a.state IN ('draft', 'started', 'pending') \
             AND a.expires_at < $1 ORDER BY a.id",
            values![ended_before],
        )
        .await?)
}

/// The attempt a notification or report is about: by our number, else by the provider's.
pub(crate) async fn find<C: ConnectionTrait>(
    db: &C,
    pos_id: i64,
    ext_id: &str,
    provider_id: &str,
) -> Result<Option<Attempt>> {
    Ok(db
        .maybe(
            "SELECT a.* FROM attempt a JOIN payment p ON p.id = a.payment_id WHERE p.pos_id = $1 \
             AND (a.ext_id = $2 OR a.provider_id = $3) ORDER BY a.number DESC LIMIT 1",
            values![pos_id, ext_id, provider_id],
        )
        .await?)
}

pub(crate) async fn set_accepted(deed: &Deed, id: i64, provider_id: &str, redirect_url: &str) -> Result<()> {
    deed.tx
        .run(
            "UPDATE attempt SET provider_id = $2, redirect_url = $3 WHERE id = $1",
            values![id, provider_id, redirect_url],
        )
        .await?;
    Ok(())
}

pub(crate) async fn set_state(deed: &Deed, attempt: &mut Attempt, to: AttemptState) -> Result<()> {
    to.code().clone_into(&mut attempt.state);
    deed.tx.run("UPDATE attempt SET state = $2 WHERE id = $1", values![attempt.id, to.code()]).await?;
    Ok(())
}

/// What the provider said last; its own number may be learned only now.
pub(crate) async fn set_answer(
    deed: &Deed,
    id: i64,
    provider_id: &str,
    raw: &str,
    refusal: &str,
) -> Result<()> {
    deed.tx
        .run(
            "UPDATE attempt SET provider_id = $2, raw_state = $3, refusal = $4 WHERE id = $1",
            values![id, provider_id, raw, refusal],
        )
        .await?;
    Ok(())
}

pub(crate) async fn set_authorised(deed: &Deed, id: i64, at: DateTime<Utc>) -> Result<()> {
    deed.tx.run("UPDATE attempt SET authorised_at = $2 WHERE id = $1", values![id, at]).await?;
    Ok(())
}

pub(crate) async fn set_reported(deed: &Deed, id: i64, amount: Money) -> Result<()> {
    deed.tx.run("UPDATE attempt SET reported = $2 WHERE id = $1", values![id, amount.grosze()]).await?;
    Ok(())
}

pub(crate) async fn add_refunded(deed: &Deed, attempt: &mut Attempt, amount: Money) -> Result<()> {
    attempt.refunded += amount.grosze();
    deed.tx
        .run("UPDATE attempt SET refunded = $2 WHERE id = $1", values![attempt.id, attempt.refunded])
        .await?;
    Ok(())
}

/// Whether the provider may be asked now; the one who gets `true` asks.
pub(crate) async fn claim_question(municipality: &Municipality, id: i64) -> Result<bool> {
    let now = municipality.clock.now();
    let claimed = municipality
        .db
        .write
        .run(
            "UPDATE attempt SET asked_at = $2 WHERE id = $1 AND (asked_at IS NULL OR asked_at <= $3)",
            values![id, now, now - ASK_AT_MOST],
        )
        .await?;
    Ok(claimed == 1)
}
