//! Opening an account: names and e-mail, then the password from the link in the e-mail.

use askama::Template;
use axum::extract::Path;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Errors, Form, Page, Visit};

use crate::actions::register::{self, Registration};
use crate::hashing;
use crate::pages::set_password::{self, Words};
use crate::pages::{door, message};
use crate::rules::email;
use crate::rules::password::{self, Standing};

#[derive(Template)]
#[template(path = "door/register.html")]
struct Register<'a> {
    page: Page,
    form: &'a Form,
    errors: Errors,
}

pub async fn show(visit: Visit) -> Answer {
    visit.show(&Register { page: visit.page(), form: &Form::default(), errors: Errors::default() })
}

pub async fn ask(visit: Visit, form: Form) -> Answer {
    let mut errors = Errors::default();
    if visit.limit(Limited::PublicForm).is_err() {
        errors.add("email", message::TOO_MANY);
        return visit.show_too_many(&Register { page: visit.page_with_errors(), form: &form, errors });
    }
    let registration = Registration {
        given_name: errors.text(&form, "imie", "Wpisz imię.", 60),
        family_name: errors.text(&form, "nazwisko", "Wpisz nazwisko.", 80),
        email: form.get("email").to_owned(),
    };
    if !email::is_plausible(&registration.email) {
        errors.add("email", "Wpisz adres e-mail, na przykład anna@poczta.pl.");
    }
    if !form.has("regulamin") {
        errors.add("regulamin", "Bez zgody na zasady korzystania nie założysz konta.");
    }
    if !errors.is_empty() {
        return visit.show_invalid(&Register { page: visit.page_with_errors(), form: &form, errors });
    }
    register::ask(&visit.municipality, &visit.actor(), &registration).await?;
    message::show(
        &visit,
        "Sprawdź pocztę",
        "Wysłaliśmy wiadomość na podany adres. Otwórz ją i naciśnij przycisk, aby dokończyć. Jeśli nie przyjdzie w ciągu kilku minut, zajrzyj do folderu ze spamem.",
        "Wróć na stronę główną",
        "/",
    )
}

const WORDS: Words<'static> =
    Words {
        title: "Ustaw hasło", text: "To ostatni krok. Po nim konto jest gotowe.", button: "Załóż konto"
    };

pub async fn show_confirm(visit: Visit, Path(token): Path<String>) -> Answer {
    match register::find(&visit.municipality, &token).await? {
        Some(_) => set_password::show(&visit, WORDS, Standing::Alone, None),
        None => message::stale_link(&visit, "Załóż konto", "/rejestracja"),
    }
}

pub async fn confirm(visit: Visit, Path(token): Path<String>, form: Form) -> Answer {
    visit.limit(Limited::SignIn)?;
    let Some(ticket) = register::find(&visit.municipality, &token).await? else {
        return message::stale_link(&visit, "Załóż konto", "/rejestracja");
    };
    let profile = visit.municipality.profile();
    let Registration { given_name, family_name, email } = &ticket.data;
    let own = [given_name.as_str(), family_name, email, &profile.name, "ratusz urząd"];
    let password = match password::check(form.raw("haslo"), Standing::Alone, &own) {
        Ok(password) => password,
        Err(refusal) => return set_password::show(&visit, WORDS, Standing::Alone, Some(refusal)),
    };
    let Some(hash) = hashing::hash(&visit.municipality.random, &password).await? else {
        return message::busy(&visit);
    };
    let network = visit.origin();
    let origin = door::origin(&visit, &network);
    let token = register::confirm(&visit.municipality, &visit.actor(), &ticket, &hash, origin).await?;
    Ok(door::enter(&visit, &token, "/konto/tozsamosc").await?)
}
