//! What a resident sees, and what they never see.

use ratusz_dues::rules::interest::{InterestLaw, Question, Regime};
use ratusz_dues::rules::period::ExcludedPeriods;

use crate::setting::{authorise, card, charge, day, firm, pay, person, resident, town, zloty};

#[tokio::test]
async fn a_resident_sees_their_own_dues_and_those_of_the_firm_and_nobody_elses() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let own = card(&town, "property_np", "ul. Lipowa 7", &[anna]).await;
    let own_due = charge(&town, own, "Podatek od nieruchomości", &[("2026-11-25", "812,00")]).await[0];
    let bakery = firm(&town, "Piekarnia Zdrój").await;
    authorise(&town, anna, bakery).await;
    let firms = card(&town, "waste", "ul. Rynek 1", &[bakery]).await;
    charge(&town, firms, "Odbiór odpadów, listopad", &[("2026-11-25", "154,00")]).await;
    let stranger = person(&town, "Nowak", "Jan", None).await;
    let others = card(&town, "property_np", "ul. Polna 3", &[stranger]).await;
    let others_due = charge(&town, others, "Podatek Nowaka", &[("2026-11-25", "500,00")]).await[0];

    let mut browser = resident(&town, Some(anna)).await;
    let page = browser.get("/naleznosci").await;
    page.is(200).shows("Do zapłaty dziś 966,00 zł").shows("Piekarnia Zdrój").shows("Prokura");
    page.shows("za 5 dni").hides("Podatek Nowaka");
    browser
        .get(&format!("/naleznosci/{own_due}"))
        .await
        .is(200)
        .shows("FN.3120.1.412.2026")
        .shows("ul. Lipowa 7");
    browser.get(&format!("/naleznosci/{others_due}")).await.is(404).hides("Nowak");
    let csv = browser.get("/naleznosci/pobierz.csv").await;
    csv.is(200).shows("154,00");
    assert!(!csv.text().contains("Nowak"), "a stranger's due is in the file");
    assert!(browser.get("/naleznosci/pobierz.xlsx").await.body.starts_with(b"PK"), "the file is a workbook");
    browser.get("/naleznosci/wydruk").await.is(200).shows("Razem 966,00 zł");
}

#[tokio::test]
async fn without_confirmed_identity_the_way_to_it_is_shown() {
    let town = town().await;
    let mut browser = resident(&town, None).await;
    let page = browser.get("/naleznosci").await;
    page.is(200).shows("Potwierdź tożsamość");
    assert_eq!(page.link("/konto/tozsamosc").as_deref(), Some("/konto/tozsamosc"));
    town.browser().send("GET", "/naleznosci", "", Vec::new()).await.is(303);
}

#[tokio::test]
async fn interest_is_explained_with_the_figures_of_the_rules() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "property_np", "ul. Lipowa 7", &[anna]).await;
    let dues =
        charge(&town, card_id, "Podatek", &[("2025-03-17", "1 000,00"), ("2026-11-14", "812,00")]).await;
    let law = InterestLaw::seeded();
    let question = Question {
        regime: Regime::Public,
        principal: zloty("1 000,00"),
        due: day("2025-03-17"),
        paid: day("2026-11-20"),
        excluded: ExcludedPeriods::NONE,
    };
    let expected = law.interest(&question).expect("interest");
    let mut browser = resident(&town, Some(anna)).await;
    let page = browser.get(&format!("/naleznosci/{}", dues[0])).await;
    page.shows(&expected.charged.to_string().replace('\u{a0}', " "));
    page.shows(&format!("{} zł", expected.exact.replace('.', ",")));
    for segment in &expected.segments {
        page.shows(&segment.from.format("%d.%m.%Y").to_string());
    }
    // Six days at 10.5 % of 812 zł are 1.40 zł, under the threshold of 8.70 zł.
    let list = browser.get("/naleznosci").await;
    list.shows("Odsetki za 6 dni (10,5 % rocznie) 1,40 zł, nie naliczamy do 8,70 zł").shows("bez odsetek");
}

#[tokio::test]
async fn what_is_paid_moves_to_the_history() {
    let town = town().await;
    let anna = person(&town, "Kowalska", "Anna", None).await;
    let card_id = card(&town, "waste", "ul. Lipowa 7", &[anna]).await;
    let due = charge(&town, card_id, "Odbiór odpadów, listopad", &[("2026-11-25", "154,00")]).await[0];
    let credited = pay(&town, "s1", card_id, "2026-11-19", "160,00").await;
    assert_eq!((credited.to_principal, credited.surplus), (zloty("154,00"), zloty("6,00")));
    assert_eq!(credited.card_balance_after, zloty("0,00"));
    let mut browser = resident(&town, Some(anna)).await;
    browser.get("/naleznosci").await.shows("Wszystko opłacone").shows("Zapłacono w 2026 160,00 zł");
    browser
        .get("/naleznosci/historia")
        .await
        .shows("19.11.2026")
        .shows("Odbiór odpadów, listopad")
        .shows("160,00 zł");
    browser.get(&format!("/naleznosci/{due}")).await.shows("Do zapłaty dziś 0,00 zł").shows("19.11.2026");
}
