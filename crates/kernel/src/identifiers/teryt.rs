//! The code of a municipality in the territorial register.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::IdentifierError;

/// A municipality's territorial code (identyfikator TERYT): two digits of the voivodeship, two of the county, two of the
/// municipality, one of its kind. Whether the code is in the register today is not checked here.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Teryt(String);

impl Teryt {
    pub fn parse(text: &str) -> Result<Self, IdentifierError> {
        let code = text.trim();
        if code.len() != 7 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(IdentifierError::TerytLength);
        }
        Ok(Self(code.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first four digits: the county (powiat), by which weather warnings are addressed.
    pub fn county(&self) -> &str {
        &self.0[..4]
    }
}

impl fmt::Display for Teryt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for Teryt {
    type Error = IdentifierError;

    fn try_from(text: String) -> Result<Self, IdentifierError> {
        Self::parse(&text)
    }
}

impl From<Teryt> for String {
    fn from(code: Teryt) -> Self {
        code.0
    }
}
