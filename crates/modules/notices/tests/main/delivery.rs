//! From the deed through the outbox to the mail server.

use chrono::Duration;
use ratusz_kernel::{Actor, Deed, Sql, values};
use ratusz_notices::send;
use ratusz_simulators::smtp::SmtpServer;
use serde_json::json;

use crate::setting::{ANNA, JAN, clerk, password_changed, posted, tell, town_with};

const ANNA_MAIL: &str = "anna@poczta.example";

/// The message with its parts turned back from quoted-printable (RFC 2045 § 6.7); the headers stay as they are.
pub(crate) fn decoded(data: &str) -> String {
    let (head, parts) = data.split_once("\r\n\r\n").expect("headers and a body");
    let parts = parts.replace("=\r\n", "");
    let mut bytes = Vec::new();
    let mut rest = parts.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match code {
            Some(code) if byte == b'=' => {
                bytes.push(code);
                rest = &after[2..];
            }
            _ => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    format!("{head}\n\n{}", String::from_utf8_lossy(&bytes)).replace("\r\n", "\n")
}

#[tokio::test]
async fn a_letter_has_two_readable_parts() {
    let server = SmtpServer::start().await.unwrap();
    let town = town_with(Some(&server)).await;
    tell(&town.municipality, &[posted(ANNA, ANNA_MAIL, "payment:1")]).await;
    town.work().await;
    let received = server.received();
    assert_eq!(received.len(), 1);
    assert_eq!(
        (received[0].from.as_str(), &received[0].to),
        ("powiadomienia@wierzbica.example", &vec![ANNA_MAIL.to_owned()])
    );
    assert_eq!(received[0].header("Auto-Submitted").as_deref(), Some("auto-generated"));
    insta::assert_snapshot!("letter", decoded(&received[0].data));
}

#[tokio::test]
async fn the_same_fact_is_told_once_to_each_person() {
    let server = SmtpServer::start().await.unwrap();
    let town = town_with(Some(&server)).await;
    tell(&town.municipality, &[posted(ANNA, ANNA_MAIL, "payment:1")]).await;
    tell(
        &town.municipality,
        &[
            posted(ANNA, ANNA_MAIL, "payment:1"),
            posted(JAN, "jan@poczta.example", "payment:1"),
            posted(JAN, "jan@poczta.example", "payment:1"),
        ],
    )
    .await;
    town.work().await;
    town.work().await;
    let mut to: Vec<_> = server.received().into_iter().flat_map(|received| received.to).collect();
    to.sort();
    assert_eq!(to, [ANNA_MAIL, "jan@poczta.example"]);
}

#[tokio::test]
async fn a_deed_not_committed_tells_nobody() {
    let server = SmtpServer::start().await.unwrap();
    let town = town_with(Some(&server)).await;
    let mut deed = Deed::begin_own(&town.municipality, &Actor::system("test")).await.unwrap();
    send(&mut deed, &posted(ANNA, ANNA_MAIL, "payment:1")).await.unwrap();
    drop(deed);
    town.work().await;
    assert_eq!(server.received(), []);
}

#[tokio::test]
async fn a_value_that_is_missing_stops_the_deed() {
    let town = town_with(None).await;
    let mut deed = Deed::begin_own(&town.municipality, &Actor::system("test")).await.unwrap();
    let mut notice = posted(ANNA, ANNA_MAIL, "payment:1");
    notice.values = json!({ "kwota": "154,00 zł" });
    let error = send(&mut deed, &notice).await.unwrap_err();
    assert!(error.to_string().contains("dzien"), "{error}");
}

#[tokio::test]
async fn a_busy_server_is_asked_again_later() {
    let server = SmtpServer::start().await.unwrap();
    server.be_busy(1);
    let town = town_with(Some(&server)).await;
    tell(&town.municipality, &[posted(ANNA, ANNA_MAIL, "payment:1")]).await;
    town.work().await;
    assert_eq!(server.received(), []);
    clerk(&town, &["notices.mail"]).await.get("/urzad/poczta-probna").await.shows("ponawiamy, prób: 1");
    town.work().await;
    assert_eq!(server.received(), [], "not before the time has come");
    town.clock.advance(Duration::seconds(11));
    town.work().await;
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_server_busy_for_days_is_given_up_and_shown() {
    let server = SmtpServer::start().await.unwrap();
    server.be_busy(1000);
    let town = town_with(Some(&server)).await;
    tell(&town.municipality, &[posted(ANNA, ANNA_MAIL, "payment:1")]).await;
    for _ in 0..12 {
        town.work().await;
        town.clock.advance(Duration::days(1));
    }
    clerk(&town, &["notices.mail"])
        .await
        .get("/urzad/poczta-probna")
        .await
        .shows("Nieudane (1)")
        .shows("451");
}

#[tokio::test]
async fn a_refused_address_is_shown_and_not_tried_again() {
    let server = SmtpServer::start().await.unwrap();
    server.refuse(ANNA_MAIL);
    let town = town_with(Some(&server)).await;
    tell(
        &town.municipality,
        &[posted(ANNA, ANNA_MAIL, "payment:1"), posted(JAN, "jan@poczta.example", "payment:2")],
    )
    .await;
    town.work().await;
    assert_eq!(server.received().len(), 1);
    let mut clerk = clerk(&town, &["notices.mail"]).await;
    let page = clerk.get("/urzad/poczta-probna?stan=nieudane").await;
    page.is(200).shows("nie wysłano").shows("a•••@poczta.example").shows("no such mailbox").hides("j•••@");
    server.be_busy(0);
    town.clock.advance(Duration::days(2));
    assert_eq!(town.work().await, 0);
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_repeat_after_a_broken_line_is_the_same_message() {
    let server = SmtpServer::start().await.unwrap();
    server.hang_up_after_data(1);
    let town = town_with(Some(&server)).await;
    tell(&town.municipality, &[posted(ANNA, ANNA_MAIL, "payment:1")]).await;
    town.work().await;
    town.clock.advance(Duration::minutes(2));
    town.work().await;
    town.clock.advance(Duration::days(2));
    town.work().await;
    let received = server.received();
    assert_eq!(received.len(), 2);
    assert!(received[0].header("Message-ID").is_some_and(|id| id.ends_with("@wierzbica.example>")));
    assert_eq!(received[0], received[1]);
}

#[tokio::test]
async fn what_was_sent_is_not_kept_and_addresses_are_sealed() {
    let server = SmtpServer::start().await.unwrap();
    let town = town_with(Some(&server)).await;
    tell(&town.municipality, &[password_changed(ANNA, ANNA_MAIL, "password:1")]).await;
    town.work().await;
    let db = &town.municipality.db.read;
    let body: Option<String> = db.scalar("SELECT body FROM mail", values![]).await.unwrap();
    assert_eq!(body.as_deref(), Some(""));
    let address: Vec<u8> = db.scalar("SELECT address FROM mail", values![]).await.unwrap().unwrap();
    assert!(!String::from_utf8_lossy(&address).contains("poczta.example"));
    let mut clerk = clerk(&town, &["notices.mail"]).await;
    let link = clerk.get("/urzad/poczta-probna").await.link("/urzad/poczta-probna/").unwrap();
    clerk.get(&link).await.is(200).shows("wysłana").shows(ANNA_MAIL).shows("Treści nie przechowujemy");
    clerk.get(&format!("{link}/html")).await.is(404);
}
