//! Queries of the module, one file a table.

pub(crate) mod attempts;
pub(crate) mod calls;
pub(crate) mod events;
pub(crate) mod export;
pub(crate) mod inbox;
pub(crate) mod lines;
pub(crate) mod payments;
pub(crate) mod payouts;
pub(crate) mod points;
pub(crate) mod postings;
pub(crate) mod refunds;
pub(crate) mod test_bank;

use sea_orm::{ConnectionTrait, DbBackend};

/// Marks for `count` parameters, the only ones of a statement. SQLite looks named ones up one by one among all others, so
/// there they stay without names.
pub(crate) fn parameters<C: ConnectionTrait>(db: &C, count: usize) -> String {
    let mark = |number: usize| match db.get_database_backend() {
        DbBackend::Sqlite => "?".to_owned(),
        _ => format!("${number}"),
    };
    (1..=count).map(mark).collect::<Vec<_>>().join(",")
}
