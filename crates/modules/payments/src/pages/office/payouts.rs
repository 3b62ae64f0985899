//! `/urzad/wyplaty`: what the providers paid out, and whether it agrees to the grosz.

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use super::payment::field_errors;
use crate::actions::import_payouts;
use crate::pages::Choice;
use crate::store::payouts::{self, Payout};
use crate::store::points;

#[derive(Template)]
#[template(path = "office/payouts.html")]
struct PayoutsPage {
    page: Page,
    payouts: Vec<Payout>,
    names: HashMap<i64, String>,
    points: Vec<Choice>,
    may_import: bool,
    errors: Errors,
}

impl PayoutsPage {
    fn name(&self, payout: &Payout) -> &str {
        self.names.get(&payout.pos_id).map_or("", String::as_str)
    }
}

pub(in crate::pages) async fn show(staff: Staff) -> Answer {
    staff.require("payments.read")?;
    page(&staff, Errors::default()).await
}

async fn page(staff: &Staff, errors: Errors) -> Result<Response, Problem> {
    let visit = &staff.visit;
    let db = &visit.municipality.db.read;
    let points = points::all(db).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    visit.show_as(
        status,
        &PayoutsPage {
            page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
            payouts: payouts::recent(db, 200).await?,
            names: points.iter().map(|point| (point.id, point.name.clone())).collect(),
            points: points
                .into_iter()
                .map(|point| Choice { value: point.id.to_string(), label: point.name, selected: false })
                .collect(),
            may_import: visit.actor().may("payments.settle"),
            errors,
        },
    )
}

pub(in crate::pages) async fn import(staff: Staff, form: Form) -> Answer {
    staff.require("payments.settle")?;
    let visit = &staff.visit;
    let mut errors = Errors::default();
    let Some(file) = form.upload("plik") else {
        errors.add("plik", "Wybierz plik CSV z raportem operatora.");
        return page(&staff, errors).await;
    };
    let pos_id = form.id("punkt").ok_or(Problem::BadRequest)?;
    match import_payouts::run(&visit.municipality, &visit.actor(), pos_id, &file.bytes).await {
        Ok(done) => {
            let text = format!("Nowe wypłaty: {}. Znane wcześniej: {}.", done.added, done.known);
            Ok(visit.go_telling("/urzad/wyplaty", "success", &text))
        }
        Err(error) => page(&staff, field_errors(error)?).await,
    }
}
