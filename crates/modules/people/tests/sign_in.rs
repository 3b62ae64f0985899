//! Wrong passwords, wrong codes, forgotten passwords, sessions.

use ratusz_kernel::{Sql, values};

use crate::support::{PASSWORD, PESEL, clerk, confirmed, count, fresh_code, link, resident, sign_in, town};

#[tokio::test]
async fn unknown_wrong_and_resting_answer_alike() {
    let town = town().await;
    resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    let mut texts = Vec::new();
    for email in ["anna@poczta.example", "nikt@poczta.example"] {
        for _ in 0..6 {
            let reply = town.browser().post("/logowanie", &[("email", email), ("haslo", "zły")]).await;
            texts.push(reply.is(422).readable());
        }
        let reply = town.browser().post("/logowanie", &[("email", email), ("haslo", PASSWORD)]).await;
        reply.is(429);
        assert_eq!(reply.headers["retry-after"], "60");
        texts.push(reply.readable());
    }
    assert!(texts.iter().all(|text| *text == texts[0]));
    town.clock.advance(chrono::Duration::seconds(2));
    sign_in(&town, &mut town.browser(), "anna@poczta.example").await.is(200).shows("Dzień dobry");
    assert_eq!(count(&town, "SELECT COUNT(*) FROM sign_in_failure").await, 1, "signing in clears the count");
}

#[tokio::test]
async fn five_wrong_codes_end_the_step() {
    let town = town().await;
    confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    let mut browser = town.browser();
    browser.post("/logowanie", &[("email", "anna@poczta.example"), ("haslo", PASSWORD)]).await;
    for _ in 0..4 {
        browser.post("/logowanie/kod", &[("kod", "123123")]).await.is(422);
    }
    browser.post("/logowanie/kod", &[("kod", "123123")]).await.shows("Zaloguj się od początku");
    let code = fresh_code(&town);
    browser.post("/logowanie/kod", &[("kod", &code)]).await.shows("Zaloguj się od początku");
}

#[tokio::test]
async fn recovery_sets_a_password_ends_sessions_and_keeps_the_second_factor() {
    let town = town().await;
    confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    let mut old = town.browser();
    sign_in(&town, &mut old, "anna@poczta.example").await.shows("Dzień dobry");
    let mut browser = town.browser();
    browser.post("/odzyskiwanie", &[("email", "anna@poczta.example")]).await.shows("Sprawdź pocztę");
    let link = link(&town, "people.recover").await;
    browser.post(&link, &[("haslo", "sasanka na łące")]).await.is(200).shows("Hasło zmienione");
    browser.get(&link).await.is(404);
    old.get("/konto").await.shows("Zaloguj się");
    let login = [("email", "anna@poczta.example"), ("haslo", "sasanka na łące")];
    browser.post("/logowanie", &login).await.shows("Wpisz kod z aplikacji");
    let code = fresh_code(&town);
    browser.post("/logowanie/kod", &[("kod", &code)]).await.shows("Dzień dobry");
    assert_eq!(count(&town, "SELECT COUNT(*) FROM mail WHERE template = 'people.password_changed'").await, 1);
}

#[tokio::test]
async fn a_person_sees_their_sessions_and_signs_out_elsewhere() {
    let town = town().await;
    let id = resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    let (mut here, mut there) = (town.browser(), town.browser());
    sign_in(&town, &mut here, "anna@poczta.example").await;
    sign_in(&town, &mut there, "anna@poczta.example").await;
    here.get("/konto/sesje").await.is(200).shows("to urządzenie").shows("Wyloguj wszystkie inne");
    there.get("/konto").await.shows("Twoje konto");
    here.post("/konto/sesje/zakoncz-inne", &[]).await.shows("Wylogowano wszystkie inne");
    there.get("/konto").await.shows("Zaloguj się");
    here.post("/konto/sesje/1/zakoncz", &[]).await.is(404);
    here.post("/wyloguj", &[]).await.shows("Wylogowano.");
    here.get("/konto").await.shows("Zaloguj się");
    assert_eq!(count(&town, &format!("SELECT COUNT(*) FROM session WHERE subject_id = {id}")).await, 0);
}

#[tokio::test]
async fn a_weighty_change_asks_again_after_a_quarter_of_an_hour() {
    let town = town().await;
    resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    let mut browser = town.browser();
    sign_in(&town, &mut browser, "anna@poczta.example").await;
    browser.get("/konto/haslo").await.shows("Zmień hasło");
    town.clock.advance(chrono::Duration::minutes(16));
    browser.get("/konto/haslo").await.shows("Potwierdź, że to Ty");
    let wrong = [("dowod", "zły"), ("powrot", "/konto/haslo")];
    browser.post("/konto/potwierdz", &wrong).await.is(422).shows("nie zgadza");
    let before = browser.cookies["__Host-sesja"].clone();
    let right = [("dowod", PASSWORD), ("powrot", "/konto/haslo")];
    browser.post("/konto/potwierdz", &right).await.is(200).shows("Zmień hasło");
    assert_ne!(browser.cookies["__Host-sesja"], before, "a new token after the proof");
    let evil = [("dowod", PASSWORD), ("powrot", "//zla.example")];
    assert_eq!(browser.post_only("/konto/potwierdz", &evil).await.location(), "/konto");
}

#[tokio::test]
async fn staff_need_a_second_factor_and_the_two_doors_do_not_mix() {
    let town = town().await;
    let id = clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Administrator"]).await;
    let login = [("email", "ola@urzad.example"), ("haslo", PASSWORD)];
    town.browser().post("/logowanie", &login).await.is(422);
    let mut browser = town.browser();
    browser.post("/urzad/logowanie", &login).await.shows("Wpisz kod z aplikacji");
    browser.get("/urzad").await.shows("Logowanie pracownika");
    town.municipality
        .db
        .write
        .run("UPDATE credential SET totp_secret = NULL WHERE subject_id = $1", values![id])
        .await
        .unwrap();
    browser.post("/urzad/logowanie", &login).await.is(422).shows("nie ma drugiego składnika");
    browser.get("/urzad").await.shows("Logowanie pracownika");
}

#[tokio::test]
async fn a_recovery_code_serves_once() {
    let town = town().await;
    confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    let mut browser = town.browser();
    sign_in(&town, &mut browser, "anna@poczta.example").await;
    let page = browser.post("/konto/kody-odzyskiwania", &[]).await;
    let code = crate::support::code_on(&page);
    for (expected, text) in [(200, "Dzień dobry"), (422, "Ten kod nie pasuje")] {
        let mut other = town.browser();
        other.post("/logowanie", &[("email", "anna@poczta.example"), ("haslo", PASSWORD)]).await;
        other.post("/logowanie/kod", &[("kod", &code.to_lowercase())]).await.is(expected).shows(text);
    }
}
