//! `ratusz backup` and `ratusz restore`.

use std::path::PathBuf;
use std::process::ExitCode;

use ratusz_kernel::backup;

use super::{Ended, Office, Which};
use crate::output;

#[derive(clap::Args)]
pub struct Backup {
    #[command(flatten)]
    which: Which,
    /// Folder for the copies; keep it on another device.
    #[arg(long, default_value = "backups")]
    to: PathBuf,
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
pub struct Restore {
    #[command(flatten)]
    which: Which,
    /// The copy (`….db.gz`); its manifest stands beside it.
    backup: PathBuf,
    /// Only prove that it can be restored; touches nothing.
    #[arg(long)]
    verify: bool,
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub(super) async fn run(self, office: &Office) -> Ended {
        let codes = match self.which.gmina {
            Some(code) => vec![code],
            None => office.municipalities.codes().await.map_err(|error| error.to_string())?,
        };
        for code in codes {
            let municipality = office.municipality(&Which { gmina: Some(code) }).await?;
            let (path, manifest) =
                backup::create(&municipality, &self.to).await.map_err(|error| error.to_string())?;
            if self.json {
                output::json(&manifest);
            } else {
                output::line(&format!("{}  {} bytes", path.display(), manifest.bytes));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Restore {
    pub(super) async fn run(self, office: &Office) -> Ended {
        let scratch = office.config.data_dir.join("restore");
        let proof = if self.verify {
            backup::verify(&self.backup, &scratch).await.map_err(|error| error.to_string())?
        } else {
            let municipality = office.municipality(&self.which).await?;
            backup::restore(&municipality, &self.backup, &scratch).await.map_err(|error| error.to_string())?
        };
        if self.json {
            output::json(&proof);
        } else {
            for (check, finding) in &proof.checks {
                output::line(&format!("{check:<14} {}", if finding.is_empty() { "ok" } else { finding }));
            }
            output::line(match (proof.holds(), self.verify) {
                (true, true) => "The copy can be restored.",
                (true, false) => {
                    "Restored. The database before is kept beside it, ending in .before-restore."
                }
                (false, _) => "The copy is NOT good; nothing was changed.",
            });
        }
        Ok(ExitCode::from(u8::from(!proof.holds())))
    }
}
