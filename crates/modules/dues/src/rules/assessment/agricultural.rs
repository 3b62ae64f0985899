//! Agricultural tax (podatek rolny), UPR art. 1–6, 12.

use std::sync::LazyLock;

use ratusz_kernel::Money;
use rust_decimal::Decimal;
use serde::Deserialize;

use super::exact::Exact;
use crate::rules::dated::seed_rows;
use crate::rules::rounding::Rounding;

/// Decitonnes of rye per conversion hectare of a farm, UPR art. 6(1)(1).
const FARM_RYE: Decimal = Decimal::from_parts(25, 0, 0, false, 1);
/// Decitonnes of rye per physical hectare of other land, UPR art. 6(1)(2).
const OTHER_RYE: Decimal = Decimal::from_parts(5, 0, 0, false, 0);

/// How agricultural land is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Land {
    Arable,
    /// Meadows and pastures.
    Meadow,
    Orchard,
    /// Under ponds stocked with salmonids.
    SalmonidPond,
    /// Under ponds stocked with other fish.
    Pond,
}

/// Tax district (okręg podatkowy), UPR art. 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum District {
    I,
    II,
    III,
    IV,
}

#[derive(Deserialize)]
struct Row {
    land: Land,
    class: String,
    i: Decimal,
    ii: Decimal,
    iii: Decimal,
    iv: Decimal,
}

/// Conversion hectares for one physical hectare, UPR art. 4(5)–(6); nothing for a class the table does not have.
pub fn coefficient(land: Land, class: &str, district: District) -> Option<Decimal> {
    static TABLE: LazyLock<Vec<Row>> =
        LazyLock::new(|| seed_rows(include_str!("../../seeds/agricultural_coefficients.csv")));
    let (land, class) = match (land, class) {
        (Land::Orchard, "III") => (Land::Arable, "IIIa"),
        (Land::Orchard, "IV") => (Land::Arable, "IVa"),
        (Land::Orchard, class) => (Land::Arable, class),
        (Land::SalmonidPond | Land::Pond, _) => (land, ""),
        other => other,
    };
    let row = TABLE.iter().find(|row| row.land == land && row.class == class)?;
    Some(match district {
        District::I => row.i,
        District::II => row.ii,
        District::III => row.iii,
        District::IV => row.iv,
    })
}

/// Land of classes V, VI and VIz bears no tax, UPR art. 12(1)(1).
pub fn is_exempt(class: &str) -> bool {
    matches!(class, "V" | "VI" | "VIz")
}

/// Land of one use and class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parcel<'a> {
    pub land: Land,
    /// As in the cadastre: `IIIa`, `VIz`; empty for ponds.
    pub class: &'a str,
    /// Physical hectares.
    pub hectares: Decimal,
}

/// What agricultural land of one taxpayer comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// All of it, in physical hectares.
    pub physical: Decimal,
    /// All of it, in conversion hectares.
    pub conversion: Decimal,
    pub farm: bool,
    /// Physical or, of a farm, conversion hectares that bear tax.
    pub taxed: Decimal,
    pub tax: Money,
}

/// The table has no coefficient for this land.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Nie ma przelicznika dla klasy {0}. Sprawdź klasę gruntu w ewidencji.")]
pub struct UnknownClass(pub String);

/// A farm (gospodarstwo rolne) has more than one physical or more than one conversion hectare, UPR art. 2(1).
pub fn is_farm(physical: Decimal, conversion: Decimal) -> bool {
    physical > Decimal::ONE || conversion > Decimal::ONE
}

/// A year's tax of a farm: conversion hectares × 2.5 dt × price of rye, UPR art. 6(1)(1).
pub fn farm_tax(conversion: Decimal, rye: Decimal) -> Exact {
    Exact::of_year(conversion, FARM_RYE * rye)
}

/// A year's tax of other land: physical hectares × 5 dt × price of rye, UPR art. 6(1)(2).
pub fn other_tax(physical: Decimal, rye: Decimal) -> Exact {
    Exact::of_year(physical, OTHER_RYE * rye)
}

/// The tax of a year at a price of rye in złoty per dt.
///
/// # Errors
/// [`UnknownClass`] for taxed land without a coefficient.
pub fn assess(parcels: &[Parcel], district: District, rye: Decimal) -> Result<Assessed, UnknownClass> {
    let (mut physical, mut conversion) = (Decimal::ZERO, Decimal::ZERO);
    let (mut taxed_physical, mut taxed_conversion) = (Decimal::ZERO, Decimal::ZERO);
    for parcel in parcels {
        let exempt = is_exempt(parcel.class);
        let factor = match coefficient(parcel.land, parcel.class, district) {
            Some(factor) => factor,
            None if exempt => Decimal::ZERO,
            None => return Err(UnknownClass(parcel.class.to_owned())),
        };
        physical += parcel.hectares;
        conversion += parcel.hectares * factor;
        if !exempt {
            taxed_physical += parcel.hectares;
            taxed_conversion += parcel.hectares * factor;
        }
    }
    let farm = is_farm(physical, conversion);
    let (taxed, exact) = if farm {
        (taxed_conversion, farm_tax(taxed_conversion, rye))
    } else {
        (taxed_physical, other_tax(taxed_physical, rye))
    };
    Ok(Assessed { physical, conversion, farm, taxed, tax: exact.rounded(Rounding::Zloty) })
}
