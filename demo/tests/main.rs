//! The demo municipality seen through the front door: its books agree with its bank, and every state of a payment is there.

use std::sync::Arc;

use ratusz_demo::{CODE, Options};
use ratusz_dues::ledger;
use ratusz_kernel::{ActorKind, Municipality, Sql, values};
use ratusz_testkit::{Browser, Town};
use ratusz_web::{NewSession, session};

const HOST: &str = "demo.example";

async fn demo(payers: u32) -> (Town, Arc<Municipality>) {
    let town = Town::with(vec![
        ratusz_notices::module(),
        ratusz_people::module(),
        ratusz_dues::module(),
        ratusz_payments::module(),
        ratusz_banking::module(),
    ])
    .await;
    let options = Options { payers, host: HOST.into() };
    ratusz_demo::ensure(&town.municipalities, &options).await.expect("the demo is made");
    let municipality = town.municipalities.by_code(CODE).await.expect("it opens").expect("it is there");
    (town, municipality)
}

async fn signed_in(
    town: &Town,
    municipality: &Arc<Municipality>,
    kind: ActorKind,
    subject_id: i64,
    permissions: &[&str],
) -> Browser {
    let new = NewSession {
        kind,
        subject_id,
        name: "Osoba".into(),
        party_id: None,
        level: 2,
        permissions: permissions.iter().map(|&code| code.into()).collect(),
        device: "test".into(),
        origin: "test".into(),
    };
    let token = session::start(&municipality.db.write, municipality, &new).await.expect("a session");
    let mut browser = Browser::new(town.router.clone(), HOST);
    browser.cookies.insert("__Host-sesja".into(), token);
    browser
}

async fn number(municipality: &Municipality, sql: &str) -> i64 {
    municipality.db.write.scalar(sql, values![]).await.expect("a number").unwrap_or(0)
}

#[tokio::test]
async fn the_books_agree_with_the_bank_and_every_payment_state_is_there() {
    let (town, municipality) = demo(300).await;
    let verdict = ledger::verify(&municipality.db.write).await.expect("a verdict");
    assert!(verdict.sound(), "{verdict:?}");
    let reads = ["banking.read", "payments.read", "payments.refund_approve"];
    let mut clerk = signed_in(&town, &municipality, ActorKind::Staff, 7, &reads).await;
    clerk.get("/urzad/wyciagi/dzien").await.is(200).shows("zgodne");
    clerk
        .get("/urzad/wyplaty")
        .await
        .shows("zgodna")
        .shows("różnica")
        .shows("Operator potrącił prowizję drugi raz");
    let payments = clerk.get("/urzad/platnosci").await;
    payments.shows("Zwroty do zatwierdzenia");
    for state in ["rozliczona", "zaksięgowana", "odrzucona", "oczekuje na potwierdzenie"] {
        payments.shows(state);
    }
    // What the provider still owes is what is paid and not paid out, and the commission it took twice.
    let in_transit = "SELECT CAST(SUM(CASE WHEN side = 'D' THEN amount ELSE -amount END) AS BIGINT) \
                      FROM journal_line WHERE account = '141'";
    let waiting = "SELECT CAST(COALESCE(SUM(total), 0) AS BIGINT) FROM payment WHERE state = 'posted'";
    let short = "SELECT CAST(SUM(payments - net) AS BIGINT) FROM payout WHERE standing = 'differs'";
    let owed = number(&municipality, waiting).await + number(&municipality, short).await;
    assert_eq!(number(&municipality, in_transit).await, owed);

    let resident = number(&municipality, "SELECT MIN(id) FROM account").await;
    let mut anna = signed_in(&town, &municipality, ActorKind::Resident, resident, &[]).await;
    let own = anna.get("/platnosci").await.is(200).text().matches("href=\"/platnosc/").count();
    assert_eq!(own, 2);
}

/// A demo too small for one payer in a hundred still has them all, and the numbers of its payments are always the same.
#[tokio::test]
async fn a_small_demo_is_the_same_each_time() {
    let mut made = Vec::new();
    for _ in 0..2 {
        let (_town, municipality) = demo(24).await;
        let payments: Vec<String> = municipality
            .db
            .write
            .column("SELECT reference || ' ' || state FROM payment ORDER BY id", values![])
            .await
            .expect("payments");
        made.push(payments);
    }
    assert!(made[0].len() >= 4, "{made:?}");
    assert_eq!(made[0], made[1]);
}
