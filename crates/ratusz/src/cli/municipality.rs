//! `ratusz municipality add|list`.

use std::process::ExitCode;

use chrono::Datelike;
use ratusz_kernel::municipality::PROFILE_SETTING;
use ratusz_kernel::{Actor, Deed, Profile, Teryt, settings};
use serde_json::json;

use super::{Ended, Office};
use crate::output;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Add a municipality; its database is made at once.
    Add {
        /// TERYT code, seven digits, e.g. 1412042.
        code: String,
        /// Full name, e.g. "Gmina Wierzbica Dolna".
        name: String,
        /// Host name under which residents find it, with the port when it is not the usual one.
        host: String,
        /// `postgres://…`; without it a SQLite file in the data folder.
        #[arg(long)]
        database: Option<String>,
    },
    /// List municipalities.
    List {
        #[arg(long)]
        json: bool,
    },
}

impl Command {
    pub(super) async fn run(self, office: &Office) -> Ended {
        match self {
            Self::Add { code, name, host, database } => {
                let code = Teryt::parse(&code).map_err(|error| format!("{code}: {error}"))?;
                add(office, code.as_str(), &name, &host.to_ascii_lowercase(), database.as_deref()).await?;
                output::line(&format!("{code}  {name}  http://{host}"));
            }
            Self::List { json } => {
                for listed in office.municipalities.list().await.map_err(|error| error.to_string())? {
                    if json {
                        output::json(&listed);
                    } else {
                        output::line(&format!(
                            "{}  {}  {}  {}",
                            listed.code, listed.name, listed.host, listed.state
                        ));
                    }
                }
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn add(
    office: &Office,
    code: &str,
    name: &str,
    host: &str,
    database: Option<&str>,
) -> Result<(), String> {
    let text = |error: ratusz_kernel::Error| error.to_string();
    office.municipalities.add(code, name, host, database).await.map_err(text)?;
    let municipality = office
        .municipalities
        .by_code(code)
        .await
        .map_err(text)?
        .ok_or_else(|| "the municipality vanished".to_owned())?;
    let profile = Profile { name: name.to_owned(), ..Profile::default() };
    let mut deed =
        Deed::begin_own(&municipality, &Actor::system("ratusz municipality add")).await.map_err(text)?;
    let first_day = deed.today().with_ordinal(1).unwrap_or(deed.today());
    settings::set(&deed.tx, PROFILE_SETTING, first_day, &profile).await.map_err(text)?;
    deed.note(
        "kernel.municipality_added",
        format!("municipality:{code}"),
        json!({ "name": name, "host": host }),
    );
    deed.commit().await.map_err(text)?;
    municipality.reload_profile().await.map_err(text)?;
    ratusz_people::setup::roles::ensure_defaults(&municipality).await.map_err(text)
}
