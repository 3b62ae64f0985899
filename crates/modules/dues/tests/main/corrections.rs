//! Charge, write-off, reversal and re-posting through the clerk's screens.

use crate::setting::{EVERYTHING, card, charge, clerk, pay, person, town};

#[tokio::test]
async fn a_clerk_charges_writes_off_and_reverses() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "property_np", "ul. Lipowa 7", &[anna]).await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let address = format!("/urzad/karty/{card_id}/przypis");
    let wrong = browser.post(&address, &[("tytul", "Podatek 2026"), ("kwota", "sto")]).await;
    wrong.is(422).shows("Wpisz kwotę cyframi").shows("Wpisz numer decyzji");
    assert_eq!(wrong.value_of("tytul").as_deref(), Some("Podatek 2026"), "what was typed is kept");
    let fields = [
        ("tytul", "Podatek 2026"),
        ("dokument", "FN.1"),
        ("data", "2026-01-15"),
        ("rok", "2026"),
        ("kwota", "809,00"),
    ];
    let done = browser.post(&address, &fields).await;
    // 809 zł in four parts: 203, 202, 202, 202 (dues.md, example P1); 15 March 2026 is a Sunday.
    done.shows("Przypis jest zaksięgowany")
        .shows("Podatek 2026, rata 1 z 4")
        .shows("203,00 zł")
        .shows("16.03.2026");

    let page = browser.get(&format!("/urzad/karty/{card_id}/odpis")).await;
    let due = page
        .text()
        .split("<option value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next().map(str::to_owned));
    let due = due.expect("a due to write off");
    let odpis = format!("/urzad/karty/{card_id}/odpis");
    let fields = |amount| {
        [
            ("naleznosc", due.as_str()),
            ("kwota", amount),
            ("dokument", "U-1"),
            ("powod", "Korekta powierzchni"),
        ]
    };
    browser.post(&odpis, &fields("900,00")).await.is(422).shows("Odpis nie może być większy");
    browser.post(&odpis, &fields("3,00")).await.shows("Odpis jest zaksięgowany").shows("Korekta powierzchni");

    browser.get("/urzad/ksiegowania/2").await.shows("odpis").shows("Korekta powierzchni");
    browser.post("/urzad/ksiegowania/2/storno", &[("powod", "")]).await.is(422).shows("Napisz, dlaczego");
    browser.post("/urzad/ksiegowania/2/storno", &[("powod", "Pomyłka")]).await.shows("jest wystornowane");
    browser
        .post("/urzad/ksiegowania/2/storno", &[("powod", "Pomyłka")])
        .await
        .is(422)
        .shows("już wystornowane");
    browser.get(&format!("/urzad/karty/{card_id}")).await.shows("Saldo księgowe 809,00 zł");
    // On the day before the charge was booked the card was empty.
    browser.get(&format!("/urzad/karty/{card_id}?dzien=2026-11-19")).await.shows("Saldo księgowe 0,00 zł");
    browser.get(&format!("/urzad/karty/{card_id}/wydruk")).await.is(200).shows("Karta kontowa N-000001");
    browser.get(&format!("/urzad/karty/{card_id}/pobierz.csv")).await.is(200).shows("809,00");
}

#[tokio::test]
async fn above_the_limit_a_second_person_decides() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let jan = person(&town, "Nowak", "Jan", None).await;
    let wrong = card(&town, "property_np", "ul. Lipowa 7", &[anna]).await;
    let right = card(&town, "property_np", "ul. Polna 3", &[jan]).await;
    charge(&town, right, "Podatek Nowaka", &[("2026-11-25", "5 000,00")]).await;
    let paid = pay(&town, "s1", wrong, "2026-11-10", "5 000,00").await;

    let mut first = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let address = format!("/urzad/ksiegowania/{}/przeksieguj", paid.entry_id);
    let fields = |number| [("karta", number), ("powod_przeksiegowania", "Wpłata Jana Nowaka")];
    first.post(&address, &fields("N-999999")).await.is(422).shows("Nie ma otwartej karty");
    first.post(&address, &fields("N-000002")).await.shows("czeka na zatwierdzenie");
    first.get(&format!("/urzad/karty/{right}")).await.shows("Do zapłaty 5 000,00 zł");
    let list = first.get("/urzad/do-akceptacji").await;
    list.shows("Przeksięgowanie, 5 000,00 zł").shows("To Twój wniosek");
    let html = list.text();
    let decide = html
        .split("action=\"")
        .filter_map(|rest| rest.split('"').next())
        .find(|address| address.starts_with("/urzad/do-akceptacji/"))
        .expect("a form to decide")
        .to_owned();
    first.post(&decide, &[("decyzja", "zatwierdz")]).await.is(409).shows("nie możesz zatwierdzić własnego");

    let mut second = clerk(&town, 4, "Adam Sowa", EVERYTHING).await;
    second
        .post(&decide, &[("decyzja", "zatwierdz"), ("uwagi", "Zgoda")])
        .await
        .shows("Zatwierdzone i zaksięgowane");
    second.post(&decide, &[("decyzja", "zatwierdz")]).await.is(409);
    second.get(&format!("/urzad/karty/{right}")).await.shows("Do zapłaty 0,00 zł").shows("z dnia 10.11.2026");
    second.get(&format!("/urzad/karty/{wrong}")).await.shows("Nadpłata 0,00 zł");

    let mut reader = clerk(&town, 5, "Jan Mysz", &["dues.read"]).await;
    reader.get("/urzad/do-akceptacji").await.is(403);
    reader.post(&format!("/urzad/ksiegowania/{}/storno", paid.entry_id), &[("powod", "x")]).await.is(403);
}

#[tokio::test]
async fn parts_of_a_write_off_count_together() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "property_np", "ul. Lipowa 7", &[anna]).await;
    let due = charge(&town, card_id, "Podatek", &[("2026-12-15", "5 000,00")]).await[0].to_string();
    let address = format!("/urzad/karty/{card_id}/odpis");
    let fields =
        |amount| [("naleznosc", due.as_str()), ("kwota", amount), ("dokument", "U-1"), ("powod", "Korekta")];
    let mut first = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    first.post(&address, &fields("600,00")).await.shows("Odpis jest zaksięgowany");
    // 600 zł and 400,01 zł together pass the limit of 1000 zł; 600 zł and 400 zł do not.
    first.post(&address, &fields("400,01")).await.shows("czeka na zatwierdzenie");
    first.post(&address, &fields("400,00")).await.shows("Odpis jest zaksięgowany");
    let mut second = clerk(&town, 4, "Adam Sowa", EVERYTHING).await;
    let list = second.get("/urzad/do-akceptacji").await.text();
    let decide = list
        .split('"')
        .find(|address| address.starts_with("/urzad/do-akceptacji/"))
        .expect("a form to decide")
        .to_owned();
    second.post(&decide, &[("decyzja", "zatwierdz"), ("uwagi", "Zgoda")]).await.shows("Zatwierdzone");
    // What another person asked for and this one approved is not this one's own.
    second.post(&address, &fields("1 000,00")).await.shows("Odpis jest zaksięgowany");
    town.clock.advance(chrono::Duration::hours(25));
    let mut later = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    later.post(&address, &fields("600,00")).await.shows("Odpis jest zaksięgowany");
}

#[tokio::test]
async fn an_overpayment_is_credited_to_what_is_owed() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "waste", "ul. Lipowa 7", &[anna]).await;
    pay(&town, "s1", card_id, "2026-11-10", "70,00").await;
    charge(&town, card_id, "Odpady", &[("2026-12-15", "50,00")]).await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let page = browser.post(&format!("/urzad/karty/{card_id}/nadplata"), &[]).await;
    page.shows("Zaliczyliśmy 50,00 zł z nadpłaty").shows("Do zapłaty 0,00 zł").shows("Nadpłata 20,00 zł");
}
