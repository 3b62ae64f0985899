//! The web kit through its front door: safety of every route, the pages every office owes, and isolation of municipalities.

mod accessibility;
mod isolation;
mod numbers;
mod pages;
mod safety;

use ratusz_kernel::{ActorKind, Municipality};
use ratusz_testkit::{Browser, Town};
use ratusz_web::{App, NewSession, cookies, session};

/// A staff member with all rights, signed in at this municipality.
pub async fn sign_in(municipality: &Municipality, browser: &mut Browser, name: &str) {
    let new = NewSession {
        kind: ActorKind::Staff,
        subject_id: 1,
        name: name.into(),
        party_id: None,
        level: 2,
        permissions: vec!["*".into()],
        device: "Firefox, Linux".into(),
        origin: "127.0.0.0/24".into(),
    };
    let token = session::start(&municipality.db.write, municipality, &new).await.expect("a session starts");
    browser.cookies.insert(cookies::SESSION.into(), token);
}

/// A town and a signed-in clerk.
pub async fn town_with_clerk() -> (Town, Browser) {
    let town = Town::with(Vec::new()).await;
    let mut browser = town.browser();
    sign_in(&town.municipality, &mut browser, "Anna Kowalska").await;
    (town, browser)
}

/// Every route of the web kit as a method and an address that can be asked for.
pub fn web_routes() -> Vec<(String, String)> {
    ratusz_web::app::route_list(&[App::web_module()])
        .into_iter()
        .map(|(method, pattern)| {
            let path =
                pattern.replace("{id}", "1").replace("{number}", "1").replace("{folder}/{*name}", "x/brak");
            assert!(!path.contains('{'), "{pattern} needs a value in this test");
            (method.to_string(), path)
        })
        .collect()
}
