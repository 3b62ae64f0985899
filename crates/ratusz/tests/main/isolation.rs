//! Nothing of one municipality is reachable through another: every route with the neighbour's session, cookie and token.

use axum::http::Method;
use ratusz_kernel::ActorKind;
use ratusz_testkit::Town;
use ratusz_web::NewSession;

fn session_for(kind: ActorKind) -> NewSession {
    NewSession {
        kind,
        subject_id: 1,
        name: "Ktoś".into(),
        party_id: Some(1),
        level: 2,
        permissions: vec!["*".into()],
        device: "test".into(),
        origin: "127.0.0.0/24".into(),
    }
}

/// An address for a route pattern: numbers for what stands in braces.
fn address(pattern: &str) -> String {
    pattern
        .split('/')
        .map(|part| if part.starts_with('{') { "1" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test]
async fn a_session_of_one_is_nobody_at_another() {
    let modules = ratusz::site::modules();
    let town = Town::with(modules.iter().skip(1).cloned().collect()).await;
    let neighbour = town.neighbour("1499993", "sasiedzi.example").await;
    let routes = ratusz_web::app::route_list(&modules);
    assert!(routes.len() > 150, "{} routes", routes.len());
    for kind in [ActorKind::Resident, ActorKind::Staff] {
        let token =
            ratusz_web::session::start(&town.municipality.db.write, &town.municipality, &session_for(kind))
                .await
                .unwrap();
        for (method, pattern) in &routes {
            let mut stranger = town.browser();
            stranger.host = neighbour.host.clone();
            let mut signed_in = stranger.clone();
            signed_in.cookies.insert("__Host-sesja".into(), token.clone());
            let path = address(pattern);
            let body = b"csrf=x".to_vec();
            let form = "application/x-www-form-urlencoded";
            let (method, body) = if *method == Method::GET { ("GET", Vec::new()) } else { ("POST", body) };
            let as_nobody = stranger.send(method, &path, form, body.clone()).await;
            let with_token = signed_in.send(method, &path, form, body).await;
            assert_eq!(
                (with_token.status, with_token.location()),
                (as_nobody.status, as_nobody.location()),
                "{method} {pattern} at the neighbour's host"
            );
        }
    }
}
