//! The administrator's screens: words of notices and caught mail.

use ratusz_kernel::Sql;
use ratusz_kernel::values;

use crate::setting::{ANNA, clerk, posted, tell, town_with};

const TEMPLATE: &str = "/urzad/szablony/payments.posted";

#[tokio::test]
async fn without_a_mail_server_mail_is_caught_and_can_be_read() {
    let town = town_with(None).await;
    tell(&town.municipality, &[posted(ANNA, "anna@poczta.example", "payment:1")]).await;
    town.work().await;
    let mut admin = clerk(&town, &["notices.mail"]).await;
    let list = admin.get("/urzad/poczta-probna").await;
    list.is(200).shows("Poczta nie jest naprawdę wysyłana").shows("zatrzymana, nie wysłana").hides("anna@");
    let path = list.link("/urzad/poczta-probna/").unwrap();
    let mail = admin.get(&path).await;
    mail.is(200).shows("anna@poczta.example").shows("Część tekstowa").shows("Do zapłaty zostało 812,00 zł.");
    assert_eq!(mail.link("https://").as_deref(), Some("https://wierzbica.example/naleznosci"));
    let html = admin.get(&format!("{path}/html")).await;
    html.is(200).shows("Odpady <listopad>");
    let policy = html.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("sandbox; default-src 'none'"), "{policy}");
    let opened: Option<i64> =
        town.municipality.db.read.scalar("SELECT COUNT(*) FROM access_log", values![]).await.unwrap();
    assert_eq!(opened, Some(1), "opening an address leaves a trace");
}

#[tokio::test]
async fn each_screen_asks_for_its_own_permission() {
    let town = town_with(None).await;
    let mut templates_only = clerk(&town, &["notices.templates"]).await;
    templates_only.get("/urzad/poczta-probna").await.is(403);
    templates_only.get("/urzad/szablony").await.is(200);
    let mut mail_only = clerk(&town, &["notices.mail"]).await;
    mail_only.get("/urzad/szablony").await.is(403);
    mail_only.get(TEMPLATE).await.is(403);
    mail_only.post(TEMPLATE, &[("temat", "x"), ("tresc", "y")]).await.is(403);
}

#[tokio::test]
async fn own_words_are_previewed_saved_used_and_taken_back() {
    let town = town_with(None).await;
    let mut admin = clerk(&town, &["notices.templates", "notices.mail"]).await;
    admin.get("/urzad/szablony").await.shows("Wpłata zaksięgowana").shows("domyślna");
    admin.get(TEMPLATE).await.shows("{kwota}").shows("wpłatę 154,00 zł z dnia 20 listopada 2026");

    let own = [("temat", "Mamy Twoją wpłatę"), ("tresc", "Przyszło {kwota}.\r\n\r\nDziękujemy.")];
    let preview = admin.post(TEMPLATE, &[own[0], own[1], ("co", "podglad")]).await;
    preview.is(200).shows("Przyszło 154,00 zł. Dziękujemy.");
    admin.get(TEMPLATE).await.hides("Przyszło").hides("Przywróć treść domyślną");

    admin.post(TEMPLATE, &[own[0], own[1], ("co", "zapisz")]).await.is(200).shows("Zapisaliśmy treść.");
    admin.get("/urzad/szablony").await.shows("Mamy Twoją wpłatę").shows("zmieniona");
    tell(&town.municipality, &[posted(ANNA, "anna@poczta.example", "payment:1")]).await;
    town.work().await;
    admin.get("/urzad/poczta-probna").await.shows("Mamy Twoją wpłatę");

    let back = admin.post(&format!("{TEMPLATE}/domyslny"), &[]).await;
    back.is(200).shows("Przywróciliśmy treść domyślną.").shows("wpłatę 154,00 zł").hides("Przyszło");
}

#[tokio::test]
async fn a_wrong_text_gets_an_error_at_the_field_and_changes_nothing() {
    let town = town_with(None).await;
    let mut admin = clerk(&town, &["notices.templates"]).await;
    for button in ["zapisz", "podglad"] {
        let page = admin.post(TEMPLATE, &[("temat", ""), ("tresc", "Masz {salddo}."), ("co", button)]).await;
        page.is(422).shows("Nie ma pola {salddo}.").shows("Wpisz temat.").shows("Masz {salddo}.");
    }
    let page =
        admin.post(TEMPLATE, &[("temat", "Wpłata"), ("tresc", "Masz {saldo."), ("co", "zapisz")]).await;
    page.is(422).shows("Nawias { nie ma pary.");
    admin.get(TEMPLATE).await.shows("Do zapłaty zostało");
    admin.get("/urzad/szablony/nie.ma").await.is(404);
}
