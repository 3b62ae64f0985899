//! Rows of dues.md §15 about statements: each bad input and the answer it must get.

use bank_statements::Encoding;
use bank_statements::write::{CamtVersion, Dialect, camt053, mt940};

use ratusz_kernel::{Sql, values};

use crate::office::{BANK, Office, POOL, file, receipt, statement, to_account};

fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(bytes);
    assert!(text.contains(from), "{from} in {text}");
    text.replace(from, to).into_bytes()
}

#[tokio::test]
async fn a_wrong_closing_balance_holds_and_shows_the_difference_in_grosze() {
    let mut office = Office::open().await;
    let good = file(statement(54, 0, vec![receipt(10_000, "Jan Nowak", "wplata")]));
    let bad = replaced(&good, "PLN100,00", "PLN100,03");
    let reply = office.upload("54", &bad).await;
    reply.shows("wstrzymany").shows("Różnica: 0,03 zł (3 gr).");
    assert_eq!(office.balance("130").await, 0);
    let page = office.statement_in("held").await;
    office
        .clerk
        .post(&format!("{page}/przyjmij"), &[("powod", "bank się pomylił")])
        .await
        .is(409)
        .shows("Tego wyciągu nie można przyjąć.");
    assert_eq!(office.balance("130").await, 0);
}

#[tokio::test]
async fn a_file_cut_in_the_middle_never_posts_a_part() {
    let mut office = Office::open().await;
    let whole = file(statement(54, 0, (1..30).map(|n| receipt(n * 100, "Jan Nowak", "wplata")).collect()));
    for share in [3, 5, 8] {
        let reply = office.upload(&format!("cut{share}"), &whole[..whole.len() * share / 10]).await;
        let text = reply.readable();
        assert!(text.contains("nie ma salda końcowego") || reply.status == 422, "{text}");
    }
    let camt = camt053("M", &[statement(54, 0, vec![receipt(100, "Jan Nowak", "a")])], CamtVersion::V02)
        .into_bytes();
    office.upload("cut.xml", &camt[..camt.len() / 2]).await.is(422).shows("ucięty").shows("Popraw błędy");
    assert_eq!(office.balance("130").await, 0);
    office.upload("whole", &whole).await.is(200);
    assert_ne!(office.balance("130").await, 0);
}

#[tokio::test]
async fn a_file_that_is_no_statement_is_refused_at_the_field_and_kept() {
    let mut office = Office::open().await;
    office
        .upload("zdjecie.jpg", b"\xff\xd8\xff\xe0 JFIF")
        .await
        .is(422)
        .shows("W pliku nie ma wyciągu")
        .shows("Wiersz 1.");
    office.upload("pusty", b"").await.is(422).shows("Wybierz plik z banku");
    let doctype = br#"<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"/>"#;
    office.upload("dtd.xml", doctype).await.is(422).shows("deklarację DTD");
    let deep =
        format!("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">{}", "<a>".repeat(5_000));
    office.upload("deep.xml", deep.as_bytes()).await.is(422).shows("zagnieżdżenia");
}

#[tokio::test]
async fn an_interim_report_is_information_only() {
    let mut office = Office::open().await;
    let account = crate::office::own_account();
    let report = format!(
        ":20:REF\r\n:25:PL{account}\r\n:28C:54/1\r\n:34F:PLN0,\r\n:13D:2611201200+0100\r\n\
         :61:2611201120C100,00NTRFNONREF//R1\r\n:86:^20WPLATA\r\n:90C:1PLN100,00\r\n-\r\n"
    );
    office.upload("mt942", report.as_bytes()).await.is(200).shows("tylko do wglądu");
    assert_eq!(office.balance("130").await, 0);
    // The statement of the day with the same entry is not in its way.
    office
        .upload("mt940", &file(statement(54, 0, vec![receipt(10_000, "Jan Nowak", "WPLATA")])))
        .await
        .is(200)
        .shows("0 z 1");
    assert_eq!(office.balance("130").await, 10_000);
}

#[tokio::test]
async fn a_wrong_code_page_is_held_with_previews() {
    let mut office = Office::open().await;
    // The profile says Windows-1250, the bank wrote CP852.
    let page = office.clerk.get("/urzad/rachunki").await.link("/urzad/rachunki/").unwrap();
    let profile = [("nazwa", "Podatki"), ("bank", "BS"), ("kodowanie", "cp1250"), ("czynny", "tak")];
    office.clerk.post(&page, &profile).await.shows("Rachunek zapisany.");
    let draft = statement(54, 0, vec![receipt(10_000, "Łucja Żółć", "ZAPŁATA ZA ŚMIECI PAŹDZIERNIK")]);
    let bytes = mt940(&[draft], Dialect::Millennium, Encoding::Cp852).unwrap();
    let reply = office.upload("cp852", &bytes).await;
    reply.shows("Plik jest wstrzymany").shows("ZAPŁATA ZA ŚMIECI").shows("CP852 (DOS)");
    reply.shows("ISO-8859-2").shows("Mazovia").shows("Windows-1250");
    assert_eq!(office.balance("130").await, 0);
    let form = office.clerk.get("/urzad/wyciagi").await.link("/urzad/wyciagi/plik/").unwrap() + "/kodowanie";
    office.clerk.post(&form, &[]).await.is(422).shows("Wybierz stronę kodową");
    office
        .clerk
        .post(&form, &[("kodowanie", "cp852")])
        .await
        .is(200)
        .shows("Plik jest odczytany i wczytany.");
    office.clerk.get("/urzad/wyciagi").await.shows("ZAPŁATA ZA ŚMIECI PAŹDZIERNIK").shows("Łucja Żółć");
    assert_eq!(office.balance("130").await, 10_000);
}

#[tokio::test]
async fn virtual_accounts_that_belong_to_nobody_are_explained() {
    let mut office = Office::open().await;
    let card = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 9_000).await;
    let unknown = crate::office::nrb(&format!("{POOL}300000099991"));
    let good = card.nrb.clone().unwrap();
    // One wrong check digit; no bank would have taken it.
    let check = if good.starts_with("10") { "11" } else { "10" };
    let broken = format!("{check}{}", &good[2..]);
    assert!(good[2..].starts_with(BANK));
    let entries = vec![
        receipt(100, "Jan Nowak", &format!("ODPADY {unknown}")),
        receipt(200, "Jan Nowak", &format!("ODPADY {broken}")),
        to_account(receipt(300, "Anna Kowalska", "ODPADY"), &card),
    ];
    let reply = office.upload("54", &file(statement(54, 0, entries))).await;
    reply
        .shows("1 z 3")
        .shows("Nieznany identyfikator: rachunek wirtualny jest z puli urzędu")
        .shows("sprawdź w banku Rachunek wirtualny z błędnymi cyframi kontrolnymi")
        // The alarm stands on top of the page and on the office's first page, and is kept in the audit.
        .shows("Wpłaty na rachunek wirtualny z błędnymi cyframi kontrolnymi: 1.");
    let kept: Vec<String> = office
        .municipality()
        .db
        .read
        .column("SELECT reason FROM audit_entry WHERE deed = 'banking.bank_alert'", values![])
        .await
        .unwrap();
    assert!(kept.len() == 1 && kept[0].starts_with("Rachunek wirtualny z błędnymi"), "{kept:?}");
    office.clerk.get("/urzad").await.shows("Sprawdź w banku 1, do potwierdzenia 0, do wyjaśnienia 2");
    // Once somebody has dealt with it, the alarm is over.
    let alarm: Option<i64> = office
        .municipality()
        .db
        .read
        .scalar("SELECT id FROM statement_entry WHERE alert = TRUE", values![])
        .await
        .unwrap();
    let deed = format!("/urzad/wyciagi/wpis/{}/przypisz", alarm.unwrap());
    let choice = card.id.to_string();
    office.clerk.post(&deed, &[("karta", &choice)]).await.is(200).hides("błędnymi cyframi kontrolnymi: 1");
    office.clerk.get("/urzad").await.shows("Do potwierdzenia 0, do wyjaśnienia 1");
}

#[tokio::test]
async fn a_stranger_who_pays_far_too_much_waits_for_the_clerk() {
    let mut office = Office::open().await;
    let card = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 9_000).await;
    let entries = vec![to_account(receipt(300_000, "Obcy Człowiek", "odpady"), &card)];
    let reply = office.upload("54", &file(statement(54, 0, entries))).await;
    reply.shows("Do potwierdzenia 1").shows("płaci inna osoba i wpłata przewyższa dług o 2 910,00 zł");
    assert_eq!(office.owed(card.id).await, 9_000);
}

#[tokio::test]
async fn an_unknown_account_is_held_until_it_is_added() {
    let mut office = Office::open().await;
    let mut draft = statement(1, 0, vec![receipt(100, "Jan Nowak", "a")]);
    draft.account = crate::office::nrb("0012345600000505");
    let reply = office.upload("obcy", &file(draft.clone())).await;
    reply.shows("Ratusz nie zna tego rachunku");
    let page = office.statement_in("held").await;
    let account = [("nrb", draft.account.as_str()), ("nazwa", "Drugi"), ("bank", "BS"), ("czynny", "tak")];
    office.clerk.post("/urzad/rachunki/nowy", &account).await.shows("Rachunek zapisany.");
    office
        .clerk
        .post("/urzad/rachunki/nowy", &account)
        .await
        .is(422)
        .shows("Ten rachunek jest już na liście.");
    office
        .clerk
        .post(&format!("{page}/sprawdz"), &[])
        .await
        .is(200)
        .shows("przeszedł wszystkie sprawdzenia")
        .shows("zaksięgowany");
    assert_eq!(office.balance("130").await, 100);
}
