//! What this module knows about a person, for their own copy of their data (GDPR art. 15 and 20).

use std::sync::Arc;

use ratusz_kernel::{ExportRequest, Municipality, Result};
use serde_json::{Value, json};

use super::payments;
use crate::{cards, view};

pub(crate) async fn of(
    municipality: &Arc<Municipality>,
    request: ExportRequest,
) -> Result<Vec<(&'static str, Value)>> {
    let Some(party) = request.party_id else { return Ok(Vec::new()) };
    let db = &municipality.db.read;
    let cards = cards::by_party(db, &[party]).await?;
    let ids: Vec<i64> = cards.iter().map(|card| card.id).collect();
    let debts = view::debts(municipality, &[party], municipality.clock.today()).await?;
    let cards: Vec<Value> = cards
        .iter()
        .map(|card| json!({ "numer": card.number, "rodzaj": card.kind, "przedmiot": card.title, "rachunek": card.nrb }))
        .collect();
    let dues: Vec<Value> = debts
        .dues()
        .map(|(debt, due)| {
            json!({
                "karta": debt.card.number,
                "tytuł": due.title,
                "dokument": due.document_no,
                "termin": due.due_date,
                "należność_główna_gr": due.principal,
                "odsetki_gr": due.interest,
                "koszty_gr": due.cost,
            })
        })
        .collect();
    let payments: Vec<Value> = payments::of_cards(db, &ids, i64::MAX, 0)
        .await?
        .into_iter()
        .map(|payment| {
            json!({ "dzień": payment.day, "za_co": payment.what, "sposób": payment.way, "kwota_gr": payment.amount })
        })
        .collect();
    Ok(vec![
        ("Karty kontowe", Value::Array(cards)),
        ("Należności do zapłaty", Value::Array(dues)),
        ("Wpłaty", Value::Array(payments)),
    ])
}
