//! `ratusz calc interest|credit`: the law without a database, for checking a number on paper.

use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use ratusz_dues::rules::crediting::{self, Input};
use ratusz_dues::rules::interest::{InterestLaw, Question, Regime};
use ratusz_kernel::Money;

use super::Ended;
use crate::output;

#[derive(clap::Subcommand)]
pub enum Command {
    /// Interest on a debt paid late.
    Interest {
        /// `public` (odsetki za zwłokę) or `civil` (odsetki ustawowe za opóźnienie).
        #[arg(long, value_parser = parse_regime)]
        regime: Regime,
        /// The debt in złoty, e.g. 812.00.
        #[arg(long, value_parser = parse_money)]
        principal: Money,
        /// Day it was due, e.g. 2025-03-17.
        #[arg(long)]
        due: NaiveDate,
        /// Day it is paid.
        #[arg(long)]
        paid: NaiveDate,
        #[arg(long)]
        json: bool,
    },
    /// How a payment is credited: reads a JSON of open arrears, costs, payment and day; prints the allocation.
    ///
    /// Example: {"regime":"public","day":"2025-06-30","payment":50000,
    /// "arrears":[{"id":1,"kind":"property_np","due_date":"2025-03-17","principal":100000,"cost":0}]}
    Credit {
        /// File with the input; `-` or nothing for standard input.
        file: Option<PathBuf>,
    },
}

fn parse_regime(text: &str) -> Result<Regime, String> {
    match text {
        "public" => Ok(Regime::Public),
        "civil" => Ok(Regime::Civil),
        _ => Err("public or civil".into()),
    }
}

fn parse_money(text: &str) -> Result<Money, String> {
    Money::parse_pl(text).map_err(|error| error.to_string())
}

pub fn run(command: Command) -> Ended {
    let law = InterestLaw::seeded();
    match command {
        Command::Interest { regime, principal, due, paid, json } => {
            let question = Question { regime, principal, due, paid, excluded: Default::default() };
            let interest = law.interest(&question).map_err(|error| error.to_string())?;
            if json {
                output::json(&interest);
            } else {
                for segment in &interest.segments {
                    output::line(&format!(
                        "{} – {}  {} days at {} %",
                        segment.from, segment.to, segment.days, segment.rate
                    ));
                }
                output::line(&format!("exact {} zł, charged {}", interest.exact, interest.charged));
            }
        }
        Command::Credit { file } => {
            let text = read_input(file)?;
            let input: Input = serde_json::from_str(&text).map_err(|error| format!("input: {error}"))?;
            output::json(&crediting::credit(&law, &input).map_err(|error| error.to_string())?);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn read_input(file: Option<PathBuf>) -> Result<String, String> {
    match file {
        Some(path) if path.as_os_str() != "-" => {
            std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
        }
        _ => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(|error| error.to_string())?;
            Ok(text)
        }
    }
}
