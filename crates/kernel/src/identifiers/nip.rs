//! The tax number of a firm.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{IdentifierError, digit_is, digits, weighted_sum};

/// A tax identification number (NIP), Act of 13 October 1995 on taxpayers' records: ten digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nip(String);

impl Nip {
    /// Reads ten digits, with or without dashes, spaces and the prefix `PL`.
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let text = text.trim();
        let bare = text.strip_prefix("PL").or_else(|| text.strip_prefix("pl")).unwrap_or(text);
        let digits = digits(bare).filter(|digits| digits.len() == 10).ok_or(IdentifierError::NipLength)?;
        // A sum that leaves 10 belongs to no number; ten zeros pass the sum but were never given.
        let check = weighted_sum(&digits, &[6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11;
        if !digit_is(&digits, 9, check) || digits == "0000000000" {
            return Err(IdentifierError::NipCheck);
        }
        Ok(Self(digits))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Nip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Nip {
    type Error = IdentifierError;

    fn try_from(text: String) -> Result<Self, IdentifierError> {
        Self::parse(&text)
    }
}

impl From<Nip> for String {
    fn from(nip: Nip) -> Self {
        nip.0
    }
}
