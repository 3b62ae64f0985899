//! Sign-in with e-mail and password, or with a passkey.

use askama::Template;
use axum::extract::RawQuery;
use axum::http::{HeaderValue, StatusCode, header};
use ratusz_web::limits::Limited;
use ratusz_web::visit::with_cookie;
use ratusz_web::{Answer, Errors, Form, Page, Visit, cookies};

use crate::actions::sign_in::{self, SecondStep, Step};
use crate::pages::door::{self, Door, Ended, RESIDENTS, STAFF};
use crate::pages::message;

/// How long the browser may take between password and code, in seconds.
const STEP_SECONDS: i64 = 600;

#[derive(Template)]
#[template(path = "door/sign_in.html")]
struct SignIn<'a> {
    page: Page,
    door: Door,
    form: &'a Form,
    errors: Errors,
    target: String,
}

fn first(visit: &Visit, query: Option<String>, door: Door) -> Answer {
    if visit.session.as_ref().is_some_and(|session| session.kind == door.kind) {
        return Ok(visit.go(door.inside));
    }
    let query = Form::from_query(&query.unwrap_or_default());
    let target = door.target(query.get("powrot"));
    visit.show(&SignIn {
        page: visit.page(),
        door,
        form: &Form::default(),
        errors: Errors::default(),
        target,
    })
}

pub async fn show(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    first(&visit, query, RESIDENTS)
}

pub async fn show_staff(visit: Visit, RawQuery(query): RawQuery) -> Answer {
    first(&visit, query, STAFF)
}

pub async fn enter(visit: Visit, form: Form) -> Answer {
    knock(&visit, &form, RESIDENTS).await
}

pub async fn enter_staff(visit: Visit, form: Form) -> Answer {
    knock(&visit, &form, STAFF).await
}

fn ended(outcome: &Step) -> Ended {
    match outcome {
        Step::Done(_) => Ended::SignedIn,
        Step::Code(_) => Ended::HalfWay,
        Step::Refused | Step::NoSecondFactor => Ended::Refused,
        Step::Rest => Ended::Rests,
        Step::Busy => Ended::Busy,
    }
}

async fn knock(visit: &Visit, form: &Form, door: Door) -> Answer {
    visit.limit(Limited::SignIn)?;
    let step = SecondStep { email: form.get("email").to_owned(), target: door.target(form.get("powrot")) };
    let network = visit.origin();
    let outcome = sign_in::with_password(
        &visit.municipality,
        door.kind,
        &step,
        form.raw("haslo"),
        door::origin(visit, &network),
    )
    .await?;
    door::log(visit, door.kind, "password", ended(&outcome));
    let mut errors = Errors::default();
    let status = match outcome {
        Step::Done(token) => return Ok(door::enter(visit, &token, &step.target).await?),
        Step::Code(token) => {
            let cookie = cookies::write(cookies::SIGN_IN, &token, STEP_SECONDS);
            return Ok(with_cookie(visit.go(door.code), cookie));
        }
        Step::Busy => return message::busy(visit),
        Step::NoSecondFactor => {
            errors.add(
                "email",
                "Twoje konto nie ma drugiego składnika. Poproś administratora o nowe zaproszenie.",
            );
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Step::Refused => {
            errors.add("email", REFUSED);
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Step::Rest => {
            errors.add("email", REFUSED);
            StatusCode::TOO_MANY_REQUESTS
        }
    };
    let page = SignIn { page: visit.page_with_errors(), door, form, errors, target: step.target };
    let mut answer = visit.show_as(status, &page)?;
    if status == StatusCode::TOO_MANY_REQUESTS {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    Ok(answer)
}

/// The same words whether the account is unknown, closed, resting, or the password is wrong.
const REFUSED: &str = "Nie udało się zalogować. Sprawdź adres i hasło. Po kilku nieudanych próbach odczekaj minutę \
                       albo ustaw nowe hasło.";
