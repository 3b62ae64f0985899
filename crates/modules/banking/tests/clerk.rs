//! What a clerk does with entries: confirm, explain, take back, reverse; and the close of the day.

use ratusz_kernel::{Sql, values};

use crate::office::{Office, file, owing, receipt, sign_in, statement, to_account};

#[tokio::test]
async fn one_key_confirms_a_proposal_and_the_account_is_remembered() {
    let mut office = Office::open().await;
    let card = office.owing("Anna", "Kowalska", "property_np", "ul. Lipowa 7", 81_200).await;
    let title = "POD NIER RATA 4 KOWALSKA LIPOWA 7";
    let reply =
        office.upload("54", &file(statement(54, 0, vec![receipt(81_200, "Jan Kowalski", title)]))).await;
    reply
        .shows("Do potwierdzenia 1")
        .shows("kwota i nazwisko w tytule zgodne, inny nadawca")
        .shows("Enter zatwierdź · ↓ następna · S szukaj wpłaty");
    assert_eq!((office.balance("245").await, office.owed(card.id).await), (-81_200, 81_200));
    let entry = office.entry_in("suggested").await;
    let reply = office.clerk.post(&format!("/urzad/wyciagi/wpis/{entry}/zatwierdz"), &[]).await;
    reply.is(200).shows("Nic więcej nie jest do zapłaty.").shows("Nic nie czeka na potwierdzenie.");
    assert!(reply.text().contains("data-keys=\"focus\""), "the next row takes the focus");
    assert_eq!((office.balance("245").await, office.owed(card.id).await), (0, 0));
    // A second press finds the row taken.
    office
        .clerk
        .post(&format!("/urzad/wyciagi/wpis/{entry}/zatwierdz"), &[])
        .await
        .shows("Ktoś przed chwilą zajął się tą pozycją");
    // The next payment from this account is proposed, because a clerk confirmed it once.
    let next = file(statement(55, 81_200, vec![receipt(5_000, "Jan Kowalski", "POD.NIER dopłata")]));
    office.upload("55", &next).await.shows("rachunek nadawcy znany z 1 wpłaty");
    office.assert_sound().await;
}

#[tokio::test]
async fn a_payment_to_explain_finds_its_card_with_a_preview() {
    let mut office = Office::open().await;
    let card = office.owing("Zofia", "Wiśniewska", "waste", "ul. Długa 12", 9_000).await;
    office
        .upload("54", &file(statement(54, 0, vec![receipt(10_000, "Firma Budowlana", "FAKTURA")])))
        .await
        .is(200);
    let entry = office.entry_in("to_explain").await;
    let page = format!("/urzad/wyciagi/wpis/{entry}");
    office.clerk.post(&page, &[("q", "nikt-taki")]).await.is(200).shows("Nie ma takiej karty.");
    // What is looked for never stands in an address; one written there by hand does nothing.
    office.clerk.get(&format!("{page}?q=wisniewska&karta={}", card.id)).await.is(200).hides(&card.number);
    office
        .clerk
        .post(&page, &[("q", "wisniewska")])
        .await
        .is(200)
        .shows("Wiśniewska Zofia")
        .shows(&card.number);
    let id = card.id.to_string();
    let chosen = [("q", "wisniewska"), ("karta", id.as_str())];
    let preview = office.clerk.post(&page, &chosen).await;
    assert!(preview.text().contains(r#"value="wisniewska""#), "the search stays");
    preview
        .is(200)
        .shows("Dokąd trafią pieniądze")
        .shows("Rata 4 z 4")
        .shows("90,00")
        .shows("nadpłata 10,00");
    assert_eq!(office.owed(card.id).await, 9_000, "a preview books nothing");
    office
        .clerk
        .post(&page, &[("karta", id.as_str()), ("dzien_wplaty", "31.02.2026")])
        .await
        .is(422)
        .shows("Dokąd trafią pieniądze");
    let late = [("karta", id.as_str()), ("dzien_wplaty", "2026-11-21")];
    office.clerk.post(&format!("{page}/przypisz"), &late).await.is(422).shows("nie może być późniejszy");
    office
        .clerk
        .post(&format!("{page}/przypisz"), &[("karta", "")])
        .await
        .is(422)
        .shows("Wybierz kartę z listy.");
    let earlier = [("karta", id.as_str()), ("dzien_wplaty", "2026-11-18")];
    office
        .clerk
        .post(&format!("{page}/przypisz"), &earlier)
        .await
        .is(200)
        .shows("Nic więcej nie jest do zapłaty.");
    assert_eq!(office.owed(card.id).await, 0);
    office.assert_sound().await;
}

#[tokio::test]
async fn a_wrong_card_is_put_right_with_the_same_payment_day() {
    let mut office = Office::open().await;
    let wrong = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 900_000).await;
    let right = office.owing("Anna", "Kowalczyk", "waste", "ul. Lipowa 9", 900_000).await;
    let entries = vec![to_account(receipt(600_000, "Anna Kowalska", "odpady"), &wrong)];
    office.upload("54", &file(statement(54, 0, entries))).await.is(200);
    let entry = office.entry_in("posted").await;
    let page = format!("/urzad/wyciagi/wpis/{entry}");
    office
        .clerk
        .post(&format!("{page}/wycofaj"), &[("powod", "")])
        .await
        .is(422)
        .shows("dlaczego to nie ta karta");
    office
        .clerk
        .post(&format!("{page}/wycofaj"), &[("powod", "sąsiadka pomyliła rachunek")])
        .await
        .is(200)
        .shows("czeka na wyjaśnienie");
    assert_eq!((office.owed(wrong.id).await, office.balance("245").await), (900_000, -600_000));
    // Above the limit another person places it.
    let id = right.id.to_string();
    let choice = [("karta", id.as_str())];
    office
        .clerk
        .post(&format!("{page}/przypisz"), &choice)
        .await
        .is(409)
        .shows("musi ją przypisać druga osoba");
    let mut colleague = office.colleague().await;
    colleague.post(&format!("{page}/przypisz"), &choice).await.is(200).shows(&right.number);
    assert_eq!((office.owed(right.id).await, office.balance("245").await), (300_000, 0));
    assert_eq!(office.balance("130").await, 600_000);
    // The treasurer sees that automatic posting was wrong once.
    office.clerk.get("/urzad/rachunki").await.shows("Wycofane potem z karty 1");
    office.assert_sound().await;
}

#[tokio::test]
async fn the_bank_takes_a_payment_back() {
    let mut office = Office::open().await;
    let card = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 9_000).await;
    let paid = to_account(receipt(9_000, "Anna Kowalska", "odpady"), &card);
    office.upload("54", &file(statement(54, 0, vec![paid.clone()]))).await.is(200);
    assert_eq!(office.owed(card.id).await, 0);
    let mut back = paid;
    back.amount = -9_000;
    back.reversal = true;
    office
        .upload("55", &file(statement(55, 9_000, vec![back])))
        .await
        .shows("bank cofa operację z 20.11.2026");
    assert_eq!((office.balance("130").await, office.balance("240").await), (0, 9_000));
    let entry = office.entry_in("suggested").await;
    office
        .clerk
        .post(&format!("/urzad/wyciagi/wpis/{entry}/zatwierdz"), &[])
        .await
        .shows("Karta jest w stanie sprzed wpłaty.");
    assert_eq!(office.owed(card.id).await, 9_000);
    assert_eq!((office.balance("130").await, office.balance("240").await), (0, 0));
    office.assert_sound().await;
}

#[tokio::test]
async fn fees_refunds_and_transfers_are_explained() {
    let mut office = Office::open().await;
    let card = office.owing("Anna", "Kowalska", "waste", "ul. Lipowa 7", 9_000).await;
    let mut fee = receipt(-500, "", "OPŁATA ZA PROWADZENIE");
    fee.counterparty_account = String::new();
    let entries = vec![
        to_account(receipt(10_000, "Anna Kowalska", "odpady"), &card),
        fee,
        receipt(-1_000, "Anna Kowalska", "nadplata"),
        receipt(-2_000, "Gmina", "dochody listopad"),
    ];
    office.upload("54", &file(statement(54, 50_000, entries))).await.is(200);
    let waiting: Vec<i64> = office
        .municipality()
        .db
        .read
        .column("SELECT id FROM statement_entry WHERE state = 'to_explain' ORDER BY ordinal", values![])
        .await
        .unwrap();
    let [refund, transfer] = waiting.as_slice() else { panic!("{waiting:?}") };
    let other = office.owing("Ewa", "Nowak", "waste", "ul. Lipowa 8", 9_000).await.id.to_string();
    let page = format!("/urzad/wyciagi/wpis/{refund}");
    office
        .clerk
        .post(&format!("{page}/przypisz"), &[("karta", &other)])
        .await
        .is(422)
        .shows("ma nadpłatę 0,00 zł");
    let own = card.id.to_string();
    office.clerk.post(&page, &[("karta", &own)]).await.shows("Nadpłata na karcie: 10,00 zł");
    office
        .clerk
        .post(&format!("{page}/przypisz"), &[("karta", &own)])
        .await
        .is(200)
        .shows("Zwrot 10,00 zł zapisany");
    let page = format!("/urzad/wyciagi/wpis/{transfer}/wyjasnij");
    office.clerk.post(&page, &[]).await.is(422).shows("Wybierz, co to było.");
    office.clerk.post(&page, &[("co", "odsetki")]).await.is(422).shows("nie pasuje do kierunku");
    office.clerk.post(&page, &[("co", "budzet")]).await.is(200).shows("przekazanie dochodów do budżetu");
    assert_eq!((office.balance("222").await, office.balance("240").await), (2_000, 500));
    assert_eq!(office.balance("130").await, 6_500);
    office.assert_sound().await;
}

#[tokio::test]
async fn the_day_is_closed_only_when_books_equal_bank() {
    let mut office = Office::open().await;
    office
        .clerk
        .post("/urzad/wyciagi/dzien", &[("dzien", "2026-11-20")])
        .await
        .is(422)
        .shows("Nie ma jeszcze zaksięgowanego wyciągu");
    office.upload("54", &file(statement(54, 70_000, vec![receipt(100, "Jan Nowak", "a")]))).await.is(200);
    office
        .clerk
        .get("/urzad/wyciagi/dzien")
        .await
        .shows("Różnica 0,00 zł")
        .shows("Bank 701,00 zł")
        .shows("Księgi 701,00 zł");
    office
        .upload("56", &file(statement(56, 70_300, vec![receipt(100, "Jan Nowak", "c")])))
        .await
        .shows("wstrzymany");
    office
        .clerk
        .post("/urzad/wyciagi/dzien", &[("dzien", "2026-11-20")])
        .await
        .is(422)
        .shows("Są wyciągi, które nie są zaksięgowane.");
    office.upload("55", &file(statement(55, 70_100, vec![receipt(200, "Jan Nowak", "b")]))).await.is(200);
    office
        .clerk
        .post("/urzad/wyciagi/dzien", &[("dzien", "2026-11-21")])
        .await
        .is(422)
        .shows("jeszcze nie nadszedł");
    office
        .clerk
        .post("/urzad/wyciagi/dzien", &[("dzien", "2026-11-20")])
        .await
        .is(200)
        .shows("zgodne co do grosza")
        .shows("dzień zamknięty");
    office
        .clerk
        .post("/urzad/wyciagi/dzien", &[("dzien", "2026-11-20")])
        .await
        .is(422)
        .shows("są już zamknięte");
    // A late statement of a closed day waits; let through with a reason it goes to the first open day.
    let reply = office.upload("57", &file(statement(57, 70_400, vec![receipt(50, "Jan Nowak", "d")]))).await;
    reply.shows("księgi są zamknięte do 20.11.2026");
    office.clerk.get("/urzad/wyciagi/dzien?dzien=2026-11-20").await.shows("dzień zamknięty");
}

#[tokio::test]
async fn a_pesel_in_a_title_is_masked_and_still_finds_the_person() {
    let mut office = Office::open().await;
    let municipality = office.municipality().clone();
    owing(&municipality, "Anna", "Kowalska", Some("44051401359"), "waste", "ul. Lipowa 7", 9_000).await;
    owing(&municipality, "Anna", "Kowalska", Some("44051401359"), "property_np", "ul. Lipowa 7", 30_000)
        .await;
    let entries =
        vec![receipt(5_000, "Ktoś", "ODPADY 44051401359"), receipt(6_000, "Ktoś", "WPLATA 44051401359")];
    let reply = office.upload("54", &file(statement(54, 0, entries))).await;
    reply.shows("ODPADY *******1359").hides("44051401359").shows("PESEL i rodzaj należności w tytule");
    // Two cards of one person and no kind named: both are proposed, none is chosen.
    reply.shows("PESEL w tytule pasuje do kilku kart").shows("Wybierz kartę");
    let kept: Vec<String> = office
        .municipality()
        .db
        .read
        .column("SELECT title || folded FROM statement_entry", values![])
        .await
        .unwrap();
    assert!(kept.iter().all(|text| !text.contains("44051401359")), "{kept:?}");
    let several: Option<i64> = office
        .municipality()
        .db
        .read
        .scalar("SELECT id FROM statement_entry WHERE state = 'suggested' AND ordinal = 2", values![])
        .await
        .unwrap();
    let page = office.clerk.get(&format!("/urzad/wyciagi/wpis/{}", several.unwrap())).await;
    assert_eq!(page.is(200).readable().matches("Kowalska Anna propozycja").count(), 2, "{}", page.readable());
    // Whom a clerk looks up by PESEL is kept.
    let ids: Vec<i64> = office
        .municipality()
        .db
        .read
        .column("SELECT id FROM statement_entry ORDER BY ordinal", values![])
        .await
        .unwrap();
    let page = format!("/urzad/wyciagi/wpis/{}", ids[0]);
    office.clerk.post(&page, &[("q", "44051401359")]).await.is(200).shows("Kowalska Anna");
    let looks: Vec<String> =
        office.municipality().db.read.column("SELECT reason FROM access_log", values![]).await.unwrap();
    assert_eq!(looks, ["Wyszukanie karty po numerze PESEL przy wyjaśnianiu wpłaty"]);
}

#[tokio::test]
async fn rights_are_asked_for_everywhere() {
    let mut office = Office::open().await;
    office.upload("54", &file(statement(54, 0, vec![receipt(100, "Jan Nowak", "a")]))).await.is(200);
    let entry = office.entry_in("to_explain").await;
    let mut reader = sign_in(&office.town, 3, "Ewa Lis", &["banking.read"]).await;
    reader.get("/urzad/wyciagi").await.is(200).hides("Wgraj wyciąg");
    reader.get(&format!("/urzad/wyciagi/wpis/{entry}")).await.is(200).hides("Znajdź kartę");
    for path in ["/urzad/wyciagi/wgraj", "/urzad/rachunki", "/urzad/rachunki/nowy"] {
        reader.get(path).await.is(403);
    }
    for deed in ["zatwierdz", "odrzuc", "przypisz", "wyjasnij", "wycofaj", "storno"] {
        let fields = [("karta", "1"), ("co", "przelew-wlasny"), ("powod", "bo tak chcę"), ("operacja", "1")];
        reader.post(&format!("/urzad/wyciagi/wpis/{entry}/{deed}"), &fields).await.is(403);
    }
    reader.post(&format!("/urzad/wyciagi/wpis/{entry}"), &[("q", "nowak")]).await.is(403);
    reader.post("/urzad/wyciagi/dzien", &[("dzien", "2026-11-20")]).await.is(403);
    assert_eq!(office.entry_in("to_explain").await, entry, "nothing changed");
    let mut stranger = office.town.browser();
    let reply = stranger.send("GET", "/urzad/wyciagi", "", Vec::new()).await;
    assert!(reply.location().starts_with("/urzad/logowanie"));
}
