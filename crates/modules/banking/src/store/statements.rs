//! Statements with their state and checks.

use chrono::{DateTime, NaiveDate, Utc};
use ratusz_kernel::{Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::{Deserialize, Serialize};

use super::change;
use crate::rules::checks::{Check, Previous};
use crate::rules::identity::number_and_page;

const TABLE: &str = "bank_statement";

/// Where a statement stands. Nothing leads from one state to another but the deeds in `actions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementState {
    Received,
    /// A report of the running day: shown, never posted.
    Information,
    /// Wstrzymany: a check failed; a person decides.
    Held,
    Ready,
    Posted,
    DayClosed,
    /// A person set it aside for good.
    Discarded,
}

impl StatementState {
    const ALL: [Self; 7] = [
        Self::Received,
        Self::Information,
        Self::Held,
        Self::Ready,
        Self::Posted,
        Self::DayClosed,
        Self::Discarded,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Information => "information",
            Self::Held => "held",
            Self::Ready => "ready",
            Self::Posted => "posted",
            Self::DayClosed => "day_closed",
            Self::Discarded => "discarded",
        }
    }

    /// The word for people and the kind of its pill.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Received => ("przyjęty", "neutral"),
            Self::Information => ("tylko do wglądu", "neutral"),
            Self::Held => ("wstrzymany", "late"),
            Self::Ready => ("czeka na zaksięgowanie", "soon"),
            Self::Posted => ("zaksięgowany", "paid"),
            Self::DayClosed => ("dzień zamknięty", "paid"),
            Self::Discarded => ("odrzucony", "neutral"),
        }
    }
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct BankStatement {
    pub id: i64,
    pub file_id: i64,
    pub account_id: Option<i64>,
    pub nrb: String,
    pub number: String,
    pub identity: String,
    pub content: String,
    pub currency: String,
    pub opening: Option<i64>,
    pub closing_date: Option<NaiveDate>,
    pub closing: Option<i64>,
    pub last_date: Option<NaiveDate>,
    pub entry_count: i64,
    pub entry_sum: i64,
    pub unresolved: i64,
    state: String,
    checks: String,
    pub decided_by: String,
    pub decided_reason: String,
}

impl BankStatement {
    pub(crate) fn state(&self) -> StatementState {
        StatementState::ALL
            .into_iter()
            .find(|state| state.as_str() == self.state)
            .unwrap_or(StatementState::Received)
    }

    pub(crate) fn checks(&self) -> Vec<Check> {
        serde_json::from_str(&self.checks).unwrap_or_default()
    }

    /// The failed checks.
    pub(crate) fn faults(&self) -> Vec<Check> {
        self.checks().into_iter().filter(|check| !check.ok).collect()
    }

    pub(crate) fn number_and_page(&self) -> Option<(i64, i64)> {
        number_and_page(&self.number).filter(|(number, _)| *number > 0)
    }

    /// `54/2026`, or the day when the bank does not count its statements.
    pub(crate) fn label(&self) -> String {
        use chrono::Datelike;
        match (self.number_and_page(), self.closing_date) {
            (Some((number, 1)), Some(date)) => format!("{number}/{}", date.year()),
            (Some((number, page)), Some(date)) => format!("{number}/{}, strona {page}", date.year()),
            (Some((number, _)), None) => number.to_string(),
            (None, Some(date)) => format!("z {}", ratusz_kernel::time::short_date(date)),
            (None, None) => "bez numeru".to_owned(),
        }
    }
}

/// A statement about to be kept.
#[derive(Debug, Clone)]
pub(crate) struct NewStatement {
    pub id: i64,
    pub nrb: String,
    pub number: String,
    pub identity: String,
    pub content: String,
    pub currency: String,
    pub opening_date: Option<NaiveDate>,
    pub opening: Option<i64>,
    pub closing_date: Option<NaiveDate>,
    pub closing: Option<i64>,
    pub last_date: Option<NaiveDate>,
    pub entry_count: i64,
    pub entry_sum: i64,
    pub unresolved: i64,
}

pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<BankStatement>> {
    Ok(db.maybe("SELECT * FROM bank_statement WHERE id = $1", values![id]).await?)
}

pub(crate) async fn of_file<C: ConnectionTrait>(db: &C, file_id: i64) -> Result<Vec<BankStatement>> {
    Ok(db.all("SELECT * FROM bank_statement WHERE file_id = $1 ORDER BY id", values![file_id]).await?)
}

pub(crate) async fn by_identity<C: ConnectionTrait>(db: &C, identity: &str) -> Result<Option<BankStatement>> {
    Ok(db.maybe("SELECT * FROM bank_statement WHERE identity = $1", values![identity]).await?)
}

/// The newest statement that concerns the books: the last number of the last day.
pub(crate) async fn latest<C: ConnectionTrait>(db: &C) -> Result<Option<BankStatement>> {
    let newest: Vec<BankStatement> = db
        .all(
            "SELECT * FROM bank_statement WHERE state IN ('posted', 'day_closed') \
             ORDER BY closing_date DESC, id DESC LIMIT 20",
            values![],
        )
        .await?;
    Ok(newest.into_iter().max_by_key(|one| (one.closing_date, one.number_and_page(), one.id)))
}

pub(crate) async fn recent<C: ConnectionTrait>(db: &C, limit: i64) -> Result<Vec<BankStatement>> {
    Ok(db
        .all("SELECT * FROM bank_statement ORDER BY closing_date DESC, id DESC LIMIT $1", values![limit])
        .await?)
}

/// Statements a person or the posting must still take care of, oldest first.
pub(crate) async fn waiting<C: ConnectionTrait>(db: &C) -> Result<Vec<BankStatement>> {
    Ok(db
        .all(
            "SELECT * FROM bank_statement WHERE state IN ('held', 'ready', 'received') ORDER BY closing_date, id",
            values![],
        )
        .await?)
}

/// Statements of one account in a state, oldest first.
pub(crate) async fn of_account_in<C: ConnectionTrait>(
    db: &C,
    nrb: &str,
    state: StatementState,
) -> Result<Vec<BankStatement>> {
    Ok(db
        .all(
            "SELECT * FROM bank_statement WHERE nrb = $1 AND state = $2 ORDER BY closing_date, id",
            values![nrb, state.as_str()],
        )
        .await?)
}

pub(crate) async fn insert<C: ConnectionTrait>(
    tx: &C,
    file_id: i64,
    new: &NewStatement,
    received_at: DateTime<Utc>,
) -> Result<()> {
    tx.run(
        "INSERT INTO bank_statement (id, file_id, nrb, number, identity, content, currency, opening_date, opening, \
         closing_date, closing, last_date, entry_count, entry_sum, unresolved, state, checks, decided_by, \
         decided_reason, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
         'received', '[]', '', '', $16)",
        values![
            new.id,
            file_id,
            new.nrb.clone(),
            new.number.clone(),
            new.identity.clone(),
            new.content.clone(),
            new.currency.clone(),
            new.opening_date,
            new.opening,
            new.closing_date,
            new.closing,
            new.last_date,
            new.entry_count,
            new.entry_sum,
            new.unresolved,
            received_at
        ],
    )
    .await?;
    Ok(())
}

/// The outcome of the checks.
pub(crate) async fn set_checked<C: ConnectionTrait>(
    tx: &C,
    id: i64,
    account_id: Option<i64>,
    state: StatementState,
    checks: &[Check],
) -> Result<()> {
    let set = vec![
        ("account_id", account_id.into()),
        ("state", state.as_str().into()),
        ("checks", serde_json::to_string(checks)?.into()),
    ];
    change(tx, TABLE, id, "", set).await?;
    Ok(())
}

/// Moves a statement on; gives false when it was no longer in the state expected.
pub(crate) async fn advance<C: ConnectionTrait>(
    tx: &C,
    id: i64,
    from: StatementState,
    to: StatementState,
) -> Result<bool> {
    let still = format!("state = '{}'", from.as_str());
    change(tx, TABLE, id, &still, vec![("state", to.as_str().into())]).await
}

/// Who decided about a held statement, and why.
pub(crate) async fn set_decision<C: ConnectionTrait>(tx: &C, id: i64, by: &str, reason: &str) -> Result<()> {
    change(tx, TABLE, id, "", vec![("decided_by", by.into()), ("decided_reason", reason.into())]).await?;
    Ok(())
}

/// A discarded statement gives its identity up, so that the right one can come.
pub(crate) async fn give_up_identity<C: ConnectionTrait>(tx: &C, id: i64) -> Result<()> {
    tx.run(
        "UPDATE bank_statement SET identity = identity || '~' || CAST(id AS TEXT) WHERE id = $1",
        values![id],
    )
    .await?;
    Ok(())
}

pub(crate) async fn set_posted_at<C: ConnectionTrait>(tx: &C, id: i64, at: DateTime<Utc>) -> Result<()> {
    change(tx, TABLE, id, "", vec![("posted_at", at.into())]).await?;
    Ok(())
}

/// Last day of an earlier statement of the account that is held.
pub(crate) async fn held_before<C: ConnectionTrait>(
    db: &C,
    statement: &BankStatement,
) -> Result<Option<NaiveDate>> {
    let Some(date) = statement.closing_date else { return Ok(None) };
    let sql = "SELECT MAX(closing_date) FROM bank_statement WHERE nrb = $1 AND id <> $2 AND closing_date < $3 \
               AND state = 'held'";
    Ok(db.scalar(sql, values![statement.nrb.clone(), statement.id, date]).await?.flatten())
}

/// The statement before this one on its account, among those that count.
pub(crate) async fn previous<C: ConnectionTrait>(
    db: &C,
    statement: &BankStatement,
) -> Result<Option<Previous>> {
    let Some(date) = statement.closing_date else { return Ok(None) };
    let earlier: Vec<BankStatement> = db
        .all(
            "SELECT * FROM bank_statement WHERE nrb = $1 AND id <> $2 AND closing_date <= $3 \
             AND state IN ('ready', 'posted', 'day_closed') ORDER BY closing_date DESC LIMIT 40",
            values![statement.nrb.clone(), statement.id, date],
        )
        .await?;
    let own = statement.number_and_page();
    let before = earlier
        .iter()
        .filter(|other| other.closing_date < Some(date) || own.is_none() || other.number_and_page() < own)
        .max_by_key(|other| (other.closing_date, other.number_and_page(), other.id));
    Ok(before.and_then(|other| {
        Some(Previous {
            number: other.number_and_page(),
            closing: other.closing?,
            closing_date: other.closing_date?,
        })
    }))
}
