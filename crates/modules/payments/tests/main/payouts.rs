//! Payouts: the report against the statement, to the grosz (integrations.md §2.9).

use ratusz_kernel::{Actor, Deed};
use ratusz_payments::{Deposit, Standing};

use super::stage::{Stage, day, zl};

async fn paid_and_reported(stage: &Stage, standing: &str) -> i64 {
    let mut anna = stage.resident().await;
    let (order, _) = stage.start(&mut anna).await;
    stage.payu.set_status(&order.ext_id, "COMPLETED").await;
    stage.town.work().await;
    let report = format!(
        "wyplata;data;typ;numer_operatora;numer_zamowienia;kwota;prowizja\n\
         W1;2026-11-20;płatność;{};{};125,50;1,51\n",
        order.id, order.ext_id
    );
    let mut clerk = stage.clerk(7, &["payments.read", "payments.settle"]).await;
    let point = stage.payu_point.to_string();
    let fields = [("punkt", point.as_str())];
    clerk
        .upload("/urzad/wyplaty", &fields, ("plik", "raport.csv", b"kwota\n1\n"))
        .await
        .is(422)
        .shows("nie ma kolumny");
    for text in ["Nowe wypłaty: 1", "Nowe wypłaty: 0. Znane wcześniej: 1."] {
        clerk
            .upload("/urzad/wyplaty", &fields, ("plik", "raport.csv", report.as_bytes()))
            .await
            .is(200)
            .shows(text);
    }
    clerk.get("/urzad/wyplaty").await.shows(standing).shows("123,99 zł");
    stage.number("SELECT id FROM payout").await
}

async fn settle(stage: &Stage, payout: i64, amount: &str) -> ratusz_kernel::Result<Standing> {
    let mut deed = Deed::begin_own(stage.municipality(), &Actor::system("bank")).await?;
    let deposit = Deposit { amount: zl(amount), day: day(2026, 11, 20), bank_entry: "statement:1:1".into() };
    let standing = ratusz_payments::settle_payout(&mut deed, payout, &deposit).await?;
    deed.commit().await?;
    Ok(standing)
}

#[tokio::test]
async fn the_money_of_a_payout_is_found_and_posted() {
    let stage = Stage::new().await;
    let payout = paid_and_reported(&stage, "brak wpłaty").await;
    let db = &stage.municipality().db.read;
    let found = ratusz_payments::payout_candidates(db, zl("123,99"), day(2026, 11, 23)).await.unwrap();
    assert_eq!(found.iter().map(|candidate| candidate.id).collect::<Vec<_>>(), [payout]);
    assert!(
        ratusz_payments::payout_candidates(db, zl("125,50"), day(2026, 11, 23)).await.unwrap().is_empty()
    );
    assert_eq!(settle(&stage, payout, "123,99").await.unwrap(), Standing::Agrees);
    assert!(settle(&stage, payout, "123,99").await.is_err());
    assert_eq!((stage.state().await.as_str(), stage.in_transit().await), ("settled", 0));
    let mut clerk = stage.clerk(7, &["payments.read"]).await;
    clerk.get(&format!("/urzad/wyplaty/{payout}")).await.shows("zgodna").shows("1,51 zł").shows("123,99 zł");
    let reference = stage.text("SELECT reference FROM payment").await;
    let by_reference =
        ratusz_payments::find_by_reference(db, &[reference.clone(), "OBCY".into()]).await.unwrap();
    assert_eq!((by_reference.len(), by_reference[0].ext_id.as_str()), (1, format!("{reference}-1").as_str()));
    stage.books_hold().await;
}

/// The money comes before the report: posted, marked, and taken over by the report.
#[tokio::test]
async fn a_late_report_explains_its_money() {
    let stage = Stage::new().await;
    let mut deed = Deed::begin_own(stage.municipality(), &Actor::system("bank")).await.unwrap();
    let deposit =
        Deposit { amount: zl("123,99"), day: day(2026, 11, 20), bank_entry: "statement:1:1".into() };
    ratusz_payments::payout_without_report(&mut deed, stage.payu_point, &deposit).await.unwrap();
    deed.commit().await.unwrap();
    let mut clerk = stage.clerk(7, &["payments.read"]).await;
    clerk.get("/urzad/wyplaty").await.shows("brak raportu").shows("Wczytaj raport operatora");
    let payout = paid_and_reported(&stage, "zgodna").await;
    assert_eq!(stage.number("SELECT COUNT(*) FROM payout").await, 1);
    assert!(settle(&stage, payout, "123,99").await.is_err());
    assert_eq!((stage.state().await.as_str(), stage.in_transit().await), ("settled", 0));
    stage.books_hold().await;
}

#[tokio::test]
async fn a_difference_stays_in_transit_and_is_shown() {
    let stage = Stage::new().await;
    let payout = paid_and_reported(&stage, "brak wpłaty").await;
    assert_eq!(settle(&stage, payout, "125,50").await.unwrap(), Standing::Differs);
    let mut clerk = stage.clerk(7, &["payments.read"]).await;
    clerk.get("/urzad/wyplaty").await.shows("różnica").shows("Operator nie potrącił prowizji");
}

/// The report itself says that less was sent than its operations come to, and the bank shows just that.
#[tokio::test]
async fn a_payout_that_came_short_says_why() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let (order, _) = stage.start(&mut anna).await;
    stage.payu.set_status(&order.ext_id, "COMPLETED").await;
    stage.town.work().await;
    let report = format!(
        "wyplata;data;typ;numer_operatora;numer_zamowienia;kwota;prowizja\n\
         W1;2026-11-20;PAYMENT_RECEIVED;{};{};125,50;1,51\nW1;2026-11-20;PAYOUT;;;-122,48;\n",
        order.id, order.ext_id
    );
    let mut clerk = stage.clerk(7, &["payments.read", "payments.settle"]).await;
    let point = stage.payu_point.to_string();
    let file = ("plik", "raport.csv", report.as_bytes());
    clerk.upload("/urzad/wyplaty", &[("punkt", point.as_str())], file).await.is(200).shows("różnica");
    let payout = stage.number("SELECT id FROM payout").await;
    assert_eq!(settle(&stage, payout, "122,48").await.unwrap(), Standing::Differs);
    let page = clerk.get(&format!("/urzad/wyplaty/{payout}")).await;
    page.shows("Operator potrącił prowizję drugi raz")
        .shows("122,48 zł")
        .shows("123,99 zł")
        .shows("−1,51 zł");
    // The commission is not booked before it is explained: what is missing stays with the provider.
    assert_eq!(stage.in_transit().await, 302);
    stage.books_hold().await;
}

/// A year's report is larger than an ordinary form may be.
#[tokio::test]
async fn a_large_report_is_read() {
    let stage = Stage::new().await;
    let mut clerk = stage.clerk(7, &["payments.read", "payments.settle"]).await;
    let point = stage.payu_point.to_string();
    let report = format!("kwota\n{}", "1\n".repeat(500_000));
    clerk
        .upload("/urzad/wyplaty", &[("punkt", point.as_str())], ("plik", "raport.csv", report.as_bytes()))
        .await
        .is(422)
        .shows("nie ma kolumny");
}

#[test]
fn payers_are_sent_to_the_hosts_of_the_configuration() {
    let hosts = |section| {
        let sections = serde_json::json!({ "payments": section });
        ratusz_payments::hosts(sections.as_object().expect("sections"))
    };
    assert_eq!(hosts(serde_json::json!({ "hosts": ["pay.example"] })), ["pay.example"]);
    let usual = ["secure.payu.com", "secure.snd.payu.com"];
    assert_eq!(hosts(serde_json::json!({ "call_seconds": 5 })), usual);
    assert_eq!(ratusz_payments::hosts(&serde_json::Map::new()), usual);
}
