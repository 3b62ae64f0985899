//! The form that asks for a new password, wherever somebody sets one. It posts to the address it stands on.

use askama::Template;
use ratusz_web::{Answer, Errors, Page, Visit};

use crate::rules::password::Standing;

#[derive(Template)]
#[template(path = "door/set_password.html")]
pub struct SetPassword<'a> {
    page: Page,
    title: &'a str,
    text: &'a str,
    button: &'a str,
    hint: String,
    errors: Errors,
}

/// The words around the field.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub title: &'a str,
    pub text: &'a str,
    pub button: &'a str,
}

/// Shows the form; with a refusal, again.
pub fn show(visit: &Visit, words: Words<'_>, standing: Standing, refusal: Option<String>) -> Answer {
    let hint = format!(
        "Co najmniej {} znaków. Najlepiej kilka zwykłych słów. Możesz wkleić hasło z menedżera haseł.",
        standing.least()
    );
    let Words { title, text, button } = words;
    match refusal {
        None => {
            let page = visit.page();
            visit.show(&SetPassword { page, title, text, button, hint, errors: Errors::default() })
        }
        Some(refusal) => {
            let mut errors = Errors::default();
            errors.add("haslo", refusal);
            let page = visit.page_with_errors();
            visit.show_invalid(&SetPassword { page, title, text, button, hint, errors })
        }
    }
}
