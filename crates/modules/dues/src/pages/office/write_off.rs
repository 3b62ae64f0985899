//! `/urzad/karty/{id}/odpis`: a liability becomes smaller, with the reason.

use askama::Template;
use axum::extract::{Path, RawQuery};
use ratusz_kernel::Money;
use ratusz_web::{Answer, Errors, Form, Page, Problem, Staff};

use super::{card_of, told};
use crate::actions::corrections::{self, Act};
use crate::cards::CardRef;
use crate::pages::{Choice, Crumb, for_form, query};
use crate::view;
use crate::{kinds, law};

#[derive(Template)]
#[template(path = "office/write_off.html")]
struct WriteOffPage {
    page: Page,
    crumbs: Vec<Crumb>,
    card: CardRef,
    dues: Vec<Choice>,
    form: Form,
    errors: Errors,
}

pub(super) async fn show(staff: Staff, Path(id): Path<i64>, RawQuery(raw): RawQuery) -> Answer {
    staff.require("dues.write_off")?;
    let page = page(&staff, id, query(raw), Errors::default()).await?;
    staff.visit.show(&page)
}

pub(super) async fn save(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("dues.write_off")?;
    let visit = &staff.visit;
    let mut errors = Errors::default();
    let amount = errors.money(&form, "kwota");
    if errors.is_empty() && amount <= Money::ZERO {
        errors.add("kwota", "Wpisz kwotę większą od zera.");
    }
    let document = errors.text(&form, "dokument", "Wpisz numer dokumentu, na przykład decyzji.", 80);
    let reason = errors.text(&form, "powod", "Napisz, dlaczego robisz odpis.", 500);
    let due = form.id("naleznosc");
    let on_card =
        view::dues_by_id(&visit.municipality, due.as_slice(), visit.municipality.clock.today()).await?;
    if !on_card.iter().any(|(card, _)| card.id == id) {
        errors.add("naleznosc", "Wybierz należność z tej karty.");
    }
    if let Some(due_id) = due.filter(|_| errors.is_empty()) {
        let act = Act::WriteOff { due_id, amount, document };
        match corrections::submit(&visit.municipality, &visit.actor(), act, &reason).await {
            Ok(outcome) => {
                let (kind, text) = told(outcome, "Odpis jest zaksięgowany.");
                return Ok(visit.go_telling(&format!("/urzad/karty/{id}"), kind, text));
            }
            Err(error) => errors.0.extend(for_form(error, "kwota")?),
        }
    }
    let mut page = page(&staff, id, form, errors).await?;
    page.page = visit.page_with_errors();
    visit.show_invalid(&page)
}

async fn page(staff: &Staff, id: i64, form: Form, errors: Errors) -> Result<WriteOffPage, Problem> {
    let municipality = &staff.visit.municipality;
    let card = card_of(staff, id).await?;
    let (law, kinds) = (law::of(municipality).await?, kinds::of(municipality).await?);
    let today = municipality.clock.today();
    let open = view::of_cards(&municipality.db.read, &law, &kinds, vec![card.clone()], today).await?;
    let dues = open.iter().flat_map(|debt| &debt.dues).filter(|due| due.principal > Money::ZERO);
    let dues = dues.map(|due| {
        let label = format!("{}, otwarte {}", due.title, due.principal);
        Choice::new(due.id.to_string(), label, form.get("naleznosc"))
    });
    let crumbs = vec![
        Crumb::new("/urzad/karty", "Karty kontowe"),
        Crumb::new(format!("/urzad/karty/{id}"), card.number.clone()),
    ];
    Ok(WriteOffPage { page: staff.visit.page(), crumbs, dues: dues.collect(), card, form, errors })
}
