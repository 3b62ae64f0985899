//! `ratusz audit verify`: recomputes the audit chain and the journal with its balances.

use std::process::ExitCode;

use serde_json::json;

use super::{Ended, Office, Which};
use crate::output;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Recompute both chains; exit status 1 when an entry does not fit.
    Verify {
        #[command(flatten)]
        which: Which,
        #[arg(long)]
        json: bool,
    },
}

impl Command {
    pub(super) async fn run(self, office: &Office) -> Ended {
        let Self::Verify { which, json } = self;
        let municipality = office.municipality(&which).await?;
        let audit = ratusz_kernel::audit::verify(&municipality.db.read).await.map_err(|e| e.to_string())?;
        let journal = ratusz_dues::ledger::verify(&municipality.db.read).await.map_err(|e| e.to_string())?;
        let sound = audit.broken_at.is_none() && journal.sound();
        if json {
            output::json(&json!({ "sound": sound, "audit": audit, "journal": journal }));
        } else {
            let word =
                |broken: Option<i64>| broken.map_or("sound".into(), |id| format!("BROKEN at entry {id}"));
            output::line(&format!(
                "audit    {} entries  {}  head {}",
                audit.entries,
                word(audit.broken_at),
                audit.head
            ));
            output::line(&format!(
                "journal  {} entries  {}  head {}  balances {}",
                journal.entries,
                word(journal.broken_at),
                journal.head,
                if journal.wrong_dues.is_empty() && journal.wrong_cards.is_empty() {
                    "agree".to_owned()
                } else {
                    format!("differ on dues {:?}, cards {:?}", journal.wrong_dues, journal.wrong_cards)
                }
            ));
        }
        Ok(ExitCode::from(u8::from(!sound)))
    }
}
