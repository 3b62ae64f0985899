//! Where one is signed in, signing out elsewhere (after a fresh proof, ASVS 5.0 V7.5.2), and tries that failed.

use askama::Template;
use axum::extract::Path;
use ratusz_kernel::Deed;
use ratusz_kernel::time::civil_time;
use ratusz_web::{Answer, Form, Page, Problem, session};
use serde_json::json;

use crate::actions::tell;
use crate::pages::person::Person;
use crate::store::failures::Counted;
use crate::store::refusals;

const HERE: &str = "/konto/sesje";

/// A refused sign-in.
struct Refused {
    at: String,
    network: String,
}

struct Row {
    id: i64,
    device: String,
    facts: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct Sessions {
    page: Page,
    rows: Vec<Row>,
    refused: Vec<Refused>,
}

pub async fn show(person: Person) -> Answer {
    let subject = person.subject();
    let municipality = &person.visit.municipality;
    let db = &municipality.db.read;
    let all = session::list(db, subject.kind, subject.id).await?;
    let now = municipality.clock.now();
    let moment = |at| civil_time(at).format("%d.%m.%Y, %H:%M").to_string();
    let rows = all
        .into_iter()
        .filter(|one| one.ends_at > now)
        .map(|one| Row {
            id: one.id,
            facts: format!(
                "Od {}, ostatnio {}, sieć {}",
                moment(one.created_at),
                moment(one.seen_at),
                one.origin
            ),
            here: one.id == person.session.id,
            device: one.device,
        })
        .collect();
    let email = tell::email_of(db, municipality, subject).await?;
    let own = Counted::new(municipality, subject.kind, &email, "");
    let refused = refusals::newest(municipality, &own).await?;
    let refused =
        refused.into_iter().map(|one| Refused { at: moment(one.at), network: one.network }).collect();
    person.visit.show(&Sessions { page: person.visit.page(), rows, refused })
}

pub async fn end(person: Person, Path(id): Path<i64>, _: Form) -> Answer {
    person.step_up(HERE)?;
    let subject = person.subject();
    let mut deed = Deed::begin_own(&person.visit.municipality, &person.actor()).await?;
    if !session::end(&deed.tx, subject.kind, subject.id, id).await? {
        return Err(Problem::NotFound);
    }
    deed.note("people.session_ended", subject.label(), json!({}));
    deed.commit().await?;
    Ok(person.visit.go_telling(HERE, "success", "Wylogowano tamto urządzenie."))
}

pub async fn end_others(person: Person, _: Form) -> Answer {
    person.step_up(HERE)?;
    let subject = person.subject();
    let mut deed = Deed::begin_own(&person.visit.municipality, &person.actor()).await?;
    let ended = session::end_all(&deed.tx, subject.kind, subject.id, Some(person.session.id)).await?;
    deed.note("people.other_sessions_ended", subject.label(), json!({ "sessions": ended }));
    deed.commit().await?;
    Ok(person.visit.go_telling(HERE, "success", "Wylogowano wszystkie inne urządzenia."))
}
