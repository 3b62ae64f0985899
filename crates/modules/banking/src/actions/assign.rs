//! Places an entry that waits on a card: money to be explained is credited, money that went out is a refund.

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use ratusz_dues::cards::{self, CardRef};
use ratusz_dues::crediting::{self, Receipt};
use ratusz_dues::ledger::{self, Component, NewEntry, NewLine, Reason, Side};
use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result, settings};
use serde_json::json;

use super::post_statement::{POSTED_TOPIC, StatementPosted, money_line};
use crate::store::entries::{self, Entry, EntryState};
use crate::store::{entry_changes, memory, statements};

/// Setting: above so many grosze somebody else places what a clerk took back from a card.
const TWO_PEOPLE_ABOVE: &str = "banking.repost_limit";
const TWO_PEOPLE_ABOVE_DEFAULT: i64 = 500_000;

/// What the clerk chose.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice {
    pub card_id: i64,
    /// An earlier day of payment from the payer's proof (OP art. 60 §1); nothing keeps the bank's.
    pub payment_day: Option<NaiveDate>,
}

/// What placing did, for the message to the clerk.
#[derive(Debug, Clone)]
pub(crate) struct Assigned {
    pub card: CardRef,
    pub amount: Money,
    /// Still owed on the card; nothing for a refund.
    pub balance_after: Option<Money>,
}

pub(crate) async fn assign(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    entry_id: i64,
    choice: Choice,
) -> Result<Assigned> {
    let entry = entries::get(&municipality.db.read, entry_id).await?.ok_or(Error::NotFound)?;
    let card = cards::by_id(&municipality.db.read, choice.card_id)
        .await?
        .ok_or_else(|| Error::field("karta", "Nie ma takiej karty. Wyszukaj ją i wybierz z listy."))?;
    let payment_day = payment_day(&entry, choice.payment_day)?;
    let mut deed = Deed::begin(municipality, actor, "banking.post").await?;
    // Read again inside the transaction: a colleague may have pressed Enter on the same row.
    let entry = entries::get(&deed.tx, entry.id).await?.ok_or(Error::NotFound)?;
    if !matches!(entry.state(), EntryState::Suggested | EntryState::ToExplain) {
        return Err(super::taken());
    }
    second_person(&deed, &entry).await?;
    let waiting = entry.waiting_entry.ok_or_else(super::taken)?;
    let statement = statements::get(&deed.tx, entry.statement_id).await?.ok_or(Error::NotFound)?;
    let document = format!("WB {}", statement.label());
    let booking_date = super::open_day(&deed, deed.today()).await?;
    let amount = Money::from_grosze(entry.amount.abs());
    let (journal_entry, balance_after) = if entry.amount > 0 {
        let receipt = Receipt {
            source: format!("banking:{}", entry.id),
            document,
            booking_date,
            payment_day,
            amount,
            card_id: card.id,
            money_account: ledger::chart::UNEXPLAINED,
            note: format!("Wyjaśnienie wpływu: {}", actor.name),
        };
        let credited = crediting::identify(&mut deed, waiting, receipt).await?;
        (credited.entry_id, Some(credited.card_balance_after))
    } else {
        (refund(&mut deed, &entry, &card, document, booking_date).await?, None)
    };
    let balance = balance_after.map(Money::grosze);
    if !entry_changes::set_assigned(&deed.tx, entry.id, card.id, journal_entry, balance, &actor.name).await? {
        return Err(super::taken());
    }
    if let Some(index) = entry.counterparty_index.clone().filter(|_| entry.amount > 0) {
        memory::remember(&deed.tx, [(index, card.id, 1, 1)]).await?;
    }
    let chosen = entry.suggested_cards().contains(&card.id);
    deed.note(
        "banking.entry_assigned",
        format!("card:{}", card.id),
        json!({ "entry": entry.id, "grosze": entry.amount, "suggested": chosen, "payment_day": payment_day }),
    );
    let fact = StatementPosted { statement_id: entry.statement_id };
    deed.publish(POSTED_TOPIC, &format!("entry:{}:{}", entry.id, entry.withdrawn_times), &fact).await?;
    deed.commit().await?;
    Ok(Assigned { card, amount, balance_after })
}

fn payment_day(entry: &Entry, wanted: Option<NaiveDate>) -> Result<NaiveDate> {
    match wanted {
        None => Ok(entry.payment_day),
        Some(day) if day > entry.booking_date => Err(Error::field(
            "dzien_wplaty",
            "Dzień wpłaty nie może być późniejszy niż dzień, w którym bank zaksięgował pieniądze.",
        )),
        Some(day) if day.year() < 1990 => Err(Error::field(
            "dzien_wplaty",
            "Ten dzień jest zbyt dawny. Sprawdź rok na potwierdzeniu wpłaty.",
        )),
        Some(day) => Ok(day),
    }
}

/// Who took an entry back from a card does not place a large one again alone.
async fn second_person(deed: &Deed, entry: &Entry) -> Result<()> {
    let limit: i64 =
        settings::get(&deed.tx, TWO_PEOPLE_ABOVE, deed.today()).await?.unwrap_or(TWO_PEOPLE_ABOVE_DEFAULT);
    if entry.withdrawn_by == Some(deed.actor.id) && entry.amount.abs() > limit {
        return Err(Error::Conflict(format!(
            "To Ty wycofujesz tę wpłatę z karty, a jest wyższa niż {}. Na nową kartę musi ją przypisać druga osoba.",
            Money::from_grosze(limit)
        )));
    }
    Ok(())
}

/// An overpayment sent back (zwrot nadpłaty): 221 / 240, the money itself went out as 240 / 130.
async fn refund(
    deed: &mut Deed,
    entry: &Entry,
    card: &CardRef,
    document: String,
    booking_date: NaiveDate,
) -> Result<i64> {
    let amount = Money::from_grosze(entry.amount.abs());
    if card.overpaid < amount.grosze() {
        return Err(Error::field(
            "karta",
            format!(
                "Karta {} ma nadpłatę {}, a zwrócono {}. Sprawdź, czy to ta karta.",
                card.number,
                Money::from_grosze(card.overpaid),
                amount
            ),
        ));
    }
    let overpayment = NewLine {
        card_id: Some(card.id),
        component: Component::Overpayment,
        ..money_line(ledger::chart::RECEIVABLES, Side::Debit, amount)
    };
    let entries = vec![NewEntry {
        booking_date,
        payment_day: entry.payment_day,
        document,
        reason: Reason::Refund,
        source: Some(format!("refund:{}:{}", entry.id, entry.withdrawn_times)),
        corrects: None,
        note: String::new(),
        lines: vec![overpayment, money_line("240", Side::Credit, amount)],
    }];
    ledger::post(deed, entries).await?.first().copied().ok_or_else(|| Error::internal("no journal entry"))
}
