//! What the module keeps: accounts, files as they came, statements, entries, what senders paid before, closed days.

pub(crate) mod accounts;
pub(crate) mod days;
pub(crate) mod debts;
pub(crate) mod entries;
pub(crate) mod files;
pub(crate) mod memory;
pub(crate) mod online;
pub(crate) mod reconciling;
pub(crate) mod statements;

use ratusz_kernel::{Result, Sql};
use sea_orm::{ConnectionTrait, Value};

/// `$from, $from+1, …` for an IN list.
pub(crate) fn placeholders(from: usize, count: usize) -> String {
    (from..from + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(",")
}

/// Updates many rows with few statements: `set` and the condition speak of `v.column1`, `v.column2`…; the first row
/// is cast, because PostgreSQL cannot know the types of bare parameters.
pub(crate) async fn update_rows<C: ConnectionTrait>(
    tx: &C,
    table: &str,
    set: &str,
    types: &[&str],
    rows: Vec<Value>,
) -> Result<()> {
    let width = types.len();
    let mut rows = rows.into_iter();
    loop {
        let batch: Vec<Value> = rows.by_ref().take(1000 * width).collect();
        if batch.is_empty() {
            return Ok(());
        }
        let mut sql = format!("UPDATE {table} SET {set} FROM (VALUES ");
        for row in 0..batch.len() / width {
            sql.push_str(if row == 0 { "(" } else { ",(" });
            for (column, kind) in types.iter().enumerate() {
                let comma = if column == 0 { "" } else { "," };
                let parameter = row * width + column + 1;
                if row == 0 {
                    sql.push_str(&format!("{comma}CAST(${parameter} AS {kind})"));
                } else {
                    sql.push_str(&format!("{comma}${parameter}"));
                }
            }
            sql.push(')');
        }
        sql.push_str(&format!(") AS v WHERE {table}.id = v.column1"));
        tx.run(&sql, batch).await?;
    }
}
