//! Staff, roles, settings, and who may open what.

use axum::http::Method;
use ratusz_people::{OPEN_OFFICE_PATHS, setup};
use ratusz_testkit::Browser;
use totp_rs::{Builder, Secret};

use crate::support::{PASSWORD, clerk, code_on, count, office, resident, sign_in, town};

#[tokio::test]
async fn every_office_address_refuses_residents_and_staff_without_rights() {
    let town = town().await;
    resident(&town, "anna@poczta.example", ("Anna", "Kowalska")).await;
    clerk(&town, "nowy@urzad.example", "Nowy Pracownik", &[]).await;
    let mut anna = town.browser();
    sign_in(&town, &mut anna, "anna@poczta.example").await;
    let mut nobody = town.browser();
    let mut without = office(&town, "nowy@urzad.example").await;
    let token = |browser: Browser| async move {
        let mut browser = browser;
        browser.get("/konto").await.value_of("csrf").unwrap_or_default()
    };
    let (annas, withouts) = (token(anna.clone()).await, token(without.clone()).await);
    let mut walked = 0;
    for (method, pattern) in ratusz_web::app::route_list(&town.app.modules) {
        let open = OPEN_OFFICE_PATHS.iter().any(|path| pattern.starts_with(path));
        if !(pattern == "/urzad" || pattern.starts_with("/urzad/")) || open {
            continue;
        }
        let parts = pattern.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        let path = parts.collect::<Vec<_>>().join("/");
        for (browser, token, who) in [
            (&mut anna, annas.as_str(), "a resident"),
            (&mut nobody, "", "a visitor"),
            (&mut without, withouts.as_str(), "staff without rights"),
        ] {
            let reply = if method == Method::GET {
                browser.send("GET", &path, "", Vec::new()).await
            } else {
                browser.post_only(&path, &[("csrf", token)]).await
            };
            let own_start = pattern == "/urzad" && who == "staff without rights";
            let status = reply.status.as_u16();
            let refused =
                status == 403 || (status == 303 && reply.location().starts_with("/urzad/logowanie"));
            assert!(refused || own_start, "{method} {path} answers {status} to {who}");
        }
        walked += 1;
    }
    assert!(walked > 30, "only {walked} addresses were walked");
}

#[tokio::test]
async fn an_invitation_leads_to_work_and_serves_once() {
    let town = town().await;
    let link =
        setup::staff_add(&town.municipality, "ola@urzad.example", "Aleksandra Zych", &["Administrator"])
            .await
            .unwrap();
    let path = link.strip_prefix("https://wierzbica.example").unwrap();
    let mut ola = town.browser();
    ola.get(path).await.is(200).shows("Ustaw hasło");
    ola.post(path, &[("haslo", "urząd1")]).await.is(422);
    let page = ola.post(path, &[("haslo", PASSWORD)]).await;
    page.is(200).shows("Dodaj kod z aplikacji");
    ola.get(&format!("{path}/obrazek.svg")).await.is(200);
    ola.post(&format!("{path}/kod"), &[("kod", "000000")]).await.is(422);
    let secret = Secret::try_from_base32(code_on(&page).replace(' ', "")).unwrap();
    let totp = Builder::new().with_secret(secret).build().unwrap();
    let code = totp.generate(town.clock.now().timestamp().unsigned_abs()).to_string();
    ola.post(&format!("{path}/kod"), &[("kod", &code)]).await.is(200).shows("Dostęp gotowy");
    ola.get("/urzad").await.shows("Pracownicy").shows("Ustawienia");
    ola.get(path).await.is(404);
    town.clock.advance(chrono::Duration::hours(25));
    setup::staff_add(&town.municipality, "jan@urzad.example", "Jan Lis", &["Skarbnik"]).await.unwrap();
    let late = crate::support::link(&town, "people.invited").await;
    town.clock.advance(chrono::Duration::hours(25));
    town.browser().get(&late).await.is(404);
}

#[tokio::test]
async fn the_last_administrator_cannot_be_lost() {
    let town = town().await;
    let id = clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Administrator"]).await;
    let mut ola = office(&town, "ola@urzad.example").await;
    ola.post(&format!("/urzad/pracownicy/{id}"), &[]).await.is(409).shows("ostatnia osoba");
    ola.post(&format!("/urzad/pracownicy/{id}/wylacz"), &[("powod", "odchodzi")]).await.is(409);
    let roles = ola.get("/urzad/role").await;
    let role = roles.link("/urzad/role/").unwrap();
    ola.post(&role, &[("nazwa", "Administrator"), ("uprawnienie", "people.staff")]).await.is(409);
    ola.get("/urzad/role").await.is(200);
}

#[tokio::test]
async fn a_changed_role_counts_at_once() {
    let town = town().await;
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Administrator"]).await;
    let id = clerk(&town, "jan@urzad.example", "Jan Lis", &[]).await;
    let mut ola = office(&town, "ola@urzad.example").await;
    let mut jan = office(&town, "jan@urzad.example").await;
    jan.get("/urzad/mieszkancy").await.is(403);
    ola.post("/urzad/role/nowa", &[("nazwa", "")]).await.is(422).shows("Wpisz nazwę roli.");
    let made = [("nazwa", "Biuro"), ("uprawnienie", "people.search"), ("uprawnienie", "wymyslone.prawo")];
    ola.post("/urzad/role/nowa", &made).await.shows("Rola zapisana").shows("Biuro");
    let card = ola.get(&format!("/urzad/pracownicy/{id}")).await;
    let html = card.text();
    let tag =
        html.split("<input").find(|tag| tag.contains("name=\"rola\"") && html_label(&html, tag) == "Biuro");
    let role =
        tag.and_then(|tag| tag.split("value=\"").nth(1)).and_then(|rest| rest.split('"').next()).unwrap();
    ola.post(&format!("/urzad/pracownicy/{id}"), &[("rola", role)]).await.shows("Zapisano");
    jan.get("/urzad/mieszkancy").await.is(200);
    jan.get("/urzad/dziennik").await.is(403);
    ola.post(&format!("/urzad/pracownicy/{id}/wylacz"), &[("powod", "koniec umowy")])
        .await
        .shows("Dostęp wyłączony");
    jan.get("/urzad/mieszkancy").await.shows("Logowanie pracownika");
    assert_eq!(count(&town, "SELECT COUNT(*) FROM role WHERE permissions LIKE '%wymyslone%'").await, 0);
}

/// The label behind an input tag.
fn html_label(html: &str, tag: &str) -> String {
    let at = html.find(tag).unwrap_or_default();
    let rest = html[at..].split("<label").nth(1).unwrap_or_default();
    rest.split('>').nth(1).unwrap_or_default().split('<').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_reset_needs_two_people() {
    let town = town().await;
    for (email, name) in [("ola@urzad.example", "Aleksandra Zych"), ("ela@urzad.example", "Elżbieta Sowa")] {
        clerk(&town, email, name, &["Administrator"]).await;
    }
    let jan = clerk(&town, "jan@urzad.example", "Jan Lis", &["Skarbnik"]).await;
    let mut browser = office(&town, "jan@urzad.example").await;
    let mut ola = office(&town, "ola@urzad.example").await;
    let mut ela = office(&town, "ela@urzad.example").await;
    let path = format!("/urzad/pracownicy/{jan}/reset");
    ola.post(&path, &[]).await.shows("czeka na drugą osobę");
    ola.post(&path, &[]).await.is(409).shows("druga osoba");
    browser.get("/urzad").await.shows("Dziś");
    ela.get("/urzad").await.shows("Jan Lis czeka na reset");
    ela.post(&path, &[]).await.is(200).shows("Zaproszenie wysłane");
    browser.get("/urzad").await.shows("Logowanie pracownika");
    town.browser()
        .post("/urzad/logowanie", &[("email", "jan@urzad.example"), ("haslo", PASSWORD)])
        .await
        .is(422);
}

#[tokio::test]
async fn settings_brand_and_calendar() {
    let town = town().await;
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Administrator"]).await;
    let mut ola = office(&town, "ola@urzad.example").await;
    let bad = [("nazwa", "Gmina Nowa"), ("email", "urzad@nowa.example"), ("nip", "123")];
    ola.post("/urzad/ustawienia", &bad).await.is(422).shows("Numer NIP ma 10 cyfr");
    assert_eq!(town.municipality.profile().name, "Gmina Wierzbica Dolna");
    let good = [("nazwa", "Gmina Nowa"), ("email", "urzad@nowa.example"), ("telefon", "29 123 45 67")];
    ola.post("/urzad/ustawienia", &good).await.shows("Dane gminy zapisane.").shows("Gmina Nowa");
    let evil = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let fields = [("kolor", "#ffd500"), ("co", "zapisz")];
    ola.upload("/urzad/ustawienia/wyglad", &fields, ("herb", "herb.svg", evil))
        .await
        .is(422)
        .shows("element „script”");
    let fields = [("kolor", "#ffd500"), ("co", "podglad")];
    ola.upload("/urzad/ustawienia/wyglad", &fields, ("herb", "", b"")).await.is(200).shows("4,5 : 1");
    assert_eq!(town.municipality.profile().colour, "#0b5563", "a preview keeps nothing");
    let arms = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h9v9z\"/></svg>";
    let fields = [("kolor", "#ffd500"), ("co", "zapisz")];
    ola.upload("/urzad/ustawienia/wyglad", &fields, ("herb", "herb.svg", arms))
        .await
        .shows("Wygląd zapisany");
    town.browser().get("/herb.svg").await.is(200);
    ola.post("/urzad/kalendarz", &[("dzien", "2026-11-01"), ("nazwa", "x")]).await.is(422).shows("już minął");
    let never = [("dzien", "9999-12-31"), ("nazwa", "x")];
    ola.post("/urzad/kalendarz", &never).await.is(422).shows("Wpisz datę w postaci 20.11.2026.");
    ola.post("/urzad/kalendarz", &[("dzien", "2026-12-31"), ("nazwa", "sylwester")])
        .await
        .shows("31 grudnia 2026");
    ola.post("/urzad/kalendarz", &[("dzien", "2026-12-31"), ("nazwa", "x")])
        .await
        .is(422)
        .shows("jest już na liście");
    ola.post("/urzad/dziennik", &[("co", "people.settings"), ("sprawdz", "tak")])
        .await
        .shows("people.settings_changed")
        .hides("people.signed_in")
        .shows("nienaruszony");
    ola.post("/urzad/jednostki", &[("nazwa", "Referat Finansów"), ("symbol", "FN")]).await.shows("FN");
    ola.post("/urzad/jednostki", &[("nazwa", "Inny"), ("symbol", "FN")]).await.is(422).shows("ma już inna");
}

#[tokio::test]
async fn who_only_keeps_the_staff_list_cannot_become_the_treasurer() {
    let town = town().await;
    clerk(&town, "ola@urzad.example", "Aleksandra Zych", &["Administrator"]).await;
    let mut ola = office(&town, "ola@urzad.example").await;
    ola.post("/urzad/role/nowa", &[("nazwa", "Kadry"), ("uprawnienie", "people.staff")]).await.is(200);
    clerk(&town, "kaja@urzad.example", "Kaja Wilk", &["Kadry"]).await;
    let jan = clerk(&town, "jan@urzad.example", "Jan Lis", &["Skarbnik"]).await;
    let ewa = clerk(&town, "ewa@urzad.example", "Ewa Bąk", &["Skarbnik"]).await;
    let mut kaja = office(&town, "kaja@urzad.example").await;
    let roles_of = |id: i64| format!("SELECT COUNT(*) FROM staff_role WHERE staff_id = {id}");

    // Two people reset a treasurer at work: the role stays, and the link goes to the treasurer only.
    ola.post(&format!("/urzad/pracownicy/{ewa}/reset"), &[]).await.shows("czeka na drugą osobę");
    let reply = kaja.post(&format!("/urzad/pracownicy/{ewa}/reset"), &[]).await;
    reply.is(200).shows("Zaproszenie wysłane").hides("Odnośnik");
    assert_eq!(count(&town, &roles_of(ewa)).await, 1);
    // Asking once more alone, before the treasurer came in.
    let reply = kaja.post(&format!("/urzad/pracownicy/{ewa}/reset"), &[]).await;
    reply.is(200).shows("nie ma teraz żadnej roli").hides("Odnośnik");
    assert_eq!(count(&town, &roles_of(ewa)).await, 0);

    let card = format!("/urzad/pracownicy/{jan}");
    kaja.post(&format!("{card}/wylacz"), &[("powod", "urlop")]).await.shows("Dostęp wyłączony");
    kaja.get(&card).await.shows("Nowe zaproszenie odbiera wszystkie role.");
    // Who was shut out comes back by two people, within three days, and without roles.
    kaja.post(&format!("{card}/reset"), &[]).await.is(200).shows("czeka na drugą osobę");
    town.clock.advance(chrono::Duration::days(3));
    let (mut kaja, mut ola) =
        (office(&town, "kaja@urzad.example").await, office(&town, "ola@urzad.example").await);
    ola.get("/urzad").await.hides("Jan Lis czeka na reset");
    ola.post(&format!("{card}/reset"), &[]).await.is(200).shows("czeka na drugą osobę");
    kaja.post(&format!("{card}/reset"), &[]).await.is(200).shows("Jan Lis nie ma teraz żadnej roli.");
    assert_eq!(count(&town, &roles_of(jan)).await, 0);
    let path = crate::support::link(&town, "people.invited").await;
    let mut back = town.browser();
    let page = back.post(&path, &[("haslo", PASSWORD)]).await;
    let totp = Builder::new()
        .with_secret(Secret::try_from_base32(code_on(&page).replace(' ', "")).unwrap())
        .build()
        .unwrap();
    let code = totp.generate(town.clock.now().timestamp().unsigned_abs()).to_string();
    back.post(&format!("{path}/kod"), &[("kod", &code)]).await.is(200).shows("Dostęp gotowy");
    back.get("/urzad").await.shows("Nie masz jeszcze uprawnień");
}

#[test]
fn default_roles_name_permissions_that_exist_and_keep_the_second_person_apart() {
    let modules = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    for role in setup::roles::DEFAULTS {
        for code in role.permissions {
            let module = code.split('.').next().unwrap();
            let manifest = std::fs::read_to_string(format!("{modules}/{module}/src/lib.rs")).unwrap();
            assert!(manifest.contains(&format!("code: \"{code}\"")), "{}: {code}", role.name);
        }
    }
    let role = |name: &str| setup::roles::DEFAULTS.into_iter().find(|role| role.name == name).unwrap();
    for code in ["payments.refund_approve", "banking.release", "banking.accounts", "payments.settings"] {
        assert!(!role("Księgowość").permissions.contains(&code), "{code}");
        assert!(role("Skarbnik").permissions.contains(&code), "{code}");
    }
}
