//! A statement of 100,000 entries in a municipality with 8,000 cards and 40,000 dues: seconds to take in and check, to
//! match and post, and the memory of the process. SQLite, and PostgreSQL when `RATUSZ_TEST_DB` names a server.

use std::sync::Arc;
use std::time::Instant;

use bank_statements::Encoding;
use bank_statements::write::{Dialect, EntryDraft, StatementDraft, mt940};
use chrono::NaiveDate;
use ratusz_banking::import::import_file;
use ratusz_dues::cards::{self, NewCard};
use ratusz_dues::charges::{self, NewCharge, NewInstalment};
use ratusz_dues::ledger;
use ratusz_dues::rules::reference::payment_reference;
use ratusz_dues::rules::virtual_account::Layout;
use ratusz_kernel::{AccountNumber, Actor, Deed, Money, Municipality, Sql, settings, values};
use ratusz_people::parties::{self, NewParty, PartyKind};
use ratusz_testkit::Town;

const CARDS: usize = 8_000;
const DUES_OF_CARD: u32 = 5;
const ENTRIES: usize = 100_000;
const BANK: &str = "87650004";
const POOL: &str = "0055";

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a day of 2026")
}

fn own_account() -> String {
    AccountNumber::from_parts(BANK, "0012345600000404").expect("parts of an account").as_str().to_owned()
}

#[tokio::main]
async fn main() {
    let town = Town::with(vec![
        ratusz_notices::module(),
        ratusz_people::module(),
        ratusz_dues::module(),
        ratusz_payments::module(),
        ratusz_banking::module(),
    ])
    .await;
    let municipality = &town.municipality;
    let engine = if municipality.db.is_postgres() { "PostgreSQL" } else { "SQLite" };
    let cards = set_up(municipality).await;
    let bytes = file(&cards);
    eprintln!("{engine}: {CARDS} cards, {} dues, file of {} MB", CARDS * 5, bytes.len() / 1_000_000);
    let actor = Actor::system("bench");
    set_auto_post(municipality, false).await;
    let begun = Instant::now();
    import_file(municipality, &actor, "wb.sta", bytes.clone()).await.expect("the file is taken in");
    let taken_in = begun.elapsed();
    set_auto_post(municipality, true).await;
    let begun = Instant::now();
    let imported = import_file(municipality, &actor, "wb.sta", bytes).await.expect("the statement is posted");
    let posted = begun.elapsed();
    let one = &imported.statements[0];
    eprintln!(
        "{engine}: read, checked and kept in {:.1} s; matched and posted in {:.1} s; in all {:.1} s",
        taken_in.as_secs_f64(),
        posted.as_secs_f64(),
        (taken_in + posted).as_secs_f64()
    );
    eprintln!(
        "{:?}: {} automatic, {} suggested, {} to explain; highest memory {}",
        one.state,
        one.automatic,
        one.suggested,
        one.to_explain,
        peak_memory()
    );
    let begun = Instant::now();
    let verdict = ledger::verify(&municipality.db.read).await.expect("the books are read");
    eprintln!(
        "books sound: {} ({} entries, {:.1} s)",
        verdict.sound(),
        verdict.entries,
        begun.elapsed().as_secs_f64()
    );
}

async fn set_auto_post(municipality: &Arc<Municipality>, on: bool) {
    settings::set(&municipality.db.write, "banking.auto_post", day(1, 1), &on).await.expect("a setting");
}

async fn set_up(municipality: &Arc<Municipality>) -> Vec<cards::CardRef> {
    let pool = Layout::new(BANK, POOL).expect("a pool");
    settings::set(&municipality.db.write, cards::VIRTUAL_ACCOUNTS, day(1, 1), &pool)
        .await
        .expect("a setting");
    municipality
        .db
        .write
        .run(
            "INSERT INTO bank_account (id, nrb, name, bank, pool_bank, pool_prefix, profile, active) \
             VALUES (1, $1, 'Podatki', 'Bank', $2, $3, '{}', TRUE)",
            values![own_account(), BANK, POOL],
        )
        .await
        .expect("an account");
    let mut deed = Deed::begin_own(municipality, &Actor::system("bench")).await.expect("a deed");
    let people = (0..CARDS).map(|n| NewParty {
        kind: PartyKind::Natural,
        given_name: ["Anna", "Jan", "Ewa", "Piotr"][n % 4].into(),
        family_name: family(n),
        firm_name: String::new(),
        pesel: None,
        nip: None,
        regon: None,
        street: format!("ul. Lipowa {n}"),
        postal_code: "00-001".into(),
        town: "Wierzbica Dolna".into(),
    });
    let parties = parties::upsert_many(&mut deed, people.collect()).await.expect("people");
    let new = parties.iter().enumerate().map(|(n, party)| NewCard {
        kind: if n % 2 == 0 { "waste" } else { "property_np" }.into(),
        title: format!("ul. Lipowa {n}"),
        opened: day(1, 1),
        parties: vec![*party],
    });
    let ids = cards::open(&mut deed, new.collect()).await.expect("cards");
    let charges = ids.iter().map(|card| NewCharge {
        card_id: *card,
        year: 2026,
        document_no: None,
        document_date: day(1, 15),
        booking_date: day(1, 15),
        title: "Przypis 2026".into(),
        basis: Vec::new(),
        instalments: (1..=DUES_OF_CARD)
            .map(|number| NewInstalment {
                due_date: day(number * 2 + 1, 15),
                amount: Money::from_zloty(400 + i64::from(number)),
                title: format!("Rata {number} z {DUES_OF_CARD}"),
            })
            .collect(),
    });
    charges::add(&mut deed, charges.collect()).await.expect("charges");
    deed.note("bench.set_up", "cards", serde_json::json!({}));
    deed.commit().await.expect("the deed is done");
    let mut found: Vec<_> =
        cards::by_ids(&municipality.db.read, &ids).await.expect("cards").into_values().collect();
    found.sort_by_key(|card| card.id);
    found
}

/// A family name of letters only, different for every person.
fn family(mut n: usize) -> String {
    let mut name = "Nowa".to_owned();
    for _ in 0..4 {
        name.push(char::from(b'a' + u8::try_from(n % 20).unwrap_or(0)));
        n /= 20;
    }
    name
}

/// Of ten payments seven go to a virtual account, two name a reference, one says too little.
fn file(cards: &[cards::CardRef]) -> Vec<u8> {
    let entries = (0..ENTRIES).map(|n| {
        let card = &cards[n * 7 % cards.len()];
        let (title, account) = match n % 10 {
            0 | 5 => (payment_reference(&card.number), None),
            9 => (format!("OPLATA ZA ODPADY {n}"), None),
            _ => (format!("OPLATA {n}"), card.nrb.clone()),
        };
        EntryDraft {
            amount: 2_000 + i64::try_from(n % 9_000).unwrap_or(0),
            reversal: false,
            booking_date: day(11, 20),
            value_date: day(11, 20),
            title,
            counterparty: card.payer_name.clone(),
            counterparty_account: AccountNumber::from_parts(
                "10201111",
                &format!("{:016}", card.id % 10_000_000_000),
            )
            .expect("parts of an account")
            .as_str()
            .to_owned(),
            bank_reference: format!("R{n}"),
            virtual_account: account,
            virtual_identifier: None,
            payer_debit_date: None,
        }
    });
    let draft = StatementDraft {
        reference: "R".into(),
        account: own_account(),
        number: 54,
        currency: "PLN".into(),
        opening_date: day(11, 20),
        opening: 0,
        closing_date: day(11, 20),
        entries: entries.collect(),
    };
    mt940(&[draft], Dialect::Pekao, Encoding::Windows1250).expect("a statement is written")
}

/// The kernel's own count of the most memory the process ever had.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM"));
    line.map_or_else(|| "unknown".into(), |line| line.trim_start_matches("VmHWM:").trim().to_owned())
}
