//! Where one is signed in, and signing out elsewhere.

use askama::Template;
use axum::extract::Path;
use ratusz_kernel::Deed;
use ratusz_kernel::time::civil_time;
use ratusz_web::{Answer, Form, Page, Problem, session};
use serde_json::json;

use crate::pages::person::Person;

const HERE: &str = "/konto/sesje";

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
}

pub async fn show(person: Person) -> Answer {
    let subject = person.subject();
    let all = session::list(&person.visit.municipality.db.read, subject.kind, subject.id).await?;
    let now = person.visit.municipality.clock.now();
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
    person.visit.show(&Sessions { page: person.visit.page(), rows })
}

pub async fn end(person: Person, Path(id): Path<i64>, _: Form) -> Answer {
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
    let subject = person.subject();
    let mut deed = Deed::begin_own(&person.visit.municipality, &person.actor()).await?;
    let ended = session::end_all(&deed.tx, subject.kind, subject.id, Some(person.session.id)).await?;
    deed.note("people.other_sessions_ended", subject.label(), json!({ "sessions": ended }));
    deed.commit().await?;
    Ok(person.visit.go_telling(HERE, "success", "Wylogowano wszystkie inne urządzenia."))
}
