//! `/naleznosci/{due}`: one due with everything behind it.

use askama::Template;
use axum::extract::Path;
use ratusz_kernel::AccountNumber;
use ratusz_kernel::time::{long_date, short_date};
use ratusz_web::{Answer, Page, Problem, Resident};

use super::{acting, parties};
use crate::cards::CardRef;
use crate::pages::Crumb;
use crate::rules::reference::payment_reference;
use crate::store::payments::{self, Payment};
use crate::view::{self, DueDebt};

#[derive(Template)]
#[template(path = "resident/due.html")]
struct DuePage {
    page: Page,
    crumbs: Vec<Crumb>,
    card: CardRef,
    due: DueDebt,
    account: String,
    reference: String,
    due_date: String,
    document_date: String,
    payments: Vec<Payment>,
}

pub(super) async fn show(resident: Resident, Path(id): Path<i64>) -> Answer {
    let acting = acting(&resident).await?;
    let visit = &resident.visit;
    let municipality = &visit.municipality;
    let mut found = view::dues_by_id(municipality, &[id], municipality.clock.today()).await?;
    let (card, due) = found.pop().ok_or(Problem::NotFound)?;
    // Somebody else's due does not exist for this person.
    if !parties(&acting).iter().any(|party| card.party_ids.contains(party)) {
        return Err(Problem::NotFound);
    }
    let account = card.nrb.as_deref().and_then(|nrb| AccountNumber::parse(nrb).ok());
    visit.show(&DuePage {
        page: visit.page(),
        crumbs: vec![Crumb::new("/naleznosci", "Moje należności")],
        account: account.map(|account| account.to_string()).unwrap_or_default(),
        reference: payment_reference(&card.number),
        due_date: long_date(due.due_date),
        document_date: short_date(due.document_date),
        payments: payments::of_due(&municipality.db.read, card.id, due.id).await?,
        card,
        due,
    })
}
