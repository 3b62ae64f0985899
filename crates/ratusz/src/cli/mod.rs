//! The command line: one file a command.

mod audit;
mod backup;
mod calc;
mod demo;
mod doctor;
mod keys;
mod migrate;
mod municipality;
mod serve;
mod staff;
mod statement;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};
use ratusz::config::{Config, LogFormat};
use ratusz::site;
use ratusz_kernel::{Municipalities, Municipality};
use ratusz_web::Module;

use crate::output;

/// The whole online office of a Polish municipality.
///
/// Start with `ratusz demo` to make a made-up municipality, then `ratusz serve` and open http://localhost:8080.
/// A real one begins with `ratusz municipality add` and `ratusz staff add`; `ratusz doctor` tells what is still missing.
#[derive(Parser)]
#[command(name = "ratusz", version, max_term_width = 100)]
struct Cli {
    /// Configuration file; without it `ratusz.toml` here, when there is one. Environment variables override it:
    /// RATUSZ_LISTEN, RATUSZ_DATA_DIR, RATUSZ_SMTP__HOST…
    #[arg(long, global = true, env = "RATUSZ_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve all municipalities: pages, and a worker in the same process.
    Serve(serve::Serve),
    /// Work only: carry out the outbox and the schedules, serve no pages. For a second machine.
    Worker,
    /// Make the demo municipality (made-up people, real formats) and print its sign-ins.
    Demo(demo::Demo),
    /// Bring the databases of all municipalities up to date, several at once, and report.
    Migrate(migrate::Migrate),
    /// Add or list municipalities.
    #[command(subcommand)]
    Municipality(municipality::Command),
    /// Invite staff.
    #[command(subcommand)]
    Staff(staff::Command),
    /// Read bank statements, or import them into a municipality.
    #[command(subcommand)]
    Statement(statement::Command),
    /// Compute interest or the crediting of a payment, without any database.
    #[command(subcommand)]
    Calc(calc::Command),
    /// Prove that the audit and the journal were not changed.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Copy municipalities while people work.
    Backup(backup::Backup),
    /// Prove that a backup can be restored, or restore it.
    Restore(backup::Restore),
    /// Root keys of sealed fields: a new one, and the end of an old one.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Look over the installation and say what to mend.
    Doctor(doctor::Doctor),
}

/// Which municipality a command works on.
#[derive(clap::Args)]
struct Which {
    /// TERYT code of the municipality; may be left out when there is only one.
    #[arg(long, value_name = "TERYT")]
    gmina: Option<String>,
}

/// What commands that open databases share.
struct Office {
    config: Config,
    modules: Vec<Module>,
    municipalities: Arc<Municipalities>,
}

impl Office {
    async fn open(config: Config) -> Result<Self, String> {
        let modules = site::modules();
        let municipalities = site::municipalities(&config, &modules).await?;
        Ok(Self { config, modules, municipalities })
    }

    async fn municipality(&self, which: &Which) -> Result<Arc<Municipality>, String> {
        site::municipality(&self.municipalities, which.gmina.as_deref()).await
    }
}

/// How a command ended: its exit status, or a text for standard error (status 2).
type Ended = Result<ExitCode, String>;

pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    match carry_out(cli).await {
        Ok(code) => code,
        Err(text) => {
            output::error(&text);
            ExitCode::from(2)
        }
    }
}

async fn carry_out(cli: Cli) -> Ended {
    let serving = matches!(cli.command, Command::Serve(_) | Command::Worker);
    let config = || -> Result<Config, String> {
        let config = Config::load(cli.config.as_deref())?;
        start_log(config.log, serving);
        // The provider of TLS for mail and payments; a second call in one process only says it is there already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(config)
    };
    let office = async || Office::open(config()?).await;
    match cli.command {
        Command::Serve(serve) => serve.run(office().await?).await,
        Command::Worker => serve::work(office().await?).await,
        Command::Demo(demo) => demo.run(&office().await?).await,
        Command::Migrate(migrate) => migrate.run(&office().await?).await,
        Command::Municipality(command) => command.run(&office().await?).await,
        Command::Staff(command) => command.run(&office().await?).await,
        Command::Statement(statement::Command::Read(read)) => statement::read(&read),
        Command::Statement(statement::Command::Import(import)) => import.run(&office().await?).await,
        Command::Calc(command) => calc::run(command),
        Command::Audit(command) => command.run(&office().await?).await,
        Command::Backup(backup) => backup.run(&office().await?).await,
        Command::Restore(restore) => restore.run(&office().await?).await,
        Command::Keys(command) => command.run(config()?).await,
        Command::Doctor(doctor) => doctor.run(&office().await?).await,
    }
}

/// A server tells what it does; a command only what went wrong, its results are on standard output.
fn start_log(format: LogFormat, serving: bool) {
    use tracing_subscriber::EnvFilter;
    let usual = if serving { "info,sqlx=warn,sea_orm=warn,ratusz_web::telemetry=warn" } else { "warn" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => builder.init(),
        LogFormat::Json => builder.json().flatten_event(true).init(),
    }
}
