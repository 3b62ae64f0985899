//! The texts of notices: modules bring them, the municipality may word subject and body in its own way.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};

use serde_json::{Map, Value};

use crate::rules::Topic;
use crate::store::overrides::Override;

/// A text with `{placeholders}`. The same words go to the inbox, to the text part and to the HTML part of the e-mail.
#[derive(Debug, Clone, Copy)]
pub struct Template {
    /// Module and event: `payments.posted`. The module decides the [`Topic`].
    pub code: &'static str,
    /// When it is sent, as the administrator reads it.
    pub title: &'static str,
    pub subject: &'static str,
    /// Plain paragraphs separated by blank lines.
    pub body: &'static str,
    /// Label of the button that leads to the notice's link; empty when there is none.
    pub button: &'static str,
    /// JSON object with an example of every placeholder; its keys are all the placeholders there are.
    pub sample: &'static str,
}

impl Template {
    pub fn topic(&self) -> Topic {
        Topic::of(self.code)
    }

    /// The placeholders and their examples. A sample that is no object has none.
    pub fn samples(&self) -> Map<String, Value> {
        serde_json::from_str(self.sample).unwrap_or_default()
    }
}

static REGISTERED: RwLock<Vec<&'static Template>> = RwLock::new(Vec::new());

/// Makes templates known to the administrator's screens. A module calls it when it is put together; again is harmless.
pub fn register(templates: &'static [Template]) {
    let mut registered = REGISTERED.write().unwrap_or_else(PoisonError::into_inner);
    for template in templates {
        if !registered.iter().any(|known| known.code == template.code) {
            registered.push(template);
        }
    }
    registered.sort_by_key(|template| template.code);
}

/// All templates by code.
pub fn registered() -> Vec<&'static Template> {
    REGISTERED.read().unwrap_or_else(PoisonError::into_inner).clone()
}

pub fn find(code: &str) -> Option<&'static Template> {
    registered().into_iter().find(|template| template.code == code)
}

/// The words in force: the municipality's own or the module's.
pub(crate) fn words<'a>(
    template: &'static Template,
    overrides: &'a HashMap<String, Override>,
) -> (&'a str, &'a str) {
    overrides
        .get(template.code)
        .map_or((template.subject, template.body), |own| (own.subject.as_str(), own.body.as_str()))
}
