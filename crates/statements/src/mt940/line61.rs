//! Field `:61:`: dates, mark, amount, type and references of an entry.

use chrono::{Datelike, NaiveDate};

use super::dates;
use crate::amount;
use crate::model::{Mark, WarningKind};

/// Dates and amount of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line61 {
    pub value_date: NaiveDate,
    pub entry_date: Option<NaiveDate>,
    pub mark: Mark,
    /// Hundredths, signed: into the account positive.
    pub amount: i64,
}

/// The end of the line, after the amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct References<'a> {
    /// Transaction type with its letter: `NTRF`, `S020`.
    pub kind: Option<&'a str>,
    pub customer_ref: Option<&'a str>,
    pub bank_ref: Option<&'a str>,
}

impl<'a> References<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let (kind, references) = split_kind(text.trim_end());
        let (customer, bank) = references.split_once("//").unwrap_or((references, ""));
        Self { kind, customer_ref: filled(customer), bank_ref: filled(bank) }
    }
}

/// Reads the line and gives what follows the amount; the error is the reason of a refusal.
pub(super) fn parse<'a>(
    line: &'a str,
    warn: &mut impl FnMut(WarningKind),
) -> Result<(Line61, &'a str), String> {
    let written = line.get(..6).ok_or("entry :61: is cut short")?;
    let value_date = match dates::parse(written) {
        Some(date) => date,
        None => {
            let date =
                dates::february(written).ok_or_else(|| format!("value date {written} does not exist"))?;
            warn(WarningKind::FebruaryValueDate(written.to_owned()));
            date
        }
    };
    let (entry_date, rest) = entry_date(&line[6..], value_date, warn);
    let (mark, rest) = mark(rest).ok_or("entry :61: has no mark C, D, RC or RD")?;
    let length = rest.find(|c: char| !c.is_ascii_digit() && c != ',' && c != '.').unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(length);
    let point = if digits.contains('.') { '.' } else { ',' };
    let size = amount::parse(digits, point).map_err(|error| error.to_string())?;
    Ok((Line61 { value_date, entry_date, mark, amount: size * mark.sign() }, rest))
}

const HALF_A_YEAR: i64 = 182;

fn filled(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// The optional `MMDD`: the year is the one that brings it nearest to the value date. Blanks may stand for it.
fn entry_date<'a>(
    text: &'a str,
    value_date: NaiveDate,
    warn: &mut impl FnMut(WarningKind),
) -> (Option<NaiveDate>, &'a str) {
    let Some(written) = text.get(..4).filter(|four| four.bytes().all(|b| b.is_ascii_digit())) else {
        return (None, text.trim_start_matches(' '));
    };
    let distance = |date: &NaiveDate| (*date - value_date).num_days().abs();
    let in_year = |year| dates::month_day(year, written);
    let year = value_date.year();
    // Nearly always the same year; no other can be nearer than half a year.
    let near = in_year(year)
        .filter(|date| distance(date) <= HALF_A_YEAR)
        .or_else(|| [year, year - 1, year + 1].into_iter().filter_map(in_year).min_by_key(distance));
    let date = near.or_else(|| {
        let february = dates::february_of(value_date.year(), written);
        warn(match february {
            Some(_) => WarningKind::FebruaryEntryDate(written.to_owned()),
            None => WarningKind::EntryDateIgnored(written.to_owned()),
        });
        february
    });
    (date, &text[4..])
}

/// The mark and the text after it and after the funds letter. `CR` is a credit with the funds letter R (the third
/// letter of EUR); `RC` is the reversal of a credit. `EC` and `ED` of MT942 are expected movements.
fn mark(text: &str) -> Option<(Mark, &str)> {
    let (mark, rest) = match text.as_bytes() {
        [b'R', b'C', ..] => (Mark::ReversedCredit, &text[2..]),
        [b'R', b'D', ..] => (Mark::ReversedDebit, &text[2..]),
        [b'E', b'C', ..] => (Mark::Credit, &text[2..]),
        [b'E', b'D', ..] => (Mark::Debit, &text[2..]),
        [b'C', ..] => (Mark::Credit, &text[1..]),
        [b'D', ..] => (Mark::Debit, &text[1..]),
        _ => return None,
    };
    let funds = rest.as_bytes().first().is_some_and(u8::is_ascii_alphabetic);
    Some((mark, if funds { &rest[1..] } else { rest }))
}

/// A letter (N, F or S) and three characters, which may be blank (`NOV NONREF`).
fn split_kind(text: &str) -> (Option<&str>, &str) {
    if text.is_empty() {
        return (None, text);
    }
    let end = text.char_indices().nth(4).map_or(text.len(), |(at, _)| at);
    let (kind, rest) = text.split_at(end);
    (Some(kind), rest)
}
