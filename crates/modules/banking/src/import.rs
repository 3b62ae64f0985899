//! Taking in a statement file from the command line, the watched folder and the upload page; the answer as JSON.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use ratusz_kernel::{Actor, Error, Municipality, Result};
use sea_orm::ConnectionTrait;
use serde::Serialize;

use crate::actions::auto_post;
use crate::actions::receive::{Incoming, receive};
use crate::rules::checks::Check;
use crate::store::files::{self, FileState};
use crate::store::reconciling;
use crate::store::statements::{self, BankStatement, StatementState};

/// What became of a file as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Taken over now.
    Imported,
    /// The same bytes came before; nothing changed.
    AlreadyImported,
    /// Nothing of it can be used; kept with line and reason.
    Rejected,
    /// Its code page must be chosen by a person.
    Held,
}

/// A statement of a file.
#[derive(Debug, Clone, Serialize)]
pub struct ImportedStatement {
    pub id: i64,
    /// `54/2026`
    pub label: String,
    /// 26 digits.
    pub account: String,
    pub state: StatementState,
    pub entries: i64,
    /// In grosze.
    pub sum: i64,
    pub closing: Option<i64>,
    pub checks: Vec<Check>,
    /// It came before in another file and was left out of this one.
    pub duplicate: bool,
    pub automatic: i64,
    pub suggested: i64,
    pub to_explain: i64,
}

/// What became of a file.
#[derive(Debug, Clone, Serialize)]
pub struct Imported {
    pub file_id: i64,
    pub name: String,
    pub outcome: Outcome,
    /// Why it was rejected or held, in Polish.
    pub reason: String,
    pub line: Option<i64>,
    pub received_at: DateTime<Utc>,
    pub received_by: String,
    pub statements: Vec<ImportedStatement>,
}

/// Takes a file in, posts what is ready when the municipality wants it so, and tells what became of it.
pub async fn import_file(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    name: &str,
    bytes: Vec<u8>,
) -> Result<Imported> {
    take_in(municipality, actor, name, bytes, "command").await
}

pub(crate) async fn take_in(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    name: &str,
    bytes: Vec<u8>,
    source: &'static str,
) -> Result<Imported> {
    let received = receive(municipality, actor, Incoming { name: name.to_owned(), bytes, source }).await?;
    // Also after a repeat: a crash between taking in and posting leaves a ready statement behind.
    auto_post::run(municipality).await?;
    let mut imported = of_file(&municipality.db.read, received.file_id).await?;
    if received.repeated {
        imported.outcome = Outcome::AlreadyImported;
    }
    Ok(imported)
}

/// What became of a file that is already kept.
pub(crate) async fn of_file<C: ConnectionTrait>(db: &C, file_id: i64) -> Result<Imported> {
    let file = files::get(db, file_id).await?.ok_or(Error::NotFound)?;
    let mut statements = Vec::new();
    for statement in statements::of_file(db, file_id).await? {
        statements.push(describe(db, &statement, false).await?);
    }
    for id in file.duplicates() {
        if let Some(statement) = statements::get(db, id).await? {
            statements.push(describe(db, &statement, true).await?);
        }
    }
    Ok(Imported {
        file_id,
        outcome: match file.state() {
            FileState::Accepted => Outcome::Imported,
            FileState::Rejected => Outcome::Rejected,
            FileState::Held => Outcome::Held,
        },
        name: file.name,
        reason: file.reason,
        line: file.line,
        received_at: file.received_at,
        received_by: file.received_by,
        statements,
    })
}

async fn describe<C: ConnectionTrait>(
    db: &C,
    statement: &BankStatement,
    duplicate: bool,
) -> Result<ImportedStatement> {
    let counts = reconciling::counts(db, statement.id).await?;
    Ok(ImportedStatement {
        id: statement.id,
        label: statement.label(),
        account: statement.nrb.clone(),
        state: statement.state(),
        entries: statement.entry_count,
        sum: statement.entry_sum,
        closing: statement.closing,
        checks: statement.checks(),
        duplicate,
        automatic: counts.automatic,
        suggested: counts.suggested,
        to_explain: counts.to_explain,
    })
}
