//! Amounts of money: read strictly, kept in hundredths, never rounded.

use thiserror::Error;

/// Longest amount a statement may carry (SWIFT allows 15 characters, ISO 20022 18 digits).
const MAX_WHOLE_DIGITS: usize = 15;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AmountError {
    #[error("amount is not a number")]
    NotANumber,
    #[error("amount is finer than one hundredth")]
    TooFine,
    #[error("amount is too large")]
    TooLarge,
}

/// Reads digits with an optional decimal part after `point` into hundredths. A third or later decimal place must
/// be zero: an amount is exact or it is refused.
pub fn parse(text: &str, point: char) -> Result<i64, AmountError> {
    let (whole, fraction) = text.split_once(point).unwrap_or((text, ""));
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return Err(AmountError::NotANumber);
    }
    let whole = whole.trim_start_matches('0');
    if whole.len() > MAX_WHOLE_DIGITS {
        return Err(AmountError::TooLarge);
    }
    let fraction = fraction.as_bytes();
    if fraction.iter().skip(2).any(|&digit| digit != b'0') {
        return Err(AmountError::TooFine);
    }
    let place = |at: usize| i64::from(fraction.get(at).map_or(0, |digit| digit - b'0'));
    let units = whole.bytes().fold(0_i64, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    Ok(units * 100 + place(0) * 10 + place(1))
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Writes hundredths as a decimal with a dot: `-1205` is `-12.05`.
pub fn decimal(hundredths: i128) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    let size = hundredths.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}
