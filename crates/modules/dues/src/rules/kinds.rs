//! The kinds of due that a municipality collects, with everything that the law and the budget attach to a
//! kind.

use super::{dated::seed_rows, interest::Regime, rounding::Rounding};
use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, de::Error};
use std::sync::LazyLock;

/// Who owes a kind of due; property and vehicle tax are collected and classified apart for natural and legal
/// persons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PayerKind {
    Natural,
    Legal,
    Any,
}

/// A day of every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayOfYear {
    pub month: u32,
    pub day: u32,
}

impl DayOfYear {
    /// The day in a given year; none for 29 February where there is no such day.
    pub fn in_year(self, year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, self.month, self.day)
    }
}

/// A kind of due (rodzaj należności).
#[derive(Clone, Debug, Deserialize)]
pub struct DueKind {
    pub code: String,
    /// Two digits inside virtual account numbers.
    pub account_code: String,
    pub polish_name: String,
    pub regime: Regime,
    pub payer: PayerKind,
    pub rounding: Rounding,
    /// The order among dues of the same day, and on lists.
    pub order: u16,
    /// Statutory or usual due dates of a year; empty where a contract, decision or resolution sets them.
    #[serde(deserialize_with = "days_of_year")]
    pub due_dates: Vec<DayOfYear>,
    /// Budget classification: dział, rozdział, paragraf; empty for a joint obligation, whose components carry
    /// it.
    pub dzial: String,
    pub rozdzial: String,
    pub paragraf: String,
    pub interest_paragraf: String,
    pub cost_paragraf: String,
    /// Codes of the kinds that a joint obligation unites.
    #[serde(deserialize_with = "words")]
    pub components: Vec<String>,
    /// Beginnings of words by which a transfer title names the kind, in capitals without diacritics.
    #[serde(deserialize_with = "words")]
    pub keywords: Vec<String>,
}

/// All kinds, in their order, from `seeds/due_kinds.csv`.
pub fn kinds() -> &'static [DueKind] {
    static KINDS: LazyLock<Vec<DueKind>> =
        LazyLock::new(|| seed_rows(include_str!("../seeds/due_kinds.csv")));
    &KINDS
}

pub fn kind(code: &str) -> Option<&'static DueKind> {
    kinds().iter().find(|kind| kind.code == code)
}

pub fn kind_of_account(account_code: &str) -> Option<&'static DueKind> {
    kinds().iter().find(|kind| kind.account_code == account_code)
}

fn words<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<String>, D::Error> {
    Ok(String::deserialize(source)?.split_whitespace().map(str::to_owned).collect())
}

/// Days written `03-15 05-15`.
fn days_of_year<'de, D: Deserializer<'de>>(source: D) -> Result<Vec<DayOfYear>, D::Error> {
    let text = String::deserialize(source)?;
    let read = |word: &str| {
        let (month, day) = word.split_once('-')?;
        Some(DayOfYear { month: month.parse().ok()?, day: day.parse().ok()? })
    };
    let unreadable = |word: &str| D::Error::custom(format!("„{word}” nie jest dniem roku"));
    text.split_whitespace().map(|word| read(word).ok_or_else(|| unreadable(word))).collect()
}
