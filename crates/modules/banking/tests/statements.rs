//! What becomes of a file: identity, checks, posting in one transaction, notices, precision.

use bank_statements::Encoding;
use bank_statements::write::{CamtVersion, Dialect, camt053, mt940};
use ratusz_banking::import::{Outcome, import_file};
use ratusz_dues::ledger;
use ratusz_kernel::{Actor, Deed, Money, Pesel, Sql, settings, values};
use ratusz_people::setup::{DemoAccount, demo_account};

use crate::office::{Office, day, file, owing, receipt, statement, to_account};

#[tokio::test]
async fn a_statement_posts_what_is_certain_and_shows_the_rest() {
    let mut office = Office::open().await;
    let property = office.owing("Anna", "Kowalska", "property_np", "ul. Lipowa 7", 81_200).await;
    let waste = office.owing("Maria", "Zielińska", "waste", "ul. Polna 3", 23_100).await;
    let reference = ratusz_dues::rules::reference::payment_reference(&waste.number);
    let entries = vec![
        to_account(receipt(50_000, "Anna Kowalska", "podatek"), &property),
        receipt(23_100, "Maria Zielińska", &reference),
        receipt(31_200, "Jan Kowalski", "POD NIER RATA 4 KOWALSKA LIPOWA 7"),
        receipt(4_000, "", "WPŁATA WŁASNA"),
    ];
    let reply = office.upload("wb54.sta", &file(statement(54, 1_000_000, entries))).await;
    reply
        .is(200)
        .shows("Zaksięgowane samodzielnie: 2, do potwierdzenia: 0, do wyjaśnienia: 2.")
        .shows("Wyciąg 54/2026, piątek 20 listopada")
        .shows("Bank Spółdzielczy, rachunek …0404 · saldo się zgadza · 4 wpłaty")
        .shows("2 z 4")
        .shows("wpłata na rachunek wirtualny karty")
        .shows("numer płatności karty");
    assert_eq!(office.owed(property.id).await, 31_200);
    assert_eq!(office.owed(waste.id).await, 0);
    assert_eq!(office.balance("130").await, 108_300);
    assert_eq!(office.balance("245").await, -35_200);
    office.assert_sound().await;
}

#[tokio::test]
async fn the_same_statement_changes_nothing_however_it_comes() {
    let mut office = Office::open().await;
    let card = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 9_000).await;
    let draft = statement(54, 0, vec![to_account(receipt(9_000, "Anna Kowalska", "odpady"), &card)]);
    office.upload("wb54.sta", &file(draft.clone())).await.is(200).shows("1 z 1");
    office
        .upload("inna-nazwa.txt", &file(draft.clone()))
        .await
        .shows("Ten plik został już wczytany 20.11.2026 przez: Anna Kowalska");
    // The same statement in another code page, and as CAMT.053: other bytes, same statement.
    let other = mt940(std::slice::from_ref(&draft), Dialect::Pekao, Encoding::Utf8).unwrap();
    let actor = Actor::system("test");
    let again = import_file(office.municipality(), &actor, "utf8.sta", [other, b"\r\n".to_vec()].concat())
        .await
        .unwrap();
    assert!(again.statements.iter().all(|one| one.duplicate), "{again:?}");
    let camt = camt053("M1", &[draft], CamtVersion::V08).into_bytes();
    let again = import_file(office.municipality(), &actor, "wb54.xml", camt).await.unwrap();
    assert!(again.statements.iter().all(|one| one.duplicate), "{again:?}");
    assert_eq!(again.outcome, Outcome::Imported);
    assert_eq!(office.balance("130").await, 9_000);
    office.assert_sound().await;
}

#[tokio::test]
async fn a_gap_holds_the_later_statement_until_the_missing_one_comes() {
    let mut office = Office::open().await;
    let one = |number, opening| {
        file(statement(number, opening, vec![receipt(100, "Jan Nowak", &format!("wpłata {number}"))]))
    };
    office.upload("54", &one(54, 0)).await.is(200);
    office.upload("56", &one(56, 200)).await.shows("wstrzymany").shows("Brakuje wyciągu nr 55.");
    assert_eq!(office.balance("130").await, 100);
    // The missing one comes: both are posted, in their order.
    office.upload("55", &one(55, 100)).await.is(200);
    assert_eq!(office.balance("130").await, 300);
    office.clerk.get("/urzad/wyciagi").await.hides("Brakuje wyciągu").shows("56/2026");
    office.assert_sound().await;
}

#[tokio::test]
async fn behind_a_held_first_statement_the_next_waits() {
    let mut office = Office::open().await;
    let mut first = statement(54, 0, vec![receipt(100, "Jan Nowak", "wplata")]);
    first.closing_date = day("2026-11-19");
    let wrong = String::from_utf8(file(first)).unwrap().replace("PLN1,00", "PLN1,03");
    office.upload("54", wrong.as_bytes()).await.shows("wstrzymany").shows("Różnica: 0,03 zł (3 gr)");
    let next = file(statement(55, 103, vec![receipt(200, "Jan Nowak", "wplata")]));
    office
        .upload("55", &next)
        .await
        .shows("Wcześniejszy wyciąg tego rachunku, z 19.11.2026, jest wstrzymany.");
    assert_eq!(office.balance("130").await, 0);
}

#[tokio::test]
async fn another_statement_of_the_same_number_is_held_and_can_be_set_aside() {
    let mut office = Office::open().await;
    office.upload("a", &file(statement(54, 0, vec![receipt(100, "Jan Nowak", "a")]))).await.is(200);
    let reply = office.upload("b", &file(statement(54, 0, vec![receipt(200, "Jan Nowak", "b")]))).await;
    reply.shows("wstrzymany").shows("w innej treści");
    let page = office.statement_in("held").await;
    // Without a reason nothing happens, and the page says so at the field.
    office
        .clerk
        .post(&format!("{page}/odrzuc"), &[("powod", "")])
        .await
        .is(422)
        .shows("Napisz w kilku słowach, dlaczego.");
    office
        .clerk
        .post(&format!("{page}/odrzuc"), &[("powod", "bank przysłał zły plik")])
        .await
        .is(200)
        .shows("odrzucony");
    assert_eq!(office.balance("130").await, 100);
}

#[tokio::test]
async fn entries_that_came_before_hold_the_statement() {
    let mut office = Office::open().await;
    office
        .upload(
            "54",
            &file(statement(54, 0, vec![receipt(100, "Jan Nowak", "a"), receipt(100, "Jan Nowak", "a")])),
        )
        .await
        .is(200)
        .shows("0 z 2");
    let overlapping = vec![receipt(100, "Jan Nowak", "a"), receipt(300, "Jan Nowak", "c")];
    office
        .upload("55", &file(statement(55, 200, overlapping)))
        .await
        .shows("1 operacja przyszła już z innym wyciągiem");
    assert_eq!(office.balance("130").await, 200);
}

#[tokio::test]
async fn payers_are_told_once_with_their_new_balance() {
    let mut office = Office::open().await;
    let municipality = office.municipality().clone();
    let pesel = "44051401359";
    let account = DemoAccount {
        given_name: "Anna",
        family_name: "Kowalska",
        email: "anna@example.org",
        password: "dlugie haslo do testu",
        totp_secret: None,
        pesel: Some(Pesel::parse(pesel).unwrap()),
        street: "ul. Lipowa 7",
        postal_code: "00-001",
        town: "Wierzbica Dolna",
    };
    demo_account(&municipality, &account).await.unwrap();
    let card = owing(&municipality, "Anna", "Kowalska", Some(pesel), "waste", "ul. Lipowa 7", 9_000).await;
    let entries = vec![
        to_account(receipt(4_000, "Anna Kowalska", "odpady"), &card),
        to_account(receipt(1_000, "Anna Kowalska", "odpady dopłata"), &card),
        receipt(500, "Jan Nowak", "nie wiem co"),
    ];
    office.upload("54", &file(statement(54, 0, entries))).await.is(200);
    let told = async || -> Vec<String> {
        municipality.db.read.column("SELECT body FROM message ORDER BY body", values![]).await.unwrap()
    };
    office.town.work().await;
    let first = told().await;
    assert_eq!(first.len(), 2, "{first:?}");
    assert!(first[0].replace('\u{a0}', " ").contains("pozostaje 40,00 zł"), "{first:?}");
    // The job carried out again tells nobody anything.
    municipality
        .db
        .write
        .run("UPDATE outbox SET done_at = NULL WHERE handler = 'banking.tell_payers'", values![])
        .await
        .unwrap();
    municipality.db.write.run("UPDATE statement_entry SET told = FALSE", values![]).await.unwrap();
    office.town.clock.advance(chrono::Duration::minutes(10));
    office.town.work().await;
    assert_eq!(told().await, first);
}

#[tokio::test]
async fn without_automatic_posting_a_ready_statement_waits_for_a_person() {
    let mut office = Office::open().await;
    settings::set(&office.municipality().db.write, "banking.auto_post", day("2026-01-01"), &false)
        .await
        .unwrap();
    let reply = office.upload("54", &file(statement(54, 0, vec![receipt(100, "Jan Nowak", "a")]))).await;
    reply.shows("czeka na zaksięgowanie");
    assert_eq!(office.balance("130").await, 0);
    let page = office.statement_in("ready").await;
    office.clerk.post(&format!("{page}/zaksieguj"), &[]).await.is(200).shows("Wyciąg zaksięgowany.");
    assert_eq!(office.balance("130").await, 100);
    office
        .clerk
        .post(&format!("{page}/zaksieguj"), &[])
        .await
        .is(409)
        .shows("więc nie można go teraz zaksięgować");
}

/// What the books refuse is not silent: the morning page says why and what to do, and the statements behind it wait.
#[tokio::test]
async fn a_statement_the_books_refuse_is_held_with_their_reason() {
    let mut office = Office::open().await;
    let municipality = office.municipality().clone();
    let entry = |source: String| ledger::NewEntry {
        booking_date: day("2026-11-20"),
        payment_day: day("2026-11-20"),
        document: "WB 54/2026".into(),
        reason: ledger::Reason::Transfer,
        source: Some(source),
        corrects: None,
        note: String::new(),
        lines: [("240", ledger::Side::Debit), ("245", ledger::Side::Credit)]
            .map(|(account, side)| ledger::NewLine {
                account,
                card_id: None,
                due_id: None,
                component: ledger::Component::Money,
                side,
                amount: Money::from_grosze(1),
                classification: String::new(),
            })
            .into(),
    };
    // The second entry of statement 54 stands in the books already.
    let mut deed = Deed::begin_own(&municipality, &Actor::system("test")).await.unwrap();
    let taken = entry(format!("bank:{}:2026:54:1:2", crate::office::own_account()));
    let taken = ledger::post(&mut deed, vec![taken]).await.unwrap()[0];
    deed.note("test.posted", "journal", serde_json::json!({}));
    deed.commit().await.unwrap();
    office.upload("53", &file(statement(53, 0, vec![]))).await.is(200);
    settings::set(&municipality.db.write, "banking.auto_post", day("2026-01-01"), &false).await.unwrap();
    let entries = vec![receipt(100, "Jan Nowak", "a"), receipt(200, "Jan Nowak", "b")];
    office.upload("54", &file(statement(54, 0, entries))).await.shows("czeka na zaksięgowanie");
    settings::set(&municipality.db.write, "banking.auto_post", day("2026-01-01"), &true).await.unwrap();
    let next = file(statement(55, 300, vec![receipt(50, "Jan Nowak", "c")]));
    office.upload("55", &next).await.is(200);
    assert_eq!(office.balance("130").await, 0, "nothing of either is on the books");
    office
        .clerk
        .get("/urzad/wyciagi")
        .await
        .shows("Wyciąg 54/2026")
        .shows("Księgi nie przyjęły wyciągu: Ten dokument jest już zaksięgowany albo wystornowany.")
        .shows("Usuń przyczynę i wybierz „Sprawdź ponownie” albo odrzuć wyciąg.")
        .shows("Wyciąg 55/2026");
    let held: Vec<i64> = municipality
        .db
        .read
        .column("SELECT id FROM bank_statement WHERE state = 'held' ORDER BY id", values![])
        .await
        .unwrap();
    let page = format!("/urzad/wyciagi/{}", held[0]);
    // Nobody can let it through, and trying again without the cause removed says so.
    office
        .clerk
        .post(&format!("{page}/przyjmij"), &[("powod", "mimo wszystko")])
        .await
        .is(409)
        .shows("Tego wyciągu nie można przyjąć. Księgi nie przyjęły wyciągu");
    office
        .clerk
        .post(&format!("{page}/sprawdz"), &[])
        .await
        .is(200)
        .shows("Wyciąg nadal jest wstrzymany. Powód jest niżej.")
        .shows("Księgi nie przyjęły wyciągu");
    let noted: Vec<String> = municipality
        .db
        .read
        .column("SELECT reason FROM audit_entry WHERE deed = 'banking.statement_refused'", values![])
        .await
        .unwrap();
    assert_eq!(noted.len(), 2, "{noted:?}");
    // The cause removed, both are posted in their order.
    let sql = "UPDATE journal_entry SET source = 'test:moved' WHERE id = $1";
    municipality.db.write.run(sql, values![taken]).await.unwrap();
    office.clerk.post(&format!("{page}/sprawdz"), &[]).await.is(200).shows("zaksięgowany");
    assert_eq!(office.balance("130").await, 350);
    office.clerk.get("/urzad/wyciagi").await.hides("Księgi nie przyjęły");
}
