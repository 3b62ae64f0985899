//! What the office can do when something went wrong, and what the program does by itself.

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, Version};
use ratusz_kernel::{Sql, audit, values};

use crate::support::{PASSWORD, PESEL, clerk, confirmed, count, office, resident, sign_in, town};

#[tokio::test]
async fn a_hash_of_less_work_is_made_anew_at_the_next_sign_in() {
    let town = town().await;
    let id = resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    let db = &town.municipality.db;
    let stored = async || {
        let sql = "SELECT password FROM credential WHERE subject_id = $1";
        db.write.scalar::<String>(sql, values![id]).await.unwrap().unwrap()
    };
    // The same password hashed with 8 MiB and one pass, as a program of years ago might have done.
    let params = Params::new(8192, 1, 1, None).unwrap();
    let earlier: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_with_salt(PASSWORD.as_bytes(), b"salt of long ago")
        .unwrap();
    let old = earlier.to_string();
    db.write
        .run("UPDATE credential SET password = $2 WHERE subject_id = $1", values![id, old.clone()])
        .await
        .unwrap();
    let wrong = [("email", "anna@poczta.example"), ("haslo", "zły")];
    town.browser().post("/logowanie", &wrong).await.is(422);
    assert_eq!(stored().await, old, "only the right password changes it");
    sign_in(&town, &mut town.browser(), "anna@poczta.example").await.is(200).shows("Dzień dobry");
    let new = stored().await;
    assert!(new.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{new}");
    sign_in(&town, &mut town.browser(), "anna@poczta.example").await.is(200).shows("Dzień dobry");
    assert_eq!(stored().await, new, "and then it stays");
    let entries = audit::about(&db.read, &format!("account:{id}"), 20).await.unwrap();
    assert_eq!(entries.iter().filter(|entry| entry.deed == "people.password_rehashed").count(), 1);
}

#[tokio::test]
async fn the_office_signs_out_one_resident_or_everybody() {
    let town = town().await;
    for (email, name, roles) in [
        ("ola@urzad.example", "Aleksandra Zych", &["Administrator"][..]),
        ("ela@urzad.example", "Elżbieta Sowa", &["Punkt obsługi"]),
    ] {
        clerk(&town, email, name, roles).await;
    }
    confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    resident(&town, "jan@poczta.example", ("Jan", "Lis")).await;
    let (mut anna, mut jan) = (town.browser(), town.browser());
    sign_in(&town, &mut anna, "anna@poczta.example").await.is(200);
    sign_in(&town, &mut jan, "jan@poczta.example").await.is(200);
    let mut ela = office(&town, "ela@urzad.example").await;
    let mut ola = office(&town, "ola@urzad.example").await;
    let party = count(&town, "SELECT party_id FROM account WHERE party_id IS NOT NULL").await;
    ela.post(&format!("/urzad/mieszkancy/{party}/sesje"), &[]).await.shows("Zakończone sesje: 1.");
    anna.get("/konto").await.shows("Zaloguj się");
    jan.get("/konto").await.shows("Twoje konto");

    ela.get("/urzad/sesje").await.is(403);
    ola.post("/urzad/sesje", &[("kogo", "wszyscy")]).await.is(422).shows("Napisz, dlaczego");
    ola.post("/urzad/sesje", &[("powod", "wyciek")]).await.is(422).shows("Wybierz, kogo wylogować");
    jan.get("/konto").await.shows("Twoje konto");
    let all = [("kogo", "wszyscy"), ("powod", "podejrzenie wycieku")];
    town.clock.advance(chrono::Duration::minutes(16));
    ola.post("/urzad/sesje", &all).await.shows("Potwierdź, że to Ty");
    let code = crate::support::fresh_code(&town);
    ola.post("/konto/potwierdz", &[("dowod", &code), ("powrot", "/urzad/sesje")]).await.is(200);
    ola.post("/urzad/sesje", &all).await.is(200).shows("Zakończone sesje: 2. Twoja trwa.");
    jan.get("/konto").await.shows("Zaloguj się");
    ela.get("/urzad").await.shows("Logowanie pracownika");
    ola.get("/urzad").await.is(200).shows("Dziś");
    let entries = audit::about(&town.municipality.db.read, "sessions", 5).await.unwrap();
    assert_eq!(
        (entries[0].deed.as_str(), entries[0].reason.as_str()),
        ("people.everybody_signed_out", "podejrzenie wycieku")
    );
}

#[tokio::test]
async fn a_day_of_another_age_is_an_error_at_the_field() {
    let town = town().await;
    clerk(&town, "ela@urzad.example", "Elżbieta Sowa", &["Punkt obsługi"]).await;
    confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    let mut ela = office(&town, "ela@urzad.example").await;
    for (from, to) in [("9999-12-31", ""), ("2026-11-20", "9999-12-31"), ("0001-01-01", "")] {
        let fields = [
            ("kto", PESEL),
            ("za_kogo", PESEL),
            ("podstawa", "Pełnomocnictwo"),
            ("dokument", "akt notarialny"),
            ("od", from),
            ("do", to),
        ];
        let refused = ela.post("/urzad/upowaznienia", &fields).await;
        refused.is(422).shows("Wpisz datę w postaci 20.11.2026.");
        assert_eq!(refused.value_of("od").as_deref(), Some(from), "what was typed stays");
    }
    assert_eq!(count(&town, "SELECT COUNT(*) FROM authorisation").await, 0);
}

#[tokio::test]
async fn whoever_keeps_the_settings_is_told_what_a_new_address_would_break() {
    let town = town().await;
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Administrator"]).await;
    let mut ola = office(&town, "ola@urzad.example").await;
    ola.get("/urzad/ustawienia").await.shows("wierzbica.example").hides("Klucze dostępu działają tylko");
    town.municipality
        .db
        .write
        .run(
            "INSERT INTO passkey (id, kind, subject_id, name, credential_id, credential, created_at) \
             VALUES (1, 'resident', 1, 'telefon', 'x', '{}', $1)",
            values![town.clock.now()],
        )
        .await
        .unwrap();
    ola.get("/urzad/ustawienia").await.shows("Klucze dostępu działają tylko").shows("Zapisane klucze: 1");
}

#[tokio::test]
async fn a_public_form_sent_too_often_keeps_what_was_typed() {
    let town = town().await;
    let mut anyone = town.browser();
    for _ in 0..10 {
        anyone.post("/odzyskiwanie", &[("email", "nikt@poczta.example")]).await.is(200);
    }
    let fields =
        [("imie", "Anna"), ("nazwisko", "Kowalska"), ("email", "anna@poczta.example"), ("regulamin", "tak")];
    for (path, fields) in [("/odzyskiwanie", &fields[2..3]), ("/rejestracja", &fields[..])] {
        let refused = anyone.post(path, fields).await;
        refused.is(429).shows("zbyt wiele próśb");
        assert_eq!(refused.value_of("email").as_deref(), Some("anna@poczta.example"));
        assert_eq!(refused.headers["retry-after"], "360");
    }
    assert_eq!(count(&town, "SELECT COUNT(*) FROM ticket").await, 0);
    sign_in_is_not_hindered(&town).await;
}

async fn sign_in_is_not_hindered(town: &ratusz_testkit::Town) {
    resident(town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    let login = [("email", "anna@poczta.example"), ("haslo", PASSWORD)];
    town.browser().post("/logowanie", &login).await.is(200).shows("Dzień dobry");
}
