//! `ratusz migrate`: databases of all municipalities, in parallel; one that fails does not stop the others, and a second
//! run goes on where the first ended.

use std::process::ExitCode;

use futures_util::StreamExt;
use serde::Serialize;

use super::{Ended, Office};
use crate::output;

#[derive(clap::Args)]
pub struct Migrate {
    /// How many databases at once.
    #[arg(long, default_value_t = 2)]
    jobs: usize,
    /// One JSON line a municipality.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    code: String,
    ok: bool,
    error: String,
    millis: u128,
}

impl Migrate {
    pub(super) async fn run(self, office: &Office) -> Ended {
        let codes = office.municipalities.codes().await.map_err(|error| error.to_string())?;
        let total = codes.len();
        let mut reports = futures_util::stream::iter(codes)
            .map(|code| async move {
                let begun = std::time::Instant::now();
                let outcome = office.municipalities.by_code(&code).await;
                let error = outcome.err().map(|error| error.to_string()).unwrap_or_default();
                Report { code, ok: error.is_empty(), error, millis: begun.elapsed().as_millis() }
            })
            .buffer_unordered(self.jobs.max(1));
        let mut failed = 0;
        while let Some(report) = reports.next().await {
            failed += usize::from(!report.ok);
            if self.json {
                output::json(&report);
            } else if report.ok {
                output::line(&format!("{}  up to date  {} ms", report.code, report.millis));
            } else {
                output::line(&format!("{}  FAILED  {}", report.code, report.error));
            }
        }
        if !self.json {
            output::line(&format!("{} of {total} municipalities are up to date", total - failed));
        }
        Ok(ExitCode::from(u8::from(failed > 0)))
    }
}
