//! Takes in a file: kept as it came, read whole, its statements checked. The same bytes again change nothing.

use std::collections::HashMap;
use std::sync::Arc;

use bank_statements::Encoding;
use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::auto_post::AUTO_POST_JOB;
use super::check_statement;
use super::read_file::{Draft, Readable, Reading, read_file};
use crate::store::accounts::{self, BankAccount};
use crate::store::files::{self, FileState, NewFile};
use crate::store::statements::{BankStatement, NewStatement, StatementState};
use crate::store::{entry_rows, statements};

/// A file on its way in.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub name: String,
    pub bytes: Vec<u8>,
    /// `upload`, `watch` or `command`.
    pub source: &'static str,
}

/// What became of it: the file's row, and whether it was there before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Received {
    pub file_id: i64,
    pub repeated: bool,
}

pub(crate) async fn receive(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    incoming: Incoming,
) -> Result<Received> {
    actor.require("banking.import")?;
    let sha256 = hex::encode(Sha256::digest(&incoming.bytes));
    if let Some(earlier) = files::by_hash(&municipality.db.read, &sha256).await? {
        return Ok(Received { file_id: earlier.id, repeated: true });
    }
    let Incoming { name, bytes, source } = incoming;
    let file_id = municipality.new_id();
    let (reading, bytes) = read_apart(municipality, bytes, None).await?;
    let packed =
        apart(municipality, move |municipality| files::pack(municipality, file_id, &bytes)).await??;
    let mut deed = Deed::begin(municipality, actor, "banking.import").await?;
    // Somebody may have sent the same file meanwhile.
    if let Some(earlier) = files::by_hash(&deed.tx, &sha256).await? {
        return Ok(Received { file_id: earlier.id, repeated: true });
    }
    let (state, reason, line) = match &reading.content {
        Readable::Statements(_) => (FileState::Accepted, "", None),
        Readable::WrongLetters { line, reason } => (FileState::Held, reason.as_str(), *line),
        Readable::Rejected { line, reason } => (FileState::Rejected, reason.as_str(), Some(*line)),
    };
    let file = NewFile {
        id: file_id,
        sha256: &sha256,
        name: &name,
        source,
        received_by: &actor.name,
        received_at: deed.now,
        bytes: packed,
        format: reading.format,
        encoding: reading.encoding.map_or("", Encoding::name),
        state,
        reason,
        line: line.and_then(|line| i64::try_from(line).ok()),
    };
    files::insert(&deed.tx, file).await?;
    deed.note(
        "banking.file_received",
        format!("file:{file_id}"),
        json!({ "sha256": sha256, "state": state.as_str(), "source": source, "format": reading.format }),
    );
    if let Readable::Statements(drafts) = reading.content {
        keep(&mut deed, file_id, drafts).await?;
        // Should this process die before it posts, the worker does it.
        deed.queue(AUTO_POST_JOB, &format!("file:{file_id}"), &(), deed.now).await?;
    }
    deed.commit().await?;
    Ok(Received { file_id, repeated: false })
}

/// Reads a file on a thread of its own and gives the bytes back.
pub(super) async fn read_apart(
    municipality: &Arc<Municipality>,
    bytes: Vec<u8>,
    encoding: Option<Encoding>,
) -> Result<(Reading, Vec<u8>)> {
    let known: HashMap<String, BankAccount> = accounts::all(&municipality.db.read)
        .await?
        .into_iter()
        .map(|account| (account.nrb.clone(), account))
        .collect();
    apart(municipality, move |municipality| (read_file(municipality, &known, &bytes, encoding), bytes)).await
}

/// Computes on a thread of its own: a large file takes seconds.
async fn apart<T: Send + 'static>(
    municipality: &Arc<Municipality>,
    compute: impl FnOnce(&Arc<Municipality>) -> T + Send + 'static,
) -> Result<T> {
    let municipality = Arc::clone(municipality);
    tokio::task::spawn_blocking(move || compute(&municipality)).await.map_err(Error::internal)
}

/// Keeps the statements of a file. One that came before is left out; one with the same number and other content is
/// kept and held.
pub(super) async fn keep(deed: &mut Deed, file_id: i64, drafts: Vec<Draft>) -> Result<()> {
    let mut duplicates = Vec::new();
    for Draft { mut statement, interim, rows } in drafts {
        if interim {
            // A report of the running day says the same again and again; it takes no identity away.
            statement.identity = format!("{}~{}", statement.identity, statement.id);
        } else if let Some(earlier) = statements::by_identity(&deed.tx, &statement.identity).await?
            && !gives_way(deed, &earlier, &statement).await?
        {
            if earlier.content == statement.content {
                duplicates.push(earlier.id);
                continue;
            }
            statement.identity = format!("{}~{}", statement.identity, statement.content);
            if let Some(again) = statements::by_identity(&deed.tx, &statement.identity).await? {
                duplicates.push(again.id);
                continue;
            }
        }
        let (id, nrb) = (statement.id, statement.nrb.clone());
        statements::insert(&deed.tx, file_id, &statement, deed.now).await?;
        entry_rows::insert(&deed.tx, id, rows).await?;
        let state = check_statement::run(deed, id, interim).await?;
        deed.note(
            "banking.statement_received",
            format!("statement:{id}"),
            json!({ "state": state.as_str(), "entries": statement.entry_count, "grosze": statement.entry_sum }),
        );
        if state == StatementState::Ready {
            check_statement::heal(deed, &nrb).await?;
        }
    }
    if !duplicates.is_empty() {
        files::set_duplicates(&deed.tx, file_id, &duplicates).await?;
    }
    Ok(())
}

/// A held statement whose file was defective (cut, wrong balance) makes room for the bank's next file of it.
async fn gives_way(deed: &mut Deed, earlier: &BankStatement, new: &NewStatement) -> Result<bool> {
    let defective = earlier.faults().iter().any(|fault| fault.name.blames_file());
    if earlier.state() != StatementState::Held || !defective || earlier.content == new.content {
        return Ok(false);
    }
    statements::advance(&deed.tx, earlier.id, StatementState::Held, StatementState::Discarded).await?;
    statements::give_up_identity(&deed.tx, earlier.id).await?;
    statements::set_decision(&deed.tx, earlier.id, &deed.actor.name, "Zastąpiony nowym plikiem z banku.")
        .await?;
    deed.note("banking.statement_replaced", format!("statement:{}", earlier.id), json!({ "by": new.id }));
    Ok(true)
}
