//! The invited staff member's first access: password, then the app.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Visit};

use crate::actions::staff::{self, Enrolment, FirstAccess};
use crate::actions::tell;
use crate::hashing;
use crate::pages::door::{self, Ended};
use crate::pages::set_password::{self, Words};
use crate::pages::{message, recovery_codes};
use crate::rules::otp;
use crate::rules::password::{self, Standing};
use crate::store::staff as store;
use crate::store::tickets::Ticket;

#[derive(Template)]
#[template(path = "office/first_code.html")]
struct FirstCode<'a> {
    page: Page,
    token: &'a str,
    secret: String,
    errors: Errors,
}

const WORDS: Words<'static> = Words {
    title: "Pierwszy dostęp",
    text: "Ustaw hasło do panelu pracownika. W następnym kroku dodasz kod z aplikacji w telefonie.",
    button: "Dalej",
};

fn code_page(visit: &Visit, token: &str, ticket: &Ticket<Enrolment>, errors: Errors) -> Answer {
    let secret = otp::base32(&ticket.data.totp_secret);
    if errors.is_empty() {
        return visit.show(&FirstCode { page: visit.page(), token, secret, errors });
    }
    visit.show_invalid(&FirstCode { page: visit.page_with_errors(), token, secret, errors })
}

fn stale(visit: &Visit) -> Answer {
    message::stale_link(visit, "Przejdź do logowania", "/urzad/logowanie")
}

pub async fn show(visit: Visit, Path(token): Path<String>) -> Answer {
    match staff::invited(&visit.municipality, &token).await? {
        None => stale(&visit),
        Some(ticket) if ticket.data.password.is_some() => {
            code_page(&visit, &token, &ticket, Errors::default())
        }
        Some(_) => set_password::show(&visit, WORDS, Standing::BesideSecondFactor, None),
    }
}

pub async fn choose_password(visit: Visit, Path(token): Path<String>, form: Form) -> Answer {
    visit.limit(Limited::SignIn)?;
    let municipality = &visit.municipality;
    let Some(ticket) = staff::invited(municipality, &token).await? else { return stale(&visit) };
    let member = store::get(&municipality.db.read, ticket.subject.id).await?.ok_or(Problem::NotFound)?;
    let email = member.email(municipality)?;
    let own = [member.name.as_str(), &email, &municipality.profile().name, "ratusz urząd"];
    let standing = Standing::BesideSecondFactor;
    let password = match password::check(form.raw("haslo"), standing, &own) {
        Ok(password) => password,
        Err(refusal) => return set_password::show(&visit, WORDS, standing, Some(refusal)),
    };
    let Some(hash) = hashing::hash(&municipality.random, &password).await? else {
        return message::busy(&visit);
    };
    staff::choose_password(municipality, &ticket, hash).await?;
    Ok(visit.go(&format!("/urzad/pierwszy-dostep/{token}")))
}

pub async fn picture(visit: Visit, Path(token): Path<String>) -> Answer {
    let municipality = &visit.municipality;
    let ticket = staff::invited(municipality, &token).await?;
    let ticket = ticket.filter(|ticket| ticket.data.password.is_some()).ok_or(Problem::NotFound)?;
    let email = tell::email_of(&municipality.db.read, municipality, ticket.subject).await?;
    let issuer = format!("{}, urząd", municipality.profile().name);
    let svg = otp::qr_svg(&otp::address(&ticket.data.totp_secret, &issuer, &email))?;
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("image/svg+xml"))], svg).into_response())
}

pub async fn enter(visit: Visit, Path(token): Path<String>, form: Form) -> Answer {
    visit.limit(Limited::SignIn)?;
    let Some(ticket) = staff::invited(&visit.municipality, &token).await? else { return stale(&visit) };
    let network = visit.origin();
    let origin = door::origin(&visit, &network);
    let outcome = staff::first_access(&visit.municipality, &ticket, form.get("kod"), origin).await?;
    let ended = if matches!(outcome, FirstAccess::Done { .. }) { Ended::SignedIn } else { Ended::Refused };
    door::log(&visit, ticket.subject.kind, "invitation", ended);
    match outcome {
        FirstAccess::Done { token, recovery_codes } => {
            let page = recovery_codes::show_once(&visit, "Dostęp gotowy", &recovery_codes, "/urzad")?;
            Ok(door::admit(&visit, page, &token).await?)
        }
        FirstAccess::Wrong => {
            let mut errors = Errors::default();
            errors.add("kod", "Ten kod nie pasuje. Sprawdź godzinę w telefonie i wpisz nowy kod.");
            code_page(&visit, &token, &ticket, errors)
        }
        FirstAccess::Over => stale(&visit),
    }
}
