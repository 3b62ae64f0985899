//! A town with people in it, and ways to sign in.

use std::net::SocketAddr;

use axum::Extension;
use axum::extract::ConnectInfo;
use chrono::Duration;
use ratusz_kernel::{Pesel, Sql, values};
use ratusz_people::setup::{self, DemoAccount};
use ratusz_testkit::{Browser, Reply, Town};

pub const PASSWORD: &str = "zielony rower w stodole";
pub const SECRET: [u8; 20] = *b"12345678901234567890";
/// A number whose check digit fits; nobody's.
pub const PESEL: &str = "44051401359";

pub async fn town() -> Town {
    Town::with(vec![ratusz_notices::module(), ratusz_people::module()]).await
}

/// A resident without a second factor.
pub async fn resident(town: &Town, email: &str, name: (&str, &str)) -> i64 {
    account(town, email, name, PASSWORD, None, None).await
}

/// A resident whose identity is confirmed and who has an app.
pub async fn confirmed(town: &Town, email: &str, name: (&str, &str), pesel: &str) -> i64 {
    account(town, email, name, PASSWORD, Some(&SECRET), Some(pesel)).await
}

/// Anna Kowalska, confirmed, with an app beside a password of one's choice.
pub async fn guarded_by_app(town: &Town, email: &str, password: &str) -> i64 {
    account(town, email, ("Anna", "Kowalska"), password, Some(&SECRET), Some(PESEL)).await
}

async fn account(
    town: &Town,
    email: &str,
    (given_name, family_name): (&str, &str),
    password: &str,
    totp_secret: Option<&[u8]>,
    pesel: Option<&str>,
) -> i64 {
    let demo = DemoAccount {
        email,
        given_name,
        family_name,
        password,
        totp_secret,
        pesel: pesel.map(|text| Pesel::parse(text).expect("a PESEL")),
        street: "ul. Lipowa 7",
        postal_code: "07-100",
        town: "Wierzbica Dolna",
    };
    setup::demo_account(&town.municipality, &demo).await.expect("an account")
}

pub async fn clerk(town: &Town, email: &str, name: &str, roles: &[&str]) -> i64 {
    setup::demo_staff(&town.municipality, email, name, PASSWORD, &SECRET, roles).await.expect("a clerk")
}

/// A visitor from that IPv4 address.
pub fn browser_from(town: &Town, address: [u8; 4]) -> Browser {
    let peer = ConnectInfo(SocketAddr::from((address, 40_000)));
    Browser::new(town.router.clone().layer(Extension(peer)), &town.browser().host)
}

/// A code of the shared secret that was not used yet.
pub fn fresh_code(town: &Town) -> String {
    town.clock.advance(Duration::seconds(31));
    setup::totp_code(&town.municipality, &SECRET).expect("a code")
}

pub async fn sign_in(town: &Town, browser: &mut Browser, email: &str) -> Reply {
    let reply = browser.post("/logowanie", &[("email", email), ("haslo", PASSWORD)]).await;
    if reply.readable().contains("Wpisz kod z aplikacji") {
        return browser.post("/logowanie/kod", &[("kod", &fresh_code(town))]).await;
    }
    reply
}

pub async fn office(town: &Town, email: &str) -> Browser {
    let mut browser = town.browser();
    browser.post("/urzad/logowanie", &[("email", email), ("haslo", PASSWORD)]).await;
    let reply = browser.post("/urzad/logowanie/kod", &[("kod", &fresh_code(town))]).await;
    reply.is(200).shows("Dziś");
    browser
}

/// The link of the newest e-mail made from a template.
pub async fn link(town: &Town, template: &str) -> String {
    town.municipality
        .db
        .write
        .scalar("SELECT link FROM mail WHERE template = $1 ORDER BY id DESC LIMIT 1", values![template])
        .await
        .expect("the mail table")
        .unwrap_or_else(|| panic!("no e-mail {template}"))
}

pub async fn count(town: &Town, sql: &str) -> i64 {
    town.municipality.db.write.scalar(sql, values![]).await.expect("a count").unwrap_or(0)
}

/// What stands between the first `<code>` and its end.
pub fn code_on(reply: &Reply) -> String {
    let html = reply.text();
    let from = html.find("<code>").expect("a code on the page") + 6;
    html[from..].split('<').next().unwrap_or_default().to_owned()
}
