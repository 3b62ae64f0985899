//! Asks again who one is, before a weighty change.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::StatusCode;
use ratusz_web::limits::Limited;
use ratusz_web::visit::safe_return;
use ratusz_web::{Answer, Errors, Form, Page};

use crate::actions::prove::{self, Proof};
use crate::pages::door::{self, Ended};
use crate::pages::message;
use crate::pages::person::Person;
use crate::store::credentials;

#[derive(Template)]
#[template(path = "account/prove.html")]
struct Prove {
    page: Page,
    by_code: bool,
    target: String,
    errors: Errors,
}

pub async fn show(person: Person, RawQuery(query): RawQuery) -> Answer {
    let target = safe_return(Form::from_query(&query.unwrap_or_default()).get("powrot"), "/konto");
    let by_code = credentials::get(&person.visit.municipality.db.read, person.subject()).await?.has_totp();
    person.visit.show(&Prove { page: person.visit.page(), by_code, target, errors: Errors::default() })
}

fn ended(outcome: &Proof) -> Ended {
    match outcome {
        Proof::Done(_) => Ended::SignedIn,
        Proof::Wrong => Ended::Refused,
        Proof::Rest => Ended::Rests,
        Proof::Busy => Ended::Busy,
    }
}

pub async fn check(person: Person, form: Form) -> Answer {
    let visit = &person.visit;
    visit.limit(Limited::SignIn)?;
    let target = safe_return(form.get("powrot"), "/konto");
    let outcome =
        prove::prove(&visit.municipality, &person.actor(), &person.session, form.raw("dowod")).await?;
    door::log(visit, person.session.kind, "proof", ended(&outcome));
    let status = match outcome {
        Proof::Done(token) => return Ok(door::keep(visit.go(&target), &token)),
        Proof::Busy => return message::busy(visit),
        Proof::Wrong => StatusCode::UNPROCESSABLE_ENTITY,
        Proof::Rest => StatusCode::TOO_MANY_REQUESTS,
    };
    let by_code = credentials::get(&visit.municipality.db.read, person.subject()).await?.has_totp();
    let mut errors = Errors::default();
    errors.add("dowod", "To się nie zgadza. Spróbuj jeszcze raz, a po kilku próbach odczekaj minutę.");
    visit.show_as(status, &Prove { page: visit.page_with_errors(), by_code, target, errors })
}
