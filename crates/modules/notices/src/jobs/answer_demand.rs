//! Tells whoever demanded accessibility what the office answered (Act of 4 April 2019 on digital accessibility, art. 18).

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, Municipality, Result};
use ratusz_web::accessibility::demand::{self, Answered, State};
use serde_json::{Value, json};

use crate::store::mails;
use crate::{Notice, Template, send};

pub(crate) static TEMPLATES: [Template; 1] = [Template {
    code: "web.accessibility_answered",
    title: "Odpowiedź na zgłoszenie o dostępności",
    subject: "Odpowiedź na zgłoszenie {kod}: {stan}",
    body: "Dzień dobry,\n\nodpowiadamy na zgłoszenie {kod} o dostępności: „{element}”.\n\n{odpowiedz}\n\n{pouczenie}",
    button: "",
    sample: r#"{"kod":"K7M29Q","stan":"naprawiono","element":"Przycisk Zapłać nie reaguje na klawiaturę",
        "odpowiedz":"Przycisk działa już z klawiatury.","pouczenie":"Dziękujemy za zgłoszenie."}"#,
}];

/// Enough of the demand to know it again.
const MOST_QUOTED: usize = 200;

pub(crate) async fn run(municipality: &Arc<Municipality>, fact: Value) -> Result<()> {
    let Answered { demand_id, answer_id } = serde_json::from_value(fact)?;
    let db = &municipality.db.write;
    let key = format!("accessibility_answer:{answer_id}");
    let Some(demand) = demand::find(db, demand_id).await? else { return Ok(()) };
    let Some(email) = demand.email(municipality)? else { return Ok(()) };
    let answers = demand::answers(db, demand_id).await?;
    let Some(given) = answers.into_iter().find(|given| given.id == answer_id) else { return Ok(()) };
    if mails::by_key(db, &key).await?.is_some() {
        return Ok(());
    }
    let notice = Notice {
        template: &TEMPLATES[0],
        account_id: None,
        email: Some(&email),
        values: json!({
            "kod": demand.code,
            "stan": given.state().label(),
            "element": quoted(&demand.element),
            "odpowiedz": given.words().join(" "),
            "pouczenie": instruction(given.state(), &municipality.profile().email),
        }),
        link: "",
        key,
    };
    let mut deed = Deed::begin_own(municipality, &Actor::system("outbox")).await?;
    send(&mut deed, &notice).await?;
    deed.note(
        "notices.accessibility_answer_sent",
        demand::subject(demand_id),
        json!({ "answer": answer_id }),
    );
    deed.commit().await
}

fn quoted(element: &str) -> String {
    if element.chars().count() <= MOST_QUOTED {
        return element.to_owned();
    }
    element.chars().take(MOST_QUOTED).chain("…".chars()).collect()
}

/// What the person may do now.
fn instruction(state: State, office: &str) -> String {
    match state {
        State::Postponed => "Odpowiemy najpóźniej w nowym terminie.".into(),
        State::OtherWay | State::Refused => format!(
            "Jeśli się z tym nie zgadzasz, złóż skargę do urzędu: {office}. Po jej rozpatrzeniu możesz zwrócić się do \
             Rzecznika Praw Obywatelskich."
        ),
        _ => "Dziękujemy za zgłoszenie.".into(),
    }
}
