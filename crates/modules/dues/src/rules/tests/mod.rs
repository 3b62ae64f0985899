//! The worked examples of the law, and properties that must hold for any history of payments.

mod assessment;
mod crediting;
mod identifiers;
mod instalments;
mod interest;
mod limitation;
mod properties;
mod tables;
mod tax_rates;

use chrono::NaiveDate;
use ratusz_kernel::Money;

/// A day written `2026-03-16`.
fn day(text: &str) -> NaiveDate {
    text.parse().expect("a test names real days")
}

/// An amount written `1 009` or `8,70`.
fn zl(text: &str) -> Money {
    Money::parse_pl(text).expect("a test names real amounts")
}
