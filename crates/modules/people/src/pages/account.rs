//! The overview of one's own account.

use askama::Template;
use ratusz_kernel::time::{civil_date, short_date};
use ratusz_web::{Answer, Page, session};

use crate::actions::tell;
use crate::pages::person::Person;
use crate::store::{accounts, credentials, passkeys, recovery_codes};

#[derive(Template)]
#[template(path = "account/overview.html")]
struct Overview {
    page: Page,
    name: String,
    email: String,
    identity: String,
    has_totp: bool,
    passkeys: usize,
    recovery_codes: i64,
    sessions: usize,
}

pub async fn show(person: Person) -> Answer {
    let municipality = &person.visit.municipality;
    let db = &municipality.db.read;
    let subject = person.subject();
    let identity = match accounts::get(db, subject.id).await?.filter(|_| !subject.is_staff()) {
        Some(account) => match account.identified_at {
            Some(at) if person.session.level >= 2 => {
                format!("Potwierdzona {}", short_date(civil_date(at)))
            }
            Some(_) => "Potwierdzona, brakuje drugiego składnika".into(),
            None => "Niepotwierdzona".into(),
        },
        None => String::new(),
    };
    person.visit.show(&Overview {
        page: person.visit.page(),
        name: person.session.name.clone(),
        email: tell::email_of(db, municipality, subject).await?,
        identity,
        has_totp: credentials::get(db, subject).await?.has_totp(),
        passkeys: passkeys::of_subject(db, subject).await?.len(),
        recovery_codes: recovery_codes::left(db, subject).await?,
        sessions: session::list(db, subject.kind, subject.id).await?.len(),
    })
}
