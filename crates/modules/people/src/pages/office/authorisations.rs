//! Authorisations: recorded from a document, ended with a reason.

use askama::Template;
use axum::extract::Path;
use chrono::NaiveDate;
use ratusz_kernel::time::short_date;
use ratusz_kernel::{Municipality, Nip, Pesel, Result};
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use crate::actions::authorise;
use crate::pages::choice::Choice;
use crate::store::authorisations::{self, Authorisation, NewAuthorisation};
use crate::store::parties;

const HERE: &str = "/urzad/upowaznienia";
/// Grounds a clerk meets; the words are kept with the record.
const BASES: [&str; 5] = [
    "Pełnomocnictwo",
    "Rodzic dziecka",
    "Opiekun prawny",
    "Reprezentacja firmy (KRS)",
    "Właściciel firmy (CEIDG)",
];

/// A line of a list of authorisations.
pub struct Line {
    pub id: i64,
    pub agent_id: i64,
    pub agent: String,
    pub principal_id: i64,
    pub principal: String,
    pub basis: String,
    pub document: String,
    pub period: String,
    pub state: &'static str,
    pub can_end: bool,
}

pub fn lines(all: Vec<Authorisation>, today: NaiveDate) -> Vec<Line> {
    all.into_iter()
        .map(|one| Line {
            period: match one.valid_to {
                Some(last) => format!("{} – {}", short_date(one.valid_from), short_date(last)),
                None => format!("od {}", short_date(one.valid_from)),
            },
            state: match () {
                () if one.ended_at.is_some() => "zakończone",
                () if one.holds_on(today) => "ważne",
                () if one.valid_from > today => "jeszcze nie obowiązuje",
                () => "wygasło",
            },
            can_end: one.ended_at.is_none() && one.valid_to.is_none_or(|last| last >= today),
            id: one.id,
            agent_id: one.agent_id,
            agent: one.agent_name,
            principal_id: one.principal_id,
            principal: one.principal_name,
            basis: one.basis,
            document: one.document,
        })
        .collect()
}

#[derive(Template)]
#[template(path = "office/authorisations.html")]
struct Authorisations<'a> {
    page: Page,
    form: &'a Form,
    errors: Errors,
    bases: Vec<Choice>,
    mandates: Vec<Line>,
}

async fn page<'a>(staff: &Staff, form: &'a Form, errors: Errors) -> Result<Authorisations<'a>> {
    let visit = &staff.visit;
    let all = authorisations::latest(&visit.municipality.db.read, 100).await?;
    let today = visit.municipality.clock.today();
    Ok(Authorisations {
        page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
        bases: BASES
            .iter()
            .map(|basis| Choice::new(*basis, *basis, form.get("podstawa") == *basis))
            .collect(),
        mandates: lines(all, today),
        form,
        errors,
    })
}

pub async fn show(staff: Staff) -> Answer {
    staff.require("people.identify")?;
    let today = staff.visit.municipality.clock.today();
    let form = Form::filled([("od", today.to_string())]);
    staff.visit.show(&page(&staff, &form, Errors::default()).await?)
}

/// A person by PESEL or a firm by NIP, who must be in the register.
async fn party(municipality: &Municipality, form: &Form, name: &str, errors: &mut Errors) -> Result<i64> {
    let typed = form.get(name);
    let found = match (Pesel::parse(typed), Nip::parse(typed)) {
        (Ok(pesel), _) => parties::find_by_pesel(municipality, &pesel).await?,
        (_, Ok(nip)) => parties::find_by_nip(&municipality.db.read, &nip).await?,
        _ => {
            errors.add(name, "Wpisz PESEL (11 cyfr) albo NIP (10 cyfr).");
            return Ok(0);
        }
    };
    if found.is_none() {
        errors.add(name, "Nie ma takiej osoby ani firmy w rejestrze.");
    }
    Ok(found.unwrap_or(0))
}

pub async fn add(staff: Staff, form: Form) -> Answer {
    staff.require("people.identify")?;
    let visit = &staff.visit;
    let municipality = &visit.municipality;
    let mut errors = Errors::default();
    let new = NewAuthorisation {
        agent_id: party(municipality, &form, "kto", &mut errors).await?,
        principal_id: party(municipality, &form, "za_kogo", &mut errors).await?,
        basis: form.get("podstawa").to_owned(),
        document: errors.text(&form, "dokument", "Wpisz, jaki dokument widziałeś i z jakiego dnia.", 200),
        valid_from: errors.date(&form, "od"),
        valid_to: errors.date_or_none(&form, "do"),
    };
    if !BASES.contains(&new.basis.as_str()) {
        errors.add("podstawa", "Wybierz podstawę.");
    }
    if errors.is_empty() && new.agent_id == new.principal_id {
        errors.add("za_kogo", "Nikt nie potrzebuje upoważnienia do własnych spraw.");
    }
    if errors.is_empty() && new.valid_to.is_some_and(|last| last < new.valid_from) {
        errors.add("do", "Ostatni dzień jest przed pierwszym.");
    }
    if !errors.is_empty() {
        return visit.show_invalid(&page(&staff, &form, errors).await?);
    }
    authorise::add(municipality, &visit.actor(), &new).await?;
    Ok(visit.go_telling(HERE, "success", "Upoważnienie zapisane."))
}

#[derive(Template)]
#[template(path = "office/authorisation_end.html")]
struct End {
    page: Page,
    one: Authorisation,
    errors: Errors,
}

async fn living(staff: &Staff, id: i64) -> Result<Authorisation, Problem> {
    let one = authorisations::get(&staff.visit.municipality.db.read, id).await?;
    one.filter(|one| one.ended_at.is_none()).ok_or(Problem::NotFound)
}

pub async fn show_end(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("people.identify")?;
    let one = living(&staff, id).await?;
    staff.visit.show(&End { page: staff.visit.page(), one, errors: Errors::default() })
}

pub async fn end(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("people.identify")?;
    let visit = &staff.visit;
    let one = living(&staff, id).await?;
    let mut errors = Errors::default();
    let reason = errors.text(&form, "powod", "Napisz, dlaczego kończysz upoważnienie.", 200);
    if !errors.is_empty() {
        return visit.show_invalid(&End { page: visit.page_with_errors(), one, errors });
    }
    authorise::end(&visit.municipality, &visit.actor(), id, &reason).await?;
    Ok(visit.go_telling(HERE, "success", "Upoważnienie zakończone."))
}
