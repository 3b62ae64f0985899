//! `/naleznosci/historia`: what was paid, newest first.

use askama::Template;
use axum::extract::RawQuery;
use ratusz_web::{Answer, Page, Resident};

use super::{acting, parties};
use crate::cards;
use crate::pages::{Crumb, Unconfirmed, counted, query};
use crate::store::payments::{self, Payment};

const PAGE_SIZE: i64 = 25;

#[derive(Template)]
#[template(path = "resident/history.html")]
struct History {
    page: Page,
    crumbs: Vec<Crumb>,
    payments: Vec<Payment>,
    number: i64,
    pages: i64,
    total_text: String,
}

pub(super) async fn show(resident: Resident, RawQuery(raw): RawQuery) -> Answer {
    let acting = acting(&resident).await?;
    let visit = &resident.visit;
    if acting.is_empty() {
        return visit.show(&Unconfirmed { page: visit.page() });
    }
    let db = &visit.municipality.db.read;
    let cards: Vec<i64> =
        cards::by_party(db, &parties(&acting)).await?.into_iter().map(|card| card.id).collect();
    let total = payments::count(db, &cards).await?;
    let pages = (total + PAGE_SIZE - 1) / PAGE_SIZE;
    let number = query(raw).id("strona").unwrap_or(1).clamp(1, pages.max(1));
    visit.show(&History {
        page: visit.page(),
        crumbs: vec![Crumb::new("/naleznosci", "Moje należności")],
        payments: payments::of_cards(db, &cards, PAGE_SIZE, (number - 1) * PAGE_SIZE).await?,
        number,
        pages,
        total_text: counted(usize::try_from(total).unwrap_or(0), "wpłata", "wpłaty", "wpłat"),
    })
}
