//! Perpetual usufruct (użytkowanie wieczyste), UGN art. 71–81.

use ratusz_kernel::Money;
use rust_decimal::Decimal;

use super::exact::Exact;
use crate::rules::rounding::Rounding;

/// The yearly fee: 0.3, 1, 2 or 3 % of the value of the land, UGN art. 72.
pub fn yearly_fee(value: Money, percent: Decimal) -> Money {
    Exact::of_year(Decimal::new(value.grosze(), 2), percent / Decimal::ONE_HUNDRED).rounded(Rounding::Grosz)
}

/// The fees of the first three years after a revaluation. A fee more than twice the old is reached in steps: twice the
/// old, then the rest in two equal parts, UGN art. 77(2a).
pub fn after_revaluation(old: Money, new: Money) -> [Money; 3] {
    let double = old + old;
    if new <= double {
        return [new; 3];
    }
    let half = Money::from_grosze((new - double).grosze() / 2);
    [double, double + half, new]
}
