//! Posts a statement: every entry matched, credited or put to be explained, in one transaction. Either the whole
//! statement is on the books afterwards, or nothing of it.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use ratusz_dues::crediting::{self, Receipt};
use ratusz_dues::ledger::{self, Component, NewEntry, NewLine, Reason, Side};
use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result, settings};
use ratusz_payments::Deposit;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{gather, outgoing};
use crate::rules::matching::{Decision, Evidence, Policy, Rule, decide};
use crate::store::entries::{self, Entry, EntryState, Outcome};
use crate::store::statements::{self, BankStatement, StatementState};
use crate::store::{accounts, memory, online};

/// Setting with the matching policy.
pub(crate) const POLICY: &str = "banking.matching";
/// Entries whose evidence is in memory at a time.
const MATCHED_AT_ONCE: usize = 10_000;
/// Money that went out waits here until a person says what it was.
const OTHER_SETTLEMENTS: &str = "240";

/// The event other modules and our own jobs hear of.
pub(crate) const POSTED_TOPIC: &str = "banking.statement_posted";

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct StatementPosted {
    pub statement_id: i64,
}

/// What posting did with the entries of a statement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Posted {
    pub entries: usize,
    pub automatic: usize,
    pub suggested: usize,
    pub to_explain: usize,
}

/// What is to be done with one entry, before its journal entries have numbers.
struct Plan<'a> {
    entry: &'a Entry,
    outcome: Outcome,
    booking: Booking,
}

enum Booking {
    Card(i64),
    /// A payout of a payment operator: 130/141.
    Payout(i64),
    /// 130/245, or 240/130 for money that went out.
    Waiting,
    /// What the bank took: 240/130, explained at once.
    Fee,
    /// An entry of zero.
    Nothing,
}

pub(crate) async fn post(municipality: &Arc<Municipality>, actor: &Actor, id: i64) -> Result<Posted> {
    actor.require("banking.post")?;
    let db = &municipality.db.read;
    let statement = statements::get(db, id).await?.ok_or(Error::NotFound)?;
    if statement.state() != StatementState::Ready {
        return Err(not_ready(&statement));
    }
    let all = entries::of_statement(db, id).await?;
    let policy: Policy = settings::get(db, POLICY, municipality.clock.today()).await?.unwrap_or_default();
    let mut payouts = online::open_payouts(db).await?;
    let mut plans = Vec::with_capacity(all.len());
    for together in all.chunks(MATCHED_AT_ONCE) {
        let mut evidence = gather::evidence(municipality, together).await?;
        for entry in together {
            let payout = online::take_payout(&mut payouts, entry, &statement.nrb);
            let found = evidence.remove(&entry.id);
            plans.push(plan(municipality, entry, found, payout, &policy).await?);
        }
    }
    let mut deed = Deed::begin(municipality, actor, "banking.post").await?;
    if !statements::advance(&deed.tx, id, StatementState::Ready, StatementState::Posted).await? {
        return Err(super::taken());
    }
    let first_open = super::open_day(&deed, NaiveDate::MIN).await?;
    super::close_day::remember_earlier_books(&deed.tx).await?;
    let books = Books { statement: &statement, document: document(&statement), first_open };
    books.credit_cards(&mut deed, &mut plans).await?;
    books.book_payouts(&mut deed, &plans).await?;
    books.book_waiting(&mut deed, &mut plans).await?;
    let posted = summary(&plans);
    remember(&deed, &plans).await?;
    let outcomes: Vec<Outcome> = plans.into_iter().map(|plan| plan.outcome).collect();
    entries::set_outcomes(&deed.tx, &outcomes).await?;
    statements::set_posted_at(&deed.tx, id, deed.now).await?;
    if let (Some(account), Some(opening)) = (statement.account_id, statement.opening) {
        let earliest = statements::previous(&deed.tx, &statement).await?.is_none();
        accounts::start(&deed.tx, account, opening, earliest).await?;
    }
    deed.note("banking.statement_posted", format!("statement:{id}"), json!(posted));
    deed.publish(POSTED_TOPIC, &format!("statement:{id}"), &StatementPosted { statement_id: id }).await?;
    deed.tell("banking", "posted");
    deed.commit().await?;
    let Posted { entries, automatic, suggested, to_explain } = posted;
    tracing::info!(statement = id, entries, automatic, suggested, to_explain, "statement posted");
    Ok(posted)
}

fn not_ready(statement: &BankStatement) -> Error {
    let (words, _) = statement.state().words();
    Error::Conflict(format!(
        "Wyciąg {} jest {words}, więc nie można go teraz zaksięgować.",
        statement.label()
    ))
}

/// The document of the journal entries: `WB 54/2026`.
fn document(statement: &BankStatement) -> String {
    format!("WB {}", statement.label())
}

async fn plan<'a>(
    municipality: &Municipality,
    entry: &'a Entry,
    evidence: Option<Evidence>,
    payout: Option<online::Payout>,
    policy: &Policy,
) -> Result<Plan<'a>> {
    let mut outcome = Outcome {
        id: entry.id,
        state: EntryState::Posted,
        rule: None,
        reason: String::new(),
        alert: false,
        card_id: None,
        cards: Vec::new(),
        original_id: None,
        waiting_entry: None,
        journal_entry: None,
        balance_after: None,
        automatic: false,
    };
    let booking = match evidence {
        _ if entry.amount == 0 => {
            outcome.reason = "kwota 0,00 zł: nie ma czego księgować".into();
            Booking::Nothing
        }
        Some(evidence) if !outgoing::returned(entry) => match payout {
            Some(payout) => {
                outcome.rule = Some(Rule::PaymentSession);
                outcome.reason = payout.reason();
                outcome.automatic = true;
                Booking::Payout(payout.id)
            }
            None => incoming(&mut outcome, decide(&evidence, policy)),
        },
        _ if outgoing::classify(municipality, entry, &mut outcome).await? => Booking::Fee,
        _ => Booking::Waiting,
    };
    Ok(Plan { entry, outcome, booking })
}

fn incoming(outcome: &mut Outcome, decision: Decision) -> Booking {
    match decision {
        Decision::Auto { rule, card, reason } => {
            outcome.rule = Some(rule);
            outcome.reason = reason;
            outcome.card_id = Some(card);
            outcome.automatic = true;
            Booking::Card(card)
        }
        Decision::Suggest { rule, cards, reason } => {
            outcome.state = EntryState::Suggested;
            outcome.rule = Some(rule);
            outcome.reason = reason;
            outcome.cards = cards;
            Booking::Waiting
        }
        Decision::Explain { reason, alert } => {
            outcome.state = EntryState::ToExplain;
            outcome.rule = Some(Rule::Nothing);
            outcome.reason = reason;
            outcome.alert = alert;
            Booking::Waiting
        }
    }
}

/// The journal side of one statement.
struct Books<'a> {
    statement: &'a BankStatement,
    document: String,
    /// Entries of closed days are booked on the first open one.
    first_open: NaiveDate,
}

impl Books<'_> {
    /// Where a journal entry comes from: the statement's own identity, so that it can never be posted twice, whatever
    /// file brings it.
    fn source(&self, entry: &Entry) -> String {
        format!("bank:{}:{}", self.statement.identity, entry.ordinal)
    }

    fn booking_date(&self, entry: &Entry) -> NaiveDate {
        entry.booking_date.max(self.first_open)
    }

    async fn credit_cards(&self, deed: &mut Deed, plans: &mut [Plan<'_>]) -> Result<()> {
        let mut receipts = Vec::new();
        let mut places = Vec::new();
        for (place, plan) in plans.iter().enumerate() {
            if let Booking::Card(card_id) = plan.booking {
                places.push(place);
                receipts.push(Receipt {
                    source: self.source(plan.entry),
                    document: self.document.clone(),
                    booking_date: self.booking_date(plan.entry),
                    payment_day: plan.entry.payment_day,
                    amount: Money::from_grosze(plan.entry.amount),
                    card_id,
                    money_account: ledger::chart::BANK,
                    note: plan.outcome.reason.clone(),
                });
            }
        }
        if receipts.is_empty() {
            return Ok(());
        }
        for (place, credited) in places.into_iter().zip(crediting::credit(deed, &receipts).await?) {
            plans[place].outcome.journal_entry = Some(credited.entry_id);
            plans[place].outcome.balance_after = Some(credited.card_balance_after.grosze());
        }
        Ok(())
    }

    async fn book_payouts(&self, deed: &mut Deed, plans: &[Plan<'_>]) -> Result<()> {
        for plan in plans {
            let Booking::Payout(payout) = plan.booking else { continue };
            let deposit = Deposit {
                amount: Money::from_grosze(plan.entry.amount),
                day: plan.entry.booking_date,
                bank_entry: format!("statement:{}:{}", self.statement.id, plan.entry.ordinal),
            };
            ratusz_payments::settle_payout(deed, payout, &deposit).await?;
        }
        Ok(())
    }

    async fn book_waiting(&self, deed: &mut Deed, plans: &mut [Plan<'_>]) -> Result<()> {
        let mut incoming = Vec::new();
        let mut outgoing = Vec::new();
        let (mut incoming_places, mut outgoing_places) = (Vec::new(), Vec::new());
        for (place, plan) in plans.iter().enumerate() {
            let reason = match plan.booking {
                Booking::Waiting => Reason::Unidentified,
                Booking::Fee => Reason::Fee,
                _ => continue,
            };
            let source = self.source(plan.entry);
            if plan.entry.amount > 0 {
                incoming_places.push(place);
                incoming.push((
                    source,
                    self.document.clone(),
                    self.booking_date(plan.entry),
                    plan.entry.payment_day,
                    Money::from_grosze(plan.entry.amount),
                    plan.outcome.reason.clone(),
                ));
            } else {
                outgoing_places.push(place);
                outgoing.push(self.money_entry(plan.entry, reason, OTHER_SETTLEMENTS, source));
            }
        }
        if !incoming.is_empty() {
            let ids = crediting::unidentified(deed, &incoming).await?;
            for (place, id) in incoming_places.into_iter().zip(ids) {
                plans[place].outcome.waiting_entry = Some(id);
            }
        }
        if !outgoing.is_empty() {
            let ids = ledger::post(deed, outgoing).await?;
            for (place, id) in outgoing_places.into_iter().zip(ids) {
                let plan = &mut plans[place];
                match plan.booking {
                    Booking::Fee => plan.outcome.journal_entry = Some(id),
                    _ => plan.outcome.waiting_entry = Some(id),
                }
            }
        }
        Ok(())
    }

    /// Money in (130 / other) or out (other / 130), by the sign of the entry.
    fn money_entry(&self, entry: &Entry, reason: Reason, other: &'static str, source: String) -> NewEntry {
        let amount = Money::from_grosze(entry.amount.abs());
        let (bank, against) =
            if entry.amount > 0 { (Side::Debit, Side::Credit) } else { (Side::Credit, Side::Debit) };
        NewEntry {
            booking_date: self.booking_date(entry),
            payment_day: entry.payment_day,
            document: self.document.clone(),
            reason,
            source: Some(source),
            corrects: None,
            note: String::new(),
            lines: vec![money_line(ledger::chart::BANK, bank, amount), money_line(other, against, amount)],
        }
    }
}

pub(super) fn money_line(account: &'static str, side: Side, amount: Money) -> NewLine {
    NewLine {
        account,
        card_id: None,
        due_id: None,
        component: Component::Money,
        side,
        amount,
        classification: String::new(),
    }
}

fn summary(plans: &[Plan<'_>]) -> Posted {
    let count = |state: EntryState| plans.iter().filter(|plan| plan.outcome.state == state).count();
    Posted {
        entries: plans.len(),
        automatic: plans.iter().filter(|plan| plan.outcome.automatic).count(),
        suggested: count(EntryState::Suggested),
        to_explain: count(EntryState::ToExplain),
    }
}

/// Which account paid to which card.
async fn remember(deed: &Deed, plans: &[Plan<'_>]) -> Result<()> {
    let mut payments: HashMap<(&[u8], i64), i64> = HashMap::new();
    for plan in plans {
        if let (Some(index), Some(card), true) =
            (&plan.entry.counterparty_index, plan.outcome.card_id, plan.outcome.automatic)
        {
            *payments.entry((index, card)).or_default() += 1;
        }
    }
    let mut rows: Vec<_> =
        payments.into_iter().map(|((index, card), times)| (index.to_vec(), card, times, 0)).collect();
    rows.sort_unstable();
    memory::remember(&deed.tx, rows).await
}
