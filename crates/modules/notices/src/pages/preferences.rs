//! `/wiadomosci/ustawienia`: which topics come by e-mail as well.

use askama::Template;
use ratusz_web::{Answer, Form, Page, Resident};

use crate::actions::save_preferences::save_preferences;
use crate::rules::Topic;
use crate::store::refusals;
use crate::templates;

/// A topic with its box.
struct Choice {
    topic: Topic,
    wanted: bool,
    /// What the resident gets about it, from the titles of the templates.
    hint: String,
}

#[derive(Template)]
#[template(path = "inbox/preferences.html")]
struct PreferencesPage {
    page: Page,
    choices: Vec<Choice>,
}

pub(crate) async fn show(resident: Resident) -> Answer {
    let Resident { visit, session } = resident;
    let refused = refusals::of(&visit.municipality.db.read, session.subject_id).await?;
    let registered = templates::registered();
    let choices = Topic::ALL
        .into_iter()
        .filter(|topic| topic.can_be_refused())
        .filter_map(|topic| {
            let titles: Vec<_> = registered
                .iter()
                .filter(|template| template.topic() == topic)
                .map(|template| template.title)
                .collect();
            (!titles.is_empty()).then(|| Choice {
                topic,
                wanted: !refused.contains(&topic),
                hint: titles.join(" · "),
            })
        })
        .collect();
    visit.show(&PreferencesPage { page: visit.page(), choices })
}

pub(crate) async fn save(resident: Resident, form: Form) -> Answer {
    let visit = resident.visit;
    let refused: Vec<_> =
        Topic::ALL.into_iter().filter(|topic| form.get(topic.as_str()).is_empty()).collect();
    save_preferences(&visit.municipality, &visit.actor(), &refused).await?;
    Ok(visit.go_telling("/wiadomosci/ustawienia", "success", "Zapisaliśmy Twój wybór."))
}
