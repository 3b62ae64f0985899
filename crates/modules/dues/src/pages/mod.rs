//! The screens, one file each: the resident's under `/naleznosci`, the clerk's under `/urzad`.

mod calculator;
pub(crate) mod glance;
mod office;
mod resident;
pub(crate) mod sheet;

use askama::Template;
use chrono::NaiveDate;
use ratusz_kernel::time::short_date;
use ratusz_kernel::{Error, FieldError, Money};
use ratusz_web::{Form, Page, Routes};

pub(crate) fn routes() -> Routes {
    resident::routes().merge(office::routes()).merge(calculator::routes())
}

/// A link of the path above a page.
pub(crate) struct Crumb {
    pub href: String,
    pub label: String,
}

impl Crumb {
    pub(crate) fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// An option of a select field.
pub(crate) struct Choice {
    pub value: String,
    pub label: String,
    pub selected: bool,
}

impl Choice {
    pub(crate) fn new(value: impl Into<String>, label: impl Into<String>, chosen: &str) -> Self {
        let value = value.into();
        Self { selected: value == chosen, value, label: label.into() }
    }
}

/// What of an error belongs on the form: errors at fields, and conflicts as an error of the form as a whole. Other errors
/// go on.
pub(crate) fn for_form(error: Error, field: &str) -> Result<Vec<FieldError>, Error> {
    match error {
        Error::Invalid(errors) => Ok(errors),
        Error::Conflict(text) => Ok(vec![FieldError::new(field, text)]),
        other => Err(other),
    }
}

/// The query string as a form.
pub(crate) fn query(raw: Option<String>) -> Form {
    Form::from_query(&raw.unwrap_or_default())
}

/// `3 zaznaczone`, with the right form of a Polish noun: one, few (2–4), many.
pub(crate) fn counted(count: usize, one: &str, few: &str, many: &str) -> String {
    let (tens, units) = (count % 100, count % 10);
    let noun = match count {
        1 => one,
        _ if (2..=4).contains(&units) && !(12..=14).contains(&tens) => few,
        _ => many,
    };
    format!("{count}\u{a0}{noun}")
}

/// An amount of a column, or a dash where there is nothing.
pub(crate) fn or_dash(amount: &Money) -> String {
    if amount.is_zero() { "–".into() } else { amount.to_string() }
}

/// `20.11.2026`, as templates ask for it.
pub(crate) fn day(date: &NaiveDate) -> String {
    short_date(*date)
}

/// A page that only says something kind.
#[derive(Template)]
#[template(path = "resident/unconfirmed.html")]
pub(crate) struct Unconfirmed {
    pub page: Page,
}
