//! `ratusz staff add`: a one-time link instead of a default password.

use std::process::ExitCode;

use super::{Ended, Office, Which};
use crate::output;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Invite a member of staff; prints a link valid 24 hours, for their own password and second factor.
    Add {
        #[command(flatten)]
        which: Which,
        /// Work e-mail, also the sign-in name.
        email: String,
        /// Given name and surname.
        name: String,
        /// Role; may be given more than once. The first administrator: --role Administrator.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
    },
}

impl Command {
    pub(super) async fn run(self, office: &Office) -> Ended {
        let Self::Add { which, email, name, roles } = self;
        let municipality = office.municipality(&which).await?;
        let roles: Vec<&str> = roles.iter().map(String::as_str).collect();
        let link = ratusz_people::setup::staff_add(&municipality, &email, &name, &roles)
            .await
            .map_err(|error| error.to_string())?;
        output::line(&link);
        Ok(ExitCode::SUCCESS)
    }
}
