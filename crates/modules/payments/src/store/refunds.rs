//! Refunds (zwroty): asked by one clerk, approved by another, carried out by the provider.

use chrono::{DateTime, Utc};
use ratusz_kernel::{Actor, Deed, Error, Money, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefundState {
    Asked,
    Approved,
    /// The provider took it; not final yet.
    Sent,
    Final,
    /// The provider said no.
    Refused,
    /// The second person said no.
    Declined,
}

impl RefundState {
    const ALL: [Self; 6] =
        [Self::Asked, Self::Approved, Self::Sent, Self::Final, Self::Refused, Self::Declined];

    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Sent => "sent",
            Self::Final => "final",
            Self::Refused => "refused",
            Self::Declined => "declined",
        }
    }

    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Asked => "czeka na zatwierdzenie",
            Self::Approved => "zatwierdzony, wysyłamy",
            Self::Sent => "w toku u operatora",
            Self::Final => "zwrócony",
            Self::Refused => "odmowa operatora",
            Self::Declined => "niezatwierdzony",
        }
    }

    pub(crate) fn pill(self) -> &'static str {
        match self {
            Self::Asked | Self::Approved | Self::Sent => "soon",
            Self::Final => "paid",
            Self::Refused => "late",
            Self::Declined => "neutral",
        }
    }

    /// Whether the money is promised or gone.
    pub(crate) fn counts(self) -> bool {
        !matches!(self, Self::Refused | Self::Declined)
    }
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Refund {
    pub(crate) id: i64,
    pub(crate) attempt_id: i64,
    pub(crate) payment_id: i64,
    pub(crate) ext_id: String,
    pub(crate) provider_id: Option<String>,
    amount: i64,
    pub(crate) reason: String,
    state: String,
    /// The provider's reason of a refusal, in Polish.
    pub(crate) answer: String,
    pub(crate) asked_by: i64,
    pub(crate) asked_by_name: String,
    pub(crate) asked_at: DateTime<Utc>,
    pub(crate) approved_by_name: String,
}

impl Refund {
    pub(crate) fn amount(&self) -> Money {
        Money::from_grosze(self.amount)
    }

    /// The reference of its payment, the beginning of its own number.
    pub(crate) fn reference(&self) -> &str {
        self.ext_id.split('-').next().unwrap_or_default()
    }

    pub(crate) fn state(&self) -> RefundState {
        RefundState::ALL.into_iter().find(|state| state.code() == self.state).unwrap_or(RefundState::Refused)
    }
}

pub(crate) struct NewRefund<'a> {
    pub(crate) id: i64,
    pub(crate) attempt_id: i64,
    pub(crate) payment_id: i64,
    pub(crate) number: i64,
    pub(crate) ext_id: &'a str,
    pub(crate) amount: Money,
    pub(crate) reason: &'a str,
}

pub(crate) async fn add(deed: &Deed, new: &NewRefund<'_>) -> Result<()> {
    deed.tx
        .run(
            "INSERT INTO payment_refund (id, attempt_id, payment_id, number, ext_id, amount, reason, state, asked_by, \
             asked_by_name, asked_at) VALUES ($1,$2,$3,$4,$5,$6,$7,'asked',$8,$9,$10)",
            values![
                new.id,
                new.attempt_id,
                new.payment_id,
                new.number,
                new.ext_id,
                new.amount.grosze(),
                new.reason,
                deed.actor.id,
                deed.actor.name.clone(),
                deed.now
            ],
        )
        .await?;
    Ok(())
}

pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Refund> {
    db.maybe("SELECT * FROM payment_refund WHERE id = $1", values![id]).await?.ok_or(Error::NotFound)
}

pub(crate) async fn of<C: ConnectionTrait>(db: &C, payment_id: i64) -> Result<Vec<Refund>> {
    Ok(db
        .all("SELECT * FROM payment_refund WHERE payment_id = $1 ORDER BY number", values![payment_id])
        .await?)
}

pub(crate) async fn waiting<C: ConnectionTrait>(db: &C) -> Result<Vec<Refund>> {
    Ok(db.all("SELECT * FROM payment_refund WHERE state = 'asked' ORDER BY asked_at", values![]).await?)
}

/// Refunds the provider has not ended yet.
pub(crate) async fn under_way<C: ConnectionTrait>(db: &C) -> Result<Vec<Refund>> {
    Ok(db
        .all("SELECT * FROM payment_refund WHERE state IN ('approved', 'sent') ORDER BY id", values![])
        .await?)
}

pub(crate) async fn set_decided(deed: &Deed, id: i64, state: RefundState, by: &Actor) -> Result<()> {
    deed.tx
        .run(
            "UPDATE payment_refund SET state = $2, approved_by = $3, approved_by_name = $4, approved_at = $5 \
             WHERE id = $1",
            values![id, state.code(), by.id, by.name.clone(), deed.now],
        )
        .await?;
    Ok(())
}

pub(crate) async fn set_state(
    deed: &Deed,
    id: i64,
    state: RefundState,
    provider_id: Option<&str>,
    answer: &str,
) -> Result<()> {
    let ended = (state == RefundState::Final).then_some(deed.now);
    deed.tx
        .run(
            "UPDATE payment_refund SET state = $2, provider_id = COALESCE($3, provider_id), answer = $4, final_at = $5 \
             WHERE id = $1",
            values![id, state.code(), provider_id.map(str::to_owned), answer, ended],
        )
        .await?;
    Ok(())
}
