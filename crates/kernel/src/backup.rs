//! Backup while running, and the proof that it can be restored (platform.md §18).

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::db::DbLimits;
use crate::{Db, Error, Municipality, Result, Sql, audit, values};

/// What a backup holds; written beside it, checked on restore.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub code: String,
    pub name: String,
    /// RFC 3339, UTC.
    pub made_at: String,
    /// `sqlite` or `postgres`.
    pub engine: String,
    pub schema: Vec<String>,
    /// Rows of each table.
    pub counts: BTreeMap<String, i64>,
    pub audit_entries: u64,
    pub audit_head: String,
    /// SHA-256 of the compressed file, lower-case hex.
    pub sha256: String,
    pub bytes: u64,
}

/// What a restore proved, or the differences it found.
#[derive(Debug, Clone, Serialize)]
pub struct Proof {
    pub manifest: Manifest,
    /// Each check with its finding; empty text means it held.
    pub checks: Vec<(&'static str, String)>,
}

impl Proof {
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|(_, finding)| finding.is_empty())
    }
}

/// Copies one municipality into `target` and gives the path of the copy (`…db.gz`; its manifest ends in `.json`).
pub async fn create(municipality: &Municipality, target: &Path) -> Result<(PathBuf, Manifest)> {
    std::fs::create_dir_all(target)?;
    let now = municipality.clock.now();
    let path = target.join(format!("{}-{}.db.gz", municipality.code, now.format("%Y%m%d-%H%M%S")));
    let postgres = municipality.db.is_postgres();
    if postgres {
        dump_postgres(&municipality.url, &path)?;
    } else {
        copy_sqlite(&municipality.url, target, &path).await?;
    }
    // Counted in the copy, not in the live database, which has moved on since.
    let (counts, schema, verdict) = if postgres {
        describe(&municipality.db).await?
    } else {
        let unpacked = unpack(&path, target)?;
        let copy = Db::open(&format!("sqlite:{}", unpacked.display()), DbLimits::default()).await?;
        let described = describe(&copy).await?;
        copy.close().await?;
        remove_sqlite(&unpacked);
        described
    };
    let manifest = Manifest {
        code: municipality.code.clone(),
        name: municipality.profile().name.clone(),
        made_at: now.to_rfc3339(),
        engine: if postgres { "postgres" } else { "sqlite" }.into(),
        schema,
        counts,
        audit_entries: verdict.entries,
        audit_head: verdict.head,
        sha256: file_hash(&path)?,
        bytes: std::fs::metadata(&path)?.len(),
    };
    std::fs::write(manifest_path(&path), serde_json::to_vec_pretty(&manifest)?)?;
    Ok((path, manifest))
}

/// Unpacks a backup beside itself and compares it with its manifest: hash, integrity, foreign keys, rows, audit chain.
/// The unpacked database is left at the path given back, for the swap; `verify` throws it away.
pub async fn unpack_and_check(backup: &Path, into: &Path) -> Result<(PathBuf, Proof)> {
    let manifest: Manifest = serde_json::from_slice(&std::fs::read(manifest_path(backup))?)?;
    let mut checks = Vec::new();
    let hash = file_hash(backup)?;
    checks.push(("hash", differs(&hash, &manifest.sha256)));
    if manifest.engine != "sqlite" {
        return Err(Error::internal("a PostgreSQL backup is restored with pg_restore; see the manual"));
    }
    let unpacked = unpack(backup, into)?;
    let db = Db::open(&format!("sqlite:{}", unpacked.display()), DbLimits::default()).await?;
    let integrity: Option<String> = db.write.scalar("PRAGMA integrity_check", values![]).await?;
    checks.push(("integrity", differs(integrity.as_deref().unwrap_or("nothing"), "ok")));
    let orphans = db.write.rows("PRAGMA foreign_key_check", values![]).await?;
    checks.push(("foreign keys", if orphans.is_empty() { String::new() } else { orphans.len().to_string() }));
    let (counts, schema, verdict) = describe(&db).await?;
    checks.push(("rows", differs(&format!("{counts:?}"), &format!("{:?}", manifest.counts))));
    checks.push(("schema", differs(&schema.join(","), &manifest.schema.join(","))));
    let broken = verdict.broken_at.map(|id| format!("broken at {id}")).unwrap_or_default();
    checks.push(("audit chain", broken));
    checks.push(("audit head", differs(&verdict.head, &manifest.audit_head)));
    db.close().await?;
    Ok((unpacked, Proof { manifest, checks }))
}

/// Proves that a backup can be restored, and leaves nothing behind.
pub async fn verify(backup: &Path, scratch: &Path) -> Result<Proof> {
    std::fs::create_dir_all(scratch)?;
    let (unpacked, proof) = unpack_and_check(backup, scratch).await?;
    remove_sqlite(&unpacked);
    Ok(proof)
}

/// Puts a proven copy in the place of the live SQLite database; the one before stays beside it as `….before-restore`.
/// The server must not be running: the command line is the only user then. A copy that fails a check changes nothing.
pub async fn restore(municipality: &Municipality, backup: &Path, scratch: &Path) -> Result<Proof> {
    let Some(live) = municipality.url.strip_prefix("sqlite:").map(PathBuf::from) else {
        return Err(Error::internal("a PostgreSQL backup is restored with pg_restore; see the manual"));
    };
    std::fs::create_dir_all(scratch)?;
    let (unpacked, proof) = unpack_and_check(backup, scratch).await?;
    if proof.manifest.code != municipality.code {
        remove_sqlite(&unpacked);
        return Err(Error::internal(format!(
            "this is a copy of {}, not of {}",
            proof.manifest.code, municipality.code
        )));
    }
    if !proof.holds() {
        remove_sqlite(&unpacked);
        return Ok(proof);
    }
    municipality.db.clone().close().await?;
    let before = PathBuf::from(format!("{}.before-restore", live.display()));
    std::fs::rename(&live, before)?;
    remove_sqlite(&live);
    std::fs::rename(&unpacked, &live)?;
    remove_sqlite(&unpacked);
    Ok(proof)
}

fn differs(found: &str, expected: &str) -> String {
    if found == expected { String::new() } else { format!("found {found}, expected {expected}") }
}

fn manifest_path(backup: &Path) -> PathBuf {
    backup.with_extension("json")
}

type Description = (BTreeMap<String, i64>, Vec<String>, audit::Verdict);

async fn describe(db: &Db) -> Result<Description> {
    let tables: Vec<String> = if db.is_postgres() {
        db.read
            .column("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' ORDER BY 1", values![])
            .await?
    } else {
        db.read
            .column(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1",
                values![],
            )
            .await?
    };
    let mut counts = BTreeMap::new();
    for table in tables {
        let count: Option<i64> =
            db.read.scalar(&format!("SELECT COUNT(*) FROM \"{table}\""), values![]).await?;
        counts.insert(table, count.unwrap_or(0));
    }
    let schema = db.read.column("SELECT name FROM schema_step ORDER BY name", values![]).await?;
    Ok((counts, schema, audit::verify(&db.read).await?))
}

async fn copy_sqlite(url: &str, folder: &Path, packed: &Path) -> Result<()> {
    let copy = folder.join(format!("{}.copying", file_name(packed)));
    let db = Db::open(url, DbLimits { readers: 1, cache_kib: 512 }).await?;
    let sql = format!("VACUUM INTO '{}'", copy.display().to_string().replace('\'', "''"));
    let copied = db.write.execute_unprepared(&sql).await;
    db.close().await?;
    copied?;
    let mut encoder = GzEncoder::new(File::create(packed)?, Compression::default());
    io::copy(&mut File::open(&copy)?, &mut encoder)?;
    encoder.finish()?.sync_all()?;
    std::fs::remove_file(copy)?;
    Ok(())
}

/// `pg_dump` knows its server best; its custom format is compressed already, so it is only carried through.
fn dump_postgres(url: &str, packed: &Path) -> Result<()> {
    let output = std::process::Command::new("pg_dump")
        .args(["--format=custom", "--no-owner", "--dbname", url])
        .stderr(Stdio::piped())
        .output()
        .map_err(|error| Error::Internal(format!("pg_dump cannot be started: {error}")))?;
    if !output.status.success() {
        return Err(Error::Internal(format!("pg_dump: {}", String::from_utf8_lossy(&output.stderr))));
    }
    let mut encoder = GzEncoder::new(File::create(packed)?, Compression::none());
    encoder.write_all(&output.stdout)?;
    encoder.finish()?.sync_all()?;
    Ok(())
}

fn unpack(packed: &Path, into: &Path) -> Result<PathBuf> {
    let path = into.join(format!("{}.restored", file_name(packed)));
    let mut decoder = GzDecoder::new(File::open(packed)?);
    io::copy(&mut decoder, &mut File::create(&path)?)?;
    Ok(path)
}

fn remove_sqlite(path: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        // Already gone is as good as removed.
        let _ = std::fs::remove_file(format!("{}{suffix}", path.display()));
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn file_hash(path: &Path) -> Result<String> {
    let mut hasher = Sha256::new();
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 64 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex::encode(hasher.finalize())),
            read => hasher.update(&buffer[..read]),
        }
    }
}
