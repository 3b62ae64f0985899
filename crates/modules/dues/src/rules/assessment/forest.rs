//! Forest tax (podatek leśny), UPL art. 4.

use ratusz_kernel::Money;
use rust_decimal::Decimal;

use super::exact::Exact;
use crate::rules::rounding::Rounding;

/// Cubic metres of timber per hectare, UPL art. 4(1).
const TIMBER: Decimal = Decimal::from_parts(220, 0, 0, false, 3);

/// Złoty per hectare and year at a price of timber in złoty per m³.
pub fn rate(timber: Decimal) -> Decimal {
    TIMBER * timber
}

/// The same for protective forests, reserves and national parks: half, UPL art. 4(3).
pub fn reduced_rate(timber: Decimal) -> Decimal {
    rate(timber) / Decimal::TWO
}

/// A year's tax; forests of stands up to 40 years are exempt (UPL art. 7(1)(1)) and stay out of the hectares.
pub fn tax(hectares: Decimal, reduced_hectares: Decimal, timber: Decimal) -> Money {
    let full = Exact::of_year(hectares, rate(timber));
    (full + Exact::of_year(reduced_hectares, reduced_rate(timber))).rounded(Rounding::Zloty)
}
