//! Posts a statement: every entry matched, credited or put to be explained, in one transaction. Either the whole
//! statement is on the books afterwards, or nothing of it.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;
use ratusz_dues::crediting::{self, Receipt};
use ratusz_dues::ledger::{self, Component, NewEntry, NewLine, Reason, Side};
use ratusz_kernel::{Actor, Deed, Error, Money, Municipality, Result};
use ratusz_payments::Deposit;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::check_statement;
use super::plan_entries::{Booking, Plan, plan_all};
use crate::rules::checks::{CheckName, refused_by_books};
use crate::store::entries::EntryState;
use crate::store::entry_changes::{self, Outcome};
use crate::store::statements::{self, BankStatement, StatementState};
use crate::store::{accounts, memory};

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

/// Posts a ready statement. One that the books refuse is held with their reason, so that a person sees it.
pub(crate) async fn post(municipality: &Arc<Municipality>, actor: &Actor, id: i64) -> Result<Posted> {
    actor.require("banking.post")?;
    let outcome = post_whole(municipality, actor, id).await;
    if let Err(Error::Conflict(reason)) = &outcome {
        hold(municipality, actor, id, reason).await?;
    }
    outcome
}

async fn post_whole(municipality: &Arc<Municipality>, actor: &Actor, id: i64) -> Result<Posted> {
    let statement = statements::get(&municipality.db.read, id).await?.ok_or(Error::NotFound)?;
    if statement.state() != StatementState::Ready {
        return Err(not_ready(&statement));
    }
    let mut plans = plan_all(municipality, &statement).await?;
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
    note_alerts(&mut deed, &plans);
    let outcomes: Vec<Outcome> = plans.into_iter().map(|plan| plan.outcome).collect();
    entry_changes::set_outcomes(&deed.tx, &outcomes).await?;
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

/// Sets a refused statement aside with the reason. Ready ones of the account that wait behind it are checked again,
/// because now one is missing before them.
async fn hold(municipality: &Arc<Municipality>, actor: &Actor, id: i64, reason: &str) -> Result<()> {
    let mut deed = Deed::begin(municipality, actor, "banking.post").await?;
    if !statements::advance(&deed.tx, id, StatementState::Ready, StatementState::Held).await? {
        // It was not the books: somebody else was first.
        return Ok(());
    }
    let statement = statements::get(&deed.tx, id).await?.ok_or(Error::NotFound)?;
    let mut checks = statement.checks();
    checks.retain(|check| check.name != CheckName::Books);
    checks.push(refused_by_books(reason));
    statements::set_checked(&deed.tx, id, statement.account_id, StatementState::Held, &checks).await?;
    for behind in statements::of_account_in(&deed.tx, &statement.nrb, StatementState::Ready).await? {
        // What a person let through stays let through.
        if behind.faults().is_empty() {
            check_statement::run(&deed, behind.id, false).await?;
        }
    }
    deed.note_because("banking.statement_refused", format!("statement:{id}"), json!({}), reason);
    deed.commit().await
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
    fn source(&self, plan: &Plan) -> String {
        format!("bank:{}:{}", self.statement.identity, plan.ordinal)
    }

    fn booking_date(&self, plan: &Plan) -> NaiveDate {
        plan.booking_date.max(self.first_open)
    }

    async fn credit_cards(&self, deed: &mut Deed, plans: &mut [Plan]) -> Result<()> {
        let mut receipts = Vec::new();
        let mut places = Vec::new();
        for (place, plan) in plans.iter().enumerate() {
            if let Booking::Card(card_id) = plan.booking {
                places.push(place);
                receipts.push(Receipt {
                    source: self.source(plan),
                    document: self.document.clone(),
                    booking_date: self.booking_date(plan),
                    payment_day: plan.payment_day,
                    amount: Money::from_grosze(plan.amount),
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

    async fn book_payouts(&self, deed: &mut Deed, plans: &[Plan]) -> Result<()> {
        for plan in plans {
            let Booking::Payout(payout) = plan.booking else { continue };
            let deposit = Deposit {
                amount: Money::from_grosze(plan.amount),
                day: plan.booking_date,
                bank_entry: format!("statement:{}:{}", self.statement.id, plan.ordinal),
            };
            ratusz_payments::settle_payout(deed, payout, &deposit).await?;
        }
        Ok(())
    }

    async fn book_waiting(&self, deed: &mut Deed, plans: &mut [Plan]) -> Result<()> {
        let mut incoming = Vec::new();
        let mut outgoing = Vec::new();
        let (mut incoming_places, mut outgoing_places) = (Vec::new(), Vec::new());
        for (place, plan) in plans.iter().enumerate() {
            let reason = match plan.booking {
                Booking::Waiting => Reason::Unidentified,
                Booking::Fee => Reason::Fee,
                _ => continue,
            };
            let source = self.source(plan);
            if plan.amount > 0 {
                incoming_places.push(place);
                incoming.push((
                    source,
                    self.document.clone(),
                    self.booking_date(plan),
                    plan.payment_day,
                    Money::from_grosze(plan.amount),
                    plan.outcome.reason.clone(),
                ));
            } else {
                outgoing_places.push(place);
                outgoing.push(self.money_entry(plan, reason, OTHER_SETTLEMENTS, source));
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

    /// Money in (130 / other) or out (other / 130), by the sign of the amount.
    fn money_entry(&self, plan: &Plan, reason: Reason, other: &'static str, source: String) -> NewEntry {
        let amount = Money::from_grosze(plan.amount.abs());
        let (bank, against) =
            if plan.amount > 0 { (Side::Debit, Side::Credit) } else { (Side::Credit, Side::Debit) };
        NewEntry {
            booking_date: self.booking_date(plan),
            payment_day: plan.payment_day,
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

fn summary(plans: &[Plan]) -> Posted {
    let count = |state: EntryState| plans.iter().filter(|plan| plan.outcome.state == state).count();
    Posted {
        entries: plans.len(),
        automatic: plans.iter().filter(|plan| plan.outcome.automatic).count(),
        suggested: count(EntryState::Suggested),
        to_explain: count(EntryState::ToExplain),
    }
}

/// Which account paid to which card.
async fn remember(deed: &Deed, plans: &[Plan]) -> Result<()> {
    let mut payments: HashMap<(&[u8], i64), i64> = HashMap::new();
    for plan in plans {
        if let (Some(index), Some(card), true) =
            (&plan.counterparty_index, plan.outcome.card_id, plan.outcome.automatic)
        {
            *payments.entry((index, card)).or_default() += 1;
        }
    }
    let mut rows: Vec<_> =
        payments.into_iter().map(|((index, card), times)| (index.to_vec(), card, times, 0)).collect();
    rows.sort_unstable();
    memory::remember(&deed.tx, rows).await
}

/// What a bank should never have sent is kept in the audit, for whoever looks after the contract with the bank.
fn note_alerts(deed: &mut Deed, plans: &[Plan]) {
    for plan in plans.iter().filter(|plan| plan.outcome.alert) {
        deed.note_because(
            "banking.bank_alert",
            format!("entry:{}", plan.outcome.id),
            json!({ "grosze": plan.amount }),
            &plan.outcome.reason,
        );
    }
}
