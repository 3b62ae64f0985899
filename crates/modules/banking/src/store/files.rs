//! Files as they came, compressed and sealed, with what became of them.

use std::io::{Read, Write};

use chrono::{DateTime, Utc};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use ratusz_kernel::seal::Field;
use ratusz_kernel::{Municipality, Result, Sql, values};
use sea_orm::{ConnectionTrait, FromQueryResult};
use serde::{Deserialize, Serialize};

/// The file itself: it names the payers and their accounts.
const BYTES: Field = Field { table: "statement_file", column: "bytes" };

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileState {
    /// Its statements were taken over; each has its own state.
    Accepted,
    /// Nothing of it can be used.
    Rejected,
    /// Its letters cannot be read: somebody must choose the code page.
    Held,
}

impl FileState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Held => "held",
        }
    }
}

#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct StatementFile {
    pub id: i64,
    pub name: String,
    pub received_at: DateTime<Utc>,
    pub received_by: String,
    state: String,
    pub reason: String,
    pub line: Option<i64>,
    duplicates: String,
}

impl StatementFile {
    pub(crate) fn state(&self) -> FileState {
        match self.state.as_str() {
            "rejected" => FileState::Rejected,
            "held" => FileState::Held,
            _ => FileState::Accepted,
        }
    }

    /// Statements of the file that had come before in another file.
    pub(crate) fn duplicates(&self) -> Vec<i64> {
        serde_json::from_str(&self.duplicates).unwrap_or_default()
    }
}

/// A file about to be kept.
#[derive(Debug)]
pub(crate) struct NewFile<'a> {
    pub id: i64,
    pub sha256: &'a str,
    pub name: &'a str,
    pub source: &'a str,
    pub received_by: &'a str,
    pub received_at: DateTime<Utc>,
    /// From [`pack`].
    pub bytes: Vec<u8>,
    pub format: &'a str,
    pub encoding: &'a str,
    pub state: FileState,
    pub reason: &'a str,
    pub line: Option<i64>,
}

const SHOWN: &str =
    "SELECT id, name, received_at, received_by, state, reason, line, duplicates FROM statement_file";

pub(crate) async fn by_hash<C: ConnectionTrait>(db: &C, sha256: &str) -> Result<Option<StatementFile>> {
    Ok(db.maybe(&format!("{SHOWN} WHERE sha256 = $1"), values![sha256]).await?)
}

pub(crate) async fn get<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<StatementFile>> {
    Ok(db.maybe(&format!("{SHOWN} WHERE id = $1"), values![id]).await?)
}

/// Files that wait for a person to choose their code page.
pub(crate) async fn held<C: ConnectionTrait>(db: &C) -> Result<Vec<StatementFile>> {
    Ok(db.all(&format!("{SHOWN} WHERE state = 'held' ORDER BY received_at"), values![]).await?)
}

/// The file as it came.
pub(crate) async fn bytes(municipality: &Municipality, id: i64) -> Result<Option<Vec<u8>>> {
    let cell: Option<Vec<u8>> =
        municipality.db.read.scalar("SELECT bytes FROM statement_file WHERE id = $1", values![id]).await?;
    let Some(cell) = cell else { return Ok(None) };
    let packed = municipality.seal.open(BYTES, &id.to_string(), &cell)?;
    let mut bytes = Vec::new();
    GzDecoder::new(packed.as_slice()).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

pub(crate) async fn insert<C: ConnectionTrait>(tx: &C, file: NewFile<'_>) -> Result<()> {
    tx.run(
        "INSERT INTO statement_file (id, sha256, name, source, received_at, received_by, bytes, format, encoding, \
         state, reason, line, duplicates) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, '[]')",
        values![
            file.id,
            file.sha256,
            file.name,
            file.source,
            file.received_at,
            file.received_by,
            file.bytes,
            file.format,
            file.encoding,
            file.state.as_str(),
            file.reason,
            file.line
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn set_duplicates<C: ConnectionTrait>(tx: &C, id: i64, duplicates: &[i64]) -> Result<()> {
    tx.run(
        "UPDATE statement_file SET duplicates = $2 WHERE id = $1",
        values![id, serde_json::to_string(duplicates)?],
    )
    .await?;
    Ok(())
}

/// A held file was read in the chosen code page; gives false when somebody was first.
pub(crate) async fn accept<C: ConnectionTrait>(tx: &C, id: i64, encoding: &str) -> Result<bool> {
    let changed = tx
        .run(
            "UPDATE statement_file SET state = 'accepted', reason = '', encoding = $2 WHERE id = $1 AND state = 'held'",
            values![id, encoding],
        )
        .await?;
    Ok(changed == 1)
}

/// Compresses and seals a file for its row; takes a while for a large one.
pub(crate) fn pack(municipality: &Municipality, id: i64, bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    Ok(municipality.seal.seal(BYTES, &id.to_string(), &encoder.finish()?, &municipality.random))
}
