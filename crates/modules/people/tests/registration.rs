//! From a stranger to a signed-in resident with a second factor.

use totp_rs::{Builder, Secret};

use crate::support::{PASSWORD, code_on, count, fresh_code, link, resident, town};

#[tokio::test]
async fn from_stranger_to_second_factor() {
    let town = town().await;
    let mut browser = town.browser();
    let form =
        [("imie", "Anna"), ("nazwisko", "Kowalska"), ("email", "Anna@Poczta.example"), ("regulamin", "tak")];
    browser.post("/rejestracja", &form).await.is(200).shows("Sprawdź pocztę");
    assert_eq!(
        count(&town, "SELECT COUNT(*) FROM account").await,
        0,
        "no account before the address is confirmed"
    );

    let link = link(&town, "people.confirm").await;
    browser.get(&link).await.is(200).shows("Ustaw hasło");
    assert_eq!(count(&town, "SELECT COUNT(*) FROM account").await, 0, "opening the link confirms nothing");
    browser.post(&link, &[("haslo", "za krótkie")]).await.is(422).shows("co najmniej 15 znaków");
    browser.post(&link, &[("haslo", "Anna Kowalska 12")]).await.is(422).shows("Twoich danych");
    browser.post(&link, &[("haslo", PASSWORD)]).await.is(200).shows("Potwierdź tożsamość");
    browser.get("/konto").await.shows("Anna Kowalska").shows("anna@poczta.example").shows("Niepotwierdzona");
    town.browser().get(&link).await.is(404).shows("już nie działa");

    browser.post("/konto/kod", &[]).await.is(200).shows("Zeskanuj obrazek");
    let page = browser.get("/konto/kod").await;
    let picture = browser.get("/konto/kod/obrazek.svg").await;
    assert_eq!(picture.headers["content-type"], "image/svg+xml");
    assert!(!page.text().contains("style="), "the content policy allows no inline style");
    browser.post("/konto/kod/potwierdz", &[("kod", "000000")]).await.is(422).shows("Ten kod nie pasuje");
    let secret = Secret::try_from_base32(code_on(&page).replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    let code = totp.generate(town.clock.now().timestamp().unsigned_abs()).to_string();
    browser
        .post("/konto/kod/potwierdz", &[("kod", &code)])
        .await
        .is(200)
        .shows("Zapisz albo wydrukuj te kody");

    let mut elsewhere = town.browser();
    let login = [("email", "anna@poczta.example"), ("haslo", PASSWORD)];
    elsewhere.post("/logowanie", &login).await.shows("Wpisz kod z aplikacji");
    elsewhere.post("/logowanie/kod", &[("kod", &code)]).await.is(422).shows("Pozostałe próby: 4");
    town.clock.advance(chrono::Duration::seconds(31));
    let next = totp.generate(town.clock.now().timestamp().unsigned_abs()).to_string();
    elsewhere.post("/logowanie/kod", &[("kod", &next)]).await.is(200).shows("Dzień dobry");
}

#[tokio::test]
async fn a_known_address_answers_as_an_unknown_one_and_its_owner_is_told() {
    let town = town().await;
    resident(&town, "jan@poczta.example", ("Jan", "Nowak")).await;
    let mut browser = town.browser();
    let mut answers = Vec::new();
    for email in ["jan@poczta.example", "nikt@poczta.example"] {
        let form = [("imie", "Ewa"), ("nazwisko", "Lis"), ("email", email), ("regulamin", "tak")];
        answers.push(browser.post("/rejestracja", &form).await.readable());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(link(&town, "people.known").await, "/logowanie");
    let mut answers = Vec::new();
    for email in ["jan@poczta.example", "nikt@poczta.example"] {
        answers.push(browser.post("/odzyskiwanie", &[("email", email)]).await.readable());
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(count(&town, "SELECT COUNT(*) FROM mail WHERE template = 'people.recover'").await, 1);
}

#[tokio::test]
async fn bad_input_keeps_what_was_typed() {
    let town = town().await;
    let mut browser = town.browser();
    let form = [("imie", "Zofia <b>"), ("nazwisko", ""), ("email", "to nie adres")];
    let reply = browser.post("/rejestracja", &form).await;
    reply.is(422).shows("Wpisz nazwisko.").shows("Wpisz adres e-mail").shows("nie założysz konta");
    assert!(reply.text().contains("value=\"Zofia &#60;b&#62;\""), "{}", reply.text());
    assert!(reply.text().contains("value=\"to nie adres\""));
    assert_eq!(count(&town, "SELECT COUNT(*) FROM ticket").await, 0);
    let code = fresh_code(&town);
    let reply = town.browser().post("/logowanie/kod", &[("kod", &code)]).await;
    reply.shows("Zaloguj się od początku");
}
