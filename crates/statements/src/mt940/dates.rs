//! Dates of MT940: six digits, a century to guess and February days that do not exist.

use chrono::NaiveDate;

/// Two-digit years from here on belong to the twentieth century.
const CENTURY_TURN: i32 = 80;

/// `YYMMDD`.
pub(crate) fn parse(text: &str) -> Option<NaiveDate> {
    let (year, rest) = year(text)?;
    month_day(year, rest)
}

/// `MMDD` in the given year.
pub(super) fn month_day(year: i32, text: &str) -> Option<NaiveDate> {
    let [month, day] = pairs(text)?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// The last day of February when the text says 29 or 30 February of a year without that day.
pub(super) fn february(text: &str) -> Option<NaiveDate> {
    let (year, rest) = year(text)?;
    february_of(year, rest)
}

pub(super) fn february_of(year: i32, text: &str) -> Option<NaiveDate> {
    match pairs(text)? {
        [2, 29 | 30] => NaiveDate::from_ymd_opt(year, 3, 1)?.pred_opt(),
        _ => None,
    }
}

fn year(text: &str) -> Option<(i32, &str)> {
    if text.len() != 6 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let short: i32 = text[..2].parse().ok()?;
    Some((if short < CENTURY_TURN { 2000 + short } else { 1900 + short }, &text[2..]))
}

fn pairs(text: &str) -> Option<[u32; 2]> {
    match text.as_bytes() {
        [a, b, c, d] if text.bytes().all(|byte| byte.is_ascii_digit()) => {
            let pair = |tens: &u8, ones: &u8| u32::from(tens - b'0') * 10 + u32::from(ones - b'0');
            Some([pair(a, b), pair(c, d)])
        }
        _ => None,
    }
}
