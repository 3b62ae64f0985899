//! How a yearly tax or fee comes about (wymiar): bases, rates, months, exemptions of area, one rounding at the end.
//!
//! Abbreviations beside those of the rules: UCPG — the Act on cleanliness and order in municipalities; UGN — the Real
//! Estate Management Act. Quantities are decimals of a fixed scale (m² and m³ two places, ha four), rates four places;
//! sums are exact until they are rounded once (OP art. 63 §1).

pub mod agricultural;
pub mod exact;
pub mod forest;
pub mod joint;
pub mod months;
pub mod property;
pub mod quantity;
pub mod tax_rates;
pub mod usufruct;
pub mod vehicle;
pub mod waste;
