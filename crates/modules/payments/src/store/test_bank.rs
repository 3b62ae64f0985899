//! Orders of the bank test provider, which lives in our own database and moves no money.

use chrono::{DateTime, Utc};
use ratusz_kernel::{Deed, Error, Money, Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct TestOrder {
    pub(crate) ext_id: String,
    pub(crate) token: String,
    amount: i64,
    pub(crate) description: String,
    pub(crate) return_to: String,
    /// Empty, `paid`, `delayed`, `tomorrow` or `rejected`.
    pub(crate) decision: String,
    pub(crate) decided_at: Option<DateTime<Utc>>,
}

impl TestOrder {
    pub(crate) fn amount(&self) -> Money {
        Money::from_grosze(self.amount)
    }
}

pub(crate) async fn add(
    municipality: &Municipality,
    ext_id: &str,
    token: &str,
    amount: Money,
    description: &str,
    return_to: &str,
) -> Result<()> {
    municipality
        .db
        .write
        .run(
            "INSERT INTO test_bank (ext_id, token, amount, description, return_to) VALUES ($1,$2,$3,$4,$5)",
            values![ext_id, token, amount.grosze(), description, return_to],
        )
        .await?;
    Ok(())
}

pub(crate) async fn by_token<C: ConnectionTrait>(db: &C, token: &str) -> Result<TestOrder> {
    db.maybe("SELECT * FROM test_bank WHERE token = $1", values![token]).await?.ok_or(Error::NotFound)
}

pub(crate) async fn by_ext_id<C: ConnectionTrait>(db: &C, ext_id: &str) -> Result<Option<TestOrder>> {
    Ok(db.maybe("SELECT * FROM test_bank WHERE ext_id = $1", values![ext_id]).await?)
}

/// The first decision stands.
pub(crate) async fn decide(deed: &Deed, ext_id: &str, decision: &str) -> Result<()> {
    deed.tx
        .run(
            "UPDATE test_bank SET decision = $2, decided_at = $3 WHERE ext_id = $1 AND decision = ''",
            values![ext_id, decision, deed.now],
        )
        .await?;
    Ok(())
}
