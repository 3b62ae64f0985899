//! Tables of the module and what is read from them.

pub(crate) mod export;
pub(crate) mod numbering;
pub(crate) mod payments;
pub(crate) mod search;
pub(crate) mod statement;

use ratusz_kernel::Migration;
use sea_orm::{ConnectionTrait, DbBackend, Value};
use serde_json::json;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { name: "dues/001_dues", sql: include_str!("migrations/001_dues.sql") },
    Migration { name: "dues/002_council_rates", sql: include_str!("migrations/002_council_rates.sql") },
];

/// A condition to stand right of a column of numbers: it holds one of `ids`. They travel in one parameter, `$place`: many
/// named parameters take SQLite quadratic time, and one statement for any length is prepared once.
pub(crate) fn among<C: ConnectionTrait>(db: &C, place: usize, ids: &[i64]) -> (String, Value) {
    one_of(db, place, "CAST(value AS BIGINT)", &json!(ids))
}

/// The same for a column of text.
pub(crate) fn among_texts<C: ConnectionTrait>(db: &C, place: usize, texts: &[String]) -> (String, Value) {
    one_of(db, place, "value", &json!(texts))
}

fn one_of<C: ConnectionTrait>(
    db: &C,
    place: usize,
    value: &str,
    list: &serde_json::Value,
) -> (String, Value) {
    let condition = match db.get_database_backend() {
        DbBackend::Postgres => {
            format!(
                "= ANY(ARRAY(SELECT {value} FROM json_array_elements_text(CAST(${place} AS JSON)) list (value)))"
            )
        }
        _ => format!("IN (SELECT value FROM json_each(${place}))"),
    };
    (condition, Value::from(list.to_string()))
}
