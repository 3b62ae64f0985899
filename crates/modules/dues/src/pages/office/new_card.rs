//! `/urzad/karty/nowa`: opens a card for a person or firm, known or new.

use askama::Template;
use ratusz_kernel::{Deed, Nip, Pesel};
use ratusz_people::parties::{self, NewParty, Party, PartyKind};
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use super::note_pesel;
use crate::cards::{self, NewCard};
use crate::kinds;
use crate::pages::{Choice, Crumb};

#[derive(Template)]
#[template(path = "office/new_card.html")]
struct NewCardPage {
    page: Page,
    crumbs: Vec<Crumb>,
    form: Form,
    errors: Errors,
    known: Vec<Party>,
    kinds: Vec<Choice>,
    who: Vec<Choice>,
}

pub(super) async fn show(staff: Staff) -> Answer {
    staff.require("dues.charge")?;
    let page = page(&staff, Form::default(), Errors::default()).await?;
    staff.visit.show(&page)
}

/// One address takes the search for a known payer (by POST: it may be a PESEL number) and the card itself.
pub(super) async fn answer(staff: Staff, form: Form) -> Answer {
    staff.require("dues.charge")?;
    if form.get("krok") == "szukaj" {
        staff.visit.limit(Limited::Search)?;
        let page = page(&staff, form, Errors::default()).await?;
        return staff.visit.show(&page);
    }
    save(staff, form).await
}

async fn save(staff: Staff, form: Form) -> Answer {
    let municipality = &staff.visit.municipality;
    let mut errors = Errors::default();
    let kinds = kinds::of(municipality).await?;
    let Some(kind) = kinds.get(form.get("rodzaj")) else {
        errors.add("rodzaj", "Wybierz rodzaj należności.");
        return refuse(&staff, form, errors).await;
    };
    let title = errors.text(&form, "przedmiot", "Wpisz, czego dotyczy karta, na przykład ul. Lipowa 7.", 120);
    let known = form.id("platnik");
    let new = if known.is_none() { Some(new_party(&form, &mut errors)) } else { None };
    let payer_kind = match (known, &new) {
        (Some(id), _) => parties::get(&municipality.db.read, id).await?.ok_or(Problem::NotFound)?.kind,
        (None, new) => new.as_ref().map_or(PartyKind::Natural, |party| party.kind),
    };
    if let Some(reason) = kind.refuses(payer_kind) {
        errors.add("rodzaj", reason);
    }
    if !errors.is_empty() {
        return refuse(&staff, form, errors).await;
    }
    let mut deed = Deed::begin(municipality, &staff.visit.actor(), "dues.charge").await?;
    let payer = match (known, new) {
        (Some(id), _) => id,
        (None, new) => {
            let ids = parties::upsert_many(&mut deed, new.into_iter().collect()).await?;
            ids.first().copied().ok_or(Problem::NotFound)?
        }
    };
    let opened = deed.today();
    let card = NewCard { kind: kind.code.clone(), title, opened, parties: vec![payer] };
    let ids = cards::open(&mut deed, vec![card]).await?;
    deed.commit().await?;
    let to = ids.first().map_or_else(|| "/urzad/karty".to_owned(), |id| format!("/urzad/karty/{id}"));
    Ok(staff.visit.go_telling(&to, "success", "Karta jest założona. Możesz dodać przypis."))
}

fn new_party(form: &Form, errors: &mut Errors) -> NewParty {
    let firm = form.get("kto") == "firma";
    let mut party = NewParty {
        kind: if firm { PartyKind::Legal } else { PartyKind::Natural },
        given_name: String::new(),
        family_name: String::new(),
        firm_name: String::new(),
        pesel: None,
        nip: None,
        regon: None,
        street: errors.text(form, "ulica", "Wpisz ulicę i numer domu.", 120),
        postal_code: errors.text(form, "kod", "Wpisz kod pocztowy.", 6),
        town: errors.text(form, "miejscowosc", "Wpisz miejscowość.", 80),
    };
    if firm {
        party.firm_name = errors.text(form, "firma", "Wpisz nazwę firmy lub instytucji.", 200);
        match Nip::parse(form.get("nip")) {
            Ok(nip) => party.nip = Some(nip),
            Err(error) => errors.add("nip", error.to_string()),
        }
    } else {
        party.given_name = errors.text(form, "imie", "Wpisz imię.", 80);
        party.family_name = errors.text(form, "nazwisko", "Wpisz nazwisko.", 80);
        match Pesel::parse(form.get("pesel")) {
            Ok(pesel) => party.pesel = Some(pesel),
            Err(error) => errors.add("pesel", error.to_string()),
        }
    }
    party
}

async fn refuse(staff: &Staff, form: Form, errors: Errors) -> Answer {
    let mut page = page(staff, form, errors).await?;
    page.page = staff.visit.page_with_errors();
    staff.visit.show_invalid(&page)
}

async fn page(staff: &Staff, form: Form, errors: Errors) -> Result<NewCardPage, Problem> {
    let municipality = &staff.visit.municipality;
    let text = form.get("szukaj");
    let known = if text.is_empty() { Vec::new() } else { parties::search(municipality, text, 20).await? };
    if let ([only], Ok(_)) = (known.as_slice(), Pesel::parse(text)) {
        note_pesel(staff, only.id, "Wyszukanie płatnika po numerze PESEL").await?;
    }
    let kinds = kinds::of(municipality).await?;
    let chosen = form.get("rodzaj");
    let kinds = kinds.all().iter().map(|kind| Choice::new(kind.code.clone(), kind.title(), chosen)).collect();
    let who = if form.get("kto").is_empty() { "osoba" } else { form.get("kto") };
    let who = vec![Choice::new("osoba", "Osoba", who), Choice::new("firma", "Firma lub instytucja", who)];
    let crumbs = vec![Crumb::new("/urzad/karty", "Karty kontowe")];
    Ok(NewCardPage { page: staff.visit.page(), crumbs, known, kinds, who, form, errors })
}
