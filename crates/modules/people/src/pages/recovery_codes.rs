//! Recovery codes: how many are left, new ones, shown exactly once.

use askama::Template;
use ratusz_web::{Answer, Form, Page, Visit};

use crate::actions::totp;
use crate::pages::person::Person;
use crate::rules::codes;
use crate::store::{credentials, recovery_codes};

const HERE: &str = "/konto/kody-odzyskiwania";

#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
struct Codes {
    page: Page,
    left: i64,
    second_factor: bool,
}

#[derive(Template)]
#[template(path = "account/codes_once.html")]
struct Once<'a> {
    page: Page,
    title: &'a str,
    codes: Vec<String>,
    next: &'a str,
}

pub async fn show(person: Person) -> Answer {
    person.step_up(HERE)?;
    let db = &person.visit.municipality.db.read;
    person.visit.show(&Codes {
        page: person.visit.page(),
        left: recovery_codes::left(db, person.subject()).await?,
        second_factor: credentials::has_second_factor(db, person.subject()).await?,
    })
}

pub async fn renew(person: Person, _: Form) -> Answer {
    person.step_up(HERE)?;
    let fresh =
        totp::new_recovery_codes(&person.visit.municipality, &person.actor(), person.subject()).await?;
    show_once(&person.visit, "Nowe kody odzyskiwania", &fresh, "/konto")
}

/// The codes on a page of their own; they cannot be shown again.
pub fn show_once(visit: &Visit, title: &str, fresh: &[String], next: &str) -> Answer {
    let codes = fresh.iter().map(|code| codes::grouped(code)).collect();
    visit.show(&Once { page: visit.page(), title, codes, next })
}
