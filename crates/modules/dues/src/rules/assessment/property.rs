//! Property tax (podatek od nieruchomości), UPOL art. 2–7.

use ratusz_kernel::Money;
use rust_decimal::Decimal;

use super::exact::Exact;
use crate::rules::rounding::{Rounding, to_full_zloty};

/// Usable area by clear height, in m².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UsableArea {
    /// Above 2.20 m.
    pub high: Decimal,
    /// From 1.40 to 2.20 m.
    pub low: Decimal,
    /// Below 1.40 m.
    pub lowest: Decimal,
}

impl UsableArea {
    /// Low parts count half, the lowest not at all: UPOL art. 4(2).
    pub fn base(self) -> Decimal {
        self.high + self.low / Decimal::TWO
    }
}

/// The base of a structure (budowla): its value in full złoty, UPOL art. 4(1)(3) with OP art. 63 §1.
pub fn structure_base(value: Money) -> Decimal {
    Decimal::new(to_full_zloty(value).grosze(), 2)
}

/// The yearly rate of a structure as a factor: 2 % is 0.02.
pub fn structure_rate(percent: Decimal) -> Decimal {
    percent / Decimal::ONE_HUNDRED
}

/// One object, or one version of it between two changes (UPOL art. 6(3)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object {
    /// m², ha or złoty, by the rate.
    pub base: Decimal,
    /// Złoty per unit and year, or [`structure_rate`].
    pub rate: Decimal,
    /// Months of the year in which this version is taxed.
    pub months: u32,
}

impl Object {
    pub fn exact(self) -> Exact {
        Exact::of_months(self.base, self.rate, self.months)
    }
}

/// The tax of a year: everything added up exactly, rounded once to full złoty (OP art. 63 §1).
pub fn tax(objects: &[Object]) -> Money {
    objects.iter().map(|object| object.exact()).sum::<Exact>().rounded(Rounding::Zloty)
}
