//! Money as whole grosze: exact, checked, written the Polish way.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

const NO_BREAK_SPACE: char = '\u{a0}';
const NARROW_NO_BREAK_SPACE: char = '\u{202f}';
/// U+2212, the sign print uses before a negative amount.
const MINUS: char = '\u{2212}';

const OVERFLOW: &str = "money overflow";

/// An amount in whole grosze; in JSON an integer. The operators panic with "money overflow" beyond 92 quadrillion zł:
/// amounts that people or files bring go through the `checked_` functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a typed amount was refused, in words for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("Wpisz kwotę, na przykład 1\u{a0}086,00.")]
    Empty,
    #[error("Wpisz kwotę cyframi, na przykład 1\u{a0}086,00.")]
    NotANumber,
    #[error("Kwota ma najwyżej dwie cyfry groszy po przecinku.")]
    TooManyDecimals,
    #[error(
        "Nie wiadomo, gdzie w tej kwocie zaczynają się grosze. Tysiące oddziel odstępem, a grosze przecinkiem, na przykład 1\u{a0}086,00."
    )]
    AmbiguousSeparator,
    #[error("Ta kwota jest za duża. Sprawdź, czy nie ma w niej zbędnych cyfr.")]
    TooLarge,
}

impl Money {
    pub const ZERO: Self = Self(0);

    pub const fn from_grosze(grosze: i64) -> Self {
        Self(grosze)
    }

    /// # Panics
    /// With "money overflow" when the amount does not fit.
    pub const fn from_zloty(zloty: i64) -> Self {
        Self(zloty.checked_mul(100).expect(OVERFLOW))
    }

    pub const fn grosze(self) -> i64 {
        self.0
    }

    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    pub fn checked_mul(self, times: i64) -> Option<Self> {
        self.0.checked_mul(times).map(Self)
    }

    /// Reads an amount as people in Poland type it: `1 086,00`, `1086.00`, `1086`, `1086,5`, with or without `zł`.
    /// Spaces, also no-break ones, may only part thousands.
    pub fn parse_pl(text: &str) -> Result<Self, MoneyError> {
        let text = text.trim();
        let text = text.strip_suffix("zł").unwrap_or(text).trim_end();
        if text.is_empty() {
            return Err(MoneyError::Empty);
        }
        let (negative, unsigned) = match text.strip_prefix(['-', MINUS]) {
            Some(rest) => (true, rest.trim_start()),
            None => (false, text),
        };
        let separators = unsigned.matches([',', '.']).count();
        if separators > 1 {
            return Err(MoneyError::AmbiguousSeparator);
        }
        let (whole, decimals) = unsigned.split_once([',', '.']).unwrap_or((unsigned, "00"));
        let whole = join_thousands(whole).ok_or(MoneyError::NotANumber)?;
        if decimals.is_empty() || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(MoneyError::NotANumber);
        }
        let grosze = match decimals.len() {
            1 => format!("{whole}{decimals}0"),
            2 => format!("{whole}{decimals}"),
            // `1.086` may mean one thousand and eighty-six or a bit more than one.
            3 if unsigned.contains('.') => return Err(MoneyError::AmbiguousSeparator),
            _ => return Err(MoneyError::TooManyDecimals),
        };
        let grosze: i64 = grosze.parse().map_err(|_| MoneyError::TooLarge)?;
        Ok(Self(if negative { -grosze } else { grosze }))
    }

    /// `1086.00`: for files and interfaces, with a point and no currency.
    pub fn plain(self) -> String {
        let magnitude = self.0.unsigned_abs();
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100)
    }

    /// Parts in proportion to the weights, by largest remainder: each part is the exact share cut to a grosz, and the
    /// grosze left over go one each to the largest remainders, the earlier part first. The parts always sum to the whole;
    /// without any weight above zero they are equal. No weights give no parts.
    pub fn split_shares(self, weights: &[u64]) -> Vec<Self> {
        let total: u128 = weights.iter().copied().map(u128::from).sum();
        if total == 0 {
            return if weights.is_empty() { Vec::new() } else { self.split_shares(&vec![1; weights.len()]) };
        }
        let magnitude = u128::from(self.0.unsigned_abs());
        let mut parts: Vec<u128> =
            weights.iter().map(|&weight| magnitude * u128::from(weight) / total).collect();
        let mut by_remainder: Vec<usize> = (0..weights.len()).collect();
        by_remainder.sort_by_key(|&index| std::cmp::Reverse(magnitude * u128::from(weights[index]) % total));
        let left = magnitude - parts.iter().sum::<u128>();
        for (index, _) in by_remainder.into_iter().zip(0..left) {
            parts[index] += 1;
        }
        let sign = i128::from(self.0.signum());
        parts
            .into_iter()
            .map(|part| {
                let grosze = i128::try_from(part).ok().and_then(|part| i64::try_from(part * sign).ok());
                Self(grosze.expect("a part is never larger than the whole"))
            })
            .collect()
    }
}

/// `1 086` → `1086`; nothing when a group does not have three digits or something else stands among them.
fn join_thousands(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split([' ', NO_BREAK_SPACE, NARROW_NO_BREAK_SPACE]).collect();
    let digits_only = groups.iter().all(|group| group.bytes().all(|byte| byte.is_ascii_digit()));
    let (first, rest) = groups.split_first()?;
    let first_fits = !first.is_empty() && (rest.is_empty() || first.len() <= 3);
    (digits_only && first_fits && rest.iter().all(|group| group.len() == 3)).then(|| groups.concat())
}

/// `1 086,00 zł` with no-break spaces.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let magnitude = self.0.unsigned_abs();
        let zloty = (magnitude / 100).to_string();
        let mut text = String::with_capacity(zloty.len() * 2 + 8);
        if self.0 < 0 {
            text.push(MINUS);
        }
        for (index, digit) in zloty.chars().enumerate() {
            if index > 0 && (zloty.len() - index).is_multiple_of(3) {
                text.push(NO_BREAK_SPACE);
            }
            text.push(digit);
        }
        f.pad(&format!("{text},{:02}{NO_BREAK_SPACE}zł", magnitude % 100))
    }
}

impl Add for Money {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        self.checked_add(other).expect(OVERFLOW)
    }
}

impl Sub for Money {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self.checked_sub(other).expect(OVERFLOW)
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.checked_neg().expect(OVERFLOW))
    }
}

impl AddAssign for Money {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Money {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Self> for Money {
    fn sum<I: Iterator<Item = &'a Self>>(amounts: I) -> Self {
        amounts.copied().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_type_them() {
        for text in ["1 086,00", "1086.00", "1086", "1\u{a0}086,00\u{a0}zł", " 1\u{202f}086,0 zł ", "1086zł"]
        {
            assert_eq!(Money::parse_pl(text), Ok(Money::from_zloty(1086)), "{text}");
        }
        assert_eq!(Money::parse_pl("0,07"), Ok(Money::from_grosze(7)));
        assert_eq!(Money::parse_pl("−12,50"), Ok(Money::from_grosze(-1250)));
        assert_eq!(Money::parse_pl("92233720368547758,07"), Ok(Money::from_grosze(i64::MAX)));
    }

    #[test]
    fn unclear_amounts_are_refused_with_the_reason() {
        for (text, error) in [
            ("", MoneyError::Empty),
            (" zł", MoneyError::Empty),
            ("sto", MoneyError::NotANumber),
            ("1 08,00", MoneyError::NotANumber),
            ("10 86", MoneyError::NotANumber),
            ("1  086", MoneyError::NotANumber),
            (",50", MoneyError::NotANumber),
            ("5,", MoneyError::NotANumber),
            ("--5", MoneyError::NotANumber),
            ("1086,005", MoneyError::TooManyDecimals),
            ("10,0000", MoneyError::TooManyDecimals),
            ("1.086", MoneyError::AmbiguousSeparator),
            ("1.086,00", MoneyError::AmbiguousSeparator),
            ("1,086.00", MoneyError::AmbiguousSeparator),
            ("92233720368547758,08", MoneyError::TooLarge),
        ] {
            assert_eq!(Money::parse_pl(text), Err(error), "{text}");
        }
    }

    #[test]
    fn amounts_are_written_with_no_break_spaces() {
        assert_eq!(Money::from_grosze(108_600).to_string(), "1\u{a0}086,00\u{a0}zł");
        assert_eq!(Money::from_grosze(123_456_789).to_string(), "1\u{a0}234\u{a0}567,89\u{a0}zł");
        assert_eq!(Money::from_grosze(-5).to_string(), "−0,05\u{a0}zł");
        assert_eq!(Money::from_grosze(99_999).to_string(), "999,99\u{a0}zł");
        assert_eq!(Money::from_grosze(-108_605).plain(), "-1086.05");
    }

    #[test]
    #[should_panic(expected = "money overflow")]
    fn adding_beyond_the_range_stops() {
        let _ = Money::from_grosze(i64::MAX) + Money::from_grosze(1);
    }

    #[test]
    fn leftover_grosze_go_to_the_largest_remainders() {
        let split = |grosze, weights: &[u64]| -> Vec<i64> {
            Money::from_grosze(grosze).split_shares(weights).into_iter().map(Money::grosze).collect()
        };
        assert_eq!(split(100, &[1, 1, 1]), [34, 33, 33]);
        // Exact shares 14.29, 28.57, 57.14: the one grosz left belongs to the second.
        assert_eq!(split(100, &[1, 2, 4]), [14, 29, 57]);
        assert_eq!(split(-100, &[1, 2, 4]), [-14, -29, -57]);
        assert_eq!(split(5, &[0, 0]), [3, 2]);
        assert_eq!(split(i64::MIN, &[u64::MAX]), [i64::MIN]);
        assert_eq!(split(5, &[]), [0; 0]);
    }

    proptest! {
        #[test]
        fn no_grosz_is_lost(grosze: i64, weights in proptest::collection::vec(any::<u64>(), 1..40)) {
            let parts = Money::from_grosze(grosze).split_shares(&weights);
            prop_assert_eq!(parts.len(), weights.len());
            prop_assert_eq!(parts.iter().map(|part| i128::from(part.grosze())).sum::<i128>(), i128::from(grosze));
            let total: u128 = weights.iter().copied().map(u128::from).sum();
            for (part, &weight) in parts.iter().zip(&weights) {
                let exact_floor = u128::from(grosze.unsigned_abs()) * u128::from(weight) / total.max(1);
                let magnitude = u128::from(part.grosze().unsigned_abs());
                prop_assert!(total == 0 || magnitude == exact_floor || magnitude == exact_floor + 1);
            }
        }

        #[test]
        fn what_is_written_can_be_read_back(grosze in (i64::MIN + 1)..) {
            let amount = Money::from_grosze(grosze);
            prop_assert_eq!(Money::parse_pl(&amount.to_string()), Ok(amount));
            prop_assert_eq!(Money::parse_pl(&amount.plain()), Ok(amount));
        }
    }
}
