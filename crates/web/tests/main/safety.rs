//! Headers, unknown hosts, cross-site requests: the same for every route.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use ratusz_testkit::{Browser, Reply, Town};
use tower::ServiceExt;

use crate::{town_with_clerk, web_routes};

const FORM: &str = "application/x-www-form-urlencoded";

#[track_caller]
fn safe(reply: &Reply) {
    for (name, part) in [
        ("strict-transport-security", "max-age=31536000"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("content-security-policy", "default-src 'none'"),
        ("permissions-policy", "geolocation=()"),
        ("cache-control", ""),
    ] {
        let value = reply.headers.get(name).and_then(|value| value.to_str().ok());
        assert!(value.is_some_and(|value| value.contains(part)), "{}: {name} is {value:?}", reply.path);
    }
}

#[tokio::test]
async fn every_answer_carries_the_safety_headers() {
    let (town, clerk) = town_with_clerk().await;
    for visitor in [town.browser(), clerk] {
        for (method, path) in web_routes() {
            safe(&visitor.clone().send(&method, &path, FORM, Vec::new()).await);
        }
    }
    let mut browser = town.browser();
    safe(browser.get("/nie-ma-takiej").await.is(404));
    safe(browser.send("POST", "/dostepnosc/zglos", FORM, vec![b'a'; 70_000]).await.is(413));
    safe(browser.send("POST", "/urzad/dostepnosc", FORM, Vec::new()).await.is(303));
}

#[tokio::test]
async fn an_unknown_host_gets_421_and_nothing_else() {
    let town = Town::with(Vec::new()).await;
    let mut stranger = Browser::new(town.router.clone(), "obca.example");
    for (method, path) in web_routes() {
        let reply = stranger.send(&method, &path, FORM, Vec::new()).await;
        assert_eq!(reply.status, StatusCode::MISDIRECTED_REQUEST, "{path}");
        assert!(!reply.text().contains("Wierzbica"), "{path}");
        assert!(reply.headers.get("set-cookie").is_none());
        safe(&reply);
    }
}

#[tokio::test]
async fn a_post_from_another_site_is_refused_everywhere() {
    let (town, clerk) = town_with_clerk().await;
    let session = format!("__Host-sesja={}", clerk.cookies["__Host-sesja"]);
    for (_, path) in
        web_routes().into_iter().filter(|(method, path)| method == "POST" && path != "/zgloszenia-csp")
    {
        for site in ["cross-site", "same-site"] {
            let request = Request::post(&path)
                .header("host", &clerk.host)
                .header("cookie", &session)
                .header("content-type", FORM)
                .header("sec-fetch-site", site)
                .body(Body::empty())
                .unwrap();
            let answer = town.router.clone().oneshot(request).await.unwrap();
            assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path} {site}");
        }
    }
}

#[tokio::test]
async fn a_form_without_the_token_of_the_session_changes_nothing() {
    let (_town, mut clerk) = town_with_clerk().await;
    let fields = [("csrf", "zly"), ("przerwa_0_dzien", "2026-12-01"), ("przerwa_0_od", "10:00")];
    clerk.post_only("/urzad/przerwy", &fields).await.is(403).shows("Formularz stracił ważność");
    clerk.get("/stan").await.is(200).shows("Nie planujemy teraz żadnej przerwy");
}

#[tokio::test]
async fn pages_hold_no_inline_style_or_script() {
    let (town, clerk) = town_with_clerk().await;
    let mut pages = 0;
    for mut visitor in [town.browser(), clerk] {
        for (_, path) in web_routes().into_iter().filter(|(method, _)| method == "GET") {
            let reply = visitor.send("GET", &path, "", Vec::new()).await;
            let html = reply.text();
            if !html.starts_with("<!doctype html>") {
                continue;
            }
            pages += 1;
            for inline in [" style=", "<style", "<script>", " onclick=", "javascript:"] {
                assert!(!html.contains(inline), "{path} holds {inline}");
            }
            assert_eq!(html.matches("<h1").count(), 1, "{path}");
            assert!(html.contains("<title>") && html.contains("lang=\"pl\""), "{path}");
            let mut ids: Vec<&str> =
                html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
            ids.sort_unstable();
            let before = ids.len();
            ids.dedup();
            assert_eq!(ids.len(), before, "{path} repeats an id");
        }
    }
    assert!(pages > 14, "only {pages} pages were looked at");
}

#[tokio::test]
async fn a_field_sent_twice_is_refused_in_a_form_and_in_an_address() {
    let (town, mut clerk) = town_with_clerk().await;
    let twice = [("przerwa_0_opis", "jedno"), ("przerwa_0_opis", "drugie")];
    clerk.post_only("/urzad/przerwy", &twice).await.is(400).shows("Nie rozumiemy tego zapytania");
    let file = ("plik", "a.csv", b"x".as_slice());
    clerk.upload("/urzad/przerwy", &twice, file).await.is(400);
    clerk.get("/stan").await.is(200).shows("Nie planujemy teraz żadnej przerwy");
    town.browser().get("/dostepnosc/zglos?strona=/a&strona=/b").await.is(400);
    town.browser().get("/dostepnosc/zglos?strona=/a").await.is(200);
}
