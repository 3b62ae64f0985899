//! What a resident sees and chooses, and what they may take away.

use ratusz_kernel::{ExportRequest, Sql, values};
use ratusz_notices::notice;

use crate::setting::{ANNA, JAN, password_changed, posted, resident, tell, town_with};

#[tokio::test]
async fn a_message_waits_until_it_is_opened_by_its_owner() {
    let town = town_with(None).await;
    let db = &town.municipality.db.read;
    let mut anna = resident(&town, ANNA).await;
    anna.get("/wiadomosci").await.is(200).shows("Nie masz jeszcze wiadomości");
    tell(&town.municipality, &[posted(ANNA, "anna@poczta.example", "payment:1")]).await;
    assert_eq!(notice::unread(db, ANNA).await.unwrap(), 1);
    let list = anna.get("/wiadomosci").await;
    list.shows("Nieprzeczytane: 1").shows("Zaksięgowaliśmy Twoją wpłatę nowa");
    let id: i64 = db.scalar("SELECT id FROM message", values![]).await.unwrap().unwrap();
    let path = format!("/wiadomosci/{id}");
    resident(&town, JAN).await.get(&path).await.is(404);
    assert_eq!(notice::unread(db, ANNA).await.unwrap(), 1);
    let message = anna.get(&path).await;
    message.is(200).shows("wpłatę 154,00 zł z dnia").shows("Odpady <listopad>").shows("Zobacz należności");
    assert_eq!(message.link("/naleznosci").as_deref(), Some("/naleznosci"));
    assert_eq!(notice::unread(db, ANNA).await.unwrap(), 0);
    anna.get("/wiadomosci").await.hides("Nieprzeczytane");
    town.browser().get("/wiadomosci").await.hides("Zaksięgowaliśmy");
}

#[tokio::test]
async fn a_refused_topic_stays_in_the_inbox_only_and_account_mail_cannot_be_refused() {
    let town = town_with(None).await;
    let mut anna = resident(&town, ANNA).await;
    anna.get("/wiadomosci/ustawienia").await.shows("Płatności").hides("Konto i bezpieczeństwo");
    let page = anna.post("/wiadomosci/ustawienia", &[]).await;
    page.is(200).shows("Zapisaliśmy Twój wybór.");
    assert!(!page.text().contains(" checked"));
    tell(
        &town.municipality,
        &[
            posted(ANNA, "anna@poczta.example", "payment:1"),
            posted(JAN, "jan@poczta.example", "payment:1"),
            password_changed(ANNA, "anna@poczta.example", "password:1"),
        ],
    )
    .await;
    let db = &town.municipality.db.read;
    let subjects: Vec<String> =
        db.column("SELECT subject FROM mail WHERE account_id = $1", values![ANNA]).await.unwrap();
    assert_eq!(subjects, ["Hasło zostało zmienione"]);
    assert_eq!(notice::unread(db, ANNA).await.unwrap(), 2);
    let others: Option<i64> =
        db.scalar("SELECT COUNT(*) FROM mail WHERE account_id = $1", values![JAN]).await.unwrap();
    assert_eq!(others, Some(1));
    let page = anna.post("/wiadomosci/ustawienia", &[("payments", "tak")]).await;
    assert!(page.text().contains(" checked"));
}

#[tokio::test]
async fn a_person_takes_away_what_is_known_of_them_and_nothing_of_others() {
    let town = town_with(None).await;
    tell(
        &town.municipality,
        &[posted(ANNA, "anna@poczta.example", "payment:1"), posted(JAN, "jan@poczta.example", "payment:2")],
    )
    .await;
    let export = ratusz_notices::module().kernel.export.unwrap();
    let request = ExportRequest { account_id: ANNA, party_id: None };
    let parts = export(&town.municipality, request).await.unwrap();
    assert_eq!(parts.len(), 3);
    let text = serde_json::to_string(&parts).unwrap();
    assert!(text.contains("Do zapłaty zostało") && text.contains("anna@poczta.example"), "{text}");
    assert!(!text.contains("jan@poczta.example"), "{text}");
}
