//! Organisational units.

use askama::Template;
use axum::extract::Path;
use ratusz_kernel::{Error, Result};
use ratusz_web::{Answer, Errors, Form, Page, Staff};

use crate::actions::units;
use crate::store::units::{self as store, Unit};

const HERE: &str = "/urzad/jednostki";

#[derive(Template)]
#[template(path = "office/units.html")]
struct Units<'a> {
    page: Page,
    units: Vec<Unit>,
    form: &'a Form,
    errors: Errors,
}

async fn page<'a>(staff: &Staff, form: &'a Form, errors: Errors) -> Result<Units<'a>> {
    let visit = &staff.visit;
    Ok(Units {
        page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
        units: store::all(&visit.municipality.db.read).await?,
        form,
        errors,
    })
}

pub async fn show(staff: Staff) -> Answer {
    staff.require("people.staff")?;
    staff.visit.show(&page(&staff, &Form::default(), Errors::default()).await?)
}

pub async fn add(staff: Staff, form: Form) -> Answer {
    staff.require("people.staff")?;
    let visit = &staff.visit;
    let mut errors = Errors::default();
    let name = errors.text(&form, "nazwa", "Wpisz nazwę jednostki.", 120);
    let symbol = errors.text(&form, "symbol", "Wpisz symbol, na przykład FN.", 10);
    if errors.is_empty() {
        match units::add(&visit.municipality, &visit.actor(), &name, &symbol).await {
            Err(Error::Invalid(fields)) => errors.0.extend(fields),
            other => {
                other?;
                return Ok(visit.go_telling(HERE, "success", "Jednostka dodana."));
            }
        }
    }
    visit.show_invalid(&page(&staff, &form, errors).await?)
}

pub async fn set_closed(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("people.staff")?;
    let visit = &staff.visit;
    units::set_closed(&visit.municipality, &visit.actor(), id, form.get("stan") == "zamknij").await?;
    Ok(visit.go_telling(HERE, "success", "Zapisano."))
}
