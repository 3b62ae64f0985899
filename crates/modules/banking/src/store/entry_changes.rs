//! What posting and people change about an entry: where it stands, its card, its journal entries.

use ratusz_kernel::{Actor, Result, Sql, values};
use sea_orm::{ConnectionTrait, Value};

use super::entries::{Entry, EntryState};
use super::{change, update_rows};
use crate::rules::matching::Rule;

const TABLE: &str = "statement_entry";
/// A change by a person applies only to an entry that waits for one.
const WAITING: &str = "state IN ('suggested', 'to_explain')";

/// What posting decided about one entry.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    pub id: i64,
    pub state: EntryState,
    pub rule: Option<Rule>,
    pub reason: String,
    pub alert: bool,
    pub card_id: Option<i64>,
    pub cards: Vec<i64>,
    pub original_id: Option<i64>,
    pub waiting_entry: Option<i64>,
    pub journal_entry: Option<i64>,
    pub balance_after: Option<i64>,
    /// Posted to a card without a person: counts in the precision of automatic posting.
    pub automatic: bool,
}

pub(crate) async fn set_outcomes<C: ConnectionTrait>(tx: &C, outcomes: &[Outcome]) -> Result<()> {
    for together in outcomes.chunks(ROWS_AT_ONCE) {
        let mut rows = Vec::with_capacity(together.len() * OUTCOME_TYPES.len());
        for outcome in together {
            let rule = outcome.rule.map(Rule::number);
            rows.extend(values![
                outcome.id,
                outcome.state.as_str(),
                rule,
                outcome.reason.clone(),
                i64::from(outcome.alert),
                outcome.card_id,
                serde_json::to_string(&outcome.cards)?,
                outcome.original_id,
                outcome.waiting_entry,
                outcome.journal_entry,
                outcome.balance_after,
                rule.filter(|_| outcome.automatic)
            ]);
        }
        update_rows(tx, TABLE, OUTCOME, &OUTCOME_TYPES, rows).await?;
    }
    Ok(())
}

/// Entries whose parameters are in memory at a time.
const ROWS_AT_ONCE: usize = 1000;
const OUTCOME: &str = "state = v.column2, rule = v.column3, reason = v.column4, alert = (v.column5 = 1), \
    card_id = v.column6, cards = v.column7, original_id = v.column8, waiting_entry = v.column9, \
    journal_entry = v.column10, balance_after = v.column11, first_rule = v.column12";
const OUTCOME_TYPES: [&str; 12] = [
    "BIGINT", "TEXT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "TEXT", "BIGINT", "BIGINT", "BIGINT", "BIGINT",
    "BIGINT",
];

/// A person placed an entry on a card; gives false when it was no longer waiting.
pub(crate) async fn set_assigned<C: ConnectionTrait>(
    tx: &C,
    id: i64,
    card_id: i64,
    journal_entry: i64,
    balance_after: Option<i64>,
    by: &str,
) -> Result<bool> {
    let set = vec![
        ("state", EntryState::Posted.as_str().into()),
        ("card_id", card_id.into()),
        ("journal_entry", journal_entry.into()),
        ("balance_after", balance_after.into()),
        ("handled_by", by.into()),
        ("alert", false.into()),
        ("told", false.into()),
    ];
    change(tx, TABLE, id, WAITING, set).await
}

/// An entry explained without a card: a fee, a transfer between own accounts.
pub(crate) async fn set_settled<C: ConnectionTrait>(tx: &C, id: i64, reason: &str, by: &str) -> Result<bool> {
    let set = vec![
        ("state", EntryState::Posted.as_str().into()),
        ("reason", reason.into()),
        ("handled_by", by.into()),
        ("alert", false.into()),
    ];
    change(tx, TABLE, id, WAITING, set).await
}

/// A proposal was refused: the entry waits for an explanation.
pub(crate) async fn set_declined<C: ConnectionTrait>(tx: &C, id: i64, by: &str) -> Result<bool> {
    let set = vec![
        ("state", EntryState::ToExplain.as_str().into()),
        ("original_id", None::<i64>.into()),
        ("handled_by", by.into()),
    ];
    change(tx, TABLE, id, "state = 'suggested'", set).await
}

/// An entry posted to a wrong card waits again; the automatic match counts as wrong.
pub(crate) async fn set_withdrawn<C: ConnectionTrait>(
    tx: &C,
    entry: &Entry,
    waiting_entry: i64,
    by: &Actor,
    reason: &str,
) -> Result<bool> {
    let set = vec![
        ("state", EntryState::ToExplain.as_str().into()),
        ("reason", reason.into()),
        ("card_id", None::<i64>.into()),
        ("cards", "[]".into()),
        ("waiting_entry", waiting_entry.into()),
        ("journal_entry", None::<i64>.into()),
        ("balance_after", None::<i64>.into()),
        ("corrected", true.into()),
        ("withdrawn_by", by.id.into()),
        ("withdrawn_times", (entry.withdrawn_times + 1).into()),
        ("handled_by", by.name.as_str().into()),
    ];
    change(tx, TABLE, entry.id, "state = 'posted'", set).await
}

/// An entry and the one it takes back are settled against each other.
pub(crate) async fn set_reversed<C: ConnectionTrait>(
    tx: &C,
    id: i64,
    original: i64,
    by: &str,
) -> Result<bool> {
    let reversed = |other: i64| {
        vec![("state", EntryState::Reversed.as_str().into()), ("original_id", Value::from(other))]
    };
    let mut own = reversed(original);
    own.extend([("handled_by", by.into()), ("alert", false.into())]);
    Ok(change(tx, TABLE, id, WAITING, own).await?
        && change(tx, TABLE, original, "state <> 'reversed'", reversed(id)).await?)
}

/// Marks entries whose payers were told.
pub(crate) async fn set_told<C: ConnectionTrait>(tx: &C, ids: &[i64]) -> Result<()> {
    for batch in ids.chunks(1000) {
        let sql = format!(
            "UPDATE statement_entry SET told = TRUE WHERE id IN ({})",
            super::placeholders(1, batch.len())
        );
        tx.run(&sql, batch.iter().map(|id| Value::from(*id)).collect::<Vec<_>>()).await?;
    }
    Ok(())
}
