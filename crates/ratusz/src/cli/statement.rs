//! `ratusz statement read|import`.

use std::path::PathBuf;
use std::process::ExitCode;

use ratusz_kernel::Actor;
use serde_json::Value;

use super::{Ended, Office, Which};
use crate::output;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Read statement files (MT940, CAMT.053) and show what is in them; writes nothing.
    Read(Read),
    /// Import statement files: checks, matches and posts them, or says why they are held.
    Import(Import),
}

#[derive(clap::Args)]
pub struct Import {
    #[command(flatten)]
    which: Which,
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// One JSON line a file.
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct Read {
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The whole structure, one JSON line a file.
    #[arg(long)]
    json: bool,
}

/// Exit status 1 when a file cannot be read as a statement.
pub fn read(read: &Read) -> Ended {
    let mut refused = false;
    for path in &read.files {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let outcome = bank_statements::read(&bytes, &bank_statements::Options::default());
        let report = bank_statements::to_expected_json(&name, &outcome);
        refused |= report["expect"] == "reject";
        if read.json {
            output::json(&report);
        } else {
            output::line(&in_words(&name, &report));
        }
    }
    Ok(ExitCode::from(u8::from(refused)))
}

fn in_words(name: &str, report: &Value) -> String {
    if report["expect"] == "reject" {
        let line = report["line"].as_u64().map(|line| format!(", line {line}")).unwrap_or_default();
        return format!("{name}: cannot be read{line}: {}", report["reason"].as_str().unwrap_or_default());
    }
    let statements = report["statements"].as_array().map_or(&[][..], Vec::as_slice);
    let mut text =
        format!("{name}: {}, {} statement(s)", report["format"].as_str().unwrap_or("?"), statements.len());
    for statement in statements {
        let word = |key: &str| statement[key].as_str().unwrap_or("-").to_owned();
        text.push_str(&format!(
            "\n  account {}  number {}  {} entries  sum {} {}  {}",
            word("account"),
            word("number"),
            statement["entry_count"],
            statement["sum"].as_str().or(statement["booked_sum"].as_str()).unwrap_or("-"),
            word("currency"),
            statement["check"].as_str().unwrap_or(if statement["balanced"] == true {
                "balanced"
            } else {
                ""
            }),
        ));
    }
    text
}

impl Import {
    pub(super) async fn run(self, office: &Office) -> Ended {
        let Self { which, files, json } = self;
        let municipality = office.municipality(&which).await?;
        let actor = Actor::system("ratusz statement import");
        let mut refused = false;
        for path in files {
            let bytes = std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let imported = ratusz_banking::import::import_file(&municipality, &actor, &name, bytes)
                .await
                .map_err(|error| format!("{name}: {error}"))?;
            let report = serde_json::to_value(&imported).map_err(|error| error.to_string())?;
            refused |= report["outcome"] == "rejected";
            if json {
                output::json(&report);
            } else {
                output::line(&format!("{name}: {report}"));
            }
        }
        Ok(ExitCode::from(u8::from(refused)))
    }
}
