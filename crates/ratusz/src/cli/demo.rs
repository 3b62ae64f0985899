//! `ratusz demo`: the made-up municipality.

use std::process::ExitCode;

use ratusz::site;

use super::{Ended, Office};
use crate::output;

#[derive(clap::Args)]
pub struct Demo {
    /// How many payers; the usual demo has about 3,000.
    #[arg(long, default_value_t = 3000)]
    payers: u32,
    /// Host name and port under which it will be served.
    #[arg(long, default_value = "localhost:8080")]
    host: String,
    /// The sign-ins as one JSON line, for scripts.
    #[arg(long)]
    json: bool,
    /// Instead: start this many sessions of payers and print their tokens, for load measurements.
    #[arg(long, value_name = "COUNT")]
    sessions: Option<u32>,
}

impl Demo {
    pub(super) async fn run(self, office: &Office) -> Ended {
        let options = ratusz_demo::Options { payers: self.payers, host: self.host };
        let made = ratusz_demo::ensure(&office.municipalities, &options)
            .await
            .map_err(|error| format!("the demo municipality cannot be made: {error}"))?;
        if let Some(count) = self.sessions {
            let municipality = site::municipality(&office.municipalities, Some(ratusz_demo::CODE)).await?;
            for token in
                ratusz_demo::sessions(&municipality, count).await.map_err(|error| error.to_string())?
            {
                output::line(&token);
            }
            return Ok(ExitCode::SUCCESS);
        }
        if self.json {
            output::json(&made);
        } else {
            output::line(&made.to_string());
        }
        Ok(ExitCode::SUCCESS)
    }
}
