//! Dates and amounts that nobody means: a message at the field, never a panic, nothing booked.

use ratusz_dues::crediting;
use ratusz_kernel::{Error, Sql, values};

use crate::setting::{EVERYTHING, card, charge, clerk, day, deed, person, receipt, resident, town};

const NEVER: [&str; 4] = ["9999-12-31", "0001-01-01", "1066-10-14", "31.12.9999"];

#[tokio::test]
async fn dates_of_other_ages_are_refused_at_every_form() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "property_np", "ul. Lipowa 7", &[anna]).await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let charging = format!("/urzad/karty/{card_id}/przypis");
    for never in NEVER {
        let fields = [
            ("tytul", "Podatek"),
            ("dokument", "FN.1"),
            ("data", never),
            ("rok", "2026"),
            ("kwota", "10,00"),
            ("termin1", never),
            ("rata1", "10,00"),
        ];
        let page = browser.post(&charging, &fields).await;
        page.is(422);
        for field in ["data", "termin1"] {
            assert!(page.text().contains(&format!("id=\"{field}-blad\"")), "{never} at {field}");
        }
        let page = browser.get(&format!("/urzad/karty/{card_id}?dzien={never}")).await;
        page.is(422).shows("Wpisz datę w postaci").shows("ul. Lipowa 7");
        assert_eq!(page.value_of("dzien").as_deref(), Some(never), "what was typed is kept");
        browser.get(&format!("/urzad/karty/{card_id}/wydruk?dzien={never}")).await.is(400);
        let rate = [("tabela", "public"), ("od", never), ("stopa", "9"), ("zrodlo", "M.P.")];
        browser.post("/urzad/stopy", &rate).await.is(422).shows("Wpisz datę w postaci");
        let resolution = [("rok", "2026"), ("uchwala", "1"), ("dzien", never), ("land_other", "0,5")];
        browser.post("/urzad/stawki-podatkow", &resolution).await.is(422).shows("Wpisz datę w postaci");
        assert_eq!(browser.post("/urzad/zamkniecia", &[("do", never)]).await.status, 400);
    }
    // The edges of what is a date at all.
    for edge in ["1800-01-01", "2200-12-31"] {
        browser.get(&format!("/urzad/karty/{card_id}?dzien={edge}")).await.is(200);
        let fields = [("tytul", "P"), ("dokument", "F"), ("data", edge), ("rok", "2026"), ("kwota", "10,00")];
        let page = browser.post(&charging, &fields).await;
        page.is(422);
        assert!(page.text().contains("id=\"data-blad\""), "{edge}");
    }
    let far = [("tabela", "public"), ("od", "2100-01-01"), ("stopa", "9"), ("zrodlo", "M.P.")];
    browser.post("/urzad/stopy", &far).await.is(422).shows("ponad rok naprzód");
    let charges: Option<i64> =
        town.municipality.db.read.scalar("SELECT COUNT(*) FROM charge", values![]).await.expect("a count");
    assert_eq!(charges, Some(0));
}

#[tokio::test]
async fn amounts_and_years_beyond_reason_are_refused_at_their_fields() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "property_np", "ul. Lipowa 7", &[anna]).await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let address = format!("/urzad/karty/{card_id}/przypis");
    // Four of these would leave the range of money.
    let huge = "90000000000000000,00";
    let mut fields =
        vec![("tytul", "P"), ("dokument", "F"), ("data", "2026-01-15"), ("rok", "262142"), ("kwota", huge)];
    for (date, amount) in
        [("termin1", "rata1"), ("termin2", "rata2"), ("termin3", "rata3"), ("termin4", "rata4")]
    {
        fields.extend([(date, "2026-12-31"), (amount, huge)]);
    }
    let page = browser.post(&address, &fields).await;
    page.is(422).shows("Ta kwota jest za duża").shows("Wpisz rok od 1990 do 2027");
}

#[tokio::test]
async fn a_payment_of_the_future_or_from_before_1990_is_refused() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "waste", "ul. Lipowa 7", &[anna]).await;
    charge(&town, card_id, "Odpady", &[("2026-10-15", "50,00")]).await;
    for (paid, said) in
        [("2026-11-21", "nie mogą być z przyszłości"), ("1989-12-31", "31.12.1989 jest zbyt dawna")]
    {
        let mut deed = deed(&town).await;
        let mut one = receipt("s1", card_id, paid, "50,00");
        one.booking_date = day("2026-11-20");
        let refused = crediting::credit(&mut deed, &[one]).await;
        assert!(matches!(&refused, Err(Error::Conflict(text)) if text.contains(said)), "{refused:?}");
    }
}

#[tokio::test]
async fn interest_after_an_old_table_is_shown_with_a_warning_until_the_table_is_confirmed() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "property_np", "ul. Lipowa 7", &[anna]).await;
    let due = charge(&town, card_id, "Podatek", &[("2026-03-16", "10 000,00")]).await[0];
    let mut browser = resident(&town, Some(anna)).await;
    let warning = "Stopa odsetek mogła się ostatnio zmienić";
    browser.get(&format!("/naleznosci/{due}")).await.is(200).shows("716,00 zł").shows(warning);
    let mut treasurer = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    treasurer.get("/urzad/stopy").await.shows("Sprawdź, czy stopy się nie zmieniły");
    treasurer.post("/urzad/stopy/potwierdz", &[]).await.shows("tabele są aktualne na dziś");
    browser.get(&format!("/naleznosci/{due}")).await.shows("716,00 zł").hides(warning);
}
