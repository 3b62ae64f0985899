//! What makes a statement and an entry the same one, in whatever file they come.

use chrono::{Datelike, NaiveDate};

/// What identifies a statement (dues.md §10.6, step 3).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StatementKey<'a> {
    /// 26 digits.
    pub account: &'a str,
    /// As the bank wrote it: `54`, `54/2026`, `00054/001`.
    pub number: Option<&'a str>,
    pub opening_date: Option<NaiveDate>,
    pub closing_date: Option<NaiveDate>,
    pub opening: Option<i64>,
    pub closing: Option<i64>,
    pub entries: usize,
    /// Sum of the entries in grosze.
    pub sum: i128,
}

/// The number and the page of a statement; `54/2026` is number 54 of a year, not page 2026.
pub fn number_and_page(text: &str) -> Option<(i64, i64)> {
    let (number, page) = text.split_once('/').unwrap_or((text, "1"));
    let number = number.trim().parse().ok()?;
    let page = page.trim().parse().ok().filter(|page| *page < 1900).unwrap_or(1);
    Some((number, page))
}

/// Account, year, number and page; without a number the account with period, balances, count and sum.
pub fn statement_identity(key: &StatementKey<'_>) -> String {
    let date = key.closing_date.or(key.opening_date);
    match (key.number.and_then(number_and_page), date) {
        // Some banks never count their statements and write 0 or 1 on each.
        (Some((number, page)), Some(date)) if number > 0 => {
            format!("{}:{}:{number}:{page}", key.account, date.year())
        }
        _ => format!("{}:{}", key.account, statement_content(key)),
    }
}

/// What two files must agree in for a statement of one identity to be the same statement.
pub fn statement_content(key: &StatementKey<'_>) -> String {
    let day = |date: Option<NaiveDate>| date.map_or_else(|| "-".to_owned(), |date| date.to_string());
    let amount = |amount: Option<i64>| amount.map_or_else(|| "-".to_owned(), |amount| amount.to_string());
    format!(
        "{}:{}:{}:{}:{}:{}",
        day(key.opening_date),
        day(key.closing_date),
        amount(key.opening),
        amount(key.closing),
        key.entries,
        key.sum
    )
}

/// What an entry looks like, apart from the file it came in. Two equal payments on one day are legitimate, so the
/// caller counts how many of a fingerprint a statement has.
#[derive(Debug, Clone, Copy)]
pub struct EntryLook<'a> {
    pub account: &'a str,
    pub booking_date: Option<NaiveDate>,
    pub value_date: Option<NaiveDate>,
    pub amount: i64,
    pub reversal: bool,
    pub bank_reference: &'a str,
    pub counterparty_account: &'a str,
    pub text: &'a str,
}

/// The text that is hashed (with a key) into the fingerprint; spaces do not count, because banks wrap lines anew.
pub fn entry_fingerprint(look: &EntryLook<'_>) -> String {
    let mut text = String::with_capacity(look.text.len());
    text.extend(look.text.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase));
    format!(
        "{}|{:?}|{:?}|{}|{}|{}|{}|{text}",
        look.account,
        look.booking_date,
        look.value_date,
        look.amount,
        look.reversal,
        look.bank_reference,
        look.counterparty_account
    )
}
