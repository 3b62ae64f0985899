//! After a statement is on the books: tells the payers of each card what came in and what is still owed. In small
//! steps that can stop anywhere and go on; the key of a notice keeps anybody from being told twice.

use std::collections::HashMap;
use std::sync::Arc;

use ratusz_dues::cards;
use ratusz_dues::kinds;
use ratusz_dues::notices::PAYMENT_POSTED;
use ratusz_kernel::time::long_date;
use ratusz_kernel::{Actor, Deed, Money, Municipality, Result};
use ratusz_notices::{Notice, send_many};
use ratusz_people::contacts;
use serde_json::json;

use crate::actions::post_statement::StatementPosted;
use crate::store::entries::{self, Entry};
use crate::store::entry_changes;

/// Entries told about in one transaction.
const STEP: i64 = 200;

pub(crate) async fn run(municipality: &Arc<Municipality>, fact: StatementPosted) -> Result<()> {
    loop {
        let untold = entries::untold(&municipality.db.read, fact.statement_id, STEP).await?;
        if untold.is_empty() {
            return Ok(());
        }
        step(municipality, fact.statement_id, &untold).await?;
        if municipality.stopping() {
            // The rest is told when the row is taken up again.
            return Err(ratusz_kernel::Error::internal("stopping, the rest later"));
        }
    }
}

async fn step(municipality: &Arc<Municipality>, statement_id: i64, untold: &[Entry]) -> Result<()> {
    let ids: Vec<i64> = untold.iter().filter_map(|entry| entry.card_id).collect();
    let cards = cards::by_ids(&municipality.db.read, &ids).await?;
    let kinds = kinds::of(municipality).await?;
    let mut parties: Vec<i64> = cards.values().flat_map(|card| card.party_ids.iter().copied()).collect();
    parties.sort_unstable();
    parties.dedup();
    let mut people: HashMap<i64, Vec<contacts::Contact>> = HashMap::new();
    for contact in contacts::of_parties(municipality, &parties).await? {
        people.entry(contact.party_id).or_default().push(contact);
    }
    let mut notices = Vec::new();
    for entry in untold {
        let Some(card) = entry.card_id.and_then(|id| cards.get(&id)) else { continue };
        let what = kinds
            .get(&card.kind)
            .map_or_else(|| card.kind.clone(), ratusz_dues::rules::kinds::DueKind::title);
        let values = json!({
            "amount": Money::from_grosze(entry.amount).to_string(),
            "date": long_date(entry.payment_day),
            "what": format!("{what}, {}", card.title),
            "balance": Money::from_grosze(entry.balance_after.unwrap_or(0)).to_string(),
        });
        for contact in card.party_ids.iter().filter_map(|party| people.get(party)).flatten() {
            notices.push(Notice {
                template: &PAYMENT_POSTED,
                account_id: Some(contact.account_id),
                email: Some(contact.email.as_str()),
                values: values.clone(),
                link: "/naleznosci",
                key: format!("bank-entry:{}:{}", entry.id, entry.withdrawn_times),
            });
        }
    }
    let mut deed = Deed::begin_own(municipality, &Actor::system("banking.tell_payers")).await?;
    send_many(&mut deed, &notices).await?;
    let told: Vec<i64> = untold.iter().map(|entry| entry.id).collect();
    entry_changes::set_told(&deed.tx, &told).await?;
    deed.note(
        "banking.payers_told",
        format!("statement:{statement_id}"),
        json!({ "entries": told.len(), "notices": notices.len() }),
    );
    deed.commit().await
}
