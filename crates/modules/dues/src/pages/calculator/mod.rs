//! `/kalkulator/podatek-od-nieruchomosci`: anybody counts a year's property tax. Nothing is kept.

mod reading;
mod reckoning;

use std::ops::RangeInclusive;

use askama::Template;
use chrono::Datelike;
use ratusz_kernel::Municipality;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Routes, Visit};

use crate::council::{self, Council};
use crate::pages::Choice;
use crate::rules::assessment::tax_rates::{Group, rate_key, rate_keys};
use reading::{BUILDINGS, LAND, Use};
use reckoning::Reckoned;

const ADDRESS: &str = "/kalkulator/podatek-od-nieruchomosci";

pub(super) fn routes() -> Routes {
    Routes::new().get(ADDRESS, show).post(ADDRESS, answer)
}

/// One kind of land or building as the form asks for it.
struct Asked {
    field: &'static str,
    low_field: String,
    low_label: String,
    label: String,
    hint: String,
}

#[derive(Template)]
#[template(path = "calculator/property.html")]
struct Calculator {
    page: Page,
    years: Vec<Choice>,
    payers: Vec<Choice>,
    land: Vec<Asked>,
    rare_land: Vec<Asked>,
    buildings: Vec<Asked>,
    rare_buildings: Vec<Asked>,
    structures: String,
    rare_open: bool,
    form: Form,
    errors: Errors,
    result: Option<Reckoned>,
}

async fn show(visit: Visit) -> Answer {
    let page = page(&visit, Form::default(), Errors::default(), None).await?;
    visit.show(&page)
}

async fn answer(visit: Visit, form: Form) -> Answer {
    let council = council::of(&visit.municipality).await?;
    let mut errors = Errors::default();
    let years = years(&council, &visit.municipality);
    let reported = reading::read(&form, &mut errors, &council, &years);
    if !errors.is_empty() {
        let mut page = page(&visit, form, errors, None).await?;
        page.page = visit.page_with_errors();
        return visit.show_invalid(&page);
    }
    let page = page(&visit, form, errors, Some(reckoning::reckon(&reported))).await?;
    visit.show(&page)
}

/// The years around today for which the council has set rates of property tax.
fn years(council: &Council, municipality: &Municipality) -> Vec<i32> {
    let this = municipality.clock.today().year();
    let around: RangeInclusive<i32> = this - 1..=this + 1;
    let rated = |year: &i32| {
        let mut keys = rate_keys().iter().filter(|key| key.group == Group::Property);
        // A rate of an earlier year stays, but not before anybody could pass a resolution for the year to come.
        keys.any(|key| {
            council.in_force(key, *year).is_some_and(|rate| *year <= this || rate.resolution.year == *year)
        })
    };
    around.filter(rated).collect()
}

async fn page(
    visit: &Visit,
    form: Form,
    errors: Errors,
    result: Option<Reckoned>,
) -> Result<Calculator, Problem> {
    let council = council::of(&visit.municipality).await?;
    let known = years(&council, &visit.municipality);
    let this = visit.municipality.clock.today().year();
    let typed = form.get("rok").parse().ok().filter(|year| known.contains(year));
    let year: i32 = typed.unwrap_or(this);
    let asked = |uses: &[Use], rare: bool| -> Vec<Asked> {
        uses.iter().filter(|one| one.rare == rare).filter_map(|one| one_asked(one, &council, year)).collect()
    };
    let all = LAND.iter().chain(BUILDINGS);
    let rare_open = all.filter(|one| one.rare).any(|one| {
        let low = one.low_field();
        !form.get(one.field).is_empty()
            || !form.get(&low).is_empty()
            || !errors.of(one.field).is_empty()
            || !errors.of(&low).is_empty()
    });
    let payer = if form.get("kto") == "firma" { "firma" } else { "osoba" };
    let structures = rate_key("structure")
        .and_then(|key| council.in_force(key, year).map(|rate| key.written(rate.amount)))
        .unwrap_or_default();
    Ok(Calculator {
        page: visit.page(),
        years: known
            .iter()
            .map(|one| Choice::new(one.to_string(), one.to_string(), &year.to_string()))
            .collect(),
        payers: vec![
            Choice::new("osoba", "Osoba fizyczna: decyzja i cztery raty", payer),
            Choice::new("firma", "Firma lub instytucja: deklaracja i raty co miesiąc", payer),
        ],
        land: asked(LAND, false),
        rare_land: asked(LAND, true),
        buildings: asked(BUILDINGS, false),
        rare_buildings: asked(BUILDINGS, true),
        structures,
        rare_open,
        form,
        errors,
        result,
    })
}

/// Nothing for a use that the council has not rated.
fn one_asked(one: &Use, council: &Council, year: i32) -> Option<Asked> {
    let key = rate_key(one.code)?;
    let rate = council.in_force(key, year)?;
    Some(Asked {
        field: one.field,
        low_field: one.low_field(),
        low_label: format!("{}: część niższa, m²", key.label),
        label: format!("{}, {}", key.label, key.unit),
        hint: format!("Stawka {}", key.written(rate.amount)),
    })
}
