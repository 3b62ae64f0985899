//! The second step of sign-in: a code from the app, or a recovery code.

use askama::Template;
use axum::http::HeaderMap;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Errors, Form, Page, Visit, cookies};

use crate::actions::sign_in::{self, CodeStep};
use crate::pages::door::{self, Door, Ended, RESIDENTS, STAFF};

#[derive(Template)]
#[template(path = "door/code.html")]
struct Code {
    page: Page,
    door: Door,
    errors: Errors,
}

async fn first(visit: &Visit, headers: &HeaderMap, door: Door) -> Answer {
    let waiting = match cookies::read(headers, cookies::SIGN_IN) {
        Some(token) => sign_in::waiting(&visit.municipality, token).await?,
        None => None,
    };
    match waiting {
        Some(_) => visit.show(&Code { page: visit.page(), door, errors: Errors::default() }),
        None => Ok(visit.go(door.sign_in)),
    }
}

pub async fn show(visit: Visit, headers: HeaderMap) -> Answer {
    first(&visit, &headers, RESIDENTS).await
}

pub async fn show_staff(visit: Visit, headers: HeaderMap) -> Answer {
    first(&visit, &headers, STAFF).await
}

pub async fn enter(visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    check(&visit, &headers, &form, RESIDENTS).await
}

pub async fn enter_staff(visit: Visit, headers: HeaderMap, form: Form) -> Answer {
    check(&visit, &headers, &form, STAFF).await
}

async fn check(visit: &Visit, headers: &HeaderMap, form: &Form, door: Door) -> Answer {
    visit.limit(Limited::SignIn)?;
    let token = cookies::read(headers, cookies::SIGN_IN).unwrap_or_default();
    let network = visit.origin();
    let origin = door::origin(visit, &network);
    let outcome = sign_in::with_code(&visit.municipality, token, form.get("kod"), origin).await?;
    let signed_in = matches!(outcome, CodeStep::Done { .. });
    door::log(visit, door.kind, "code", if signed_in { Ended::SignedIn } else { Ended::Refused });
    match outcome {
        CodeStep::Done { token, target } => Ok(door::enter(visit, &token, &target).await?),
        CodeStep::Wrong { tries_left } => {
            let mut errors = Errors::default();
            errors.add("kod", format!("Ten kod nie pasuje. Sprawdź godzinę w telefonie i wpisz nowy kod. Pozostałe próby: {tries_left}."));
            visit.show_invalid(&Code { page: visit.page_with_errors(), door, errors })
        }
        CodeStep::Over => Ok(visit.go_telling(
            door.sign_in,
            "warning",
            "Za dużo prób albo minęło 10 minut. Zaloguj się od początku.",
        )),
    }
}
