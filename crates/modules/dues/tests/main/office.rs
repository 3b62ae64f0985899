//! Search, rates and closings.

use ratusz_kernel::{Sql, values};

use crate::setting::{EVERYTHING, card, charge, clerk, day, person, resident, town};

#[tokio::test]
async fn cards_are_found_by_everything_a_clerk_has_at_hand() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", Some("44051401359")).await;
    card(&town, "property_np", "ul. Łąkowa 9", &[anna]).await;
    let mut browser = clerk(&town, 3, "Ewa Lis", &["dues.read"]).await;
    for text in ["kowalska", "N-000001", "n000001", "44051401359", "lakowa", "Lipowa"] {
        let page = browser.post_only("/urzad/karty", &[("q", text)]).await;
        page.is(200).shows("N-000001");
        assert_eq!(page.value_of("q").as_deref(), Some(text), "what was typed is kept");
    }
    browser.post("/urzad/karty", &[("q", "nikt")]).await.shows("Nic nie znaleźliśmy");
    // What stands in an address is not looked for.
    browser.get("/urzad/karty?q=kowalska").await.is(200).hides("N-000001");
    let mut charging = clerk(&town, 4, "Adam Sowa", EVERYTHING).await;
    let found =
        charging.post_only("/urzad/karty/nowa", &[("szukaj", "44051401359"), ("krok", "szukaj")]).await;
    found.is(200).shows("Kowalska Anna");
    assert_eq!(found.value_of("szukaj").as_deref(), Some("44051401359"), "what was typed is kept");
    let noted: Vec<String> = town
        .municipality
        .db
        .read
        .column("SELECT reason FROM access_log WHERE subject = $1", values![format!("party:{anna}")])
        .await
        .expect("the log");
    assert_eq!(noted.len(), 2, "look-ups by PESEL are noted: {noted:?}");
    let mut stranger = resident(&town, Some(anna)).await;
    stranger.send("GET", "/urzad/karty", "", Vec::new()).await.is(303);
}

#[tokio::test]
async fn a_new_card_needs_a_payer_of_the_right_sort() {
    let town = town().await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let fields = |kind: &'static str, pesel: &'static str| {
        [
            ("rodzaj", kind),
            ("przedmiot", "ul. Polna 3"),
            ("kto", "osoba"),
            ("nazwisko", "Nowak"),
            ("imie", "Jan"),
            ("pesel", pesel),
            ("ulica", "ul. Polna 3"),
            ("kod", "07-100"),
            ("miejscowosc", "Wierzbica Dolna"),
        ]
    };
    let wrong = browser.post("/urzad/karty/nowa", &fields("property_lp", "44051401358")).await;
    wrong.is(422).shows("nie zgadza się cyfra kontrolna").shows("Ten rodzaj jest dla osób prawnych");
    browser
        .post("/urzad/karty/nowa", &fields("property_np", "44051401359"))
        .await
        .shows("Karta jest założona");
}

#[tokio::test]
async fn a_rate_is_added_only_after_the_last_one_and_counts_at_once() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "property_np", "ul. Lipowa 7", &[anna]).await;
    charge(&town, card_id, "Podatek", &[("2026-03-16", "10 000,00")]).await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    browser.get(&format!("/urzad/karty/{card_id}")).await.shows("716,00 zł");
    let fields =
        |from, rate| [("tabela", "public"), ("od", from), ("stopa", rate), ("zrodlo", "M.P. 2026 poz. 1")];
    browser.post("/urzad/stopy", &fields("2026-03-05", "9")).await.is(422).shows("powtarza jego dzień");
    browser.post("/urzad/stopy", &fields("2026-11-01", "dużo")).await.is(422).shows("nie jest stopą");
    browser
        .post("/urzad/stopy", &fields("2026-11-01", "8,5"))
        .await
        .shows("Nowa stopa jest zapisana")
        .shows("8,5 %");
    // 229 days at 10.5 % and 20 at 8.5 %: 658.77 + 46.58 = 705.34.
    browser.get(&format!("/urzad/karty/{card_id}")).await.shows("705,00 zł");
}

#[tokio::test]
async fn a_month_is_closed_once_and_in_order() {
    let town = town().await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    browser.get("/urzad/zamkniecia").await.shows("Zamknij księgi do 31.10.2026");
    browser.post("/urzad/zamkniecia", &[("do", "2026-11-30")]).await.is(409).shows("nie skończył");
    browser
        .post("/urzad/zamkniecia", &[("do", "2026-10-31")])
        .await
        .shows("zamknięte do 31.10.2026 włącznie");
    browser.post("/urzad/zamkniecia", &[("do", "2026-10-31")]).await.is(409);
    town.clock.set_day(day("2026-12-05"));
    let mut later = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    later.get("/urzad/zamkniecia").await.shows("Zamknij księgi do 30.11.2026");
}
