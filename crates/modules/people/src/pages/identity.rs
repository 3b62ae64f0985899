//! Confirming one's identity: request for a visit or letter, activation code, second factor.

use askama::Template;
use ratusz_kernel::Pesel;
use ratusz_kernel::time::{civil_date, long_date};
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Errors, Form, Page, Resident, Session, Visit};

use crate::actions::identity::{self, Activation};
use crate::pages::door::{self, Ended};
use crate::store::{accounts, credentials, identity as store};
use crate::subject::Subject;

const HERE: &str = "/konto/tozsamosc";

/// Where the resident stands on the way to level 2.
enum Stage {
    Ask,
    Visit { number: String, until: String },
    Code { until: String, tries_left: i64 },
    SecondFactor,
    Done,
}

#[derive(Template)]
#[template(path = "account/identity.html")]
struct Identity<'a> {
    page: Page,
    stage: Stage,
    current_step: usize,
    second_factor: bool,
    form: &'a Form,
    errors: Errors,
}

/// The three steps as the page names them.
const STEPS: [&str; 3] = ["Zgłoszenie", "Wizyta albo list", "Kod z urzędu"];

async fn page<'a>(
    visit: &Visit,
    session: &Session,
    form: &'a Form,
    errors: Errors,
) -> ratusz_kernel::Result<Identity<'a>> {
    let municipality = &visit.municipality;
    let db = &municipality.db.read;
    let now = municipality.clock.now();
    let second_factor = credentials::has_second_factor(db, Subject::from(session)).await?;
    let tied = accounts::get(db, session.subject_id).await?.is_some_and(|account| account.party_id.is_some());
    let day = |at| long_date(civil_date(at));
    let stage = match store::newest(db, session.subject_id).await? {
        _ if tied && second_factor => Stage::Done,
        _ if tied => Stage::SecondFactor,
        Some(request) if request.waits_for_code(now) => Stage::Code {
            until: request.code_expires_at.map(day).unwrap_or_default(),
            tries_left: store::MOST_TRIES - request.tries,
        },
        Some(request) if request.waits_for_visit(now) => {
            Stage::Visit { until: day(request.valid_until), number: request.number }
        }
        _ => Stage::Ask,
    };
    let current_step = match stage {
        Stage::Ask => 1,
        Stage::Visit { .. } => 2,
        _ => 3,
    };
    let page = if errors.is_empty() { visit.page() } else { visit.page_with_errors() };
    Ok(Identity { page, stage, current_step, second_factor, form, errors })
}

pub async fn show(Resident { visit, session }: Resident) -> Answer {
    visit.show(&page(&visit, &session, &Form::default(), Errors::default()).await?)
}

pub async fn ask(Resident { visit, session }: Resident, form: Form) -> Answer {
    visit.limit(Limited::PublicForm)?;
    match Pesel::parse(form.get("pesel")) {
        Ok(pesel) => {
            identity::ask(&visit.municipality, &visit.actor(), session.subject_id, &pesel).await?;
            Ok(visit.go_telling(
                HERE,
                "success",
                "Zgłoszenie przyjęte. Teraz przyjdź do urzędu z dokumentem.",
            ))
        }
        Err(error) => {
            let mut errors = Errors::default();
            errors.add("pesel", error.to_string());
            visit.show_invalid(&page(&visit, &session, &form, errors).await?)
        }
    }
}

pub async fn activate(Resident { visit, session }: Resident, form: Form) -> Answer {
    visit.limit(Limited::SignIn)?;
    let typed = form.get("kod");
    let mut errors = Errors::default();
    let outcome = identity::activate(&visit.municipality, &visit.actor(), session.subject_id, typed).await?;
    let ended = if matches!(outcome, Activation::Done) { Ended::SignedIn } else { Ended::Refused };
    door::log(&visit, session.kind, "activation", ended);
    match outcome {
        Activation::Done => {
            return Ok(visit.go_telling(
                HERE,
                "success",
                "Tożsamość potwierdzona. Konto jest powiązane z Twoimi danymi.",
            ));
        }
        Activation::Wrong { tries_left } => {
            errors.add(
                "kod",
                format!("Ten kod nie pasuje. Sprawdź go na kartce z urzędu. Pozostałe próby: {tries_left}."),
            );
        }
        Activation::Over => {
            return Ok(visit.go_telling(
                HERE,
                "warning",
                "Ten kod już nie działa. Poproś w urzędzie o nowy.",
            ));
        }
    }
    visit.show_invalid(&page(&visit, &session, &form, errors).await?)
}
