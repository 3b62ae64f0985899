//! `ratusz keys rotate|retire`: a new root key, and the end of an old one.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use ratusz_kernel::{Actor, Random, rotation};

use super::{Ended, Office};
use crate::output;
use ratusz::config::Config;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Add a root key to the key file and move everything sealed to it. Stop the servers first: they do not know the new key.
    /// Safe to run again after a stop with --resume.
    Rotate {
        /// Add no key; only move what is still under an older one.
        #[arg(long)]
        resume: bool,
        #[arg(long)]
        json: bool,
    },
    /// Take an old key out of the key file; refused while anything is sealed with it.
    Retire { number: u8 },
}

impl Command {
    pub(super) async fn run(self, config: Config) -> Ended {
        match self {
            Self::Rotate { resume, json } => rotate(config, resume, json).await,
            Self::Retire { number } => retire(config, number).await,
        }
    }
}

async fn rotate(config: Config, resume: bool, json: bool) -> Ended {
    let random = Random::system();
    let keys = config.root_keys(&random)?;
    if !resume {
        let next = keys.current().checked_add(1).ok_or("there is no key number left")?;
        let mut key = [0; 32];
        random.fill(&mut key);
        let mut line = format!("{next}:");
        for byte in key {
            let _ = write!(line, "{byte:02x}");
        }
        change_file(&config.root_key_file, |text| format!("{}\n{line}\n", text.trim_end()))?;
    }
    // Opened only now, so that the new key is the current one.
    let office = Office::open(config).await?;
    let actor = Actor::system("ratusz keys rotate");
    for code in office.municipalities.codes().await.map_err(|error| error.to_string())? {
        let Some(municipality) =
            office.municipalities.by_code(&code).await.map_err(|error| error.to_string())?
        else {
            continue;
        };
        for moved in rotation::reseal(&municipality, &actor).await.map_err(|error| error.to_string())? {
            if json {
                output::json(&moved);
            } else {
                output::line(&format!(
                    "{code}  {:<32} {} of {} cells moved",
                    moved.column, moved.moved, moved.cells
                ));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn retire(config: Config, number: u8) -> Ended {
    let path = config.root_key_file.clone();
    let keys = config.root_keys(&Random::system())?;
    if number == keys.current() {
        return Err(format!("key {number} is the current one; rotate first"));
    }
    if !keys.numbers().any(|known| known == number) {
        return Err(format!("there is no key {number} in {}", path.display()));
    }
    let office = Office::open(config).await?;
    for code in office.municipalities.codes().await.map_err(|error| error.to_string())? {
        let Some(municipality) =
            office.municipalities.by_code(&code).await.map_err(|error| error.to_string())?
        else {
            continue;
        };
        let left = rotation::cells_under(&municipality, number).await.map_err(|error| error.to_string())?;
        if left > 0 {
            return Err(format!(
                "{code}: {left} cells are still sealed with key {number}; run `ratusz keys rotate --resume`"
            ));
        }
    }
    change_file(&path, |text| {
        text.lines()
            .filter(|line| !line.starts_with(&format!("{number}:")))
            .fold(String::new(), |kept, line| kept + line + "\n")
    })?;
    output::line(&format!(
        "Key {number} is gone from {}. Backups made before need it: keep their copy of the key file.",
        path.display()
    ));
    Ok(ExitCode::SUCCESS)
}

/// Writes the changed file beside the old one and puts it in its place, so that a stop in between loses no key.
fn change_file(path: &Path, change: impl Fn(&str) -> String) -> Result<(), String> {
    let told = |error: std::io::Error| format!("root_key_file {}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(told)?;
    let beside = path.with_extension("new");
    // Left over from a run that was cut off.
    let _ = std::fs::remove_file(&beside);
    ratusz::config::write_secret(&beside, &change(&text)).map_err(told)?;
    std::fs::rename(&beside, path).map_err(told)
}
