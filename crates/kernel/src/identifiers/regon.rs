//! The number of a firm in the register of the statistical office.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{IdentifierError, digit_is, digits, weighted_sum};

/// A statistical number (REGON): nine digits for the entity, fourteen for its local unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Regon(String);

impl Regon {
    /// Reads nine or fourteen digits, with or without spaces and dashes.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let digits = digits(text)
            .filter(|digits| matches!(digits.len(), 9 | 14))
            .ok_or(IdentifierError::RegonLength)?;
        let entity = check_fits(&digits, &[8, 9, 2, 3, 4, 5, 6, 7]);
        let unit = digits.len() == 9 || check_fits(&digits, &[2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8]);
        // Zeros pass the sum but were never given.
        if !entity || !unit || digits.starts_with("000000000") {
            return Err(IdentifierError::RegonCheck);
        }
        Ok(Self(digits))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The digit behind the weighted ones is the sum modulo 11, with 10 written as 0.
fn check_fits(digits: &str, weights: &[u32]) -> bool {
    digit_is(digits, weights.len(), weighted_sum(digits, weights) % 11 % 10)
}

impl fmt::Display for Regon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Regon {
    type Error = IdentifierError;

    fn try_from(text: String) -> Result<Self, IdentifierError> {
        Self::parse(&text)
    }
}

impl From<Regon> for String {
    fn from(regon: Regon) -> Self {
        regon.0
    }
}
