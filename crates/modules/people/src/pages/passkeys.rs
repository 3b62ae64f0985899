//! One's passkeys: list, adding (with the page's script), taking away.

use askama::Template;
use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use ratusz_kernel::time::{civil_date, short_date};
use ratusz_web::{Answer, Form, Page, Problem};
use serde_json::{Value, json};

use crate::actions::passkeys;
use crate::pages::person::Person;
use crate::pages::sign_in_key::refusal;
use crate::store::passkeys as store;

const HERE: &str = "/konto/klucze";

struct Row {
    id: i64,
    name: String,
    facts: String,
}

#[derive(Template)]
#[template(path = "account/passkeys.html")]
struct Passkeys {
    page: Page,
    host: String,
    rows: Vec<Row>,
}

pub async fn show(person: Person) -> Answer {
    person.step_up(HERE)?;
    let visit = &person.visit;
    let keys = store::of_subject(&visit.municipality.db.read, person.subject()).await?;
    let day = |at| short_date(civil_date(at));
    let rows = keys
        .into_iter()
        .map(|key| Row {
            id: key.id,
            facts: match key.used_at {
                Some(used) => format!("Dodany {}, ostatnio użyty {}", day(key.created_at), day(used)),
                None => format!("Dodany {}", day(key.created_at)),
            },
            name: key.name,
        })
        .collect();
    visit.show(&Passkeys { page: visit.page(), host: visit.municipality.host.clone(), rows })
}

/// JSON bodies carry the form token too.
fn check_token(person: &Person, body: &Value) -> Result<(), Problem> {
    if body["csrf"].as_str() == Some(person.session.csrf.as_str()) { Ok(()) } else { Err(Problem::StaleForm) }
}

pub async fn options(person: Person, Json(body): Json<Value>) -> Answer {
    check_token(&person, &body)?;
    person.step_up(HERE)?;
    let options = passkeys::begin_adding(&person.visit.municipality, &person.session).await?;
    Ok(Json(options).into_response())
}

pub async fn add(person: Person, Json(mut body): Json<Value>) -> Answer {
    check_token(&person, &body)?;
    person.step_up(HERE)?;
    let name = body["nazwa"].as_str().unwrap_or_default().trim().chars().take(60).collect::<String>();
    let name = if name.is_empty() { person.visit.device.clone() } else { name };
    let credential = body["credential"].take();
    let municipality = &person.visit.municipality;
    match passkeys::add(municipality, &person.actor(), &person.session, &name, credential).await {
        Ok(added) if added.first_factor => {
            Ok(Json(json!({ "next": "/konto/kody-odzyskiwania" })).into_response())
        }
        Ok(_) => Ok(Json(json!({ "next": HERE })).into_response()),
        Err(error) => refusal(error),
    }
}

pub async fn remove(person: Person, Path(id): Path<i64>, _: Form) -> Answer {
    person.step_up(HERE)?;
    passkeys::remove(&person.visit.municipality, &person.actor(), &person.session, id).await?;
    Ok(person.visit.go_telling(HERE, "success", "Klucz usunięty."))
}
