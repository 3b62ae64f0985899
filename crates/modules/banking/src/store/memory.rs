//! What senders' accounts paid before: for rule 5. Accounts are kept as blind indexes only.

use std::collections::{HashMap, HashSet};

use ratusz_kernel::{Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use super::placeholders;

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Memory {
    account_index: Vec<u8>,
    pub card_id: i64,
    pub times: i64,
    pub confirmed: i64,
}

/// What each of these accounts paid to before.
pub(crate) async fn of_accounts<C: ConnectionTrait>(
    db: &C,
    indexes: &HashSet<Vec<u8>>,
) -> Result<HashMap<Vec<u8>, Vec<Memory>>> {
    let mut found: HashMap<Vec<u8>, Vec<Memory>> = HashMap::new();
    let all: Vec<&Vec<u8>> = indexes.iter().collect();
    for batch in all.chunks(1000) {
        let sql = format!(
            "SELECT account_index, card_id, times, confirmed FROM counterparty_memory WHERE account_index IN ({}) \
             ORDER BY card_id",
            placeholders(1, batch.len())
        );
        let parameters: Vec<Value> = batch.iter().map(|index| Value::from((*index).clone())).collect();
        for memory in db.all::<Memory>(&sql, parameters).await? {
            found.entry(memory.account_index.clone()).or_default().push(memory);
        }
    }
    Ok(found)
}

/// Remembers payments: account, card, how many, of these confirmed by a clerk.
pub(crate) async fn remember<C: ConnectionTrait>(
    tx: &C,
    payments: impl IntoIterator<Item = (Vec<u8>, i64, i64, i64)>,
) -> Result<()> {
    let mut rows = Vec::new();
    for (index, card, times, confirmed) in payments {
        rows.extend(values![index, card, times, confirmed]);
    }
    tx.insert_rows(
        "INSERT INTO counterparty_memory (account_index, card_id, times, confirmed)",
        4,
        rows,
        "ON CONFLICT (account_index, card_id) DO UPDATE SET times = counterparty_memory.times + excluded.times, \
         confirmed = counterparty_memory.confirmed + excluded.confirmed",
    )
    .await?;
    Ok(())
}

/// A match proved wrong: the account no longer speaks for the card.
pub(crate) async fn forget<C: ConnectionTrait>(tx: &C, index: &[u8], card_id: i64) -> Result<()> {
    tx.run(
        "DELETE FROM counterparty_memory WHERE account_index = $1 AND card_id = $2",
        values![index.to_vec(), card_id],
    )
    .await?;
    Ok(())
}
