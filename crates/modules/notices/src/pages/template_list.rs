//! `/urzad/szablony`: the texts of all notices.

use askama::Template;
use ratusz_web::{Answer, Page, Staff};

use crate::store::overrides;
use crate::templates;

struct Row {
    code: &'static str,
    title: &'static str,
    topic: &'static str,
    subject: String,
    changed: bool,
}

#[derive(Template)]
#[template(path = "office/templates.html")]
struct TemplateList {
    page: Page,
    rows: Vec<Row>,
}

pub(crate) async fn show(staff: Staff) -> Answer {
    staff.require("notices.templates")?;
    let visit = staff.visit;
    let overrides = overrides::all(&visit.municipality.db.read).await?;
    let mut registered = templates::registered();
    registered.sort_by_key(|template| (template.topic(), template.code));
    let rows = registered
        .into_iter()
        .map(|template| Row {
            code: template.code,
            title: template.title,
            topic: template.topic().label(),
            subject: templates::words(template, &overrides).0.to_owned(),
            changed: overrides.contains_key(template.code),
        })
        .collect();
    visit.show(&TemplateList { page: visit.page(), rows })
}
