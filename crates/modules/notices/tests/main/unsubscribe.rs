//! An e-mail that may be done without says how, to people and to their mailboxes; demands for accessibility get word.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use ratusz_kernel::{Sql, values};
use ratusz_simulators::smtp::SmtpServer;
use ratusz_testkit::Town;
use ratusz_web::accessibility::demand;
use tower::ServiceExt;

use crate::setting::{ANNA, clerk, password_changed, posted, tell, town_with};

const ANNA_MAIL: &str = "anna@poczta.example";

/// What a mail provider sends on its own: no cookie, no origin (RFC 8058 § 3.1).
async fn one_click(town: &Town, path: &str) -> StatusCode {
    let request = Request::post(path)
        .header("host", town.browser().host)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("List-Unsubscribe=One-Click"))
        .expect("a request");
    town.router.clone().oneshot(request).await.expect("an answer").status()
}

#[tokio::test]
async fn a_mailbox_switches_a_topic_off_with_one_click_and_only_that_topic() {
    let server = SmtpServer::start().await.unwrap();
    let town = town_with(Some(&server)).await;
    tell(
        &town.municipality,
        &[posted(ANNA, ANNA_MAIL, "payment:1"), password_changed(ANNA, ANNA_MAIL, "password:1")],
    )
    .await;
    town.work().await;
    let received = server.received();
    let optional: Vec<_> = received.iter().filter(|mail| mail.header("List-Unsubscribe").is_some()).collect();
    let [optional] = optional[..] else {
        panic!("{} of {} can be done without", optional.len(), received.len())
    };
    assert_eq!(optional.header("List-Unsubscribe-Post").as_deref(), Some("List-Unsubscribe=One-Click"));
    let header = optional.header("List-Unsubscribe").unwrap();
    let path = header.trim_start_matches("<https://wierzbica.example").trim_end_matches('>').to_owned();
    assert!(path.starts_with("/rezygnacja/11/payments/"), "{header}");

    let refused = async || -> Vec<String> {
        let db = &town.municipality.db.read;
        db.column("SELECT topic FROM mail_refusal WHERE account_id = 11", values![]).await.unwrap()
    };
    // Another's account, another topic, account mail, a proof cut short: none of these is ours.
    for (from, to) in [("/11/", "/12/"), ("payments", "dues"), ("payments", "account")] {
        assert_eq!(one_click(&town, &path.replace(from, to)).await, StatusCode::NOT_FOUND, "{to}");
    }
    assert_eq!(one_click(&town, &path[..path.len() - 2]).await, StatusCode::NOT_FOUND);
    let mut person = town.browser();
    person.get(&path).await.is(200).shows("Temat: Płatności").shows("Nie wysyłajcie mi takich e-maili");
    assert!(refused().await.is_empty(), "looking changes nothing");

    for _ in 0..2 {
        assert_eq!(one_click(&town, &path).await, StatusCode::OK);
        assert_eq!(refused().await, ["payments"]);
    }
    person.post(&path, &[]).await.is(200).shows("Nie wyślemy już takich e-maili");
    tell(
        &town.municipality,
        &[posted(ANNA, ANNA_MAIL, "payment:2"), password_changed(ANNA, ANNA_MAIL, "password:2")],
    )
    .await;
    town.work().await;
    let later = server.received().split_off(2);
    assert_eq!(later.len(), 1, "account mail still comes");
    assert_eq!(later[0].header("List-Unsubscribe"), None);
}

#[tokio::test]
async fn whoever_demanded_accessibility_by_e_mail_reads_the_answer() {
    let server = SmtpServer::start().await.unwrap();
    let town = town_with(Some(&server)).await;
    for (way, contact) in [("email", ANNA_MAIL), ("telefon", "600 700 800")] {
        let demand = [("element", "Przycisk Zapłać"), ("sposob", way), ("kontakt", contact)];
        town.browser().post("/dostepnosc/zglos", &demand).await.is(200);
    }
    let mut office = clerk(&town, &["people.settings"]).await;
    for one in demand::list(&town.municipality.db.read, true).await.unwrap() {
        let path = format!("/urzad/dostepnosc/zgloszenia/{}", one.id);
        office.post(&path, &[("odpowiedz", "w-realizacji")]).await.is(200);
        let refusal = [
            ("odpowiedz", "odmowa"),
            ("odmowa_tresc", "To skan dokumentu z podpisem."),
            ("odmowa_podstawa", "wiarygodnosc"),
        ];
        office.post(&path, &refusal).await.is(200);
    }
    town.work().await;
    town.work().await;
    let received = server.received();
    assert_eq!(received.len(), 1, "one answer, to the one who wanted an e-mail");
    assert_eq!(received[0].to, [ANNA_MAIL]);
    let db = &town.municipality.db.read;
    let sent: Option<i64> =
        db.scalar("SELECT COUNT(*) FROM mail WHERE state = 'sent'", values![]).await.unwrap();
    assert_eq!(sent, Some(1));
    let text = crate::delivery::decoded(&received[0].data).replace('\n', " ");
    for part in
        ["Przycisk Zapłać", "naruszyłaby wiarygodność", "skan dokumentu", "Rzecznika Praw Obywatelskich"]
    {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}
