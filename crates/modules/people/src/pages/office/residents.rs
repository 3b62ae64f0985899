//! Finding residents and firms, and the card of one of them.

use askama::Template;
use axum::extract::Path;
use ratusz_kernel::audit;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use crate::actions::change_email::masked;
use crate::actions::{identity, sessions};
use crate::pages::office::authorisations::{Line, lines};
use crate::store::accounts::{self, Account};
use crate::store::authorisations;
use crate::store::parties::{self, Party, PartyKind};

const MOST: u64 = 50;

#[derive(Template)]
#[template(path = "office/residents.html")]
struct Residents {
    page: Page,
    query: String,
    found: Vec<Party>,
    most: bool,
}

pub async fn show_search(staff: Staff) -> Answer {
    staff.require("people.search")?;
    let visit = &staff.visit;
    visit.show(&Residents { page: visit.page(), query: String::new(), found: Vec::new(), most: false })
}

/// Posted, so that a PESEL or a name stands in no address, history or log.
pub async fn search(staff: Staff, form: Form) -> Answer {
    staff.require("people.search")?;
    let visit = &staff.visit;
    let query = form.get("q").to_owned();
    let found = if query.is_empty() {
        Vec::new()
    } else {
        visit.limit(Limited::Search)?;
        parties::search(&visit.municipality, &query, MOST).await?
    };
    let most = found.len() as u64 == MOST;
    visit.show(&Residents { page: visit.page(), query, found, most })
}

#[derive(Template)]
#[template(path = "office/resident.html")]
struct Resident {
    page: Page,
    party: Party,
    kind: &'static str,
    has_pesel: bool,
    pesel: Option<String>,
    /// Masked address of the account tied to this person.
    account: Option<String>,
    mandates: Vec<Line>,
    may_identify: bool,
    errors: Errors,
}

async fn card(staff: &Staff, id: i64, pesel: Option<String>, errors: Errors) -> Result<Resident, Problem> {
    let visit = &staff.visit;
    let municipality = &visit.municipality;
    let db = &municipality.db.read;
    let party = parties::get(db, id).await?.ok_or(Problem::NotFound)?;
    let account: Option<Account> = accounts::by_party(db, id).await?;
    let account = match account {
        Some(account) => Some(masked(&account.email(municipality)?)),
        None => None,
    };
    Ok(Resident {
        page: if errors.is_empty() { visit.page() } else { visit.page_with_errors() },
        kind: if party.kind == PartyKind::Legal { "Firma albo instytucja" } else { "Osoba" },
        has_pesel: parties::pesel_of(municipality, id).await?.is_some(),
        mandates: lines(authorisations::of_party(db, id).await?, municipality.clock.today()),
        may_identify: visit.actor().may("people.identify"),
        party,
        pesel,
        account,
        errors,
    })
}

pub async fn show(staff: Staff, Path(id): Path<i64>) -> Answer {
    staff.require("people.search")?;
    staff.visit.show(&card(&staff, id, None, Errors::default()).await?)
}

/// The number is shown only with a reason, and the look is noted.
pub async fn show_pesel(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("people.search")?;
    let visit = &staff.visit;
    let mut errors = Errors::default();
    let reason = errors.text(&form, "powod", "Napisz, dlaczego otwierasz numer PESEL.", 200);
    if !errors.is_empty() {
        return visit.show_invalid(&card(&staff, id, None, errors).await?);
    }
    let municipality = &visit.municipality;
    let pesel = parties::pesel_of(municipality, id).await?.ok_or(Problem::NotFound)?;
    let now = municipality.clock.now();
    audit::note_access(&municipality.db.write, now, &visit.actor(), &format!("party:{id}"), &reason).await?;
    visit.show(&card(&staff, id, Some(pesel.as_str().to_owned()), errors).await?)
}

/// A stolen phone, told at the counter: the account stays, whoever is in it is out.
pub async fn end_sessions(staff: Staff, Path(id): Path<i64>, _: Form) -> Answer {
    staff.require("people.identify")?;
    let visit = &staff.visit;
    let account = accounts::by_party(&visit.municipality.db.read, id).await?.ok_or(Problem::NotFound)?;
    let ended = sessions::end_of_resident(&visit.municipality, &visit.actor(), account.id).await?;
    let text = format!("Zakończone sesje: {ended}.");
    Ok(visit.go_telling(&format!("/urzad/mieszkancy/{id}"), "success", &text))
}

pub async fn untie(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("people.identify")?;
    let visit = &staff.visit;
    let mut errors = Errors::default();
    let reason = errors.text(&form, "przyczyna", "Napisz, dlaczego odłączasz konto.", 200);
    if !errors.is_empty() {
        return visit.show_invalid(&card(&staff, id, None, errors).await?);
    }
    let account = accounts::by_party(&visit.municipality.db.read, id).await?.ok_or(Problem::NotFound)?;
    identity::untie(&visit.municipality, &visit.actor(), account.id, form.has("zgubione"), &reason).await?;
    Ok(visit.go_telling(&format!("/urzad/mieszkancy/{id}"), "success", "Konto odłączone od tej osoby."))
}
