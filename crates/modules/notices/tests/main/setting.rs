//! A town with two notices, people who are signed in, and a mail server.

use std::sync::Arc;

use ratusz_kernel::{Actor, ActorKind, Deed, Municipality};
use ratusz_notices::{Notice, Template, send_many, templates};
use ratusz_simulators::smtp::SmtpServer;
use ratusz_testkit::{Browser, Town, TownBuilder};
use ratusz_web::{NewSession, session};
use serde_json::json;

pub(crate) static TEMPLATES: [Template; 2] = [
    Template {
        code: "payments.posted",
        title: "Wpłata zaksięgowana",
        subject: "Zaksięgowaliśmy Twoją wpłatę",
        body: "Dzień dobry,\n\nzaksięgowaliśmy wpłatę {kwota} z dnia {dzien}, tytuł „{tytul}”.\n\nDo zapłaty zostało {saldo}.",
        button: "Zobacz należności",
        sample: r#"{"kwota":"154,00 zł","dzien":"20 listopada 2026","tytul":"Odpady","saldo":"812,00 zł"}"#,
    },
    Template {
        code: "people.password_changed",
        title: "Zmiana hasła",
        subject: "Hasło zostało zmienione",
        body: "Ktoś zmienił hasło do Twojego konta. Jeśli to nie Ty, zadzwoń do urzędu.",
        button: "",
        sample: "{}",
    },
];

pub(crate) const ANNA: i64 = 11;
pub(crate) const JAN: i64 = 12;

pub(crate) async fn town_with(server: Option<&SmtpServer>) -> Town {
    templates::register(&TEMPLATES);
    let mut builder = TownBuilder::default();
    if let Some(server) = server {
        builder = builder.section(
            "smtp",
            json!({ "host": "127.0.0.1", "port": server.port(), "security": "none",
                    "from": "powiadomienia@wierzbica.example" }),
        );
    }
    builder.build(vec![ratusz_notices::module()]).await
}

pub(crate) fn posted<'a>(account_id: i64, email: &'a str, key: &str) -> Notice<'a> {
    Notice {
        template: &TEMPLATES[0],
        account_id: Some(account_id),
        email: Some(email),
        values: json!({ "kwota": "154,00\u{a0}zł", "dzien": "20 listopada 2026",
                        "tytul": "Odpady <listopad>", "saldo": "812,00\u{a0}zł" }),
        link: "/naleznosci",
        key: key.to_owned(),
    }
}

pub(crate) fn password_changed<'a>(account_id: i64, email: &'a str, key: &str) -> Notice<'a> {
    Notice {
        template: &TEMPLATES[1],
        account_id: Some(account_id),
        email: Some(email),
        values: json!({}),
        link: "",
        key: key.to_owned(),
    }
}

/// A deed that tells people something.
pub(crate) async fn tell(municipality: &Arc<Municipality>, notices: &[Notice<'_>]) {
    let mut deed = Deed::begin_own(municipality, &Actor::system("test")).await.expect("a deed begins");
    send_many(&mut deed, notices).await.expect("notices are sent");
    deed.note("test.told", "test", json!({}));
    deed.commit().await.expect("the deed is done");
}

pub(crate) async fn resident(town: &Town, account_id: i64) -> Browser {
    signed_in(town, ActorKind::Resident, account_id, &[]).await
}

pub(crate) async fn clerk(town: &Town, permissions: &[&str]) -> Browser {
    signed_in(town, ActorKind::Staff, 1, permissions).await
}

async fn signed_in(town: &Town, kind: ActorKind, subject_id: i64, permissions: &[&str]) -> Browser {
    let new = NewSession {
        kind,
        subject_id,
        name: "Anna Kowalska".into(),
        party_id: None,
        level: 1,
        permissions: permissions.iter().map(|&code| code.to_owned()).collect(),
        device: "Firefox, Linux".into(),
        origin: String::new(),
    };
    let token =
        session::start(&town.municipality.db.write, &town.municipality, &new).await.expect("a session");
    let mut browser = town.browser();
    browser.cookies.insert("__Host-sesja".into(), token);
    browser
}
