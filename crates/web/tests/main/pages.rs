//! The pages every office owes, and the small files.

use ratusz_kernel::municipality::PROFILE_SETTING;
use ratusz_kernel::{Profile, settings};
use ratusz_testkit::Town;
use serde_json::Value;

use crate::town_with_clerk;

async fn set_profile(town: &Town, change: impl FnOnce(&mut Profile)) {
    let mut profile = (*town.municipality.profile()).clone();
    change(&mut profile);
    settings::set(&town.municipality.db.write, PROFILE_SETTING, town.clock.today(), &profile)
        .await
        .expect("the profile is kept");
    town.municipality.reload_profile().await.expect("the profile is read");
}

#[tokio::test]
async fn security_txt_has_its_fields_and_expires_within_a_year() {
    let town = Town::with(Vec::new()).await;
    let text = town.browser().get("/.well-known/security.txt").await.is(200).text();
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim();
    assert_eq!(field("Contact:"), "mailto:urzad@wierzbica.example");
    assert_eq!(field("Preferred-Languages:"), "pl, en");
    assert_eq!(field("Canonical:"), "https://wierzbica.example/.well-known/security.txt");
    let expires: chrono::DateTime<chrono::Utc> = field("Expires:").parse().unwrap();
    let left = (expires - town.clock.now()).num_days();
    assert!((300..365).contains(&left), "{left} days");
    town.clock.advance(chrono::Duration::days(30));
    assert!(!town.browser().get("/.well-known/security.txt").await.text().contains(field("Expires:")));
}

#[tokio::test]
async fn the_manifest_follows_the_profile() {
    let town = Town::with(Vec::new()).await;
    let manifest = |reply: ratusz_testkit::Reply| serde_json::from_slice::<Value>(&reply.body).unwrap();
    let bare = manifest(town.browser().get("/manifest.webmanifest").await);
    assert_eq!(bare["short_name"], "Wierzbica");
    assert_eq!(bare["lang"], "pl");
    assert_eq!(bare["display"], "standalone");
    assert_eq!(bare["theme_color"], "#0b5563");
    assert_eq!(bare["icons"], serde_json::json!([]));
    set_profile(&town, |profile| profile.arms_svg = "<svg xmlns='http://www.w3.org/2000/svg'/>".into()).await;
    let with_arms = manifest(town.browser().get("/manifest.webmanifest").await);
    assert_eq!(with_arms["icons"][0]["src"], "/herb.svg");
    let arms = town.browser().get("/herb.svg").await;
    assert!(arms.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
    town.browser().get("/marka.css").await.is(200);
    assert!(town.browser().get("/robots.txt").await.is(200).text().contains("Disallow: /urzad"));
}

/// Every cookie the code knows is told of, so that nobody adds one in silence.
#[tokio::test]
async fn the_cookie_page_lists_every_cookie_we_know() {
    let town = Town::with(Vec::new()).await;
    let page = town.browser().get("/pliki-cookie").await;
    let source = include_str!("../../src/cookies.rs");
    let names: Vec<&str> =
        source.split("\"__Host-").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(names.len() >= 3);
    for name in names {
        page.shows(&format!("__Host-{name}"));
    }
}

#[tokio::test]
async fn a_clause_is_shown_only_when_it_lacks_nothing() {
    let (town, mut clerk) = town_with_clerk().await;
    clerk.get("/prywatnosc").await.is(200).shows("uzupełniamy").hides("Administratorem danych jest");
    clerk.get("/urzad/klauzule").await.shows("niekompletna, niewidoczna");
    set_profile(&town, |profile| {
        profile.dpo_name = "Jan Nowak".into();
        profile.dpo_email = "iod@wierzbica.example".into();
    })
    .await;
    clerk
        .get("/prywatnosc")
        .await
        .shows("Administratorem danych jest Urząd Gminy Wierzbica Dolna")
        .shows("Jan Nowak, iod@wierzbica.example")
        .shows("Prezesa Urzędu Ochrony Danych Osobowych");

    let mut fields = vec![
        ("proces", "Zgoda na powiadomienia"),
        ("administrator", "Wójt Gminy"),
        ("kontakt", "urzad@wierzbica.example"),
        ("iod", "iod@wierzbica.example"),
        // The first row is left empty; errors must name the row as it is shown again.
        ("cel_0_cel", ""),
        ("cel_1_cel", "powiadomienia SMS"),
        ("cel_1_podstawa", "art. 6 ust. 1 lit. a RODO"),
        ("odbiorcy", "operator SMS"),
        ("przekazywanie", "nie"),
        ("okres", "do wycofania zgody"),
        ("prawa", "dostęp i usunięcie"),
        ("skarga", "Prezes UODO"),
        ("obowiazek", "dobrowolne"),
        ("automaty", "nie"),
    ];
    let refused = clerk.post("/urzad/klauzule/2", &fields).await;
    refused.is(422).shows("Napisz, jak ją wycofać");
    assert_eq!(refused.value_of("cel_0_cel").as_deref(), Some("powiadomienia SMS"));
    clerk.get("/prywatnosc").await.hides("Zgoda na powiadomienia");
    fields.push(("wycofanie", "w ustawieniach konta"));
    clerk.post("/urzad/klauzule/2", &fields).await.is(200).shows("opublikowana");
    clerk.get("/prywatnosc").await.shows("Zgoda na powiadomienia").shows("20 listopada 2026 r.");
    clerk.post("/urzad/klauzule/9", &fields).await.is(404);
}

#[tokio::test]
async fn the_status_page_tells_of_breaks_and_delays() {
    let (town, mut clerk) = town_with_clerk().await;
    clerk.get("/stan").await.is(200).shows("Działają").shows("Wychodzą na bieżąco");
    let fields = [
        ("przerwa_0_dzien", "20.11.2026"),
        ("przerwa_0_od", "11:30"),
        ("przerwa_0_do", "11:00"),
        ("przerwa_0_opis", "Płatności online"),
    ];
    clerk.post("/urzad/przerwy", &fields).await.is(422).shows("Koniec przerwy musi być później niż początek");
    let fields = [fields[0], fields[1], ("przerwa_0_do", "12:30"), fields[3]];
    clerk.post("/urzad/przerwy", &fields).await.is(200).shows("Przerwy są zapisane");
    clerk.get("/stan").await.shows("Trwa teraz: 20 listopada 2026 r., od 11:30 do 12:30. Płatności online");
    ratusz_kernel::outbox::add(
        &town.municipality.db.write,
        "brak.obslugi",
        "1",
        "{}",
        town.clock.now(),
        town.clock.now(),
    )
    .await
    .unwrap();
    town.clock.advance(chrono::Duration::minutes(31));
    let after = town.browser().get("/stan").await;
    after.shows("najstarsza czeka 31 min").hides("Płatności online");
}

#[tokio::test]
async fn contact_shows_the_office() {
    let town = Town::with(Vec::new()).await;
    set_profile(&town, |profile| profile.phone = "48 123 45 67".into()).await;
    town.browser().get("/kontakt").await.shows("Urząd Gminy Wierzbica Dolna").shows("48 123 45 67");
}

#[tokio::test]
async fn a_session_is_extended_by_form_and_by_script() {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt;

    let (town, mut clerk) = town_with_clerk().await;
    let token = clerk.get("/kontakt").await.value_of("csrf").unwrap();
    let ask = |accept: &str, cookie: String| {
        Request::post("/sesja/przedluz")
            .header("host", &clerk.host)
            .header("cookie", cookie)
            .header("sec-fetch-site", "same-origin")
            .header("accept", accept)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(format!("csrf={token}&powrot=%2Fkontakt")))
            .unwrap()
    };
    town.clock.advance(chrono::Duration::minutes(29));
    let cookie = format!("__Host-sesja={}", clerk.cookies["__Host-sesja"]);
    let answer = town.router.clone().oneshot(ask("application/json", cookie.clone())).await.unwrap();
    assert_eq!(answer.status(), 200);
    let body: Value = serde_json::from_slice(&to_bytes(answer.into_body(), 1000).await.unwrap()).unwrap();
    let ends = town.clock.now() + chrono::Duration::minutes(30);
    assert_eq!(body["session_ends"], ends.timestamp());
    let nobody = town.router.clone().oneshot(ask("application/json", String::new())).await.unwrap();
    assert_eq!(nobody.status(), 401);

    // Without the extension the clerk would be nobody by now.
    town.clock.advance(chrono::Duration::minutes(20));
    let back = clerk.post_only("/sesja/przedluz", &[("powrot", "/kontakt")]).await;
    assert_eq!((back.status.as_u16(), back.location()), (303, "/kontakt"));
    for evil in ["https://zla.example/", "//zla.example", "/\t/zla.example", "/\\zla.example"] {
        let back = clerk.post_only("/sesja/przedluz", &[("powrot", evil)]).await;
        assert_eq!((back.status.as_u16(), back.location()), (303, "/"), "{evil:?}");
    }
    town.clock.advance(chrono::Duration::minutes(31));
    clerk.send("GET", "/urzad/przerwy", "", Vec::new()).await.is(303);
}
