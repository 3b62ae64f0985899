//! The clerk's lists and the settings of merchant accounts.

use super::stage::Stage;

#[tokio::test]
async fn secrets_go_in_and_never_come_out() {
    let stage = Stage::new().await;
    let mut admin = stage.clerk(7, &["payments.read", "payments.settings"]).await;
    let path = format!("/urzad/platnosci/punkty/{}", stage.payu_point);
    let page = admin.get(&path).await;
    page.is(200).shows("Klucz jest zapisany i nie pokazujemy go");
    assert!(!page.text().contains("symulator-sekret") && !page.text().contains("symulator-drugi"));
    let csrf = page.value_of("csrf").unwrap();
    let before =
        stage.number("SELECT CAST(LENGTH(client_secret) AS BIGINT) FROM pos WHERE provider = 'payu'").await;
    let mut fields =
        vec![("csrf", csrf.as_str()), ("nazwa", ""), ("srodowisko", "sandbox"), ("numer", "990011")];
    fields.extend([("czynny", "tak"), ("kolumny", "kwoty = Amount"), ("rachunek", "123")]);
    admin.post(&path, &fields).await.is(422).shows("Wpisz nazwę punktu").shows("Nie ma kolumny „kwoty”");
    let fields = [
        ("csrf", csrf.as_str()),
        ("nazwa", "Podatki"),
        ("srodowisko", "sandbox"),
        ("numer", "990011"),
        ("czynny", "tak"),
    ];
    admin.post(&path, &fields).await.is(200).shows("Podatki");
    assert_eq!(
        stage.number("SELECT CAST(LENGTH(client_secret) AS BIGINT) FROM pos WHERE provider = 'payu'").await,
        before
    );
    let production =
        fields.map(|(name, value)| if name == "srodowisko" { (name, "production") } else { (name, value) });
    admin.post(&path, &production).await.is(422).shows("Urząd pokazowy nie może używać prawdziwego punktu");
    // Without a resolution taxes are paid by transfer only: banks to choose from, no cards, no BLIK (OP art. 61a).
    let mut anna = stage.resident().await;
    stage
        .confirm(&mut anna)
        .await
        .shows("mTransfer")
        .hides("BLIK")
        .hides("Karta płatnicza")
        .hides("Bank Ochrony");
    let mut reader = stage.clerk(8, &["payments.read"]).await;
    reader.get(&path).await.is(403);
}

#[tokio::test]
async fn payments_are_found_by_number_state_and_day() {
    let stage = Stage::new().await;
    let mut early = stage.clerk(6, &["payments.read"]).await;
    early.get("/urzad/platnosci").await.shows("Nie ma jeszcze płatności").hides("Szukaj");
    let mut anna = stage.resident().await;
    let (order, _) = stage.start(&mut anna).await;
    let reference = order.ext_id.trim_end_matches("-1");
    let mut clerk = stage.clerk(7, &["payments.read"]).await;
    clerk.get("/urzad/platnosci?numer=ZZZZ").await.shows("Nie ma takich płatności").shows("Pokaż wszystkie");
    clerk.get(&format!("/urzad/platnosci?numer={}", reference[..4].to_lowercase())).await.shows(reference);
    clerk.get("/urzad/platnosci?stan=started&od=2026-11-20&do=2026-11-20").await.shows(reference);
    clerk.get("/urzad/platnosci?stan=posted").await.hides(reference);
    clerk.get("/urzad/platnosci?do=2026-11-19").await.hides(reference);
    let page = clerk.get(&format!("/urzad/platnosci/{}", stage.number("SELECT id FROM payment").await)).await;
    page.shows(&order.id).shows("rozpoczęta").hides("Zleć zwrot");
}
