//! Posts entries: numbered without gaps, balanced, chained, with balances, in the transaction of the deed.

use chrono::{Datelike, NaiveDate};
use ratusz_kernel::time::short_date;
use ratusz_kernel::{Deed, Error, Money, Result, Sql, audit, values};
use sea_orm::{ConnectionTrait, DbErr, SqlErr};

use super::balances::Changes;
use super::periods::{check_open, closed_through};
use super::{LineRow, NewEntry, NewLine, Reason, Side, StoredEntry, chart};

/// The chain of the journal among the kernel's chains.
pub(super) const CHAIN: &str = "journal";

/// Posts entries in order and gives their numbers. Refuses the whole set when one entry is not balanced, falls in a
/// closed period, comes from a source already posted, or would bring a balance below zero.
pub async fn post(deed: &mut Deed, entries: Vec<NewEntry>) -> Result<Vec<i64>> {
    if entries.is_empty() {
        return Ok(Vec::new());
    }
    let closed = closed_through(&deed.tx).await?;
    for entry in &entries {
        check(deed, closed, entry)?;
    }
    let count = i64::try_from(entries.len()).map_err(Error::internal)?;
    let head = audit::lock_chain(&deed.tx, CHAIN, count).await?;
    let mut previous = head.hash;
    let mut changes = Changes::default();
    let (mut entry_values, mut line_values, mut ids) =
        (Vec::new(), Vec::new(), Vec::with_capacity(entries.len()));
    for (id, entry) in (head.last_id + 1..).zip(entries) {
        let (mut stored, lines) = stored(deed, id, entry);
        stored.hash = stored.expected_hash(&previous, &lines)?;
        previous.clone_from(&stored.hash);
        changes.add(stored.reason == Reason::Storno.as_str(), &lines);
        entry_values.extend(values![
            stored.id,
            stored.booking_date,
            stored.payment_day,
            stored.document,
            stored.reason,
            stored.source,
            stored.corrects,
            stored.actor_id,
            stored.actor_name,
            stored.created_at,
            stored.note,
            stored.debit,
            stored.credit,
            stored.hash
        ]);
        for line in lines {
            line_values.extend(values![
                line.entry_id,
                line.line_no,
                line.account,
                line.card_id,
                line.due_id,
                line.component,
                line.side,
                line.amount,
                line.classification
            ]);
        }
        ids.push(id);
    }
    deed.tx
        .insert_rows(
            "INSERT INTO journal_entry (id, booking_date, payment_day, document, reason, source, corrects, actor_id, \
             actor_name, created_at, note, debit, credit, hash)",
            14,
            entry_values,
            "",
        )
        .await
        .map_err(already_posted)?;
    deed.tx
        .insert_rows(
            "INSERT INTO journal_line (entry_id, line_no, account, card_id, due_id, component, side, amount, \
             classification)",
            9,
            line_values,
            "",
        )
        .await?;
    changes.write(&deed.tx).await?;
    audit::close_chain(&deed.tx, CHAIN, &previous).await?;
    Ok(ids)
}

/// The numbers that the next entries of this deed will get; the journal stays locked until the deed ends.
pub(crate) async fn upcoming(deed: &Deed, count: usize) -> Result<Vec<i64>> {
    let head = audit::lock_chain(&deed.tx, CHAIN, 0).await?;
    Ok((head.last_id + 1..).take(count).collect())
}

fn check(deed: &Deed, closed: Option<NaiveDate>, entry: &NewEntry) -> Result<()> {
    let side = |side| -> Option<Money> {
        let mut amounts = entry.lines.iter().filter(|line| line.side == side).map(|line| line.amount);
        amounts.try_fold(Money::ZERO, Money::checked_add)
    };
    let (debit, credit) = (side(Side::Debit), side(Side::Credit));
    if debit.is_none() || debit != credit || entry.lines.iter().any(|line| line.amount <= Money::ZERO) {
        return Err(Error::internal(format!(
            "entry {} is not balanced: {debit:?} {credit:?}",
            entry.document
        )));
    }
    for line in &entry.lines {
        chart::known(line.account)?;
    }
    check_open(closed, entry.booking_date)?;
    if entry.booking_date > deed.today() || entry.payment_day > deed.today() {
        return Err(Error::Conflict("Data księgowania i dzień wpłaty nie mogą być z przyszłości.".into()));
    }
    if entry.booking_date.year() < 1990 || entry.payment_day.year() < 1990 {
        return Err(Error::Conflict(format!(
            "Data {} jest zbyt dawna. Sprawdź rok.",
            short_date(entry.booking_date.min(entry.payment_day))
        )));
    }
    Ok(())
}

/// The rows of an entry, its hash still empty.
fn stored(deed: &Deed, id: i64, entry: NewEntry) -> (StoredEntry, Vec<LineRow>) {
    let total = |side| -> i64 {
        entry.lines.iter().filter(|line| line.side == side).map(|line| line.amount.grosze()).sum()
    };
    let (debit, credit) = (total(Side::Debit), total(Side::Credit));
    let lines = (1..)
        .zip(entry.lines)
        .map(|(line_no, NewLine { account, card_id, due_id, component, side, amount, classification })| {
            LineRow {
                entry_id: id,
                line_no,
                account: account.to_owned(),
                card_id,
                due_id,
                component: component.as_str().to_owned(),
                side: side.as_str().to_owned(),
                amount: amount.grosze(),
                classification,
            }
        })
        .collect();
    let stored = StoredEntry {
        id,
        booking_date: entry.booking_date,
        payment_day: entry.payment_day,
        document: entry.document,
        reason: entry.reason.as_str().to_owned(),
        source: entry.source,
        corrects: entry.corrects,
        actor_id: deed.actor.id,
        actor_name: deed.actor.name.clone(),
        created_at: deed.now,
        note: entry.note,
        debit,
        credit,
        hash: String::new(),
    };
    (stored, lines)
}

fn already_posted(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::Conflict(
            "Ten dokument jest już zaksięgowany albo wystornowany. Niczego nie zmieniliśmy.".into(),
        ),
        _ => error.into(),
    }
}

/// Debits less credits of one account up to and including a booking date.
pub async fn bank_balance<C: ConnectionTrait>(db: &C, account: &str, up_to: NaiveDate) -> Result<Money> {
    let balance: Option<i64> = db
        .scalar(
            "SELECT CAST(COALESCE(SUM(CASE WHEN l.side = 'D' THEN l.amount ELSE -l.amount END), 0) AS BIGINT) \
             FROM journal_line l JOIN journal_entry e ON e.id = l.entry_id \
             WHERE l.account = $1 AND e.booking_date <= $2",
            values![account, up_to],
        )
        .await?;
    Ok(Money::from_grosze(balance.unwrap_or(0)))
}
