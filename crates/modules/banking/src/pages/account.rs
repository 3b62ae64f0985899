//! `/urzad/rachunki/nowy` and `/urzad/rachunki/{id}`: one bank account with the profile of its bank.

use askama::Template;
use axum::extract::Path;
use bank_statements::Encoding;
use ratusz_kernel::{AccountNumber, Error};
use ratusz_web::{Answer, Errors, Form, Page, Staff, Visit};

use super::{Choice, Crumb};
use crate::actions::save_account::save_account;
use crate::store::accounts::{self, AccountData, KEYED, Profile};

#[derive(Template)]
#[template(path = "banking/account.html")]
struct AccountPage {
    page: Page,
    crumbs: Vec<Crumb>,
    heading: String,
    action: String,
    /// The number, when the account exists and its number no longer changes.
    number: String,
    form: Form,
    encodings: Vec<Choice>,
    separators: Vec<Choice>,
    errors: Errors,
}

pub(crate) async fn new(staff: Staff) -> Answer {
    staff.require("banking.accounts")?;
    let visit = staff.visit;
    let form = Form::filled([("czynny", "tak".into())]);
    visit.show(&page(visit.page(), None, String::new(), form, Errors::default()))
}

pub(crate) async fn add(staff: Staff, form: Form) -> Answer {
    staff.require("banking.accounts")?;
    let visit = staff.visit;
    let mut errors = Errors::default();
    let nrb = match AccountNumber::parse(form.get("nrb")) {
        Ok(number) => number.as_str().to_owned(),
        Err(error) => {
            errors.add("nrb", error.to_string());
            String::new()
        }
    };
    keep(&visit, None, nrb, form, errors).await
}

pub(crate) async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("banking.accounts")?;
    let visit = staff.visit;
    let account = accounts::get(&visit.municipality.db.read, id).await?.ok_or(Error::NotFound)?;
    let profile = account.profile();
    let form = Form::filled([
        ("nazwa", account.name.clone()),
        ("bank", account.bank.clone()),
        ("numer_banku", account.pool_bank.clone()),
        ("przedrostek", account.pool_prefix.clone()),
        ("kodowanie", profile.encoding),
        ("separator", profile.separator),
        ("czynny", if account.active { "tak".into() } else { String::new() }),
    ]);
    visit.show(&page(visit.page(), Some(id), account.spaced(), form, Errors::default()))
}

pub(crate) async fn save(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("banking.accounts")?;
    let visit = staff.visit;
    let account = accounts::get(&visit.municipality.db.read, id).await?.ok_or(Error::NotFound)?;
    keep(&visit, Some(id), account.nrb, form, Errors::default()).await
}

async fn keep(visit: &Visit, id: Option<i64>, nrb: String, form: Form, mut errors: Errors) -> Answer {
    let data = AccountData {
        name: errors.text(&form, "nazwa", "Nazwij rachunek, na przykład: Podatki i opłaty.", 80),
        bank: errors.text(&form, "bank", "Wpisz nazwę banku.", 80),
        pool_bank: form.get("numer_banku").to_owned(),
        pool_prefix: form.get("przedrostek").to_owned(),
        profile: Profile {
            encoding: form.get("kodowanie").to_owned(),
            separator: form.get("separator").to_owned(),
        },
        active: form.get("czynny") == "tak",
        nrb,
    };
    let outcome = match errors.check() {
        Ok(()) => save_account(&visit.municipality, &visit.actor(), id, &data).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(()) => Ok(visit.go_telling("/urzad/rachunki", "success", "Rachunek zapisany.")),
        Err(Error::Invalid(errors)) => {
            let number = if id.is_some() { data.nrb } else { String::new() };
            visit.show_invalid(&page(visit.page_with_errors(), id, number, form, Errors(errors)))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(page: Page, id: Option<i64>, number: String, form: Form, errors: Errors) -> AccountPage {
    let choices = |field: &str, options: &[(&str, &str)]| {
        let chosen = form.get(field).to_owned();
        let choice = |(value, label): &(&str, &str)| Choice {
            value: (*value).to_owned(),
            label: (*label).to_owned(),
            selected: chosen == *value,
        };
        options.iter().map(choice).collect()
    };
    AccountPage {
        page,
        crumbs: vec![Crumb::new("/urzad/rachunki", "Rachunki bankowe")],
        heading: if id.is_some() { "Rachunek bankowy" } else { "Nowy rachunek bankowy" }.into(),
        action: id.map_or_else(|| "/urzad/rachunki/nowy".into(), |id| format!("/urzad/rachunki/{id}")),
        encodings: choices(
            "kodowanie",
            &[
                ("", "rozpoznawaj po literach"),
                (Encoding::Utf8.name(), "UTF-8"),
                (Encoding::Windows1250.name(), "Windows-1250"),
                (Encoding::Iso8859_2.name(), "ISO-8859-2"),
                (Encoding::Cp852.name(), "CP852 (DOS)"),
                (Encoding::Mazovia.name(), "Mazovia"),
            ],
        ),
        separators: choices(
            "separator",
            &[
                ("", "rozpoznawaj samo"),
                ("~", "~ (PKO BP, ING)"),
                ("^", "^ (Pekao)"),
                ("<", "< (Millennium, BPH)"),
                ("?", "?"),
                ("+", "+"),
                (KEYED, "nazwane pola (mBank)"),
            ],
        ),
        number,
        form,
        errors,
    }
}
