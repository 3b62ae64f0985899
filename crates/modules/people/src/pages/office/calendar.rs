//! Extra days on which the office is closed.

use askama::Template;
use chrono::Datelike;
use ratusz_kernel::calendar::holidays;
use ratusz_kernel::time::{long_date, short_date};
use ratusz_kernel::{Error, Result};
use ratusz_web::forms::parse_date;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use crate::actions::calendar;
use crate::store::days_off;

const HERE: &str = "/urzad/kalendarz";

struct Row {
    iso: String,
    day: String,
    name: String,
}

#[derive(Template)]
#[template(path = "office/calendar.html")]
struct Calendar<'a> {
    page: Page,
    own: Vec<Row>,
    statutory: Vec<Row>,
    form: &'a Form,
    errors: Errors,
}

async fn page<'a>(staff: &Staff, form: &'a Form, errors: Errors) -> Result<Calendar<'a>> {
    let visit = &staff.visit;
    let today = visit.municipality.clock.today();
    let own = days_off::from(&visit.municipality.db.read, today).await?;
    let statutory = (today.year()..=today.year() + 1).flat_map(holidays).filter(|(day, _)| *day >= today);
    Ok(Calendar {
        page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
        own: own
            .into_iter()
            .map(|one| Row { iso: one.day.to_string(), day: long_date(one.day), name: one.name })
            .collect(),
        statutory: statutory
            .map(|(day, name)| Row { iso: day.to_string(), day: short_date(day), name: name.to_owned() })
            .collect(),
        form,
        errors,
    })
}

pub async fn show(staff: Staff) -> Answer {
    staff.require("people.settings")?;
    staff.visit.show(&page(&staff, &Form::default(), Errors::default()).await?)
}

pub async fn add(staff: Staff, form: Form) -> Answer {
    staff.require("people.settings")?;
    let visit = &staff.visit;
    let mut errors = Errors::default();
    let day = errors.date(&form, "dzien");
    let name = errors.text(&form, "nazwa", "Napisz, dlaczego urząd jest zamknięty.", 120);
    if errors.is_empty() && day < visit.municipality.clock.today() {
        errors.add("dzien", "Ten dzień już minął.");
    }
    if errors.is_empty() {
        match calendar::add(&visit.municipality, &visit.actor(), day, &name).await {
            Err(Error::Invalid(fields)) => errors.0.extend(fields),
            other => {
                other?;
                return Ok(visit.go_telling(HERE, "success", "Dzień dodany."));
            }
        }
    }
    visit.show_invalid(&page(&staff, &form, errors).await?)
}

pub async fn remove(staff: Staff, form: Form) -> Answer {
    staff.require("people.settings")?;
    let visit = &staff.visit;
    let day = parse_date(form.get("dzien")).ok_or(Problem::BadRequest)?;
    calendar::remove(&visit.municipality, &visit.actor(), day).await?;
    Ok(visit.go_telling(HERE, "success", "Dzień usunięty z listy."))
}
