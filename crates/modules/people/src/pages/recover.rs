//! A forgotten password: ask for a link, then set a new password.

use askama::Template;
use axum::extract::Path;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Errors, Form, Page, Visit};

use crate::actions::recover;
use crate::hashing;
use crate::pages::message;
use crate::pages::set_password::{self, Words};
use crate::rules::email;
use crate::rules::password::{self, Standing};
use crate::store::tickets::Ticket;
use crate::store::{accounts, credentials};

#[derive(Template)]
#[template(path = "door/recover.html")]
struct Recover<'a> {
    page: Page,
    form: &'a Form,
    errors: Errors,
}

pub async fn show(visit: Visit) -> Answer {
    visit.show(&Recover { page: visit.page(), form: &Form::default(), errors: Errors::default() })
}

pub async fn ask(visit: Visit, form: Form) -> Answer {
    let address = form.get("email");
    let mut errors = Errors::default();
    if visit.limit(Limited::PublicForm).is_err() {
        errors.add("email", message::TOO_MANY);
        return visit.show_too_many(&Recover { page: visit.page_with_errors(), form: &form, errors });
    }
    if !email::is_plausible(address) {
        errors.add("email", "Wpisz adres e-mail, na przykład anna@poczta.pl.");
        return visit.show_invalid(&Recover { page: visit.page_with_errors(), form: &form, errors });
    }
    recover::ask(&visit.municipality, &visit.actor(), address).await?;
    message::show(
        &visit,
        "Sprawdź pocztę",
        "Jeśli mamy konto z tym adresem, wysłaliśmy na niego wiadomość. Odnośnik w niej działa 30 minut.",
        "Wróć do logowania",
        "/logowanie",
    )
}

const WORDS: Words<'static> = Words {
    title: "Ustaw nowe hasło",
    text: "Po zmianie nastąpi wylogowanie na wszystkich urządzeniach. Jeśli masz kod z aplikacji albo klucz dostępu, nadal będzie potrzebny.",
    button: "Zmień hasło",
};

/// How long the new password must be, and the words it may not be made of.
async fn rules(visit: &Visit, ticket: &Ticket<String>) -> ratusz_kernel::Result<(Standing, Vec<String>)> {
    let db = &visit.municipality.db.read;
    let second = credentials::has_second_factor(db, ticket.subject).await?;
    let mut own = vec![ticket.data.clone(), visit.municipality.profile().name.clone()];
    if let Some(account) = accounts::get(db, ticket.subject.id).await? {
        own.extend([account.given_name, account.family_name]);
    }
    Ok((if second { Standing::BesideSecondFactor } else { Standing::Alone }, own))
}

pub async fn show_finish(visit: Visit, Path(token): Path<String>) -> Answer {
    let Some(ticket) = recover::find(&visit.municipality, &token).await? else {
        return message::stale_link(&visit, "Poproś o nowy odnośnik", "/odzyskiwanie");
    };
    let (standing, _) = rules(&visit, &ticket).await?;
    set_password::show(&visit, WORDS, standing, None)
}

pub async fn finish(visit: Visit, Path(token): Path<String>, form: Form) -> Answer {
    visit.limit(Limited::SignIn)?;
    let Some(ticket) = recover::find(&visit.municipality, &token).await? else {
        return message::stale_link(&visit, "Poproś o nowy odnośnik", "/odzyskiwanie");
    };
    let (standing, own) = rules(&visit, &ticket).await?;
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let password = match password::check(form.raw("haslo"), standing, &own) {
        Ok(password) => password,
        Err(refusal) => return set_password::show(&visit, WORDS, standing, Some(refusal)),
    };
    let Some(hash) = hashing::hash(&visit.municipality.random, &password).await? else {
        return message::busy(&visit);
    };
    recover::finish(&visit.municipality, &visit.actor(), &ticket, &hash).await?;
    Ok(visit.go_telling("/logowanie", "success", "Hasło zmienione. Zaloguj się nowym hasłem."))
}
