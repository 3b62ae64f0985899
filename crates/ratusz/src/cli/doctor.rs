//! `ratusz doctor`: named checks, each with a finding and a remedy. Exit status 0, 1 for warnings, 2 for errors.

use std::path::Path;
use std::process::ExitCode;

use ratusz_kernel::{Municipality, Sql, audit, outbox, values};
use serde::Serialize;

use super::{Ended, Office};
use crate::output;

#[derive(clap::Args)]
pub struct Doctor {
    /// One JSON line a check.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Severity {
    Ok,
    Warning,
    Error,
}

#[derive(Debug, Serialize)]
struct Finding {
    code: &'static str,
    severity: Severity,
    about: String,
    finding: String,
    remedy: &'static str,
}

#[derive(Default)]
struct Findings(Vec<Finding>);

impl Findings {
    fn check(
        &mut self,
        code: &'static str,
        about: &str,
        bad: Option<(Severity, String)>,
        remedy: &'static str,
    ) {
        let (severity, finding) = bad.unwrap_or((Severity::Ok, "ok".into()));
        let remedy = if severity == Severity::Ok { "" } else { remedy };
        self.0.push(Finding { code, severity, about: about.to_owned(), finding, remedy });
    }
}

impl Doctor {
    pub(super) async fn run(self, office: &Office) -> Ended {
        let mut findings = Findings::default();
        check_machine(office, &mut findings);
        for code in office.municipalities.codes().await.map_err(|error| error.to_string())? {
            match office.municipalities.by_code(&code).await {
                Ok(Some(municipality)) => {
                    check_municipality(&municipality, &mut findings).await.map_err(|error| error.to_string())?;
                }
                Ok(None) => {}
                Err(error) => findings.check(
                    "R-2001",
                    &code,
                    Some((Severity::Error, error.to_string())),
                    "Look at the error, mend it and run `ratusz migrate`; the other municipalities are not touched.",
                ),
            }
        }
        let worst = findings.0.iter().map(|finding| finding.severity).max().unwrap_or(Severity::Ok);
        for finding in &findings.0 {
            if self.json {
                output::json(finding);
            } else {
                let mark = match finding.severity {
                    Severity::Ok => "  ok  ",
                    Severity::Warning => " warn ",
                    Severity::Error => "ERROR ",
                };
                output::line(&format!("{} {mark} {}: {}", finding.code, finding.about, finding.finding));
                if !finding.remedy.is_empty() {
                    output::line(&format!("              → {}", finding.remedy));
                }
            }
        }
        Ok(ExitCode::from(match worst {
            Severity::Ok => 0,
            Severity::Warning => 1,
            Severity::Error => 2,
        }))
    }
}

fn check_machine(office: &Office, findings: &mut Findings) {
    let key = &office.config.root_key_file;
    findings.check(
        "R-1001",
        "root key file",
        permissions_too_wide(key).map(|mode| {
            (Severity::Error, format!("{} can be read by others (mode {mode:o})", key.display()))
        }),
        "chmod 600 the file; it opens every sealed field.",
    );
    findings.check(
        "R-1002",
        "root key and data",
        key.parent()
            .filter(|folder| *folder == office.config.data_dir)
            .map(|_| (Severity::Warning, "the root key lies in the data folder".to_owned())),
        "Move it elsewhere and set root_key_file, so that a copy of the data alone opens nothing.",
    );
    findings.check(
        "R-1003",
        "open files",
        open_file_limit()
            .filter(|limit| *limit < 4096)
            .map(|limit| (Severity::Warning, format!("the process may open {limit} files"))),
        "Set LimitNOFILE=65536 in the unit; each open municipality takes about nine files.",
    );
    findings.check(
        "R-1004",
        "disk",
        free_share(&office.config.data_dir)
            .filter(|share| *share < 5)
            .map(|share| (Severity::Error, format!("{share} % of the disk is free"))),
        "Make room before the databases cannot be written.",
    );
    findings.check(
        "R-1005",
        "mail",
        office
            .config
            .smtp
            .is_none()
            .then(|| (Severity::Warning, "no [smtp] section: mail is caught, not sent".to_owned())),
        "Add [smtp] host, port, security, user, password, from to the configuration.",
    );
}

async fn check_municipality(
    municipality: &Municipality,
    findings: &mut Findings,
) -> ratusz_kernel::Result<()> {
    let about = format!("{} {}", municipality.code, municipality.profile().name);
    let db = &municipality.db.read;
    if !municipality.db.is_postgres() {
        let integrity: Option<String> = db.scalar("PRAGMA quick_check", values![]).await?;
        findings.check(
            "R-2002",
            &about,
            integrity
                .filter(|word| word != "ok")
                .map(|word| (Severity::Error, format!("database damaged: {word}"))),
            "Stop the server and restore the last verified backup.",
        );
        let wal = municipality.url.strip_prefix("sqlite:").map(|path| format!("{path}-wal"));
        let wal_size = wal.and_then(|path| std::fs::metadata(path).ok()).map_or(0, |meta| meta.len());
        findings.check(
            "R-2003",
            &about,
            (wal_size > 100 << 20)
                .then(|| (Severity::Warning, format!("write-ahead log of {} MiB", wal_size >> 20))),
            "A long reader holds it back; restart the server when it is quiet.",
        );
    }
    let verdict = audit::verify(db).await?;
    findings.check(
        "R-2004",
        &about,
        verdict.broken_at.map(|id| (Severity::Error, format!("audit chain broken at entry {id}"))),
        "Someone changed the audit outside the program. Keep the database as it is and call the data protection officer.",
    );
    let journal = ratusz_dues::ledger::verify(db).await?;
    findings.check(
        "R-2005",
        &about,
        (!journal.sound()).then(|| (Severity::Error, "the journal or its balances do not agree".to_owned())),
        "Run `ratusz audit verify` for the entry; do not post until it is explained.",
    );
    let queue = outbox::state(db, municipality.clock.now()).await?;
    findings.check(
        "R-2006",
        &about,
        (queue.set_aside > 0)
            .then(|| (Severity::Warning, format!("{} outbox rows were set aside", queue.set_aside))),
        "See last_error in the table outbox; mend the cause, then clear failed_at.",
    );
    findings.check(
        "R-2007",
        &about,
        (queue.oldest_seconds > 900).then(|| {
            (Severity::Warning, format!("the oldest outbox row waits {} minutes", queue.oldest_seconds / 60))
        }),
        "Is a worker running? `ratusz serve` has one unless --no-worker.",
    );
    let profile = municipality.profile();
    let missing: Vec<&str> = [
        ("name", &profile.name),
        ("street", &profile.street),
        ("email", &profile.email),
        ("phone", &profile.phone),
        ("dpo_email", &profile.dpo_email),
        ("accessibility_email", &profile.accessibility_email),
    ]
    .into_iter()
    .filter(|(_, value)| value.is_empty())
    .map(|(key, _)| key)
    .collect();
    findings.check(
        "R-2008",
        &about,
        (!missing.is_empty()).then(|| (Severity::Warning, format!("municipality data incomplete: {}", missing.join(", ")))),
        "Fill them in at /urzad/ustawienia; letters, the accessibility statement and the information clause need them.",
    );
    let law = ratusz_dues::law::of(municipality).await?;
    let today = municipality.clock.today();
    findings.check(
        "R-2009",
        &about,
        law.interest.late.may_be_outdated(today, today).then(|| {
            (
                Severity::Warning,
                "the table of late-interest rates was not confirmed for over 45 days".to_owned(),
            )
        }),
        "The treasurer confirms or adds a rate at /urzad/stopy.",
    );
    Ok(())
}

fn permissions_too_wide(path: &Path) -> Option<u32> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
        (mode & 0o077 != 0).then_some(mode)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}

/// The soft limit as the kernel tells it.
fn open_file_limit() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find(|line| line.starts_with("Max open files"))?;
    line.split_whitespace().nth(3)?.parse().ok()
}

/// Free space in per cent, as `df` tells it.
fn free_share(path: &Path) -> Option<u64> {
    let output = std::process::Command::new("df").arg("--output=pcent").arg(path).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let used: u64 = text.lines().nth(1)?.trim().trim_end_matches('%').parse().ok()?;
    Some(100 - used.min(100))
}
