//! A resident changes the e-mail address.

use askama::Template;
use axum::extract::Path;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Errors, Form, Page, Resident};

use crate::actions::change_email;
use crate::pages::message;
use crate::pages::person::step_up;
use crate::rules::email;
use crate::subject::Subject;

const HERE: &str = "/konto/email";

#[derive(Template)]
#[template(path = "account/email.html")]
struct Email<'a> {
    page: Page,
    form: &'a Form,
    errors: Errors,
}

#[derive(Template)]
#[template(path = "account/email_confirm.html")]
struct Confirm {
    page: Page,
    email: String,
}

pub async fn show(Resident { visit, session }: Resident) -> Answer {
    step_up(&visit, &session, HERE)?;
    visit.show(&Email { page: visit.page(), form: &Form::default(), errors: Errors::default() })
}

pub async fn ask(Resident { visit, session }: Resident, form: Form) -> Answer {
    step_up(&visit, &session, HERE)?;
    visit.limit(Limited::PublicForm)?;
    let address = form.get("email");
    if !email::is_plausible(address) {
        let mut errors = Errors::default();
        errors.add("email", "Wpisz adres e-mail, na przykład anna@poczta.pl.");
        return visit.show_invalid(&Email { page: visit.page_with_errors(), form: &form, errors });
    }
    change_email::ask(&visit.municipality, &visit.actor(), Subject::from(&session), address).await?;
    message::show(
        &visit,
        "Sprawdź nową pocztę",
        "Wysłaliśmy wiadomość na nowy adres. Otwórz ją i naciśnij przycisk. Do tego czasu obowiązuje dotychczasowy adres.",
        "Wróć do konta",
        "/konto",
    )
}

pub async fn show_confirm(Resident { visit, session }: Resident, Path(token): Path<String>) -> Answer {
    match change_email::find(&visit.municipality, Subject::from(&session), &token).await? {
        Some(ticket) => visit.show(&Confirm { page: visit.page(), email: ticket.data }),
        None => message::stale_link(&visit, "Podaj adres jeszcze raz", HERE),
    }
}

pub async fn confirm(Resident { visit, session }: Resident, Path(token): Path<String>, _: Form) -> Answer {
    let Some(ticket) = change_email::find(&visit.municipality, Subject::from(&session), &token).await? else {
        return message::stale_link(&visit, "Podaj adres jeszcze raz", HERE);
    };
    change_email::confirm(&visit.municipality, &visit.actor(), &ticket).await?;
    Ok(visit.go_telling("/konto", "success", "Adres e-mail zmieniony."))
}
