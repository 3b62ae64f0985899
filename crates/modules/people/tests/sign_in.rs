//! Wrong passwords, wrong codes, forgotten passwords, sessions.

use std::io;
use std::sync::{Arc, Mutex};

use ratusz_kernel::{Actor, Deed, Sql, values};
use ratusz_notices::{Notice, Template};
use tracing_subscriber::fmt::MakeWriter;

use crate::support::{
    PASSWORD, PESEL, browser_from, clerk, confirmed, count, fresh_code, link, resident, sign_in, town,
};

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
    let counting = "SELECT COUNT(*) FROM sign_in_failure WHERE failures > 0";
    assert_eq!(count(&town, counting).await, 2, "signing in clears the counts; those of nobody stay");
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
    town.clock.advance(chrono::Duration::minutes(16));
    here.post("/konto/sesje/zakoncz-inne", &[]).await.shows("Potwierdź, że to Ty");
    here.post("/konto/sesje/1/zakoncz", &[]).await.shows("Potwierdź, że to Ty");
    there.get("/konto").await.shows("Twoje konto");
    here.post("/konto/potwierdz", &[("dowod", PASSWORD), ("powrot", "/konto/sesje")]).await.is(200);
    here.post("/konto/sesje/zakoncz-inne", &[]).await.shows("Wylogowano wszystkie inne");
    there.get("/konto").await.shows("Zaloguj się");
    here.post("/konto/sesje/1/zakoncz", &[]).await.is(404);
    let left = here.post_only("/wyloguj", &[]).await;
    assert_eq!(left.headers["clear-site-data"], "\"cache\"");
    assert!(!here.cookies.contains_key("__Host-sesja"));
    here.get(left.location()).await.shows("Wylogowano.");
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

const LOGIN: [(&str, &str); 2] = [("email", "anna@poczta.example"), ("haslo", PASSWORD)];
const WRONG: [(&str, &str); 2] = [("email", "anna@poczta.example"), ("haslo", "zły")];

#[tokio::test]
async fn a_stranger_can_slow_down_only_their_own_network() {
    let town = town().await;
    resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    let (mut home, mut stranger) =
        (browser_from(&town, [192, 0, 2, 1]), browser_from(&town, [203, 0, 113, 9]));
    for _ in 0..6 {
        stranger.post("/logowanie", &WRONG).await.is(422);
    }
    stranger.post("/logowanie", &LOGIN).await.is(429);
    home.post("/logowanie", &LOGIN).await.is(200).shows("Dzień dobry");
    home.get("/konto/sesje").await.shows("Ostatnie nieudane próby").shows("sieć 203.0.113.0/24");

    // As after hundreds of tries from everywhere.
    town.clock.advance(chrono::Duration::seconds(61));
    stranger.post("/logowanie", &WRONG).await.is(422);
    let db = &town.municipality.db.write;
    db.run("UPDATE sign_in_failure SET failures = 900", values![]).await.unwrap();
    town.clock.advance(chrono::Duration::seconds(61));
    stranger.post("/logowanie", &WRONG).await.is(422);
    let mut new_place = browser_from(&town, [198, 51, 100, 7]);
    new_place.post("/logowanie", &LOGIN).await.is(429);
    browser_from(&town, [192, 0, 2, 1]).post("/logowanie", &LOGIN).await.is(200).shows("Dzień dobry");
    new_place.post("/logowanie", &LOGIN).await.is(200).shows("Dzień dobry");
}

#[tokio::test]
async fn a_way_in_never_closes_for_good_and_a_reset_opens_it_at_once() {
    let town = town().await;
    resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    let mut browser = town.browser();
    browser.post("/logowanie", &WRONG).await.is(422);
    let db = &town.municipality.db.write;
    db.run("UPDATE sign_in_failure SET failures = 900", values![]).await.unwrap();
    browser.post("/logowanie", &WRONG).await.is(422);
    browser.post("/logowanie", &LOGIN).await.is(429);
    browser.post("/odzyskiwanie", &[("email", "anna@poczta.example")]).await;
    let link = link(&town, "people.recover").await;
    browser.post(&link, &[("haslo", "sasanka na łące")]).await.is(200).shows("Hasło zmienione");
    let login = [("email", "anna@poczta.example"), ("haslo", "sasanka na łące")];
    browser.post("/logowanie", &login).await.is(200).shows("Dzień dobry");

    let mut other = browser_from(&town, [203, 0, 113, 9]);
    other.post("/logowanie", &WRONG).await.is(422);
    db.run("UPDATE sign_in_failure SET failures = 900", values![]).await.unwrap();
    other.post("/logowanie", &WRONG).await.is(422);
    other.post("/logowanie", &login).await.is(429);
    town.clock.advance(chrono::Duration::seconds(61));
    other.post("/logowanie", &login).await.is(200).shows("Dzień dobry");
}

#[tokio::test]
async fn signing_in_again_in_the_same_browser_ends_the_old_session() {
    let town = town().await;
    let id = resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    let mut browser = town.browser();
    for _ in 0..2 {
        browser.post("/logowanie", &LOGIN).await.is(200).shows("Dzień dobry");
    }
    assert_eq!(count(&town, &format!("SELECT COUNT(*) FROM session WHERE subject_id = {id}")).await, 1);
    browser.get("/konto/sesje").await.shows("nie było nieudanych prób");
}

static NEWS: Template = Template {
    code: "test.news",
    title: "Próba",
    subject: "Nowina",
    body: "Dzień dobry.",
    button: "",
    sample: "{}",
};

#[tokio::test]
async fn the_header_counts_waiting_messages_from_the_first_page_on() {
    let town = town().await;
    let id = resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    let mut deed = Deed::begin_own(&town.municipality, &Actor::system("test")).await.unwrap();
    for key in ["one", "two"] {
        let notice = Notice {
            template: &NEWS,
            account_id: Some(id),
            email: None,
            values: serde_json::json!({}),
            link: "",
            key: key.into(),
        };
        ratusz_notices::send(&mut deed, &notice).await.unwrap();
    }
    deed.note("test.told", "account:1", serde_json::json!({}));
    deed.commit().await.unwrap();
    let page = sign_in(&town, &mut town.browser(), "anna@poczta.example").await;
    assert!(page.shows("Dzień dobry").text().contains("class=\"count\">2<"), "{}", page.text());
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn every_try_leaves_a_line_that_names_nobody() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt().json().with_writer(log.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let town = town().await;
    confirmed(&town, "anna@poczta.example", ("Anna", "Kowalska"), PESEL).await;
    town.browser().post("/logowanie", &WRONG).await.is(422);
    sign_in(&town, &mut town.browser(), "anna@poczta.example").await.shows("Dzień dobry");
    drop(guard);
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let tries: Vec<serde_json::Value> = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .map(|line: serde_json::Value| line["fields"].clone())
        .filter(|fields| fields["event"] == "sign_in")
        .collect();
    let outcomes: Vec<_> = tries.iter().map(|one| (one["way"].as_str(), one["outcome"].as_str())).collect();
    assert_eq!(
        outcomes,
        [
            (Some("password"), Some("Refused")),
            (Some("password"), Some("HalfWay")),
            (Some("code"), Some("SignedIn"))
        ]
    );
    assert!(tries.iter().all(|one| one["kind"] == "resident" && one["origin"] == "127.0.0.0/24"));
    assert!(!text.contains("anna") && !text.contains("Kowalska"), "{text}");
}
