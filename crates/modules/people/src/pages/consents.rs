//! A resident's consents and their history.

use askama::Template;
use ratusz_kernel::time::civil_time;
use ratusz_web::{Answer, Form, Page, Resident};

use crate::actions::consents;
use crate::pages::choice::Choice;
use crate::store::consents::{self as store, KINDS};

struct Row {
    when: String,
    what: &'static str,
    wording: String,
}

#[derive(Template)]
#[template(path = "account/consents.html")]
struct Consents {
    page: Page,
    choices: Vec<Choice>,
    history: Vec<Row>,
}

pub async fn show(Resident { visit, session }: Resident) -> Answer {
    let history = store::history(&visit.municipality.db.read, session.subject_id).await?;
    let choices = KINDS
        .iter()
        .map(|kind| Choice::new(kind.code, kind.wording, store::stands(&history, kind.code)))
        .collect();
    let history = history
        .into_iter()
        .map(|one| Row {
            when: civil_time(one.at).format("%d.%m.%Y, %H:%M").to_string(),
            what: if one.given { "Zgoda" } else { "Wycofanie zgody" },
            wording: one.wording,
        })
        .collect();
    visit.show(&Consents { page: visit.page(), choices, history })
}

pub async fn save(Resident { visit, session }: Resident, form: Form) -> Answer {
    let changes =
        consents::save(&visit.municipality, &visit.actor(), session.subject_id, form.all("zgoda")).await?;
    let text = if changes == 0 { "Nic się nie zmieniło." } else { "Zapisaliśmy Twój wybór." };
    Ok(visit.go_telling("/konto/zgody", "success", text))
}
