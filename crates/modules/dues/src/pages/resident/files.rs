//! `/naleznosci/pobierz.csv`, `.xlsx`, `/naleznosci/wydruk`: the same dues to keep and to print.

use askama::Template;
use ratusz_kernel::Money;
use ratusz_kernel::time::long_date;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Page, Problem, Resident};

use super::{acting, mine, parties};
use crate::cards;
use crate::pages::sheet::Sheet;
use crate::rules::reference::payment_reference;
use crate::store::payments;
use crate::view::{self, Debts};

#[derive(Template)]
#[template(path = "resident/print.html")]
struct Print {
    page: Page,
    day: String,
    sections: Vec<mine::Section>,
    total: Money,
}

async fn debts(resident: &Resident) -> Result<Debts, Problem> {
    let acting = acting(resident).await?;
    let municipality = &resident.visit.municipality;
    Ok(view::debts(municipality, &parties(&acting), municipality.clock.today()).await?)
}

fn sheet(debts: &Debts) -> Sheet {
    let headers = vec![
        "Płatnik",
        "Za co",
        "Przedmiot",
        "Dokument",
        "Termin",
        "Należność główna",
        "Odsetki",
        "Koszty",
        "Razem",
        "Rachunek",
        "Tytuł przelewu",
    ];
    let rows = debts.dues().map(|(debt, due)| {
        vec![
            debt.card.payer_name.clone().into(),
            due.title.clone().into(),
            debt.card.title.clone().into(),
            due.document_no.clone().into(),
            due.due_date.into(),
            due.principal.into(),
            due.interest.into(),
            due.cost.into(),
            due.total.into(),
            debt.card.nrb.clone().unwrap_or_default().into(),
            payment_reference(&debt.card.number).into(),
        ]
    });
    Sheet { rows: rows.collect(), headers }
}

pub(super) async fn csv(resident: Resident) -> Answer {
    resident.visit.limit(Limited::Export)?;
    let debts = debts(&resident).await?;
    Ok(sheet(&debts).csv(&format!("naleznosci-{}", debts.as_of))?)
}

pub(super) async fn xlsx(resident: Resident) -> Answer {
    resident.visit.limit(Limited::Export)?;
    let debts = debts(&resident).await?;
    Ok(sheet(&debts).xlsx(&format!("naleznosci-{}", debts.as_of))?)
}

pub(super) async fn print(resident: Resident) -> Answer {
    let acting = acting(&resident).await?;
    let debts = debts(&resident).await?;
    let visit = &resident.visit;
    visit.show(&Print {
        page: visit.page(),
        day: long_date(debts.as_of),
        total: debts.total,
        sections: mine::sections(&acting, debts.cards, debts.as_of),
    })
}

/// The whole history of payments as one file.
pub(super) async fn history_csv(resident: Resident) -> Answer {
    resident.visit.limit(Limited::Export)?;
    let acting = acting(&resident).await?;
    let db = &resident.visit.municipality.db.read;
    let cards: Vec<i64> =
        cards::by_party(db, &parties(&acting)).await?.into_iter().map(|card| card.id).collect();
    let payments = payments::of_cards(db, &cards, i64::MAX, 0).await?;
    let rows = payments.into_iter().map(|payment| {
        vec![
            payment.day.into(),
            payment.what.into(),
            payment.way.into(),
            payment.document.into(),
            payment.amount.into(),
            payment.interest.into(),
        ]
    });
    let headers = vec!["Dzień wpłaty", "Za co", "Sposób", "Dokument", "Kwota", "W tym odsetki"];
    Ok(Sheet { rows: rows.collect(), headers }.csv("wplaty")?)
}
