//! The municipality words a notice in its own way.

use std::sync::Arc;

use ratusz_kernel::{Actor, Deed, FieldError, Municipality, Result, Sql, values};
use serde_json::json;

use crate::rules::placeholders;
use crate::store::overrides;
use crate::{Template, templates};

/// Signs; mail programs cut longer subjects.
const LONGEST_SUBJECT: usize = 120;
const LONGEST_BODY: usize = 5000;

/// What is wrong with the words, field by field (`temat`, `tresc`).
pub(crate) fn check(template: &Template, subject: &str, body: &str) -> Vec<FieldError> {
    let samples = template.samples();
    let mut errors = Vec::new();
    for (field, text, empty, most) in [
        ("temat", subject, "Wpisz temat.", LONGEST_SUBJECT),
        ("tresc", body, "Wpisz treść wiadomości.", LONGEST_BODY),
    ] {
        if text.is_empty() {
            errors.push(FieldError::new(field, empty));
        } else if text.chars().count() > most {
            errors.push(FieldError::new(field, format!("Skróć tekst do {most} znaków.")));
        } else if let Err(error) = placeholders::fill(text, &samples) {
            errors.push(FieldError::new(field, error.to_string()));
        }
    }
    if subject.contains(['\r', '\n']) {
        errors.push(FieldError::new("temat", "Temat musi zmieścić się w jednym wierszu."));
    }
    errors
}

pub(crate) async fn save_template(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    template: &'static Template,
    subject: &str,
    body: &str,
) -> Result<()> {
    let errors = check(template, subject, body);
    if !errors.is_empty() {
        return Err(ratusz_kernel::Error::Invalid(errors));
    }
    let mut deed = Deed::begin(municipality, actor, "notices.templates").await?;
    let overrides = overrides::all(&deed.tx).await?;
    let before = templates::words(template, &overrides);
    deed.tx
        .run(
            "INSERT INTO notice_template (code, subject, body, changed_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (code) DO UPDATE SET subject = excluded.subject, body = excluded.body, \
             changed_at = excluded.changed_at",
            values![template.code, subject, body, deed.now],
        )
        .await?;
    deed.note(
        "notices.template_changed",
        format!("template:{}", template.code),
        json!({ "before": before, "after": (subject, body) }),
    );
    deed.commit().await
}
