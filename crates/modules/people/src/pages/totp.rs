//! Codes from an app: setting up with a QR picture, taking away.

use askama::Template;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use ratusz_web::{Answer, Errors, Form, Page, Problem};

use crate::actions::tell;
use crate::actions::totp::{self, Setup};
use crate::pages::person::Person;
use crate::pages::recovery_codes;
use crate::rules::otp;
use crate::store::credentials;

const HERE: &str = "/konto/kod";

#[derive(Template)]
#[template(path = "account/totp.html")]
struct Totp {
    page: Page,
    on: bool,
    /// The secret for typing by hand while a set-up waits for its first code.
    secret: Option<String>,
    errors: Errors,
}

async fn page(person: &Person, errors: Errors) -> ratusz_kernel::Result<Totp> {
    let municipality = &person.visit.municipality;
    let subject = person.subject();
    Ok(Totp {
        page: if errors.is_empty() { person.visit.page() } else { person.visit.page_with_errors() },
        on: credentials::get(&municipality.db.read, subject).await?.has_totp(),
        secret: totp::waiting(municipality, subject).await?.map(|secret| otp::base32(&secret)),
        errors,
    })
}

pub async fn show(person: Person) -> Answer {
    person.step_up(HERE)?;
    person.visit.show(&page(&person, Errors::default()).await?)
}

pub async fn begin(person: Person, _: Form) -> Answer {
    person.step_up(HERE)?;
    totp::begin(&person.visit.municipality, person.subject()).await?;
    Ok(person.visit.go(HERE))
}

/// The waiting secret as a picture of our own, so that no inline image or style is needed.
pub async fn picture(person: Person) -> Answer {
    let municipality = &person.visit.municipality;
    let subject = person.subject();
    let secret = totp::waiting(municipality, subject).await?.ok_or(Problem::NotFound)?;
    let email = tell::email_of(&municipality.db.read, municipality, subject).await?;
    let svg = otp::qr_svg(&otp::address(&secret, &municipality.profile().name, &email))?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"))], svg).into_response())
}

pub async fn confirm(person: Person, form: Form) -> Answer {
    person.step_up(HERE)?;
    let visit = &person.visit;
    let outcome =
        totp::confirm(&visit.municipality, &person.actor(), &person.session, form.get("kod")).await?;
    match outcome {
        Setup::Done(codes) if codes.is_empty() => {
            Ok(visit.go_telling("/konto", "success", "Kod z aplikacji jest włączony."))
        }
        Setup::Done(codes) => {
            recovery_codes::show_once(visit, "Kod z aplikacji jest włączony", &codes, "/konto")
        }
        Setup::Wrong => {
            let mut errors = Errors::default();
            errors.add("kod", "Ten kod nie pasuje. Sprawdź godzinę w telefonie i wpisz nowy kod.");
            visit.show_invalid(&page(&person, errors).await?)
        }
        Setup::Over => Ok(visit.go_telling(
            HERE,
            "warning",
            "Minęło 10 minut albo było za dużo prób. Zacznij od początku.",
        )),
    }
}

pub async fn remove(person: Person, _: Form) -> Answer {
    person.step_up(HERE)?;
    totp::remove(&person.visit.municipality, &person.actor(), &person.session).await?;
    Ok(person.visit.go_telling("/konto", "success", "Kod z aplikacji jest wyłączony."))
}
