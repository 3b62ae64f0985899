//! What the module keeps: accounts, files as they came, statements, entries, what senders paid before, closed days.

pub(crate) mod accounts;
pub(crate) mod days;
pub(crate) mod debts;
pub(crate) mod entries;
pub(crate) mod entry_changes;
pub(crate) mod entry_rows;
pub(crate) mod files;
pub(crate) mod memory;
pub(crate) mod online;
pub(crate) mod reconciling;
pub(crate) mod statements;

use std::fmt::Write;

use ratusz_kernel::{Result, Sql};
use sea_orm::{ConnectionTrait, DbBackend, Value};

/// `$from, $from+1, …` for an IN list.
pub(crate) fn placeholders(from: usize, count: usize) -> String {
    (from..from + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(",")
}

/// Sets columns of one row as long as a condition holds (`""` for none); gives whether it did.
pub(crate) async fn change<C: ConnectionTrait>(
    tx: &C,
    table: &str,
    id: i64,
    only_if: &str,
    set: Vec<(&str, Value)>,
) -> Result<bool> {
    let columns: Vec<String> =
        (2..).zip(&set).map(|(number, (column, _))| format!("{column} = ${number}")).collect();
    let and = if only_if.is_empty() { "" } else { " AND " };
    let sql = format!("UPDATE {table} SET {} WHERE id = $1{and}{only_if}", columns.join(", "));
    let values: Vec<Value> =
        std::iter::once(Value::from(id)).chain(set.into_iter().map(|(_, value)| value)).collect();
    Ok(tx.run(&sql, values).await? == 1)
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
    let postgres = tx.get_database_backend() == DbBackend::Postgres;
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
                // SQLite looks a named parameter up by walking all of them, so thousands stay without names there.
                let parameter =
                    if postgres { format!("${}", row * width + column + 1) } else { "?".to_owned() };
                let _ = match row {
                    0 => write!(sql, "{comma}CAST({parameter} AS {kind})"),
                    _ => write!(sql, "{comma}{parameter}"),
                };
            }
            sql.push(')');
        }
        let _ = write!(sql, ") AS v WHERE {table}.id = v.column1");
        tx.run(&sql, batch).await?;
    }
}
