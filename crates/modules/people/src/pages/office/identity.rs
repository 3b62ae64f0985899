//! Confirming identity at the counter or by letter: find the request, compare, print the activation code.

use askama::Template;
use axum::extract::Path;
use ratusz_kernel::time::{civil_date, long_date, short_date};
use ratusz_kernel::{Error, Pesel};
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use crate::actions::identity::{self, Found};
use crate::pages::choice::Choice;
use crate::store::accounts;
use crate::store::identity::{self as store, Proof, Request};
use crate::store::parties::{self, NewParty, Party, PartyKind};

const DOCUMENTS: [(&str, &str); 4] = [
    ("dowod", "Dowód osobisty"),
    ("paszport", "Paszport"),
    ("karta_pobytu", "Karta pobytu"),
    ("mobywatel", "mDowód w aplikacji mObywatel"),
];

struct Row {
    id: i64,
    number: String,
    name: String,
    until: String,
}

#[derive(Template)]
#[template(path = "office/identity_list.html")]
struct List {
    page: Page,
    query: String,
    rows: Vec<Row>,
}

pub async fn show_search(staff: Staff) -> Answer {
    staff.require("people.identify")?;
    let visit = &staff.visit;
    visit.show(&List { page: visit.page(), query: String::new(), rows: Vec::new() })
}

/// Posted, so that a PESEL stands in no address, history or log.
pub async fn search(staff: Staff, form: Form) -> Answer {
    staff.require("people.identify")?;
    let visit = &staff.visit;
    let query = form.get("q").to_owned();
    let mut rows = Vec::new();
    if !query.is_empty() {
        visit.limit(Limited::Search)?;
        for request in store::search(&visit.municipality, &query).await? {
            if let Some(account) = accounts::get(&visit.municipality.db.read, request.account_id).await? {
                rows.push(Row {
                    id: request.id,
                    name: account.name(),
                    until: short_date(civil_date(request.valid_until)),
                    number: request.number,
                });
            }
        }
    }
    visit.show(&List { page: visit.page(), query, rows })
}

#[derive(Template)]
#[template(path = "office/identity_check.html")]
struct Check<'a> {
    page: Page,
    id: i64,
    number: String,
    account_name: String,
    email: String,
    pesel: String,
    born: String,
    party: Option<Party>,
    documents: Vec<Choice>,
    channels: Vec<Choice>,
    form: &'a Form,
    errors: Errors,
}

/// A request a code can still be given for, with the PESEL it carries.
async fn living(staff: &Staff, id: i64) -> Result<(Request, Pesel), Problem> {
    let municipality = &staff.visit.municipality;
    let request = store::get(&municipality.db.read, id).await?.ok_or(Problem::NotFound)?;
    let living =
        matches!(request.state.as_str(), "open" | "issued") && request.valid_until > municipality.clock.now();
    let pesel = request.pesel(municipality)?.filter(|_| living).ok_or(Problem::NotFound)?;
    Ok((request, pesel))
}

async fn known(staff: &Staff, pesel: &Pesel) -> ratusz_kernel::Result<Option<Party>> {
    let municipality = &staff.visit.municipality;
    match parties::find_by_pesel(municipality, pesel).await? {
        Some(id) => parties::get(&municipality.db.read, id).await,
        None => Ok(None),
    }
}

async fn check_page<'a>(
    staff: &Staff,
    request: &Request,
    pesel: &Pesel,
    form: &'a Form,
    errors: Errors,
) -> Result<Check<'a>, Problem> {
    let visit = &staff.visit;
    let municipality = &visit.municipality;
    let account = accounts::get(&municipality.db.read, request.account_id).await?.ok_or(Problem::NotFound)?;
    let chosen = form.get("dokument");
    let letter = form.get("sposob") == "letter";
    Ok(Check {
        page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
        id: request.id,
        number: request.number.clone(),
        account_name: account.name(),
        email: account.email(municipality)?,
        pesel: pesel.as_str().to_owned(),
        born: long_date(pesel.birth_date()),
        party: known(staff, pesel).await?,
        documents: DOCUMENTS
            .iter()
            .map(|(code, label)| Choice::new(*code, *label, chosen == *code))
            .collect(),
        channels: vec![
            Choice::new("desk", "Osoba jest przy okienku, pokazała dokument", !letter),
            Choice::new("letter", "Wyślij kod listem na adres z rejestru", letter),
        ],
        form,
        errors,
    })
}

pub async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("people.identify")?;
    let (request, pesel) = living(&staff, id).await?;
    let visit = &staff.visit;
    let municipality = &visit.municipality;
    if let Some(party) = known(&staff, &pesel).await? {
        let subject = format!("party:{}", party.id);
        let reason = format!("potwierdzanie tożsamości, zgłoszenie {}", request.number);
        let now = municipality.clock.now();
        ratusz_kernel::audit::note_access(&municipality.db.write, now, &visit.actor(), &subject, &reason)
            .await?;
    }
    let form = Form::default();
    visit.show(&check_page(&staff, &request, &pesel, &form, Errors::default()).await?)
}

#[derive(Template)]
#[template(path = "office/identity_code.html")]
struct Code {
    page: Page,
    number: String,
    name: String,
    code: String,
    until: String,
    letter_to: Option<String>,
}

pub async fn issue(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("people.identify")?;
    let visit = &staff.visit;
    let municipality = &visit.municipality;
    let (request, pesel) = living(&staff, id).await?;
    let party = known(&staff, &pesel).await?;
    let channel = if form.get("sposob") == "letter" { "letter" } else { "desk" };
    let mut errors = Errors::default();
    let (document_kind, document_end) = (form.get("dokument"), form.get("koncowka"));
    if channel == "desk" {
        if !DOCUMENTS.iter().any(|(code, _)| *code == document_kind) {
            errors.add("dokument", "Wybierz dokument, który widzisz.");
        }
        if document_end.chars().count() != 3 || !document_end.chars().all(char::is_alphanumeric) {
            errors.add("koncowka", "Wpisz 3 ostatnie znaki numeru dokumentu.");
        }
        if !form.has("zgodne") {
            errors.add("zgodne", "Zaznacz, że zdjęcie, nazwisko, PESEL i data ważności się zgadzają.");
        }
    } else if party.is_none() {
        errors.add(
            "sposob",
            "Tej osoby nie ma w rejestrze, więc nie znamy adresu. Potwierdź tożsamość przy okienku.",
        );
    }
    let found = match &party {
        Some(party) => Found::Known(party.id),
        None => Found::New(Box::new(NewParty {
            kind: PartyKind::Natural,
            given_name: errors.text(&form, "imie", "Wpisz imię z dokumentu.", 60),
            family_name: errors.text(&form, "nazwisko", "Wpisz nazwisko z dokumentu.", 80),
            firm_name: String::new(),
            pesel: Some(pesel.clone()),
            nip: None,
            regon: None,
            street: errors.text(&form, "ulica", "Wpisz ulicę i numer domu.", 120),
            postal_code: errors.text(&form, "kod_pocztowy", "Wpisz kod pocztowy.", 6),
            town: errors.text(&form, "miejscowosc", "Wpisz miejscowość.", 80),
        })),
    };
    if !errors.is_empty() {
        return visit.show_invalid(&check_page(&staff, &request, &pesel, &form, errors).await?);
    }
    let desk = channel == "desk";
    let proof = Proof {
        party_id: 0,
        channel,
        document_kind: if desk { document_kind } else { "" },
        document_end: if desk { document_end } else { "" },
    };
    let code = match identity::issue(municipality, &visit.actor(), &request, found, proof).await {
        Err(Error::Conflict(text)) => {
            let mut errors = Errors::default();
            errors.add("sposob", text);
            return visit.show_invalid(&check_page(&staff, &request, &pesel, &form, errors).await?);
        }
        other => other?,
    };
    let lasts = if desk { store::CODE_LASTS } else { store::LETTER_CODE_LASTS };
    let account = accounts::get(&municipality.db.read, request.account_id).await?.ok_or(Problem::NotFound)?;
    visit.show(&Code {
        page: visit.page(),
        number: request.number,
        name: account.name(),
        code,
        until: long_date(civil_date(municipality.clock.now() + lasts)),
        letter_to: party.filter(|_| !desk).map(|party| party.address()),
    })
}
