//! The accessibility statement and demands, from the resident's form to the office's answer.

use chrono::NaiveDate;
use ratusz_kernel::{Sql, audit, values};
use ratusz_testkit::{Browser, Town};
use ratusz_web::accessibility::demand;
use ratusz_web::accessibility::statement::{Basis, Building, MobileApp, Statement, Status};
use ratusz_web::accessibility::validate::{Severity, validate, validate_page};
use serde_json::Value;

use crate::town_with_clerk;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// A statement with nothing wrong on 20 November 2026.
async fn sound_statement(town: &Town) -> Statement {
    let (mut statement, kept) = Statement::load(&town.municipality).await.expect("a statement");
    assert!(!kept);
    statement.contact.phone = "48 123 45 67".into();
    statement
}

fn errors(statement: &Statement, today: &str) -> Vec<String> {
    validate(statement, day(today))
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.field)
        .collect()
}

#[tokio::test]
async fn the_page_has_every_identifier_once_and_the_official_headings() {
    let town = Town::with(Vec::new()).await;
    let html = town.browser().get("/deklaracja-dostepnosci").await.is(200).text();
    let (statement, _) = Statement::load(&town.municipality).await.unwrap();
    assert_eq!(validate_page(&html, &statement), []);

    // The page check itself notices what it is there for.
    let broken = |from: &str, to: &str| !validate_page(&html.replace(from, to), &statement).is_empty();
    assert!(broken("id=\"a11y-telefon\"", ""));
    assert!(broken("<h1>", "<h1 id=\"a11y-wstep\">"));
    assert!(broken("<h1>", "<h1 id=\"a11y-osoba\">"));
    assert!(broken("<time id=\"a11y-data-publikacja\"", "<span id=\"a11y-data-publikacja\""));
    assert!(broken("częściowo zgodna</strong>", "dostępna</strong>"));
    assert!(broken("href=\"mailto:", "href=\""));
    assert!(broken("Pozostałe informacje", "Inne"));
}

#[tokio::test]
async fn the_page_agrees_with_the_official_structure() {
    let path =
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/platform/declaration-structure.json");
    let Ok(text) = std::fs::read_to_string(path) else {
        eprintln!("left out: no reference data beside the workspace");
        return;
    };
    let structure: Value = serde_json::from_str(&text).unwrap();
    let town = Town::with(Vec::new()).await;
    let html = town.browser().get("/deklaracja-dostepnosci").await.text();
    for id in structure["ids"]["required"].as_array().unwrap() {
        assert_eq!(html.matches(&format!("id={id}")).count(), 1, "{id}");
    }
    let mut rest = html.as_str();
    for section in structure["sections"].as_array().unwrap() {
        let heading = format!("<h2>{}</h2>", section["title"].as_str().unwrap());
        let at = rest.find(&heading).unwrap_or_else(|| panic!("{heading} is missing or out of order"));
        rest = &rest[at..];
    }
}

#[tokio::test]
async fn the_validator_knows_the_rules() {
    let town = Town::with(Vec::new()).await;
    let sound = sound_statement(&town).await;
    assert_eq!(errors(&sound, "2026-11-20"), [""; 0]);
    type Change = fn(&mut Statement);
    let cases: [(&str, Change); 14] = [
        ("status", |s| s.status = Status::Compliant),
        ("status", |s| s.unmet.clear()),
        ("tresc_0_zamiast", |s| s.unmet[0].alternative.clear()),
        ("ocena_kosztow", |s| s.unmet[0].basis = Basis::Cost),
        ("email", |s| s.contact.email = "urzad".into()),
        ("telefon", |s| s.contact.phone = " ".into()),
        ("url", |s| s.url = "wierzbica.example".into()),
        ("data_zmiany", |s| s.changed_on = day("2026-11-19")),
        ("data_przegladu", |s| s.reviewed_on = Some(day("2026-11-21"))),
        ("budynek_0_nazwa", |s| s.buildings.clear()),
        ("komunikacja", |s| s.communication.clear()),
        ("zdanie_wstep", |s| s.wording.opening = "{podmiot} i {podmiot} prowadzi {zakres} {url}".into()),
        ("zdanie_czesciowo", |s| s.wording.partly_compliant = "Strona jest częściowo zgodna.".into()),
        ("aplikacja_0_deklaracja", |s| {
            s.apps.push(MobileApp {
                name: "Gmina".into(),
                system: String::new(),
                link: "https://a.example".into(),
                statement_link: String::new(),
            });
        }),
    ];
    for (field, change) in cases {
        let mut statement = sound.clone();
        change(&mut statement);
        assert_eq!(errors(&statement, "2026-11-20"), [field]);
    }
}

#[tokio::test]
async fn the_review_is_due_by_the_end_of_march() {
    let town = Town::with(Vec::new()).await;
    let mut statement = sound_statement(&town).await;
    statement.reviewed_on = Some(day("2026-11-20"));
    let review = |statement: &Statement, today: &str| {
        validate(statement, day(today))
            .into_iter()
            .find(|finding| finding.field == "data_przegladu")
            .map(|finding| finding.severity)
    };
    assert_eq!(review(&statement, "2027-02-28"), None);
    assert_eq!(review(&statement, "2027-03-01"), Some(Severity::Warning));
    assert_eq!(review(&statement, "2027-03-31"), Some(Severity::Warning));
    assert_eq!(review(&statement, "2027-04-01"), Some(Severity::Error));
    statement.reviewed_on = Some(day("2027-01-05"));
    assert_eq!(review(&statement, "2027-04-01"), None);
}

/// The editor's form as the page gives it, with some fields typed over.
async fn edited(clerk: &mut Browser, changes: &[(&str, &str)]) -> ratusz_testkit::Reply {
    let html = clerk.get("/urzad/dostepnosc").await.is(200).text();
    let mut fields: Vec<(String, String)> = Vec::new();
    for tag in html.split('<').filter(|tag| tag.starts_with("input ") || tag.starts_with("textarea ")) {
        let attribute = |name: &str| {
            tag.split(&format!(" {name}=\""))
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .map(str::to_owned)
        };
        let inner = || tag.split_once('>').map(|(_, text)| text.trim_start_matches('\n').to_owned());
        // The first one of a name: the page holds other small forms with a token of their own.
        if let Some(name) = attribute("name").filter(|name| fields.iter().all(|(known, _)| known != name)) {
            fields.push((name, attribute("value").or_else(inner).unwrap_or_default()));
        }
    }
    fields.push(("status".into(), "częściowo zgodna".into()));
    fields.push(("tresc_0_podstawa".into(), "zalacznik".into()));
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    clerk.post("/urzad/dostepnosc", &pairs).await
}

#[tokio::test]
async fn the_administrator_edits_and_publishes_the_statement() {
    let (town, mut clerk) = town_with_clerk().await;
    clerk.get("/urzad/dostepnosc").await.shows("Do sprawdzenia").shows("Wpisz numer telefonu");
    let refused = edited(&mut clerk, &[("podmiot", "Urząd <Gminy>")]).await;
    refused.is(422).shows("Popraw błędy").shows("Wpisz numer telefonu");
    assert!(refused.text().contains("<title>Błąd: "));
    assert_eq!(refused.value_of("podmiot").as_deref(), Some("Urząd &#60;Gminy&#62;"));
    assert!(!Statement::load(&town.municipality).await.unwrap().1);

    edited(&mut clerk, &[("telefon", "48 123 45 67"), ("data_przegladu", "wczoraj")])
        .await
        .is(422)
        .shows("Wpisz datę w postaci 20.11.2026.");
    let changes = [
        ("telefon", "48 123 45 67"),
        ("data_przegladu", "20.11.2026"),
        ("tresc_1_element", "Mapa cmentarza"),
        ("tresc_1_bariera", "Mapa jest obrazem"),
        ("tresc_1_zamiast", "Opis drogi słowami"),
        ("tresc_1_podstawa", "koszty"),
        ("ocena_kosztow", "Koszt przewyższa korzyść"),
        ("aplikacja_0_nazwa", "Moja Gmina"),
        ("aplikacja_0_link", "https://sklep.example/gmina"),
        ("aplikacja_0_deklaracja", "https://sklep.example/deklaracja"),
        ("budynek_0_adres_opisu", "https://wierzbica.example/budynek"),
    ];
    edited(&mut clerk, &changes).await.is(200).shows("Deklaracja jest zapisana");
    let (statement, kept) = Statement::load(&town.municipality).await.unwrap();
    assert!(kept);
    assert_eq!(statement.unmet.len(), 2);
    assert!(matches!(&statement.buildings[..], [Building { link, .. }] if !link.is_empty()));
    let html = town.browser().get("/deklaracja-dostepnosci").await.text();
    assert_eq!(validate_page(&html, &statement), []);
    assert!(html.contains("id=\"a11y-ocena\"") && html.contains("id=\"a11y-data-przeglad\""));

    // The day it was made stays for ever.
    edited(&mut clerk, &[("data_sporzadzenia", "2026-11-19"), ("tresc_1_podstawa", "koszty")])
        .await
        .is(422)
        .shows("Tej daty nie można zmienić");
    let entries = audit::about(&town.municipality.db.read, "accessibility_statement", 10).await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].actor_name, "Anna Kowalska");
}

const DEMAND: [(&str, &str); 5] = [
    ("element", "Przycisk Zapłać nie reaguje na klawiaturę"),
    ("strona", "https://wierzbica.example/oplaty"),
    ("sposob", "email"),
    ("kontakt", "jan@example.pl"),
    ("alternatywa", ""),
];

async fn only_demand(town: &Town) -> demand::Demand {
    let db = &town.municipality.db.read;
    let mut all = demand::list(db, true).await.expect("open demands");
    all.extend(demand::list(db, false).await.expect("settled demands"));
    assert_eq!(all.len(), 1);
    all.remove(0)
}

#[tokio::test]
async fn anyone_files_a_demand_and_bad_input_is_told_at_the_field() {
    let town = Town::with(Vec::new()).await;
    let mut anyone = town.browser();
    let form = anyone.get("/dostepnosc/zglos?strona=/oplaty").await;
    assert_eq!(form.is(200).value_of("strona").as_deref(), Some("https://wierzbica.example/oplaty"));

    let wrong = [DEMAND[1], ("sposob", "email"), ("kontakt", "jan"), ("element", "")];
    let refused = anyone.post("/dostepnosc/zglos", &wrong).await;
    refused.is(422).shows("Napisz, czego dotyczy zgłoszenie.").shows("Wpisz adres e-mail w postaci");
    assert!(refused.text().contains("aria-describedby=\"kontakt-blad\" aria-invalid=\"true\""));
    assert_eq!(refused.value_of("kontakt").as_deref(), Some("jan"));
    let phone = [DEMAND[0], ("sposob", "telefon"), ("kontakt", "123")];
    anyone.post("/dostepnosc/zglos", &phone).await.is(422).shows("co najmniej 9 cyfr");
    anyone
        .post("/dostepnosc/zglos", &[DEMAND[0], DEMAND[3]])
        .await
        .is(422)
        .shows("Wybierz, jak mamy odpowiedzieć");

    // A program fills in the field no person sees: it is thanked, nothing is kept.
    let mut honey = DEMAND.to_vec();
    honey.push(("adres_www", "https://spam.example"));
    anyone.post("/dostepnosc/zglos", &honey).await.is(200).shows("Przyjęliśmy zgłoszenie");
    assert!(demand::list(&town.municipality.db.read, true).await.unwrap().is_empty());

    let done = anyone.post("/dostepnosc/zglos", &DEMAND).await;
    let kept = only_demand(&town).await;
    done.shows(&format!("Przyjęliśmy zgłoszenie {}. Odpowiemy najpóźniej 27 listopada 2026 r.", kept.code));
    let entries = audit::about(&town.municipality.db.read, &demand::subject(kept.id), 5).await.unwrap();
    assert_eq!(entries[0].deed, "accessibility.demand_filed");
    assert!(!entries[0].detail.contains("jan@example.pl"), "contact data stay out of the audit");

    for _ in 0..8 {
        anyone.post("/dostepnosc/zglos", &DEMAND).await.is(200);
    }
    let refused = anyone.post("/dostepnosc/zglos", &DEMAND).await;
    refused.is(429).shows("Twój tekst został na stronie").shows("Przycisk Zapłać nie reaguje na klawiaturę");
    assert_eq!(refused.headers["retry-after"], "360");
}

async fn closed_on(town: &Town) -> Option<NaiveDate> {
    let db = &town.municipality.db.read;
    db.scalar("SELECT closed_on FROM accessibility_demand WHERE closed_on IS NOT NULL", values![])
        .await
        .expect("a day")
}

#[tokio::test]
async fn a_contact_is_sealed_and_a_settled_demand_goes_after_five_years() {
    let (town, mut clerk) = town_with_clerk().await;
    for _ in 0..2 {
        town.browser().post("/dostepnosc/zglos", &DEMAND).await.is(200);
    }
    let db = &town.municipality.db.read;
    let cell: Vec<u8> =
        db.scalar("SELECT contact FROM accessibility_demand LIMIT 1", values![]).await.unwrap().unwrap();
    assert!(!cell.windows(4).any(|part| part == b"jan@"), "the database does not tell the contact");
    let settled = demand::list(db, true).await.unwrap().remove(0);
    assert_eq!(settled.contact(&town.municipality).unwrap(), "jan@example.pl");
    let path = format!("/urzad/dostepnosc/zgloszenia/{}", settled.id);
    let fixed = [("odpowiedz", "naprawiono"), ("naprawiono_tresc", "Działa")];
    clerk.post(&path, &fixed).await.is(200).shows("Wysyłamy odpowiedź e-mailem");

    let left = async || {
        town.work().await;
        let demands: Option<i64> =
            db.scalar("SELECT COUNT(*) FROM accessibility_demand", values![]).await.unwrap();
        let answers: Option<i64> =
            db.scalar("SELECT COUNT(*) FROM accessibility_answer", values![]).await.unwrap();
        (demands.unwrap(), answers.unwrap())
    };
    town.clock.set_day(day("2031-11-19"));
    assert_eq!(left().await, (2, 1), "five years less a day");
    town.clock.set_day(day("2031-11-21"));
    assert_eq!(left().await, (1, 0), "what is still open stays");
    let entries = audit::about(db, "accessibility_demand", 5).await.unwrap();
    assert!(entries[0].detail.contains(&settled.id.to_string()));
}

#[tokio::test]
async fn answers_keep_the_deadlines_of_the_act() {
    let (town, mut clerk) = town_with_clerk().await;
    town.clock.set_day(day("2026-12-22"));
    crate::sign_in(&town.municipality, &mut clerk, "Anna Kowalska").await;
    town.browser().post("/dostepnosc/zglos", &DEMAND).await.is(200);
    let id = only_demand(&town).await.id;
    let path = format!("/urzad/dostepnosc/zgloszenia/{id}");
    clerk.get("/urzad/dostepnosc/zgloszenia").await.shows("termin za 7 dni");
    clerk.get(&path).await.shows("29 grudnia 2026 r.").shows("jan@example.pl");
    let looks = town
        .municipality
        .db
        .read
        .scalar::<i64>("SELECT COUNT(*) FROM access_log WHERE subject = $1", values![demand::subject(id)])
        .await
        .unwrap();
    assert_eq!(looks, Some(1));

    let later = |date: &'static str| {
        [("odpowiedz", "pozniej"), ("pozniej_data", date), ("pozniej_powod", "Czekamy na wykonawcę")]
    };
    let refused = clerk.post(&path, &later("2027-02-23")).await;
    refused.is(422).shows("Termin może przypadać najpóźniej 22.02.2027.").shows("Czekamy na wykonawcę");
    clerk.post(&path, &later("2026-12-29")).await.is(422).shows("mieści się w zwykłym terminie");
    clerk.post(&path, &later("2027-02-22")[..2]).await.is(422).shows("Podaj przyczynę");
    assert_eq!(only_demand(&town).await.state(), demand::State::New);
    clerk.post(&path, &[("odpowiedz", "w-realizacji")]).await.is(200).shows("w realizacji");
    clerk.post(&path, &later("2027-02-22")).await.is(200).shows("Nowy termin: 22 lutego 2027 r.");
    assert_eq!(only_demand(&town).await.due_on, day("2027-02-22"));
    clerk.post(&path, &later("2027-02-20")).await.is(409);

    let refusal = [("odpowiedz", "odmowa"), ("odmowa_tresc", "Nie, bo nie"), ("odmowa_podstawa", "koszty")];
    clerk.post(&path, &refusal).await.is(422).shows("Z innego powodu odmówić nie można");
    let refusal = [refusal[0], refusal[1], ("odmowa_podstawa", "integralnosc")];
    clerk.post(&path, &refusal).await.is(200).shows("naruszyłaby integralność");
    let fixed = [("odpowiedz", "naprawiono"), ("naprawiono_tresc", "Działa")];
    clerk.post(&path, &fixed).await.is(409).shows("ma stan „odmowa”");
    assert_eq!(closed_on(&town).await, Some(day("2026-12-22")));
    let complaint = [("odpowiedz", "skarga"), ("skarga_tresc", "Odmowa jest niezasadna")];
    clerk.post(&path, &complaint).await.is(200).shows("skarga");
    clerk.get("/urzad/dostepnosc/zgloszenia").await.shows("Nic nie czeka");
    clerk.get("/urzad/dostepnosc/zgloszenia?stan=zalatwione").await.shows("Przycisk Zapłać");

    let entries = audit::about(&town.municipality.db.read, &demand::subject(id), 10).await.unwrap();
    assert_eq!(entries.len(), 5, "filed, taken, postponed, refused, complaint");
    assert_eq!(audit::verify(&town.municipality.db.read).await.unwrap().broken_at, None);
}

#[tokio::test]
async fn an_overdue_demand_says_so_and_a_clerk_without_the_right_sees_nothing() {
    let (town, mut clerk) = town_with_clerk().await;
    town.browser().post("/dostepnosc/zglos", &DEMAND).await.is(200);
    town.clock.advance(chrono::Duration::days(8));
    crate::sign_in(&town.municipality, &mut clerk, "Anna Kowalska").await;
    clerk.get("/urzad/dostepnosc/zgloszenia").await.shows("1 dzień po terminie");
    town.municipality.db.write.run("UPDATE session SET permissions = 'dues.read'", values![]).await.unwrap();
    for path in ["/urzad/dostepnosc", "/urzad/dostepnosc/zgloszenia", "/urzad/klauzule", "/urzad/przerwy"] {
        clerk.get(path).await.is(403);
    }
}
