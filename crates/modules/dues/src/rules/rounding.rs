//! Rounding as the tax code orders it, in whole numbers.

use ratusz_kernel::Money;
use serde::{Deserialize, Serialize};

/// Nearest whole number of `numerator / denominator`, halves up. `denominator` is positive.
pub fn half_up(numerator: i128, denominator: i128) -> i128 {
    (2 * numerator + denominator).div_euclid(2 * denominator)
}

/// Nearest whole grosz of a fraction of grosze, halves up.
///
/// # Panics
/// When the result leaves the range of [`Money`].
pub fn to_grosz(numerator: i128, denominator: i128) -> Money {
    let grosze = i64::try_from(half_up(numerator, denominator)).expect("an amount fits 64 bits of grosze");
    Money::from_grosze(grosze)
}

/// OP art. 63 §1, for tax and for bases in złoty such as the value of a structure: below 50 grosze down, 50
/// grosze and more up.
pub fn to_full_zloty(amount: Money) -> Money {
    fraction_to_full_zloty(amount.grosze().into(), 1)
}

/// OP art. 63 §1 on an amount that is not yet whole grosze, rounded once.
pub fn fraction_to_full_zloty(numerator: i128, denominator: i128) -> Money {
    to_grosz(100 * half_up(numerator, 100 * denominator), 1)
}

/// To what an assessed amount of a kind is rounded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rounding {
    /// Taxes, OP art. 63 §1.
    #[default]
    Zloty,
    /// The fees of UPOL, which OP art. 63 §2 leaves out, and all civil dues.
    Grosz,
}

impl Rounding {
    /// Rounds a fraction of grosze.
    pub fn round(self, numerator: i128, denominator: i128) -> Money {
        match self {
            Self::Zloty => fraction_to_full_zloty(numerator, denominator),
            Self::Grosz => to_grosz(numerator, denominator),
        }
    }
}
