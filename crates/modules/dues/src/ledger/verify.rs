//! The proof of the books: the chain and every balance recomputed from the lines.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use ratusz_kernel::audit::ChainHead;
use ratusz_kernel::{Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::Serialize;

use super::balances::{Changes, DueChange, counted_days};
use super::post::CHAIN;
use super::{LineRow, Reason, StoredEntry};

/// Entries read at once.
const PAGE: i64 = 500;

/// What the proof found; the books are sound when nothing is broken and nothing differs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub entries: u64,
    /// Hash of the last good entry; write it down elsewhere, a chain without an outside anchor can be rewritten whole.
    pub head: String,
    /// The first entry whose hash or sums do not agree with its content.
    pub broken_at: Option<i64>,
    /// Dues whose kept balance differs from their lines.
    pub wrong_dues: Vec<i64>,
    /// Cards whose kept overpayment differs from their lines.
    pub wrong_cards: Vec<i64>,
}

impl Verdict {
    pub fn sound(&self) -> bool {
        self.broken_at.is_none() && self.wrong_dues.is_empty() && self.wrong_cards.is_empty()
    }
}

/// Recomputes the chain and all balances, reading the journal in pages.
pub async fn verify<C: ConnectionTrait>(db: &C) -> Result<Verdict> {
    let mut verdict = Verdict::default();
    let mut changes = Changes::default();
    let mut last = 0;
    loop {
        let entries: Vec<StoredEntry> = db
            .all("SELECT * FROM journal_entry WHERE id > $1 ORDER BY id LIMIT $2", values![last, PAGE])
            .await?;
        let (Some(first_id), Some(last_id)) =
            (entries.first().map(|entry| entry.id), entries.last().map(|entry| entry.id))
        else {
            break;
        };
        let rows: Vec<LineRow> = db
            .all(
                "SELECT * FROM journal_line WHERE entry_id BETWEEN $1 AND $2 ORDER BY entry_id, line_no",
                values![first_id, last_id],
            )
            .await?;
        let mut lines: BTreeMap<i64, Vec<LineRow>> = BTreeMap::new();
        for row in rows {
            lines.entry(row.entry_id).or_default().push(row);
        }
        for entry in entries {
            let lines = lines.remove(&entry.id).unwrap_or_default();
            let follows = entry.id == last + 1 && entry.expected_hash(&verdict.head, &lines)? == entry.hash;
            if !follows || !balanced(&entry, &lines) {
                verdict.broken_at = Some(entry.id);
                return Ok(verdict);
            }
            changes.add(entry.reason == Reason::Storno.as_str(), &lines);
            last = entry.id;
            verdict.head = entry.hash;
            verdict.entries += 1;
        }
    }
    let head: Option<ChainHead> =
        db.maybe("SELECT last_id, hash FROM chain_head WHERE name = $1", values![CHAIN]).await?;
    let (last_id, hash) = head.map_or((0, String::new()), |head| (head.last_id, head.hash));
    let stray: Option<i64> = db
        .scalar(
            "SELECT entry_id FROM journal_line WHERE entry_id > $1 OR entry_id < 1 LIMIT 1",
            values![last],
        )
        .await?;
    if last_id != last || hash != verdict.head || stray.is_some() {
        verdict.broken_at = Some(last + 1);
        return Ok(verdict);
    }
    verdict.wrong_dues = wrong_dues(db, changes.dues).await?;
    verdict.wrong_cards = wrong_cards(db, changes.overpaid).await?;
    Ok(verdict)
}

fn balanced(entry: &StoredEntry, lines: &[LineRow]) -> bool {
    let sum =
        |side: &str| -> i64 { lines.iter().filter(|line| line.side == side).map(|line| line.amount).sum() };
    sum("D") == entry.debit && sum("C") == entry.credit && entry.debit == entry.credit
}

#[derive(FromQueryResult)]
struct DueRow {
    id: i64,
    card_id: i64,
    open: i64,
    cost_open: i64,
    interest_open: i64,
    interest_paid: i64,
    interest_counted_to: Option<NaiveDate>,
}

async fn wrong_dues<C: ConnectionTrait>(db: &C, mut expected: BTreeMap<i64, DueChange>) -> Result<Vec<i64>> {
    let mut wrong = Vec::new();
    let mut last = 0;
    loop {
        let rows: Vec<DueRow> = db
            .all(
                "SELECT id, card_id, open, cost_open, interest_open, interest_paid, interest_counted_to FROM due \
                 WHERE id > $1 ORDER BY id LIMIT $2",
                values![last, PAGE],
            )
            .await?;
        let Some(row) = rows.last() else { break };
        last = row.id;
        let counted: Vec<i64> =
            rows.iter().filter(|row| row.interest_counted_to.is_some()).map(|row| row.card_id).collect();
        let days = if counted.is_empty() { BTreeMap::new() } else { counted_days(db, &counted).await? };
        for row in rows {
            let kept = DueChange {
                principal: row.open,
                cost: row.cost_open,
                interest_open: row.interest_open,
                interest_paid: row.interest_paid,
            };
            let counted_wrong =
                row.interest_counted_to.is_some() && days.get(&row.id).copied() != row.interest_counted_to;
            if expected.remove(&row.id).unwrap_or_default() != kept || counted_wrong {
                wrong.push(row.id);
            }
        }
    }
    // What remains has lines but no due.
    wrong.extend(expected.into_keys());
    Ok(wrong)
}

#[derive(FromQueryResult)]
struct CardRow {
    id: i64,
    overpaid: i64,
}

async fn wrong_cards<C: ConnectionTrait>(db: &C, mut expected: BTreeMap<i64, i64>) -> Result<Vec<i64>> {
    expected.retain(|_, overpaid| *overpaid != 0);
    let rows: Vec<CardRow> = db.all("SELECT id, overpaid FROM card WHERE overpaid <> 0", values![]).await?;
    let mut wrong: Vec<i64> =
        rows.iter().filter(|row| expected.remove(&row.id) != Some(row.overpaid)).map(|row| row.id).collect();
    wrong.extend(expected.into_keys());
    Ok(wrong)
}
