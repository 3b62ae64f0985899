//! A signed-in person changes the password.

use ratusz_web::{Answer, Form, Visit};

use crate::actions::{change_password, tell};
use crate::hashing;
use crate::pages::message;
use crate::pages::person::Person;
use crate::pages::set_password::{self, Words};
use crate::rules::password::{self, Standing};
use crate::store::credentials;

const WORDS: Words<'static> = Words {
    title: "Zmień hasło",
    text: "Po zmianie nastąpi wylogowanie na innych urządzeniach.",
    button: "Zmień hasło",
};
const HERE: &str = "/konto/haslo";

async fn standing(person: &Person) -> ratusz_kernel::Result<Standing> {
    let db = &person.visit.municipality.db.read;
    let second = credentials::has_second_factor(db, person.subject()).await?;
    Ok(if second { Standing::BesideSecondFactor } else { Standing::Alone })
}

pub async fn show(person: Person) -> Answer {
    person.step_up(HERE)?;
    set_password::show(&person.visit, WORDS, standing(&person).await?, None)
}

pub async fn save(person: Person, form: Form) -> Answer {
    person.step_up(HERE)?;
    let visit: &Visit = &person.visit;
    let municipality = &visit.municipality;
    let standing = standing(&person).await?;
    let email = tell::email_of(&municipality.db.read, municipality, person.subject()).await?;
    let own = [person.session.name.as_str(), &email, &municipality.profile().name];
    let password = match password::check(form.raw("haslo"), standing, &own) {
        Ok(password) => password,
        Err(refusal) => return set_password::show(visit, WORDS, standing, Some(refusal)),
    };
    let Some(hash) = hashing::hash(&municipality.random, &password).await? else {
        return message::busy(visit);
    };
    change_password::change(municipality, &person.actor(), &person.session, &hash).await?;
    Ok(visit.go_telling(
        "/konto",
        "success",
        "Hasło zmienione. Na innych urządzeniach nastąpiło wylogowanie.",
    ))
}
