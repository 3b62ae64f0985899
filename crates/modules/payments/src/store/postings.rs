//! What a payment did in the ledger of the dues.

use chrono::NaiveDate;
use ratusz_kernel::{Deed, Money, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Posting {
    pub(crate) id: i64,
    pub(crate) card_id: i64,
    pub(crate) entry_id: i64,
    amount: i64,
    /// Money on top of a basket already paid.
    pub(crate) surplus: bool,
    pub(crate) payment_day: NaiveDate,
}

impl Posting {
    pub(crate) fn amount(&self) -> Money {
        Money::from_grosze(self.amount)
    }

    pub(crate) fn kind(&self) -> &'static str {
        if self.surplus { "nadpłata" } else { "wpłata" }
    }
}

pub(crate) struct NewPosting {
    pub(crate) payment_id: i64,
    pub(crate) attempt_id: i64,
    pub(crate) card_id: i64,
    pub(crate) entry_id: i64,
    pub(crate) amount: Money,
    pub(crate) surplus: bool,
    pub(crate) payment_day: NaiveDate,
}

pub(crate) async fn add(deed: &Deed, new: &NewPosting) -> Result<()> {
    deed.tx
        .run(
            "INSERT INTO payment_posting (payment_id, attempt_id, card_id, entry_id, amount, surplus, payment_day) \
             VALUES ($1,$2,$3,$4,$5,$6,$7)",
            values![
                new.payment_id,
                new.attempt_id,
                new.card_id,
                new.entry_id,
                new.amount.grosze(),
                new.surplus,
                new.payment_day
            ],
        )
        .await?;
    Ok(())
}

/// The postings of an attempt that still stand.
pub(crate) async fn standing<C: ConnectionTrait>(db: &C, attempt_id: i64) -> Result<Vec<Posting>> {
    Ok(db
        .all(
            "SELECT id, card_id, entry_id, amount, surplus, payment_day FROM payment_posting \
             WHERE attempt_id = $1 AND reversed_by IS NULL ORDER BY id",
            values![attempt_id],
        )
        .await?)
}

/// All postings of a payment that still stand.
pub(crate) async fn of_payment<C: ConnectionTrait>(db: &C, payment_id: i64) -> Result<Vec<Posting>> {
    Ok(db
        .all(
            "SELECT id, card_id, entry_id, amount, surplus, payment_day FROM payment_posting \
             WHERE payment_id = $1 AND reversed_by IS NULL ORDER BY id",
            values![payment_id],
        )
        .await?)
}

pub(crate) async fn set_reversed(deed: &Deed, id: i64, by: i64) -> Result<()> {
    deed.tx.run("UPDATE payment_posting SET reversed_by = $2 WHERE id = $1", values![id, by]).await?;
    Ok(())
}
