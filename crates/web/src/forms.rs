//! Forms as people send them: typed values kept, errors gathered per field, the form token checked, files limited.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use axum::body::Bytes;
use axum::extract::{FromRequest, Multipart, Request};
use chrono::{Datelike, NaiveDate};
use ratusz_kernel::{FieldError, Money};
use subtle::ConstantTimeEq;

use crate::limits::Limited;
use crate::{Problem, Shared, Visit};

/// The fields of this site that may be ticked more than once. Any other field sent twice is an attempt to say one thing to
/// a check and another to the deed (ASVS 5.0 V15.3.7).
const LISTS: [&str; 5] = ["naleznosc", "rodzaje", "rola", "uprawnienie", "zgoda"];

/// Years in which the dates of an office lie; beyond them day counts and calendars are of no use.
const YEARS: RangeInclusive<i32> = 1800..=2200;

/// A file a person sent.
#[derive(Debug, Clone)]
pub struct Upload {
    pub field: String,
    /// The name as the person's machine told it; a label, never a path.
    pub name: String,
    pub bytes: Bytes,
}

/// What was typed, as it was typed. Extracting it checks the form token of the session.
#[derive(Debug, Clone, Default)]
pub struct Form {
    values: BTreeMap<String, Vec<String>>,
    pub uploads: Vec<Upload>,
}

impl Form {
    /// A form filled by the server, for the first showing of a page.
    pub fn filled<const N: usize>(pairs: [(&str, String); N]) -> Self {
        let values = pairs.into_iter().map(|(name, value)| (name.to_owned(), vec![value])).collect();
        Self { values, uploads: Vec::new() }
    }

    /// From the query string of a GET form.
    pub fn from_query(query: &str) -> Self {
        Self::from_pairs(url::form_urlencoded::parse(query.as_bytes()).into_owned())
    }

    fn from_pairs(pairs: impl Iterator<Item = (String, String)>) -> Self {
        let mut form = Self::default();
        for (name, value) in pairs {
            form.values.entry(name).or_default().push(value);
        }
        form
    }

    /// The value without surrounding spaces; empty when the field was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The value exactly as typed (passwords).
    pub fn raw(&self, name: &str) -> &str {
        self.values.get(name).and_then(|all| all.first()).map_or("", String::as_str)
    }

    /// All values of a field that may be ticked more than once.
    pub fn all(&self, name: &str) -> &[String] {
        debug_assert!(LISTS.contains(&name), "{name} is not among the lists");
        self.values.get(name).map_or(&[], Vec::as_slice)
    }

    pub fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    pub fn upload(&self, field: &str) -> Option<&Upload> {
        self.uploads.iter().find(|upload| upload.field == field && !upload.bytes.is_empty())
    }

    pub fn id(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok()
    }

    /// Whether a field that is no list was sent twice.
    pub(crate) fn doubled(&self) -> bool {
        self.values.iter().any(|(name, all)| all.len() > 1 && !LISTS.contains(&name.as_str()))
    }

    /// Names and values, for showing the same form again.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values
            .iter()
            .flat_map(|(name, all)| all.iter().map(move |value| (name.as_str(), value.as_str())))
    }
}

impl FromRequest<Shared> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &Shared) -> Result<Self, Problem> {
        let visit = request.extensions().get::<Visit>().cloned().ok_or(Problem::NotFound)?;
        let kind = request
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let form = if kind.starts_with("multipart/form-data") {
            visit.limit(Limited::Upload)?;
            read_multipart(Multipart::from_request(request, state).await.map_err(|_| Problem::BadRequest)?)
                .await?
        } else {
            let body = Bytes::from_request(request, state).await.map_err(|_| Problem::TooLarge)?;
            Self::from_pairs(url::form_urlencoded::parse(&body).into_owned())
        };
        if form.doubled() {
            return Err(Problem::BadRequest);
        }
        let token = visit.session.as_ref().map(|session| session.csrf.as_bytes());
        match token {
            Some(token) if !bool::from(token.ct_eq(form.raw("csrf").as_bytes())) => Err(Problem::StaleForm),
            _ => Ok(form),
        }
    }
}

async fn read_multipart(mut parts: Multipart) -> Result<Form, Problem> {
    let mut form = Form::default();
    while let Some(part) = parts.next_field().await.map_err(|_| Problem::TooLarge)? {
        let field = part.name().unwrap_or_default().to_owned();
        if let Some(name) = part.file_name().map(str::to_owned) {
            let bytes = part.bytes().await.map_err(|_| Problem::TooLarge)?;
            form.uploads.push(Upload { field, name: label(&name), bytes });
        } else {
            let value = part.text().await.map_err(|_| Problem::BadRequest)?;
            form.values.entry(field).or_default().push(value);
        }
    }
    Ok(form)
}

/// A file name fit to be shown: no control or direction signs, no folders.
fn label(name: &str) -> String {
    name.rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|c| !c.is_control() && !matches!(*c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'))
        .take(120)
        .collect()
}

/// The errors of one form. The typed getters note what is wrong and go on, so a person sees everything at once.
#[derive(Debug, Clone, Default)]
pub struct Errors(pub Vec<FieldError>);

impl Errors {
    pub fn add(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(field, message));
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The error of one field, empty when it has none; templates ask for it.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|error| error.field == field).map_or("", |error| error.message.as_str())
    }

    pub fn text(&mut self, form: &Form, name: &str, message: &str, most: usize) -> String {
        let value = form.get(name);
        if value.is_empty() {
            self.add(name, message);
        } else if value.chars().count() > most {
            self.add(name, format!("Wpisz najwyżej {most} znaków."));
        }
        value.to_owned()
    }

    pub fn money(&mut self, form: &Form, name: &str) -> Money {
        match Money::parse_pl(form.get(name)) {
            Ok(money) => money,
            Err(error) => {
                self.add(name, error.to_string());
                Money::ZERO
            }
        }
    }

    /// A date from a date field (`2026-11-20`) or typed by hand (`20.11.2026`).
    pub fn date(&mut self, form: &Form, name: &str) -> NaiveDate {
        match parse_date(form.get(name)) {
            Some(date) => date,
            None => {
                self.add(name, "Wpisz datę w postaci 20.11.2026.");
                NaiveDate::MIN
            }
        }
    }

    pub fn date_or_none(&mut self, form: &Form, name: &str) -> Option<NaiveDate> {
        if form.get(name).is_empty() { None } else { Some(self.date(form, name)) }
    }

    /// Goes on only when nothing is wrong.
    pub fn check(&self) -> ratusz_kernel::Result<()> {
        if self.is_empty() { Ok(()) } else { Err(ratusz_kernel::Error::Invalid(self.0.clone())) }
    }
}

/// Reads `2026-11-20` and `20.11.2026`, within the years an office has to do with.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(text, "%d.%m.%Y"))
        .ok()
        .filter(|day| YEARS.contains(&day.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_sent_twice_is_told_from_a_list() {
        for (query, doubled) in [("a=1&b=2", false), ("a=1&a=1", true), ("rola=1&rola=2&a=1", false)] {
            assert_eq!(Form::from_query(query).doubled(), doubled, "{query}");
        }
    }

    #[test]
    fn a_date_of_another_age_is_an_error_at_the_field() {
        let ended = NaiveDate::from_ymd_opt(2026, 11, 20);
        assert_eq!((parse_date("2026-11-20"), parse_date("20.11.2026")), (ended, ended));
        for typed in
            ["9999-12-31", "31.12.9999", "0001-01-01", "+262142-12-31", "-262143-01-01", "2026-02-29"]
        {
            let mut errors = Errors::default();
            errors.date(&Form::filled([("dzien", typed.to_owned())]), "dzien");
            assert_eq!(errors.of("dzien"), "Wpisz datę w postaci 20.11.2026.", "{typed}");
        }
    }
}
