//! E-mail, consents, copy of data, closing.

use std::io::{Cursor, Read};

use ratusz_kernel::{Sql, audit, values};
use ratusz_testkit::Browser;
use zip::ZipArchive;

use crate::support::{
    PASSWORD, PESEL, confirmed, count, fresh_code, guarded_by_app, link, resident, sign_in, town,
};

#[tokio::test]
async fn a_new_address_is_confirmed_first_and_both_are_told() {
    let town = town().await;
    resident(&town, "stary@poczta.example", ("Anna", "Kowalska")).await;
    let mut browser = town.browser();
    sign_in(&town, &mut browser, "stary@poczta.example").await;
    browser.post("/konto/email", &[("email", "bez małpy")]).await.is(422);
    browser.post("/konto/email", &[("email", "nowy@poczta.example")]).await.shows("Sprawdź nową pocztę");
    browser.get("/konto").await.shows("stary@poczta.example");
    let link = link(&town, "people.email_confirm").await;
    browser.get(&link).await.shows("nowy@poczta.example");
    browser.get("/konto").await.shows("stary@poczta.example");
    browser.post(&link, &[]).await.shows("Adres e-mail zmieniony.").shows("nowy@poczta.example");
    assert_eq!(count(&town, "SELECT COUNT(*) FROM mail WHERE template = 'people.email_changed'").await, 2);
    let mut other = town.browser();
    other.post("/logowanie", &[("email", "stary@poczta.example"), ("haslo", PASSWORD)]).await.is(422);
    sign_in(&town, &mut other, "nowy@poczta.example").await.shows("Dzień dobry");
}

#[tokio::test]
async fn consents_keep_their_history() {
    let town = town().await;
    resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    let mut browser = town.browser();
    sign_in(&town, &mut browser, "anna@poczta.example").await;
    browser.post("/konto/zgody", &[("zgoda", "aktualnosci")]).await.shows("Zapisaliśmy Twój wybór.");
    browser.post("/konto/zgody", &[("zgoda", "aktualnosci")]).await.shows("Nic się nie zmieniło.");
    browser.post("/konto/zgody", &[]).await.shows("Wycofanie zgody");
    assert_eq!(count(&town, "SELECT COUNT(*) FROM consent").await, 2);
}

#[tokio::test]
async fn the_copy_holds_own_data_and_nobody_elses() {
    let town = town().await;
    confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    confirmed(&town, "obcy@poczta.example", ("Zbigniew", "Obcy"), "02070803628").await;
    let mut browser = town.browser();
    sign_in(&town, &mut browser, "anna@poczta.example").await;
    let reply = browser.post("/konto/dane", &[]).await;
    assert_eq!(reply.is(200).headers["content-type"], "application/zip");
    let mut archive = ZipArchive::new(Cursor::new(reply.body)).unwrap();
    for name in ["dane.html", "dane.json"] {
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        for own in ["anna@poczta.example", "Kowalska", PESEL, "ul. Lipowa 7"] {
            assert!(text.contains(own), "{name} lacks {own}");
        }
        assert!(!text.contains("Obcy") && !text.contains("02070803628"), "{name} tells of somebody else");
    }
}

#[tokio::test]
async fn a_closed_account_is_gone_but_the_person_and_the_audit_stay() {
    let town = town().await;
    confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    let mut browser = town.browser();
    sign_in(&town, &mut browser, "anna@poczta.example").await;
    browser.post("/konto/zamknij", &[]).await.is(422).shows("Zaznacz");
    browser.post("/konto/zamknij", &[("potwierdzam", "tak")]).await.shows("Konto zamknięte.");
    browser.get("/konto").await.shows("Zaloguj się");
    browser.post("/logowanie", &[("email", "anna@poczta.example"), ("haslo", PASSWORD)]).await.is(422);
    assert_eq!(count(&town, "SELECT COUNT(*) FROM party").await, 1);
    assert_eq!(count(&town, "SELECT COUNT(*) FROM credential").await, 0);
    let kept = count(&town, "SELECT COUNT(*) FROM account WHERE email IS NOT NULL OR given_name <> ''").await;
    assert_eq!(kept, 0);
    assert_eq!(audit::verify(&town.municipality.db.write).await.unwrap().broken_at, None);
}

#[tokio::test]
async fn a_short_password_never_stands_alone() {
    let town = town().await;
    guarded_by_app(&town, "anna@poczta.example", "kotek i płot").await;
    let mut browser = town.browser();
    browser.post("/logowanie", &[("email", "anna@poczta.example"), ("haslo", "kotek i płot")]).await;
    browser.post("/logowanie/kod", &[("kod", &fresh_code(&town))]).await.shows("Dzień dobry");
    browser.post("/konto/kod/usun", &[]).await.is(409).shows("ma mniej niż 15 znaków");
    let with_app = "SELECT COUNT(*) FROM credential WHERE totp_secret IS NOT NULL";
    assert_eq!(count(&town, with_app).await, 1);
    browser.post("/konto/haslo", &[("haslo", PASSWORD)]).await.shows("Hasło zmienione");
    browser.post("/konto/kod/usun", &[]).await.shows("Kod z aplikacji jest wyłączony.");
    assert_eq!(count(&town, with_app).await, 0);
}

#[tokio::test]
async fn passkeys_name_a_person_by_a_kept_random_number() {
    let town = town().await;
    let mut handles = Vec::new();
    for email in ["anna@poczta.example", "ewa@poczta.example"] {
        let id = resident(&town, email, ("Anna", "Kowalska")).await;
        let mut browser = town.browser();
        sign_in(&town, &mut browser, email).await;
        let first = user_handle(&mut browser).await;
        assert_eq!(user_handle(&mut browser).await, first);
        handles.push(first);
        let sql = "UPDATE credential SET user_handle = $2 WHERE subject_id = $1";
        town.municipality.db.write.run(sql, values![id, vec![0_u8; 16]]).await.unwrap();
        assert_eq!(
            user_handle(&mut browser).await,
            "A".repeat(22),
            "the kept number counts, nothing derived"
        );
    }
    assert_ne!(handles[0], handles[1]);
}

/// The user handle in the options for a new passkey.
async fn user_handle(browser: &mut Browser) -> String {
    let csrf = browser.get("/konto/klucze").await.value_of("csrf").expect("a form token");
    let body = serde_json::json!({ "csrf": csrf }).to_string().into_bytes();
    let reply = browser.send("POST", "/konto/klucze/opcje", "application/json", body).await;
    let options: serde_json::Value = serde_json::from_slice(&reply.is(200).body).expect("JSON");
    options["publicKey"]["user"]["id"].as_str().expect("a user handle").to_owned()
}
