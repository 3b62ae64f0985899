//! Topics people do not want by e-mail.

use std::collections::HashSet;

use ratusz_kernel::{Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::rules::Topic;

#[derive(FromQueryResult)]
struct Row {
    account_id: i64,
    topic: String,
}

/// The refused topics of these accounts.
pub(crate) async fn of_accounts<C: ConnectionTrait>(
    db: &C,
    accounts: &[i64],
) -> Result<HashSet<(i64, Topic)>> {
    let mut refused = HashSet::new();
    // Within the parameter limits of both engines.
    for accounts in accounts.chunks(1000) {
        let places: Vec<String> = (1..=accounts.len()).map(|place| format!("${place}")).collect();
        let sql =
            format!("SELECT account_id, topic FROM mail_refusal WHERE account_id IN ({})", places.join(","));
        let rows: Vec<Row> =
            db.all(&sql, accounts.iter().map(|id| Value::from(*id)).collect::<Vec<_>>()).await?;
        refused
            .extend(rows.into_iter().filter_map(|row| Some((row.account_id, Topic::from_code(&row.topic)?))));
    }
    Ok(refused)
}

/// The refused topics of one account.
pub(crate) async fn of<C: ConnectionTrait>(db: &C, account_id: i64) -> Result<HashSet<Topic>> {
    let topics: Vec<String> =
        db.column("SELECT topic FROM mail_refusal WHERE account_id = $1", values![account_id]).await?;
    Ok(topics.iter().filter_map(|topic| Topic::from_code(topic)).collect())
}
