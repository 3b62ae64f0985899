//! Closing the account.

use askama::Template;
use ratusz_web::visit::with_cookie;
use ratusz_web::{Answer, Errors, Form, Page, Resident, cookies};

use crate::actions::close_account;
use crate::pages::person::step_up;
use crate::subject::Subject;

const HERE: &str = "/konto/zamknij";

#[derive(Template)]
#[template(path = "account/close.html")]
struct Close {
    page: Page,
    errors: Errors,
}

pub async fn show(Resident { visit, session }: Resident) -> Answer {
    step_up(&visit, &session, HERE)?;
    visit.show(&Close { page: visit.page(), errors: Errors::default() })
}

pub async fn close(Resident { visit, session }: Resident, form: Form) -> Answer {
    step_up(&visit, &session, HERE)?;
    if !form.has("potwierdzam") {
        let mut errors = Errors::default();
        errors.add("potwierdzam", "Zaznacz, że chcesz zamknąć konto.");
        return visit.show_invalid(&Close { page: visit.page_with_errors(), errors });
    }
    close_account::close(&visit.municipality, &visit.actor(), Subject::from(&session)).await?;
    let answer = visit.go_telling("/", "success", "Konto zamknięte. Potwierdzenie wysłaliśmy pocztą.");
    Ok(with_cookie(answer, cookies::write(cookies::SESSION, "", 0)))
}
