//! Decides what is to be done with every entry of a statement before anything of it is written.

use std::collections::HashSet;

use chrono::NaiveDate;
use ratusz_kernel::{Municipality, Result, settings};

use super::{gather, outgoing};
use crate::rules::matching::{Decision, Evidence, Policy, Rule, decide};
use crate::store::entries::{self, Entry, EntryState};
use crate::store::entry_changes::Outcome;
use crate::store::online;
use crate::store::statements::BankStatement;

/// Setting with the matching policy.
pub(crate) const POLICY: &str = "banking.matching";
/// Entries that are in memory with their evidence at a time.
const MATCHED_AT_ONCE: i64 = 10_000;
/// What is to be done with one entry, before its journal entries have numbers.
pub(super) struct Plan {
    pub ordinal: i64,
    pub booking_date: NaiveDate,
    pub payment_day: NaiveDate,
    pub amount: i64,
    pub counterparty_index: Option<Vec<u8>>,
    pub outcome: Outcome,
    pub booking: Booking,
}

pub(super) enum Booking {
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

/// What is to be done with every entry, decided some thousands at a time.
pub(super) async fn plan_all(municipality: &Municipality, statement: &BankStatement) -> Result<Vec<Plan>> {
    let db = &municipality.db.read;
    let policy: Policy = settings::get(db, POLICY, municipality.clock.today()).await?.unwrap_or_default();
    let mut payouts = online::open_payouts(db).await?;
    let mut plans = Vec::with_capacity(usize::try_from(statement.entry_count).unwrap_or(0));
    let (mut claimed, mut last) = (HashSet::new(), 0);
    loop {
        let together = entries::after(db, statement.id, last, MATCHED_AT_ONCE).await?;
        let Some(end) = together.last() else { return Ok(plans) };
        last = end.ordinal;
        let mut evidence = gather::evidence(municipality, &together).await?;
        for entry in together {
            let payout = online::take_payout(&mut payouts, &entry, &statement.nrb);
            let found = evidence.remove(&entry.id);
            plans.push(plan(municipality, entry, found, payout, &policy, &mut claimed).await?);
        }
    }
}

async fn plan(
    municipality: &Municipality,
    entry: Entry,
    evidence: Option<Evidence>,
    payout: Option<online::Payout>,
    policy: &Policy,
    claimed: &mut HashSet<i64>,
) -> Result<Plan> {
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
        Some(evidence) if !outgoing::returned(&entry) => match payout {
            Some(payout) => {
                outcome.rule = Some(Rule::PaymentSession);
                outcome.reason = payout.reason(entry.amount);
                outcome.automatic = true;
                Booking::Payout(payout.id)
            }
            None => incoming(&mut outcome, decide(&evidence, policy)),
        },
        _ if outgoing::classify(municipality, &entry, &mut outcome, claimed).await? => Booking::Fee,
        _ => Booking::Waiting,
    };
    let Entry { ordinal, booking_date, payment_day, amount, counterparty_index, .. } = entry;
    Ok(Plan { ordinal, booking_date, payment_day, amount, counterparty_index, outcome, booking })
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
