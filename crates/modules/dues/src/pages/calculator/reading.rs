//! What a person reports in the calculator, read with an error at each field.

use chrono::{Datelike, NaiveDate};
use ratusz_kernel::Money;
use ratusz_web::{Errors, Form};
use rust_decimal::Decimal;

use crate::council::Council;
use crate::rules::assessment::months::Months;
use crate::rules::assessment::property::{Object, UsableArea, structure_base, structure_rate};
use crate::rules::assessment::quantity::{self, HECTARES, SQUARE_METRES, Scale};
use crate::rules::assessment::tax_rates::{RateKey, rate_key};

/// A structure is worth at most this.
const MOST_VALUE: Money = Money::from_zloty(1_000_000_000_000);
const SQUARE_METRES_OF_HECTARE: Decimal = Decimal::from_parts(10_000, 0, 0, false, 0);
/// Nobody alive has owned anything since before.
const FIRST_YEAR: i32 = 1900;

/// A use of land or buildings with a rate of its own.
pub(super) struct Use {
    pub field: &'static str,
    pub code: &'static str,
    pub scale: Scale,
    /// Asked for only in a part of the form that unfolds.
    pub rare: bool,
}

impl Use {
    const fn new(field: &'static str, code: &'static str, scale: Scale, rare: bool) -> Self {
        Self { field, code, scale, rare }
    }

    pub(super) fn low_field(&self) -> String {
        format!("{}_niskie", self.field)
    }
}

pub(super) const LAND: &[Use] = &[
    Use::new("grunt_pozostaly", "land.other", SQUARE_METRES, false),
    Use::new("grunt_firmowy", "land.business", SQUARE_METRES, false),
    Use::new("grunt_pod_wodami", "land.under_waters", HECTARES, true),
    Use::new("grunt_rewitalizowany", "land.revitalisation_undeveloped", SQUARE_METRES, true),
];

pub(super) const BUILDINGS: &[Use] = &[
    Use::new("budynek_mieszkalny", "building.residential", SQUARE_METRES, false),
    Use::new("budynek_pozostaly", "building.other", SQUARE_METRES, false),
    Use::new("budynek_firmowy", "building.business", SQUARE_METRES, false),
    Use::new("budynek_nasienny", "building.certified_seed", SQUARE_METRES, true),
    Use::new("budynek_zdrowotny", "building.health_services", SQUARE_METRES, true),
];

/// One object with its rate and where it comes from.
pub(super) struct Item {
    pub key: &'static RateKey,
    pub object: Object,
    /// The council's rate as it is written: złoty, or percent for structures.
    pub rate: Decimal,
    pub area: UsableArea,
}

pub(super) struct Reported {
    pub year: i32,
    pub firm: bool,
    pub months: Months,
    pub items: Vec<Item>,
    /// Land reported beyond the area of the parcel: both in m².
    pub over_parcel: Option<(Decimal, Decimal)>,
}

pub(super) fn read(form: &Form, errors: &mut Errors, council: &Council, years: &[i32]) -> Reported {
    let year = form.get("rok").parse().ok().filter(|year| years.contains(year)).unwrap_or_else(|| {
        errors.add("rok", "Wybierz rok, na który gmina ma stawki.");
        0
    });
    // The months stand last in the form, and so do their errors in the summary.
    let mut late_errors = Errors::default();
    let months = months(form, &mut late_errors, year);
    let mut reading = Reading { form, errors, council, year, months: months.count(), items: Vec::new() };
    let mut land = Decimal::ZERO;
    for one in LAND {
        let area = reading.number(one.field, one.scale);
        land += if one.scale.places == HECTARES.places { area * SQUARE_METRES_OF_HECTARE } else { area };
        reading.add(one, UsableArea { high: area, ..UsableArea::default() });
    }
    for one in BUILDINGS {
        let area = UsableArea {
            high: reading.number(one.field, one.scale),
            low: reading.number(&one.low_field(), one.scale),
            lowest: Decimal::ZERO,
        };
        reading.add(one, area);
    }
    reading.structures();
    let parcel = reading.number("dzialka", SQUARE_METRES);
    let items = reading.items;
    errors.0.extend(late_errors.0);
    if items.is_empty() && errors.is_empty() {
        errors.add("grunt_pozostaly", "Wpisz powierzchnię gruntu lub budynku albo wartość budowli.");
    }
    Reported {
        year,
        firm: form.get("kto") == "firma",
        months,
        items,
        over_parcel: (!parcel.is_zero() && land > parcel).then_some((land, parcel)),
    }
}

struct Reading<'a> {
    form: &'a Form,
    errors: &'a mut Errors,
    council: &'a Council,
    year: i32,
    months: u32,
    items: Vec<Item>,
}

impl Reading<'_> {
    /// Zero for an empty field.
    fn number(&mut self, field: &str, scale: Scale) -> Decimal {
        if self.form.get(field).is_empty() {
            return Decimal::ZERO;
        }
        quantity::parse(self.form.get(field), scale).unwrap_or_else(|error| {
            self.errors.add(field, error.to_string());
            Decimal::ZERO
        })
    }

    fn add(&mut self, one: &Use, area: UsableArea) {
        if area.base().is_zero() {
            return;
        }
        if let Some((key, rate)) = self.rate(one.code, one.field) {
            let object = Object { base: area.base(), rate, months: self.months };
            self.items.push(Item { key, object, rate, area });
        }
    }

    fn rate(&mut self, code: &str, field: &str) -> Option<(&'static RateKey, Decimal)> {
        let key = rate_key(code)?;
        match self.council.in_force(key, self.year) {
            Some(rate) => Some((key, rate.amount)),
            // Without a year the error stands there.
            None if self.year == 0 => None,
            None => {
                self.errors.add(field, format!("Rada gminy nie ustaliła tej stawki na rok {}.", self.year));
                None
            }
        }
    }

    fn structures(&mut self) {
        if self.form.get("budowle").is_empty() {
            return;
        }
        let value = self.errors.money(self.form, "budowle");
        if value < Money::ZERO {
            self.errors.add("budowle", "Wartość nie może być mniejsza od zera.");
        } else if value > MOST_VALUE {
            self.errors.add("budowle", "Ta kwota jest za duża. Sprawdź, czy nie ma w niej zbędnych cyfr.");
        } else if value > Money::ZERO
            && let Some((key, percent)) = self.rate("structure", "budowle")
        {
            let object =
                Object { base: structure_base(value), rate: structure_rate(percent), months: self.months };
            self.items.push(Item { key, object, rate: percent, area: UsableArea::default() });
        }
    }
}

/// The months of the year for which the state is taxed: after the month of purchase, or of the change if that is later
/// (UPOL art. 6(1), (3)).
fn months(form: &Form, errors: &mut Errors, year: i32) -> Months {
    let owned = month(form, errors, "wlasciciel_od", year);
    let state = month(form, errors, "stan_od", year);
    if let (Some(owned), Some(state)) = (owned, state)
        && state < owned
    {
        errors.add(
            "stan_od",
            format!(
                "Właścicielem jesteś od {}, a ten miesiąc jest wcześniejszy. Podatek płacisz od miesiąca po nabyciu (art. 6 ust. 1 ustawy), więc wpisz miesiąc nabycia lub późniejszy.",
                owned.format("%m.%Y")
            ),
        );
    }
    Months::of_obligation(year, owned.max(state), None)
}

/// The first day of a month typed `05.2026` or `2026-05`; nothing for an empty field.
fn month(form: &Form, errors: &mut Errors, field: &str, year: i32) -> Option<NaiveDate> {
    let text = form.get(field);
    if text.is_empty() {
        return None;
    }
    let read = |year: &str, month: &str| {
        NaiveDate::from_ymd_opt(year.trim().parse().ok()?, month.trim().parse().ok()?, 1)
    };
    let day = text
        .split_once('.')
        .and_then(|(month, year)| read(year, month))
        .or_else(|| text.split_once('-').and_then(|(year, month)| read(year, month)))
        .filter(|day| day.year() >= FIRST_YEAR);
    match day {
        None => errors.add(field, "Wpisz miesiąc i rok, na przykład 05.2026."),
        Some(day) if year != 0 && day.year() > year => {
            errors.add(field, format!("Ten miesiąc jest po roku {year}, za który liczysz podatek."));
        }
        Some(_) => {}
    }
    day
}
