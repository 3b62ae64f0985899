//! The council's rates: held against the limits of their year, kept from year to year.

use ratusz_kernel::{Sql, values};
use ratusz_testkit::{Browser, Reply};

use crate::setting::{EVERYTHING, clerk, town};

const ADDRESS: &str = "/urzad/stawki-podatkow";
const NUMBER: (&str, &str) = ("uchwala", "XII/87/2025");
const DAY: (&str, &str) = ("dzien", "2025-11-20");

async fn enter(browser: &mut Browser, year: &str, rates: &[(&str, &str)]) -> Reply {
    let mut fields = vec![("rok", year), ("grupa", "nieruchomosci"), NUMBER, DAY];
    fields.extend(rates);
    browser.post(ADDRESS, &fields).await
}

#[tokio::test]
async fn a_rate_above_the_limit_of_its_year_is_refused_at_its_field() {
    let town = town().await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let page = enter(&mut browser, "2026", &[("land_other", "0,78"), ("building_residential", "1,10")]).await;
    page.is(422).shows(
        "Stawka 0,78 zł za m² jest wyższa niż górna granica na rok 2026: 0,77 zł za m² (art. 5 ust. 1 pkt 1 lit. c ustawy o podatkach i opłatach lokalnych, M.P. 2025 poz. 652).",
    );
    assert_eq!(page.value_of("land_other").as_deref(), Some("0,78"), "what was typed is kept");
    assert_eq!(page.value_of("uchwala").as_deref(), Some("XII/87/2025"));
    assert!(page.text().contains("id=\"land_other-blad\""), "the error stands at the field");
    let count: Option<i64> = town
        .municipality
        .db
        .read
        .scalar("SELECT COUNT(*) FROM council_rate", values![])
        .await
        .expect("a count");
    assert_eq!(count, Some(0), "none of the rates is kept");
    for (typed, said) in
        [("-1", "mniejsza od zera"), ("1.234,5", "Nie wiadomo, co znaczy"), ("pół", "cyframi")]
    {
        enter(&mut browser, "2026", &[("land_other", typed)]).await.is(422).shows(said);
    }
    enter(&mut browser, "2026", &[]).await.is(422).shows("Wpisz co najmniej jedną stawkę");
    enter(&mut browser, "1999", &[("land_other", "0,1")]).await.is(422).shows("Wybierz rok od 2025 do 2027");
}

#[tokio::test]
async fn rates_stay_without_a_new_resolution_and_a_missing_limit_is_entered_first() {
    let town = town().await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let saved = enter(&mut browser, "2026", &[("land_other", "0,60")]).await;
    saved
        .shows("Stawki z uchwały są zapisane")
        .shows("0,60 zł za m²")
        .shows("uchwała XII/87/2025 z 20.11.2025 na rok 2026");
    // UPOL art. 20a: the next year keeps the rate, under the name of its resolution.
    let next = browser.get(&format!("{ADDRESS}?rok=2027&grupa=nieruchomosci")).await;
    next.shows("0,60 zł za m²").shows("na rok 2026").shows("nie jest wpisana");
    let refused = enter(&mut browser, "2027", &[("land_other", "0,65")]).await;
    refused.is(422).shows("Nie znamy górnej granicy tej stawki na rok 2027").shows("Najpierw wpisz granicę");
    let limit = |amount| {
        [
            ("rok", "2027"),
            ("grupa", "nieruchomosci"),
            ("granica", "land.other"),
            ("kwota", amount),
            ("zrodlo", "M.P. 2026 poz. 700"),
        ]
    };
    let address = format!("{ADDRESS}/granica");
    browser.post(&address, &limit("0")).await.is(422).shows("większą od zera");
    browser
        .post(&address, &limit("0,79"))
        .await
        .shows("Kwota z ogłoszenia jest zapisana")
        .shows("M.P. 2026 poz. 700");
    enter(&mut browser, "2027", &[("land_other", "0,80")]).await.is(422).shows("0,79 zł za m²");
    enter(&mut browser, "2027", &[("land_other", "0,79")]).await.shows("Stawki z uchwały są zapisane");
    browser.post(&address, &limit("0,70")).await.is(422).shows("Stawka 0,79 zł za m² jest wyższa");
}

#[tokio::test]
async fn rates_of_waste_wait_for_the_income_and_prices_do_not_carry_over() {
    let town = town().await;
    let mut browser = clerk(&town, 3, "Ewa Lis", EVERYTHING).await;
    let waste = |rate, year| {
        [("rok", year), ("grupa", "odpady"), NUMBER, ("dzien", "2026-11-19"), ("waste_person", rate)]
    };
    browser
        .post(ADDRESS, &waste("32", "2027"))
        .await
        .is(422)
        .shows("dochodu rozporządzalnego ogłoszonego w roku 2026");
    let income = [
        ("rok", "2027"),
        ("grupa", "odpady"),
        ("granica", "disposable_income"),
        ("kwota", "3 400,00"),
        ("zrodlo", "M.P. 2026 poz. 300"),
    ];
    browser.post(&format!("{ADDRESS}/granica"), &income).await.shows("68,00 zł za osobę");
    browser.post(ADDRESS, &waste("68,01", "2027")).await.is(422).shows("68,00 zł za osobę (art. 6k ust. 2a");
    browser.post(ADDRESS, &waste("32", "2027")).await.shows("są zapisane");
    let rye = [("rok", "2026"), ("grupa", "ceny"), NUMBER, DAY, ("price_rye", "60")];
    browser.post(ADDRESS, &rye).await.shows("60,00 zł za dt");
    browser.get(&format!("{ADDRESS}?rok=2027&grupa=ceny")).await.hides("60,00 zł za dt");
}

#[tokio::test]
async fn only_who_closes_the_books_enters_rates() {
    let town = town().await;
    let mut reader = clerk(&town, 4, "Adam Sowa", &["dues.read"]).await;
    reader.get(ADDRESS).await.is(200).hides("Zapisz stawki").shows("35,53 zł za m²");
    enter(&mut reader, "2026", &[("land_other", "0,60")]).await.is(403);
    town.browser().send("GET", ADDRESS, "", Vec::new()).await.is(303);
}
