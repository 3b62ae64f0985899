//! `/urzad/karty`: finds account cards.

use askama::Template;
use ratusz_kernel::Money;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Form, Page, Staff};

use super::note_pesel;
use crate::pages::counted;
use crate::store::search;
use crate::view::{self, CardDebt};
use crate::{kinds, law};

#[derive(Template)]
#[template(path = "office/search.html")]
struct Search {
    page: Page,
    text: String,
    found: Vec<CardDebt>,
    total_text: String,
    may_open: bool,
}

pub(super) async fn show(staff: Staff) -> Answer {
    staff.require("dues.read")?;
    page(&staff, String::new(), Vec::new())
}

/// By POST, because what clerks type are names and PESEL numbers, which have no place in an address.
pub(super) async fn find(staff: Staff, form: Form) -> Answer {
    staff.require("dues.read")?;
    staff.visit.limit(Limited::Search)?;
    let municipality = &staff.visit.municipality;
    let text = form.get("q");
    let result = search::cards(municipality, text).await?;
    if let Some(person) = result.by_pesel {
        note_pesel(&staff, person, "Wyszukanie karty kontowej po numerze PESEL").await?;
    }
    let (law, kinds) = (law::of(municipality).await?, kinds::of(municipality).await?);
    let today = municipality.clock.today();
    let found = view::of_cards(&municipality.db.read, &law, &kinds, result.cards, today).await?;
    page(&staff, text.to_owned(), found)
}

fn page(staff: &Staff, text: String, found: Vec<CardDebt>) -> Answer {
    let visit = &staff.visit;
    visit.show(&Search {
        page: visit.page(),
        total_text: counted(found.len(), "karta", "karty", "kart"),
        may_open: visit.actor().may("dues.charge"),
        text,
        found,
    })
}

impl CardDebt {
    /// What is late on the day asked for.
    pub(crate) fn late(&self) -> Money {
        self.dues.iter().filter(|due| due.days_late > 0).map(|due| due.total).sum()
    }
}
