//! The process is killed at random moments of taking in and posting; afterwards the books are the same to the last hash
//! as without. `RATUSZ_SLOW=1` makes it 200 rounds.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use bank_statements::write::EntryDraft;
use chrono::{TimeZone, Utc};
use ratusz_banking::import::import_file;
use ratusz_dues::ledger;
use ratusz_kernel::db::DbLimits;
use ratusz_kernel::seal::RootKeys;
use ratusz_kernel::{Actor, Clock, Environment, Municipality, Random, Sql, values, worker};
use ratusz_testkit::{copy_of_database, database_url, drop_database};

use crate::office::{self, file, receipt, statement, to_account};

const FOLDER: &str = "RATUSZ_CRASH_FOLDER";
const LIFE: &str = "RATUSZ_CRASH_LIFE";
/// The file that holds the address of the database of a run.
const ADDRESS: &str = "address";
const CARDS: usize = 24;
const ENTRIES: i64 = 240;

/// The town of one run; opening it is also what a restart does.
async fn open(folder: &Path) -> (Arc<Municipality>, Clock) {
    let url = std::fs::read_to_string(folder.join(ADDRESS)).unwrap();
    open_with(folder, &url, RootKeys::single([7; 32])).await
}

/// The same with chosen database and keys.
pub async fn open_with(folder: &Path, url: &str, keys: RootKeys) -> (Arc<Municipality>, Clock) {
    let clock = Clock::fixed(Utc.with_ymd_and_hms(2026, 11, 20, 11, 0, 0).unwrap());
    let environment = Arc::new(Environment {
        clock: clock.clone(),
        random: Random::system(),
        keys,
        modules: office::modules().iter().map(|module| module.kernel).collect(),
        sections: serde_json::Map::new(),
        data_dir: folder.to_owned(),
        limits: DbLimits::default(),
        signal: worker::Signal::default(),
        stopping: AtomicBool::new(false),
    });
    let municipality = Municipality::open("1412042", office::HOST, url, &environment).await.unwrap();
    (municipality, clock)
}

/// What the killed process does. Only run by the test below, as a process of its own.
#[tokio::test]
#[ignore = "the child of the crash test"]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let folder = Path::new(&folder);
    let (municipality, clock) = open(folder).await;
    let bytes = std::fs::read(folder.join("wb54.sta")).unwrap();
    import_file(&municipality, &Actor::system("crash test"), "wb54.sta", bytes).await.unwrap();
    // Rows that a killed process had claimed are free again after their lease: each life works a little later.
    let life: i64 = std::env::var(LIFE).unwrap().parse().unwrap();
    clock.advance(chrono::Duration::minutes(10 * life));
    worker::work(&municipality).await.unwrap();
    std::fs::write(folder.join("finished"), b"").unwrap();
}

fn start(folder: &Path, life: u32) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["crash::child", "--exact", "--ignored"])
        .env(FOLDER, folder)
        .env(LIFE, life.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Everything that must be the same: the proof of the books, what cards owe, where entries stand, jobs left over.
#[derive(Debug, PartialEq, Eq)]
struct Books {
    verdict: ledger::Verdict,
    open: Vec<i64>,
    overpaid: Vec<i64>,
    states: Vec<String>,
    told: Vec<i64>,
    statements: Vec<String>,
    waiting: Vec<i64>,
}

async fn books(folder: &Path) -> Books {
    let (municipality, _) = open(folder).await;
    let db = &municipality.db.read;
    let books = Books {
        verdict: ledger::verify(db).await.unwrap(),
        open: db.column("SELECT open FROM due ORDER BY id", values![]).await.unwrap(),
        overpaid: db.column("SELECT overpaid FROM card ORDER BY id", values![]).await.unwrap(),
        states: db
            .column("SELECT state || ' ' || reason FROM statement_entry ORDER BY ordinal", values![])
            .await
            .unwrap(),
        told: db.column("SELECT COUNT(*) FROM statement_entry WHERE told = TRUE", values![]).await.unwrap(),
        statements: db.column("SELECT state FROM bank_statement", values![]).await.unwrap(),
        waiting: db.column("SELECT COUNT(*) FROM outbox WHERE done_at IS NULL", values![]).await.unwrap(),
    };
    municipality.db.clone().close().await.unwrap();
    books
}

async fn set_up(folder: &Path) {
    std::fs::write(folder.join(ADDRESS), database_url(folder).await).unwrap();
    let (municipality, _) = open(folder).await;
    office::add_account(&municipality).await;
    let mut cards = Vec::new();
    for n in 0..CARDS {
        let family = format!("Nowak{}", char::from(b'a' + u8::try_from(n).unwrap()));
        cards.push(office::owing(&municipality, "Ewa", &family, None, "waste", "ul. Lipowa 1", 70_000).await);
    }
    let entries: Vec<EntryDraft> = (1..=ENTRIES)
        .map(|n| {
            let card = &cards[usize::try_from(n).unwrap() % CARDS];
            let entry = receipt(n * 10, &card.payer_name, &format!("odpady {n}"));
            // Every eighth names no card and must wait.
            if n % 8 == 0 { entry } else { to_account(entry, card) }
        })
        .collect();
    std::fs::write(folder.join("wb54.sta"), file(statement(54, 0, entries))).unwrap();
    municipality.db.clone().close().await.unwrap();
}

async fn copy(from: &Path, to: &Path) {
    std::fs::copy(from.join("wb54.sta"), to.join("wb54.sta")).unwrap();
    let original = std::fs::read_to_string(from.join(ADDRESS)).unwrap();
    std::fs::write(to.join(ADDRESS), copy_of_database(&original, to).await).unwrap();
}

#[tokio::test]
async fn killed_at_random_moments_the_books_end_the_same() {
    let seed = tempfile::tempdir().unwrap();
    set_up(seed.path()).await;
    let calm = tempfile::tempdir().unwrap();
    copy(seed.path(), calm.path()).await;
    let begun = Instant::now();
    assert!(start(calm.path(), 1).wait().unwrap().success());
    let whole = begun.elapsed();
    let expected = books(calm.path()).await;
    assert!(expected.verdict.sound() && expected.verdict.entries > u64::try_from(ENTRIES).unwrap());
    assert_eq!(expected.statements, ["posted"]);
    assert_eq!(expected.waiting, [0]);

    let rounds = if std::env::var_os("RATUSZ_SLOW").is_some() { 200 } else { 6 };
    let mut chance = 0x2545_f491_4f6c_dd1d_u64;
    let mut killed = 0;
    for round in 0..rounds {
        let folder = tempfile::tempdir().unwrap();
        copy(seed.path(), folder.path()).await;
        for life in 1..=12 {
            let mut child = start(folder.path(), life);
            if life < 5 {
                // xorshift64: the same moments in every run of the test, as far as the machine keeps time.
                chance ^= chance << 13;
                chance ^= chance >> 7;
                chance ^= chance << 17;
                let millis = u64::try_from(whole.as_millis()).unwrap().max(1);
                std::thread::sleep(Duration::from_millis(chance % millis));
                if child.try_wait().unwrap().is_none() {
                    child.kill().unwrap();
                    killed += 1;
                }
            }
            child.wait().unwrap();
            if folder.path().join("finished").exists() {
                break;
            }
        }
        assert_eq!(books(folder.path()).await, expected, "round {round}");
        drop_database(&std::fs::read_to_string(folder.path().join(ADDRESS)).unwrap()).await;
    }
    assert!(killed > 0, "no child was caught alive");
}
