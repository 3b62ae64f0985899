//! Document numbers without gaps, per register and year.

use ratusz_kernel::{Error, Result, Sql, values};
use sea_orm::ConnectionTrait;

/// Takes `count` numbers in the transaction and gives the first.
pub(crate) async fn take<C: ConnectionTrait>(tx: &C, register: &str, year: i32, count: usize) -> Result<i64> {
    let count = i64::try_from(count).map_err(Error::internal)?;
    let last: i64 = tx
        .scalar(
            "INSERT INTO document_number (register, year, last) VALUES ($1, $2, $3) \
             ON CONFLICT (register, year) DO UPDATE SET last = document_number.last + excluded.last RETURNING last",
            values![register, i64::from(year), count],
        )
        .await?
        .ok_or_else(|| Error::internal("a register gave no number"))?;
    Ok(last - count + 1)
}
