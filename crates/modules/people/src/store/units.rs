//! Organisational units (komórki organizacyjne) of the office.

use ratusz_kernel::{Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};

#[derive(Debug, Clone, FromQueryResult)]
pub struct Unit {
    pub id: i64,
    pub name: String,
    pub symbol: String,
    pub closed: bool,
    pub members: i64,
}

pub async fn all<C: ConnectionTrait>(db: &C) -> Result<Vec<Unit>> {
    Ok(db
        .all(
            "SELECT u.id, u.name, u.symbol, u.closed, COUNT(s.id) AS members FROM unit u \
             LEFT JOIN staff s ON s.unit_id = u.id AND s.state <> 'disabled' \
             GROUP BY u.id, u.name, u.symbol, u.closed ORDER BY u.symbol",
            values![],
        )
        .await?)
}

pub async fn symbol_taken<C: ConnectionTrait>(db: &C, symbol: &str) -> Result<bool> {
    let id: Option<i64> = db.scalar("SELECT id FROM unit WHERE symbol = $1", values![symbol]).await?;
    Ok(id.is_some())
}

pub async fn add<C: ConnectionTrait>(
    tx: &C,
    municipality: &Municipality,
    name: &str,
    symbol: &str,
) -> Result<i64> {
    let id = municipality.new_id();
    tx.run(
        "INSERT INTO unit (id, name, symbol, closed) VALUES ($1, $2, $3, FALSE)",
        values![id, name, symbol],
    )
    .await?;
    Ok(id)
}

pub async fn set_closed<C: ConnectionTrait>(tx: &C, id: i64, closed: bool) -> Result<bool> {
    Ok(tx.run("UPDATE unit SET closed = $2 WHERE id = $1", values![id, closed]).await? == 1)
}
