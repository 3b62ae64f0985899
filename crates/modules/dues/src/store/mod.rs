//! Tables of the module and what is read from them.

pub(crate) mod export;
pub(crate) mod numbering;
pub(crate) mod payments;
pub(crate) mod search;
pub(crate) mod statement;

use ratusz_kernel::Migration;
use sea_orm::Value;

pub(crate) const MIGRATIONS: &[Migration] =
    &[Migration { name: "dues/001_dues", sql: include_str!("migrations/001_dues.sql") }];

/// The inside of `IN (…)` for row numbers, its parameters beginning with `$first`, and their values. The list is filled up
/// to a power of four with its last number, so that there are few different statements to prepare.
pub(crate) fn list(first: usize, ids: &[i64]) -> (String, Vec<Value>) {
    let last = ids.last().copied().unwrap_or(0);
    let mut length = 1;
    while length < ids.len() {
        length *= 4;
    }
    let ids = ids.iter().copied().chain(std::iter::repeat(last)).take(length).map(Value::from).collect();
    (parameters(first, length), ids)
}

/// `$3,$4,$5` for three values from the third on.
pub(crate) fn parameters(first: usize, count: usize) -> String {
    (first..first + count).map(|number| format!("${number}")).collect::<Vec<_>>().join(",")
}
