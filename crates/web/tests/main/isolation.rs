//! A session of one municipality is nobody at another.

use ratusz_testkit::Browser;
use ratusz_web::accessibility::deeds;
use ratusz_web::accessibility::demand::{self, NewDemand};

use crate::{town_with_clerk, web_routes};

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_session_of_one_municipality_is_nobody_at_another() {
    let (town, clerk) = town_with_clerk().await;
    town.neighbour("1412053", "sasiednia.example").await;
    let new = NewDemand { element: "Tajemnica Wierzbicy".into(), ..NewDemand::default() };
    let actor = ratusz_kernel::Actor::system("test");
    deeds::file(&town.municipality, &actor, &new).await.unwrap();
    let id = demand::list(&town.municipality.db.read, true).await.unwrap()[0].id;
    let mut stranger = Browser::new(town.router.clone(), "sasiednia.example");
    let mut intruder = stranger.clone();
    intruder.cookies.clone_from(&clerk.cookies);
    let mut home = clerk.clone();
    let mut doors = 0;
    for (method, path) in web_routes() {
        let path = path.replace("/zgloszenia/1", &format!("/zgloszenia/{id}"));
        let at_home = home.send(&method, &path, FORM, Vec::new()).await;
        let as_stranger = stranger.send(&method, &path, FORM, Vec::new()).await;
        let as_intruder = intruder.send(&method, &path, FORM, Vec::new()).await;
        assert_eq!(as_intruder.status, as_stranger.status, "{method} {path}");
        assert_eq!(as_intruder.location(), as_stranger.location(), "{method} {path}");
        for secret in ["Anna Kowalska", "Tajemnica Wierzbicy", "Wierzbica Dolna"] {
            assert!(!as_intruder.text().contains(secret), "{method} {path} shows {secret}");
        }
        if path.starts_with("/urzad") {
            assert_eq!(as_intruder.status, 303, "{method} {path}");
            assert!(as_intruder.location().starts_with("/urzad/logowanie"), "{path}");
            // At home the same cookie opens the door, so the test sees a difference.
            assert_ne!(at_home.status, 303, "{method} {path}");
            doors += 1;
        }
    }
    assert!(doors >= 8, "only {doors} office routes were tried");
    home.get(&format!("/urzad/dostepnosc/zgloszenia/{id}")).await.is(200).shows("Tajemnica Wierzbicy");
}
