//! Amounts of debts and payments in files: read as whole grosze or as a decimal text in złoty, never below
//! zero, always written as whole grosze.

use ratusz_kernel::Money;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Grosze(i64),
    Zloty(String),
}

/// # Errors
/// When the text is not an amount in złoty, or the amount is below zero.
pub fn deserialize<'de, D: Deserializer<'de>>(source: D) -> Result<Money, D::Error> {
    let amount = match Written::deserialize(source)? {
        Written::Grosze(grosze) => Money::from_grosze(grosze),
        Written::Zloty(text) => Money::parse_pl(&text).map_err(D::Error::custom)?,
    };
    if amount < Money::ZERO {
        return Err(D::Error::custom("Kwota nie może być ujemna."));
    }
    Ok(amount)
}

/// # Errors
/// Those of the target.
pub fn serialize<S: Serializer>(amount: &Money, target: S) -> Result<S::Ok, S::Error> {
    amount.grosze().serialize(target)
}
