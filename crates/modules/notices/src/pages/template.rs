//! `/urzad/szablony/{code}`: the words of one notice, with a preview on sample data before anything is saved.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use ratusz_kernel::Error;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use crate::actions::reset_template::reset_template;
use crate::actions::save_template::{check, save_template};
use crate::rules::{letter, placeholders};
use crate::store::overrides;
use crate::templates;

/// A placeholder with its example.
struct Placeholder {
    name: String,
    sample: String,
}

/// The text as a person would get it.
struct Preview {
    subject: String,
    paragraphs: Vec<String>,
}

#[derive(Template)]
#[template(path = "office/template.html")]
struct TemplatePage {
    page: Page,
    template: &'static crate::Template,
    placeholders: Vec<Placeholder>,
    form: Form,
    errors: Errors,
    preview: Option<Preview>,
    changed: bool,
}

impl TemplatePage {
    fn new(
        page: Page,
        template: &'static crate::Template,
        form: Form,
        errors: Errors,
        changed: bool,
    ) -> Self {
        let samples = template.samples();
        let fill = |field| placeholders::fill(form.get(field), &samples).ok();
        let preview = fill("temat")
            .zip(fill("tresc"))
            .map(|(subject, body)| Preview { subject, paragraphs: letter::paragraphs(&body) });
        let placeholders = samples
            .iter()
            .map(|(name, sample)| Placeholder {
                name: name.clone(),
                sample: sample.as_str().map_or_else(|| sample.to_string(), str::to_owned),
            })
            .collect();
        Self { page, template, placeholders, form, errors, preview, changed }
    }
}

fn known(code: &str) -> Result<&'static crate::Template, Problem> {
    templates::find(code).ok_or(Problem::NotFound)
}

pub(crate) async fn show(staff: Staff, Path(code): Path<String>) -> Answer {
    staff.require("notices.templates")?;
    let template = known(&code)?;
    let visit = staff.visit;
    let overrides = overrides::all(&visit.municipality.db.read).await?;
    let (subject, body) = templates::words(template, &overrides);
    let form = Form::filled([("temat", subject.to_owned()), ("tresc", body.to_owned())]);
    let changed = overrides.contains_key(template.code);
    visit.show(&TemplatePage::new(visit.page(), template, form, Errors::default(), changed))
}

/// Saves the words, or only shows them when the button "Podgląd" was pressed.
pub(crate) async fn save(staff: Staff, Path(code): Path<String>, form: Form) -> Answer {
    staff.require("notices.templates")?;
    let template = known(&code)?;
    let visit = staff.visit;
    let (subject, body) = (form.get("temat"), form.get("tresc"));
    let outcome = if form.get("co") == "podglad" {
        let errors = check(template, subject, body);
        if errors.is_empty() { Ok(None) } else { Err(Error::Invalid(errors)) }
    } else {
        save_template(&visit.municipality, &visit.actor(), template, subject, body)
            .await
            .map(|()| Some(saved(&visit, "Zapisaliśmy treść. Następne powiadomienia wyjdą z tym tekstem.")))
    };
    let overrides = overrides::all(&visit.municipality.db.read).await?;
    let changed = overrides.contains_key(template.code);
    match outcome {
        Ok(Some(response)) => Ok(response),
        Ok(None) => visit.show(&TemplatePage::new(visit.page(), template, form, Errors::default(), changed)),
        Err(Error::Invalid(errors)) => {
            let page = visit.page_with_errors();
            visit.show_invalid(&TemplatePage::new(page, template, form, Errors(errors), changed))
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) async fn reset(staff: Staff, Path(code): Path<String>, _: Form) -> Answer {
    staff.require("notices.templates")?;
    let template = known(&code)?;
    let visit = staff.visit;
    reset_template(&visit.municipality, &visit.actor(), template).await?;
    Ok(saved(&visit, "Przywróciliśmy treść domyślną."))
}

fn saved(visit: &ratusz_web::Visit, text: &str) -> Response {
    visit.go_telling(visit.path.trim_end_matches("/domyslny"), "success", text)
}
