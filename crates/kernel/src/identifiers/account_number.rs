//! The number of an account in a Polish bank.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{IdentifierError, digit_is, digits, weighted_sum};

/// An account number (numer rachunku bankowego, NRB): two check digits, eight of the bank's sort code (numer
/// rozliczeniowy), sixteen of the account. With `PL` before it, it is an IBAN (ISO 13616). `Debug` hides it, because most
/// accounts belong to people; `Display` and JSON give it, for where it is meant to be shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountNumber(String);

impl AccountNumber {
    /// Reads 26 digits, with or without spaces, dashes and the prefix `PL`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = text.trim();
        let country = text.get(..2).filter(|country| country.bytes().all(|byte| byte.is_ascii_alphabetic()));
        let bare = match country {
            Some(country) if country.eq_ignore_ascii_case("PL") => &text[2..],
            Some(_) => return Err(IdentifierError::AccountForeign),
            None => text,
        };
        let digits =
            digits(bare).filter(|digits| digits.len() == 26).ok_or(IdentifierError::AccountLength)?;
        if remainder_97(&digits[2..], &digits[..2]) != 1 {
            return Err(IdentifierError::AccountCheck);
        }
        Ok(Self(digits))
    }

    /// Computes the check digits for an account, for example a virtual one (rachunek wirtualny) of a taxpayer.
    pub fn from_parts(sort_code: &str, body: &str) -> Result<Self, IdentifierError> {
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if sort_code.len() != 8 || body.len() != 16 || !all_digits(sort_code) || !all_digits(body) {
            return Err(IdentifierError::AccountParts);
        }
        let rest = format!("{sort_code}{body}");
        Ok(Self(format!("{:02}{rest}", 98 - remainder_97(&rest, "00"))))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn sort_code(&self) -> &str {
        &self.0[2..10]
    }

    /// The sixteen digits behind the sort code.
    pub fn body(&self) -> &str {
        &self.0[10..]
    }

    /// Whether the sort code's own check digit fits. Kept apart from [`AccountNumber::parse`]: a wrong one is a reason to
    /// ask the person, not to refuse.
    pub fn sort_code_valid(&self) -> bool {
        is_valid_sort_code(self.sort_code())
    }

    pub fn iban(&self) -> String {
        format!("PL{}", self.0)
    }
}

/// Whether a bank's sort code (numer rozliczeniowy) has eight digits and the last one checks the others.
pub fn is_valid_sort_code(code: &str) -> bool {
    code.len() == 8
        && code.bytes().all(|byte| byte.is_ascii_digit())
        && digit_is(code, 7, (10 - weighted_sum(code, &[3, 9, 7, 1, 3, 9, 7]) % 10) % 10)
}

/// ISO 7064 MOD 97-10 over the account, the country `PL` as 2521, and the check digits.
fn remainder_97(rest: &str, check: &str) -> u32 {
    let digits = rest.bytes().chain("2521".bytes()).chain(check.bytes());
    digits.fold(0, |remainder, digit| (remainder * 10 + u32::from(digit - b'0')) % 97)
}

/// `17 8765 0004 0012 3456 0000 4711`; the spaces are ordinary ones, so that it wraps on a narrow screen.
impl fmt::Display for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0[..2])?;
        (2..26).step_by(4).try_for_each(|at| write!(f, " {}", &self.0[at..at + 4]))
    }
}

impl fmt::Debug for AccountNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountNumber(•••)")
    }
}

impl TryFrom<String> for AccountNumber {
    type Error = IdentifierError;

    fn try_from(text: String) -> Result<Self, IdentifierError> {
        Self::parse(&text)
    }
}

impl From<AccountNumber> for String {
    fn from(account: AccountNumber) -> Self {
        account.0
    }
}
