//! A month of receipts in a municipality of 8,000 cards and 40,000 dues: 100,000 credited in one deed. Seconds for each
//! phase; on SQLite, or on PostgreSQL when `RATUSZ_TEST_DB` names a server.

use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use ratusz_dues::cards::{self, NewCard};
use ratusz_dues::charges::{self, NewCharge, NewInstalment};
use ratusz_dues::crediting::{self, Credited, Receipt};
use ratusz_dues::ledger;
use ratusz_kernel::{Actor, Deed, Money};
use ratusz_people::parties::{self, NewParty, PartyKind};
use ratusz_testkit::Town;

const CARDS: usize = 8_000;
const DUES_OF_CARD: u32 = 5;
const RECEIPTS: usize = 100_000;
/// Receipts are spread over so many payment days.
const DAYS: usize = 20;

#[tokio::main]
async fn main() {
    // Tests of all targets start benches too, without this flag.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let town =
        Town::with(vec![ratusz_notices::module(), ratusz_people::module(), ratusz_dues::module()]).await;
    let municipality = &town.municipality;
    let engine = if municipality.db.is_postgres() { "PostgreSQL" } else { "SQLite" };
    let begun = Instant::now();
    let mut deed = Deed::begin_own(municipality, &Actor::system("bench")).await.expect("a deed");
    let parties = parties::upsert_many(&mut deed, (0..CARDS).map(payer).collect()).await.expect("people");
    let cards = parties.iter().zip(0..).map(|(party, place)| card(*party, place)).collect();
    let cards = cards::open(&mut deed, cards).await.expect("cards");
    report(engine, "people and cards", begun.elapsed());

    let begun = Instant::now();
    let charged = charges::add(&mut deed, cards.iter().map(|card| charge(*card)).collect()).await;
    let dues: usize = charged.expect("charges").iter().map(|charged| charged.due_ids.len()).sum();
    report(engine, &format!("charges with {dues} dues"), begun.elapsed());
    let begun = Instant::now();
    deed.commit().await.expect("committed");
    report(engine, "commit", begun.elapsed());

    let receipts: Vec<Receipt> = (0..RECEIPTS).map(|place| receipt(&cards, place)).collect();
    let begun = Instant::now();
    let mut deed = Deed::begin_own(municipality, &Actor::system("bench")).await.expect("a deed");
    let credited = crediting::credit(&mut deed, &receipts).await.expect("credited");
    report(engine, &format!("crediting {RECEIPTS} receipts"), begun.elapsed());
    let begun = Instant::now();
    deed.commit().await.expect("committed");
    report(engine, "commit", begun.elapsed());
    eprintln!("{}", summary(&credited));

    let begun = Instant::now();
    let verdict = ledger::verify(&municipality.db.read).await.expect("the books are read");
    assert!(verdict.sound(), "{verdict:?}");
    report(engine, &format!("verifying {} entries", verdict.entries), begun.elapsed());
}

fn report(engine: &str, phase: &str, took: Duration) {
    eprintln!("{engine}: {phase}: {:.2} s", took.as_secs_f64());
}

fn summary(credited: &[Credited]) -> String {
    let sum = |part: fn(&Credited) -> Money| -> Money { credited.iter().map(part).sum() };
    format!(
        "principal {}, interest {}, surplus {}",
        sum(|one| one.to_principal),
        sum(|one| one.to_interest),
        sum(|one| one.surplus)
    )
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).expect("a day of 2026")
}

fn payer(place: usize) -> NewParty {
    NewParty {
        kind: PartyKind::Natural,
        given_name: ["Anna", "Jan", "Ewa", "Piotr"][place % 4].into(),
        family_name: format!("Nowak{place}"),
        firm_name: String::new(),
        pesel: None,
        nip: None,
        regon: None,
        street: format!("ul. Lipowa {place}"),
        postal_code: "07-100".into(),
        town: "Wierzbica Dolna".into(),
    }
}

fn card(party: i64, place: usize) -> NewCard {
    // Every fourth card is of a civil due, which carries its interest on.
    let kind = ["property_np", "waste", "agricultural_np", "lease"][place % 4];
    NewCard {
        kind: kind.into(),
        title: format!("ul. Lipowa {place}"),
        opened: day(1, 1),
        parties: vec![party],
    }
}

fn charge(card_id: i64) -> NewCharge {
    let instalments = (1..=DUES_OF_CARD).map(|number| NewInstalment {
        due_date: day(number * 2, 15),
        amount: Money::from_zloty(100 + i64::from(number) * 10),
        title: format!("Należność 2026, rata {number} z {DUES_OF_CARD}"),
    });
    NewCharge {
        card_id,
        year: 2026,
        document_no: Some("FN.3120.1.2026".into()),
        document_date: day(1, 15),
        booking_date: day(1, 20),
        title: "Należność 2026".into(),
        basis: Vec::new(),
        instalments: instalments.collect(),
    }
}

/// Receipts go round the cards; what comes last on a card is paid too much.
fn receipt(cards: &[i64], place: usize) -> Receipt {
    let paid = day(11, 1) + Days::new((place / cards.len() + place % 7) as u64 % DAYS as u64);
    Receipt {
        source: format!("statement:1:{place}"),
        document: format!("WB 1/{place}"),
        booking_date: paid,
        payment_day: paid,
        amount: Money::from_grosze(4_000 + (place as i64 * 37) % 3_000),
        card_id: cards[place % cards.len()],
        money_account: "130",
        note: "Podatek".into(),
    }
}
