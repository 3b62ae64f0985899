//! `/urzad/karty/{id}/przypis`: a charge entered by hand, with its instalments.

use askama::Template;
use axum::extract::Path;
use chrono::{Datelike, NaiveDate};
use ratusz_kernel::Money;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use super::{card_of, told};
use crate::actions::corrections::{self, Act};
use crate::cards::CardRef;
use crate::charges::{self, BasisLine, NewCharge};
use crate::kinds;
use crate::pages::{Crumb, for_form};
use crate::rules::kinds::DueKind;

/// Rows of the form for dates typed by hand.
const ROWS: usize = 4;

/// Names of the fields of one instalment.
struct PartFields {
    number: usize,
    date_field: String,
    amount_field: String,
}

impl PartFields {
    fn new(number: usize) -> Self {
        Self { number, date_field: format!("termin{number}"), amount_field: format!("rata{number}") }
    }
}

#[derive(Template)]
#[template(path = "office/charge.html")]
struct ChargePage {
    page: Page,
    crumbs: Vec<Crumb>,
    card: CardRef,
    statutory: String,
    form: Form,
    errors: Errors,
    parts_typed: Vec<PartFields>,
}

pub(super) async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("dues.charge")?;
    let today = staff.visit.municipality.clock.today();
    let form = Form::filled([("rok", today.year().to_string()), ("data", today.to_string())]);
    let page = page(&staff, id, form, Errors::default()).await?;
    staff.visit.show(&page)
}

pub(super) async fn save(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("dues.charge")?;
    let visit = &staff.visit;
    let card = card_of(&staff, id).await?;
    let kinds = kinds::of(&visit.municipality).await?;
    let mut errors = Errors::default();
    let charge =
        read(&form, &mut errors, &card, kinds.of_card(&card.kind)?, visit.municipality.clock.today());
    if errors.is_empty() {
        let act = Act::Charge(charge);
        match corrections::submit(&visit.municipality, &visit.actor(), act, form.get("uzasadnienie")).await {
            Ok(outcome) => {
                let (kind, text) = told(outcome, "Przypis jest zaksięgowany.");
                return Ok(visit.go_telling(&format!("/urzad/karty/{id}"), kind, text));
            }
            Err(error) => errors.0.extend(for_form(error, "kwota")?),
        }
    }
    let mut page = page(&staff, id, form, errors).await?;
    page.page = visit.page_with_errors();
    visit.show_invalid(&page)
}

fn read(form: &Form, errors: &mut Errors, card: &CardRef, kind: &DueKind, today: NaiveDate) -> NewCharge {
    let title = errors.text(form, "tytul", "Wpisz, za co jest ta należność.", 120);
    let document = errors.text(form, "dokument", "Wpisz numer decyzji, deklaracji lub faktury.", 80);
    let document_date = errors.date(form, "data");
    let amount = errors.money(form, "kwota");
    let year: i32 = form.get("rok").parse().unwrap_or(0);
    if !(1990..=today.year() + 1).contains(&year) {
        errors.add("rok", format!("Wpisz rok od 1990 do {}.", today.year() + 1));
    }
    if document_date > today {
        errors.add("data", "Data dokumentu nie może być z przyszłości.");
    }
    check_year(errors, "data", document_date);
    check_amount(errors, "kwota", amount);
    let mut parts: Vec<(NaiveDate, Money)> = Vec::new();
    for PartFields { date_field, amount_field, .. } in (1..=ROWS).map(PartFields::new) {
        if form.get(&date_field).is_empty() && form.get(&amount_field).is_empty() {
            continue;
        }
        let (date, part) = (errors.date(form, &date_field), errors.money(form, &amount_field));
        check_year(errors, &date_field, date);
        check_amount(errors, &amount_field, part);
        parts.push((date, part));
    }
    if !errors.is_empty() {
        // Dates and amounts that are refused above are not counted with.
        parts.clear();
    } else if parts.is_empty() {
        parts = charges::statutory_parts(kind, year, amount);
        if parts.is_empty() {
            errors.add(
                "termin1",
                "Wpisz termin płatności i kwotę; ten rodzaj należności nie ma terminów ustawowych.",
            );
        }
    } else if parts.iter().map(|(_, part)| *part).sum::<Money>() != amount {
        let sum: Money = parts.iter().map(|(_, part)| *part).sum();
        errors.add("rata1", format!("Suma rat to {sum}, a kwota przypisu to {amount}. Muszą być równe."));
    }
    let basis = Some(form.get("podstawa")).filter(|text| !text.is_empty());
    NewCharge {
        card_id: card.id,
        year,
        document_no: Some(document),
        document_date,
        booking_date: today,
        basis: basis
            .map(|text| BasisLine { label: text.to_owned(), value: amount.to_string() })
            .into_iter()
            .collect(),
        instalments: charges::titled(&title, parts),
        title,
    }
}

fn check_year(errors: &mut Errors, field: &str, date: NaiveDate) {
    if errors.of(field).is_empty() && !charges::YEARS.contains(&date.year()) {
        errors.add(field, format!("Wpisz datę z lat {}–{}.", charges::YEARS.start, charges::YEARS.end - 1));
    }
}

fn check_amount(errors: &mut Errors, field: &str, amount: Money) {
    if !errors.of(field).is_empty() {
        return;
    }
    if amount <= Money::ZERO {
        errors.add(field, "Wpisz kwotę większą od zera.");
    } else if amount > charges::MOST {
        errors.add(field, charges::TOO_MUCH);
    }
}

async fn page(staff: &Staff, id: i64, form: Form, errors: Errors) -> Result<ChargePage, Problem> {
    let card = card_of(staff, id).await?;
    let kinds = kinds::of(&staff.visit.municipality).await?;
    let kind = kinds.of_card(&card.kind)?;
    let days: Vec<String> =
        kind.due_dates.iter().map(|date| format!("{:02}.{:02}", date.day, date.month)).collect();
    let crumbs = vec![
        Crumb::new("/urzad/karty", "Karty kontowe"),
        Crumb::new(format!("/urzad/karty/{id}"), card.number.clone()),
    ];
    Ok(ChargePage {
        page: staff.visit.page(),
        crumbs,
        card,
        statutory: days.join(", "),
        form,
        errors,
        parts_typed: (1..=ROWS).map(PartFields::new).collect(),
    })
}
