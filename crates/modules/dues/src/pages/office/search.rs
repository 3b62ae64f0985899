//! `/urzad/karty`: finds account cards.

use askama::Template;
use axum::extract::RawQuery;
use ratusz_kernel::{Money, audit};
use ratusz_web::{Answer, Page, Staff};

use crate::pages::{counted, query};
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

pub(super) async fn show(staff: Staff, RawQuery(raw): RawQuery) -> Answer {
    staff.require("dues.read")?;
    let visit = &staff.visit;
    let municipality = &visit.municipality;
    let text = query(raw).get("q").to_owned();
    let result = search::cards(municipality, &text).await?;
    if let Some(person) = result.by_pesel {
        let subject = format!("party:{person}");
        let reason = "Wyszukanie karty kontowej po numerze PESEL";
        audit::note_access(
            &municipality.db.write,
            municipality.clock.now(),
            &visit.actor(),
            &subject,
            reason,
        )
        .await?;
    }
    let (law, kinds) = (law::of(municipality).await?, kinds::of(municipality).await?);
    let today = municipality.clock.today();
    let found = view::of_cards(&municipality.db.read, &law, &kinds, result.cards, today).await?;
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
