//! The watched folder: files a bank connection or a person puts there are taken in; each is moved only after it is
//! kept. One too large for any statement is moved unread.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bank_statements::Options;
use chrono::{DateTime, Utc};
use ratusz_kernel::{Actor, Deed, Municipality, Result};
use serde::Deserialize;
use serde_json::json;

use crate::import::{Outcome, take_in};

/// `[banking]` of the configuration file.
#[derive(Debug, Deserialize)]
struct Config {
    /// The folder; `{code}` stands for the municipality's TERYT code.
    watch: Option<String>,
}

/// A file changed so few seconds ago may still be being written.
const STILL_WRITTEN_SECONDS: i64 = 5;

pub(crate) async fn run(municipality: &Arc<Municipality>) -> Result<()> {
    let config: Option<Config> = municipality.environment.section("banking")?;
    let Some(pattern) = config.and_then(|config| config.watch) else { return Ok(()) };
    let folder = PathBuf::from(pattern.replace("{code}", &municipality.code));
    if !folder.is_dir() {
        tracing::warn!("the watched folder of this municipality does not exist");
        return Ok(());
    }
    for path in waiting_files(&folder, municipality.clock.now())? {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let actor = Actor::system("banking.watch");
        let bytes = tokio::fs::metadata(&path).await?.len();
        if usize::try_from(bytes).map_or(true, |bytes| bytes > Options::default().max_bytes) {
            tracing::warn!(bytes, "a file in the watched folder is too large for a statement");
            let mut deed = Deed::begin_own(municipality, &actor).await?;
            deed.note("banking.file_too_large", "file", json!({ "bytes": bytes }));
            deed.commit().await?;
            move_away(&path, &folder.join("rejected"), &name)?;
            continue;
        }
        let bytes = tokio::fs::read(&path).await?;
        let imported = take_in(municipality, &actor, &name, bytes, "watch").await?;
        let place = if imported.outcome == Outcome::Rejected { "rejected" } else { "done" };
        // The row's number keeps two files of one name apart.
        move_away(&path, &folder.join(place), &format!("{}-{name}", imported.file_id))?;
    }
    Ok(())
}

/// Files to take in, by name, so that statements come in the order banks number them.
fn waiting_files(folder: &Path, now: DateTime<Utc>) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let metadata = entry.metadata()?;
        let unfinished = name.starts_with('.') || name.ends_with(".part") || name.ends_with(".tmp");
        let age = metadata.modified().map(|at| (now - DateTime::<Utc>::from(at)).num_seconds()).unwrap_or(0);
        if metadata.is_file() && !unfinished && !(0..STILL_WRITTEN_SECONDS).contains(&age) {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

fn move_away(path: &Path, place: &Path, name: &str) -> Result<()> {
    std::fs::create_dir_all(place)?;
    std::fs::rename(path, place.join(name))?;
    Ok(())
}
