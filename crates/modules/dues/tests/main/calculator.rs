//! The public calculator of property tax.

use ratusz_dues::council::{self, Council, Resolution};
use ratusz_dues::rules::assessment::tax_rates::rate_key;
use ratusz_kernel::{Sql, values};
use ratusz_testkit::{Browser, Reply, Town};

use crate::setting::{day, deed, town};

const ADDRESS: &str = "/kalkulator/podatek-od-nieruchomosci";

/// The imaginary council of the worked examples.
async fn rated(town: &Town) {
    let rates = [
        ("land.other", "0.60"),
        ("land.business", "1.45"),
        ("building.residential", "1.10"),
        ("building.other", "9.00"),
        ("building.business", "35.53"),
        ("structure", "2"),
    ];
    let rates = rates.map(|(code, rate)| (rate_key(code).expect("a rate"), rate.parse().expect("a number")));
    let mut deed = deed(town).await;
    let resolution = Resolution { year: 2026, number: "XII/87/2025".into(), day: day("2025-11-20") };
    council::enter(&mut deed, &resolution, &rates).await.expect("rates");
    deed.commit().await.expect("committed");
    town.municipality.forget::<Council>();
}

async fn ask(browser: &mut Browser, fields: &[(&str, &str)]) -> Reply {
    let mut all = vec![("rok", "2026")];
    all.extend(fields);
    browser.post_only(ADDRESS, &all).await
}

const HOUSE: [(&str, &str); 3] =
    [("grunt_pozostaly", "850"), ("budynek_mieszkalny", "124,5"), ("budynek_pozostaly", "18")];

#[tokio::test]
async fn a_visitor_counts_the_tax_line_by_line() {
    let town = town().await;
    let mut browser = town.browser();
    browser.get(ADDRESS).await.is(200).shows("Nie ma jeszcze stawek");
    rated(&town).await;
    browser.get(ADDRESS).await.is(200).shows("Stawka 0,60 zł za m²").hides("świadczeń zdrowotnych");
    let page = ask(&mut browser, &HOUSE).await;
    page.is(200).shows("Podatek za rok 2026: 809,00 zł").shows("808,95 zł");
    page.shows("Budynki mieszkalne 124,5 m² × 1,10 zł 136,95 zł");
    page.shows("16.03.2026 203,00 zł").shows("15.05.2026 202,00 zł").shows("16.11.2026 202,00 zł");
    assert_eq!(page.value_of("budynek_mieszkalny").as_deref(), Some("124,5"), "what was typed is kept");
    let journal: Option<i64> =
        town.municipality.db.read.scalar("SELECT COUNT(*) FROM charge", values![]).await.expect("a count");
    assert_eq!(journal, Some(0), "nothing is kept");
}

#[tokio::test]
async fn months_low_parts_and_structures_are_counted() {
    let town = town().await;
    rated(&town).await;
    let mut browser = town.browser();
    let mut bought = HOUSE.to_vec();
    bought.push(("wlasciciel_od", "06.2026"));
    let page = ask(&mut browser, &bought).await;
    page.shows("Podatek za rok 2026: 404,00 zł").shows("404,475 zł").shows("× 6/12").shows("od lipca 2026");
    page.shows("15.09.2026 202,00 zł").hides("15.05.2026");
    let attic = [("budynek_mieszkalny", "80"), ("budynek_mieszkalny_niskie", "12")];
    ask(&mut browser, &attic)
        .await
        .shows("= 86 m² × 1,10 zł")
        .shows("Podatek do 100,00 zł płacisz jednorazowo");
    let firm = [
        ("kto", "firma"),
        ("grunt_firmowy", "5 000"),
        ("budynek_firmowy", "1 200"),
        ("budowle", "250 000,40"),
    ];
    let page = ask(&mut browser, &firm).await;
    page.shows("Podatek za rok 2026: 54 886,00 zł").shows("250 000 zł × 2 %");
    page.shows("02.02.2026 4 583,00 zł").shows("16.02.2026 4 573,00 zł");
    let december = [("grunt_pozostaly", "850"), ("wlasciciel_od", "2026-12")];
    ask(&mut browser, &december).await.shows("obowiązek zaczyna się w styczniu 2027").hides("Raty podatku");
}

#[tokio::test]
async fn bad_input_is_answered_at_its_field() {
    let town = town().await;
    rated(&town).await;
    let mut browser = town.browser();
    for (typed, said) in [
        ("1.234,5", "Nie wiadomo, co znaczy kropka lub przecinek"),
        ("1.234", "Nie wiadomo, co znaczy kropka lub przecinek"),
        ("-5", "nie może być mniejsza od zera"),
        ("124,555", "najwyżej 2 cyfry po przecinku"),
        ("dużo", "Wpisz liczbę cyframi"),
        ("99999999999999999999999999999999", "za duża"),
    ] {
        for field in ["grunt_pozostaly", "budynek_mieszkalny_niskie", "dzialka"] {
            let page = ask(&mut browser, &[(field, typed)]).await;
            page.is(422).shows(said);
            assert!(page.text().contains(&format!("id=\"{field}-blad\"")), "{typed} at {field}");
            assert_eq!(page.value_of(field).as_deref(), Some(typed), "what was typed is kept");
        }
    }
    ask(&mut browser, &[("budowle", "-1")]).await.is(422).shows("mniejsza od zera");
    ask(&mut browser, &[("budowle", "9 000 000 000 000 000,00")]).await.is(422).shows("za duża");
    ask(&mut browser, &[]).await.is(422).shows("Wpisz powierzchnię gruntu lub budynku");
    ask(&mut browser, &[("budynek_zdrowotny", "10")])
        .await
        .is(422)
        .shows("nie ustaliła tej stawki na rok 2026");
    browser
        .post_only(ADDRESS, &[("rok", "9999"), ("grunt_pozostaly", "1")])
        .await
        .is(422)
        .shows("Wybierz rok");
}

#[tokio::test]
async fn more_land_than_the_parcel_is_a_warning_and_a_state_before_ownership_is_refused() {
    let town = town().await;
    rated(&town).await;
    let mut browser = town.browser();
    let over = [("dzialka", "800"), ("grunt_pozostaly", "700"), ("grunt_firmowy", "150,5")];
    let page = ask(&mut browser, &over).await;
    page.is(200)
        .shows("Suma gruntów to 850,5 m², a działka ma 800 m²")
        .shows("Podatek za rok 2026: 638,00 zł");
    let fits = [("dzialka", "850,5"), ("grunt_pozostaly", "700"), ("grunt_firmowy", "150,5")];
    ask(&mut browser, &fits).await.is(200).hides("Grunty większe niż działka");

    let months = |owned, state| [("grunt_pozostaly", "850"), ("wlasciciel_od", owned), ("stan_od", state)];
    let page = ask(&mut browser, &months("05.2026", "04.2026")).await;
    page.is(422).shows("Właścicielem jesteś od 05.2026").shows("art. 6 ust. 1 ustawy");
    assert!(page.text().contains("id=\"stan_od-blad\""), "at the field");
    ask(&mut browser, &months("05.2026", "05.2026")).await.is(200).shows("× 7/12");
    ask(&mut browser, &months("03.2019", "2026-08")).await.is(200).shows("× 4/12");
    for wrong in ["13.2026", "maj", "9999-12", "0001-01", "05.2027", "2026-05-01"] {
        let page = ask(&mut browser, &months("", wrong)).await;
        assert_eq!(page.status, 422, "{wrong}");
    }
}
