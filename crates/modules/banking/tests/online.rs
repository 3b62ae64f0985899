//! Payments made through the portal as the bank shows them: the operator's payout, and a transfer that names a payment.

use bank_statements::write::{CamtVersion, camt053};
use ratusz_kernel::{Actor, ActorKind, Deed, Sql, values};
use ratusz_testkit::Browser;

use crate::office::{Office, file, receipt, sign_in, sign_in_as, statement};

/// A resident on the page of the demo's bank, having begun to pay the only due of the office; with the payment's number.
async fn begins_to_pay(office: &Office, party: i64, due: i64) -> (Browser, String, String) {
    let municipality = office.municipality();
    let mut deed = Deed::begin_own(municipality, &Actor::system("test")).await.unwrap();
    let point = ratusz_payments::setup::ensure_test_pos(&mut deed).await.unwrap();
    deed.commit().await.unwrap();
    let mut anna =
        sign_in_as(&office.town, ActorKind::Resident, 501, "Anna Kowalska", Some(party), &[]).await;
    let page = anna.get(&format!("/platnosci/nowa?naleznosc={due}")).await;
    let field = |name: &str| page.is(200).value_of(name).unwrap();
    let (token, sum, csrf) = (field("zeton"), field("suma"), field("csrf"));
    let (due, way) = (due.to_string(), format!("{point}:"));
    let fields =
        [("zeton", token.as_str()), ("suma", &sum), ("naleznosc", &due), ("sposob", &way), ("csrf", &csrf)];
    let bank = anna.post_only("/platnosci", &fields).await.location().to_owned();
    let reference: Option<String> =
        municipality.db.write.scalar("SELECT reference FROM payment", values![]).await.unwrap();
    (anna, bank, reference.unwrap())
}

async fn due_of(office: &Office, card: i64) -> i64 {
    let sql = "SELECT id FROM due WHERE card_id = $1";
    office.municipality().db.read.scalar(sql, values![card]).await.unwrap().unwrap()
}

/// 125,50 zł paid through the portal; the provider reports it in a payout of 123,99 zł with that number.
async fn reported(office: &mut Office, payout: &str) -> Browser {
    let card = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 12_550).await;
    let due = due_of(office, card.id).await;
    let (mut anna, bank, reference) = begins_to_pay(office, card.party_ids[0], due).await;
    anna.post(&bank, &[("decyzja", "zaplac")]).await.is(200);
    assert_eq!((office.owed(card.id).await, office.balance("141").await), (0, 12_550));
    let mut treasurer = sign_in(&office.town, 9, "Maria Lis", &["payments.read", "payments.settle"]).await;
    let point: Option<i64> =
        office.municipality().db.read.scalar("SELECT id FROM pos", values![]).await.unwrap();
    let report = format!(
        "wyplata;data;typ;numer_operatora;numer_zamowienia;kwota;prowizja\n\
         {payout};2026-11-20;płatność;;{reference}-1;125,50;1,51\n"
    );
    let point = point.unwrap().to_string();
    treasurer
        .upload("/urzad/wyplaty", &[("punkt", &point)], ("plik", "raport.csv", report.as_bytes()))
        .await
        .is(200)
        .shows("Nowe wypłaty: 1");
    treasurer
}

#[tokio::test]
async fn a_payout_that_came_short_is_tied_by_its_number_and_the_difference_shows() {
    let mut office = Office::open().await;
    let mut treasurer = reported(&mut office, "WYP-2026-11").await;
    office
        .upload("54", &file(statement(54, 0, vec![receipt(12_000, "Operator", "WYPLATA WYP-2026-11")])))
        .await
        .is(200)
        .shows("1 z 1")
        .shows("różni się od raportu o −3,99 zł");
    assert_eq!((office.balance("130").await, office.balance("141").await), (12_000, 550));
    treasurer.get("/urzad/wyplaty").await.is(200).shows("różnica");
    office.assert_sound().await;
}

#[tokio::test]
async fn a_payout_is_booked_on_the_banks_day_and_the_day_closes() {
    let mut office = Office::open().await;
    reported(&mut office, "W1").await;
    // The statement of the 20th is read three days later, when the books have gone on.
    office.town.clock.advance(chrono::Duration::days(3));
    office.clerk = office.colleague().await;
    let entries = vec![receipt(12_399, "Operator", "WYPLATA W1"), receipt(100, "Jan Nowak", "nie wiem co")];
    office
        .upload("54", &file(statement(54, 70_000, entries)))
        .await
        .is(200)
        .shows("wypłata operatora płatności z 20.11.2026, kwota zgodna z raportem");
    assert_eq!((office.balance("130").await, office.balance("141").await), (12_499, 0));
    let day = "/urzad/wyciagi/dzien?dzien=2026-11-20";
    office.clerk.get(day).await.shows("Różnica 0,00 zł").shows("Bank 824,99 zł").shows("Księgi 824,99 zł");
    office
        .clerk
        .post("/urzad/wyciagi/dzien", &[("dzien", "2026-11-20")])
        .await
        .is(200)
        .shows("Dzień 20.11.2026 zamknięty: księgi i bank są zgodne co do grosza.");
    office.assert_sound().await;
}

#[tokio::test]
async fn a_transfer_that_names_a_payment_of_the_portal_goes_to_its_card() {
    let mut office = Office::open().await;
    let card = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 12_550).await;
    let due = due_of(&office, card.id).await;
    let (_, _, reference) = begins_to_pay(&office, card.party_ids[0], due).await;
    // Another amount than the payment's is only proposed.
    let other = receipt(5_000, "Jan Kowalski", &format!("PLATNOSC {reference}"));
    office
        .upload("54", &file(statement(54, 0, vec![other])))
        .await
        .shows(&format!("płatność {reference} z portalu była na 125,50 zł, a wpłynęło 50,00 zł"));
    assert_eq!(office.owed(card.id).await, 12_550);
    // The bank gives the number only as EndToEndId.
    let draft = statement(55, 5_000, vec![receipt(12_550, "Jan Kowalski", "wplata")]);
    let camt = camt053("M", &[draft], CamtVersion::V08);
    let named = format!("<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>");
    assert_eq!(camt.matches("<TxDtls>").count(), 1, "{camt}");
    let camt = camt.replace("<TxDtls>", &named);
    office
        .upload("55.xml", camt.as_bytes())
        .await
        .is(200)
        .shows("1 z 1")
        .shows(&format!("płatność {reference} z portalu, kwota zgodna"));
    assert_eq!(office.owed(card.id).await, 0);
    let rules: Vec<i64> = office
        .municipality()
        .db
        .read
        .column("SELECT rule FROM statement_entry ORDER BY id", values![])
        .await
        .unwrap();
    assert_eq!(rules, [2, 2]);
    office.assert_sound().await;
}
