//! An amount before rounding: a sum of base × rate × months, still to be divided by twelve.

use std::iter::Sum;
use std::ops::Add;

use ratusz_kernel::Money;
use rust_decimal::Decimal;

use crate::rules::rounding::Rounding;

const MONTHS: i128 = 12;

/// Złoty times twelve, exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exact {
    twelfths: Decimal,
}

impl Exact {
    /// Base times yearly rate.
    pub fn of_year(base: Decimal, rate: Decimal) -> Self {
        Self::of_months(base, rate, 12)
    }

    /// Base times yearly rate for some months of the year. `base × rate` has at most 24 digits.
    pub fn of_months(base: Decimal, rate: Decimal, months: u32) -> Self {
        Self { twelfths: base * rate * Decimal::from(months) }
    }

    /// Rounded once.
    ///
    /// # Panics
    /// Above 92 quadrillion zł, which no base and rate within their limits reach.
    pub fn rounded(self, rounding: Rounding) -> Money {
        let sum = self.twelfths.normalize();
        rounding.round(100 * sum.mantissa(), 10_i128.pow(sum.scale()) * MONTHS)
    }

    /// In złoty with four places, to be read.
    pub fn shown(self) -> Decimal {
        (self.twelfths / Decimal::from(12)).round_dp(4)
    }
}

impl Add for Exact {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { twelfths: self.twelfths + other.twelfths }
    }
}

impl Sum for Exact {
    fn sum<All: Iterator<Item = Self>>(all: All) -> Self {
        all.fold(Self::default(), Self::add)
    }
}
