//! Reads a held file in the code page a person chose from previews.

use std::sync::Arc;

use bank_statements::Encoding;
use ratusz_kernel::{Actor, Deed, Error, Municipality, Result};
use serde_json::json;

use super::read_file::Readable;
use super::receive::{keep, read_apart};
use crate::store::files::{self, FileState};

pub(crate) async fn redecode(
    municipality: &Arc<Municipality>,
    actor: &Actor,
    file_id: i64,
    encoding: Encoding,
) -> Result<()> {
    let file = files::get(&municipality.db.read, file_id).await?.ok_or(Error::NotFound)?;
    if file.state() != FileState::Held {
        return Err(super::taken());
    }
    let bytes = files::bytes(municipality, file_id).await?.ok_or(Error::NotFound)?;
    let (reading, _) = read_apart(municipality, bytes, Some(encoding)).await?;
    let drafts = match reading.content {
        Readable::Statements(drafts) => drafts,
        Readable::WrongLetters { reason, .. } | Readable::Rejected { reason, .. } => {
            return Err(Error::field("kodowanie", reason));
        }
    };
    let mut deed = Deed::begin(municipality, actor, "banking.import").await?;
    if !files::accept(&deed.tx, file_id, encoding.name()).await? {
        return Err(super::taken());
    }
    deed.note("banking.file_redecoded", format!("file:{file_id}"), json!({ "encoding": encoding.name() }));
    keep(&mut deed, file_id, drafts).await?;
    deed.commit().await
}

/// The first lines with letters beyond ASCII, as each code page would show them.
pub(crate) async fn previews(municipality: &Municipality, file_id: i64) -> Result<Vec<(Encoding, String)>> {
    const LINES: usize = 6;
    let Some(bytes) = files::bytes(municipality, file_id).await? else { return Ok(Vec::new()) };
    let telling: Vec<u8> = bytes
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_ascii())
        .take(LINES)
        .collect::<Vec<_>>()
        .join(&b'\n');
    Ok(bank_statements::previews(&telling))
}
