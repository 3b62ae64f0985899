//! Anyone tells that something is not accessible, without signing in.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::{HeaderMap, header};
use ratusz_kernel::FieldError;
use ratusz_kernel::time::long_date;

use super::deeds;
use super::demand::{NewDemand, WAYS};
use super::validate::plausible_email;
use crate::limits::Limited;
use crate::public::sheet::{Choice, choices};
use crate::{Answer, Errors, Form, Page, Visit};

/// A field people do not see; only programs that fill in everything write there.
const HONEY: &str = "adres_www";

#[derive(Template)]
#[template(path = "accessibility/report.html")]
struct ReportPage {
    page: Page,
    form: Form,
    ways: Vec<Choice>,
    device: String,
    errors: Errors,
    summary: Vec<FieldError>,
}

fn report_page(visit: &Visit, form: Form, errors: Errors) -> ReportPage {
    ReportPage {
        page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
        ways: choices(WAYS, form.get("sposob")),
        device: visit.device.clone(),
        summary: errors.0.clone(),
        errors,
        form,
    }
}

/// The page the person came from: named in the address or, failing that, told by the browser.
fn came_from(visit: &Visit, query: Option<&str>, headers: &HeaderMap) -> String {
    let named = Form::from_query(query.unwrap_or_default());
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let path = match url::Url::parse(referer) {
        Ok(url)
            if named.get("strona").is_empty()
                && url.host_str() == visit.municipality.host.split(':').next() =>
        {
            url.path().to_owned()
        }
        _ => named.get("strona").to_owned(),
    };
    if path.starts_with('/') { visit.municipality.link(&path) } else { path }
}

pub(super) async fn show(visit: Visit, RawQuery(query): RawQuery, headers: HeaderMap) -> Answer {
    let page = came_from(&visit, query.as_deref(), &headers);
    let form = Form::filled([("strona", page), ("sposob", "email".to_owned())]);
    visit.show(&report_page(&visit, form, Errors::default()))
}

fn read(form: &Form, errors: &mut Errors) -> NewDemand {
    let optional = |name: &str, most: usize, errors: &mut Errors| {
        let value = form.get(name).to_owned();
        if value.chars().count() > most {
            errors.add(name, format!("Wpisz najwyżej {most} znaków."));
        }
        value
    };
    let new = NewDemand {
        element: errors.text(form, "element", "Napisz, czego dotyczy zgłoszenie.", 2000),
        page: optional("strona", 500, errors),
        alternative: optional("alternatywa", 1000, errors),
        person: optional("osoba", 200, errors),
        way: form.get("sposob").to_owned(),
        contact: errors.text(form, "kontakt", "Podaj dane, pod którymi możemy odpowiedzieć.", 300),
        device: String::new(),
    };
    let digits = new.contact.chars().filter(char::is_ascii_digit).count();
    match new.way.as_str() {
        _ if new.contact.is_empty() => {}
        "email" if !plausible_email(&new.contact) => {
            errors.add(
                "kontakt",
                "Wpisz adres e-mail w postaci nazwa@example.pl albo wybierz inny sposób odpowiedzi.",
            );
        }
        "telefon" if digits < 9 => {
            errors.add(
                "kontakt",
                "Wpisz numer telefonu, co najmniej 9 cyfr, albo wybierz inny sposób odpowiedzi.",
            );
        }
        way if !WAYS.iter().any(|(known, _)| *known == way) => {
            errors.add("sposob", "Wybierz, jak mamy odpowiedzieć.");
        }
        _ => {}
    }
    new
}

pub(super) async fn send(visit: Visit, form: Form) -> Answer {
    let mut errors = Errors::default();
    let new = read(&form, &mut errors);
    if !errors.is_empty() {
        return visit.show_invalid(&report_page(&visit, form, errors));
    }
    if visit.limit(Limited::PublicForm).is_err() {
        errors.add("element", "Z tego miejsca przyszło zbyt wiele zgłoszeń. Twój tekst został na stronie. Wyślij go ponownie za kilka minut.");
        return visit.show_too_many(&report_page(&visit, form, errors));
    }
    if !form.get(HONEY).is_empty() {
        // A program filled in what no person sees. It gets the ordinary answer, and nothing is kept.
        return Ok(visit.go_telling("/deklaracja-dostepnosci", "success", "Przyjęliśmy zgłoszenie."));
    }
    let new = NewDemand { device: visit.device.clone(), ..new };
    let (code, due_on) = deeds::file(&visit.municipality, &visit.actor(), &new).await?;
    let text = format!("Przyjęliśmy zgłoszenie {code}. Odpowiemy najpóźniej {} r.", long_date(due_on));
    Ok(visit.go_telling("/deklaracja-dostepnosci", "success", &text))
}
