//! Looking changes nothing: every address that is only read, with every number there is, as a resident and as a clerk
//! (ASVS 5.0 V3.5.3).

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::Method;
use ratusz_kernel::{ActorKind, Municipality, Sql, values};
use ratusz_testkit::Town;
use ratusz_web::NewSession;

/// What may change: who looked at whom, when a session was last seen and how many messages wait, and that one was opened.
const BOOKKEEPING: [&str; 2] = ["access_log", "session"];
const OPENED: (&str, &str) = ("message", "read_at");
const HOST: &str = "pokaz.example";

async fn tables(municipality: &Municipality) -> Vec<String> {
    let sql =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    municipality.db.write.column(sql, values![]).await.unwrap()
}

/// Every table with all that stands in it.
async fn contents(municipality: &Municipality) -> BTreeMap<String, String> {
    let db = &municipality.db.write;
    let mut all = BTreeMap::new();
    for table in tables(municipality).await {
        let columns: Vec<String> =
            db.column("SELECT name FROM pragma_table_info($1)", values![table.clone()]).await.unwrap();
        let columns: Vec<String> = columns
            .iter()
            .filter(|column| (table.as_str(), column.as_str()) != OPENED)
            .map(|column| format!("quote(\"{column}\")"))
            .collect();
        let sql = format!(
            "SELECT COALESCE(group_concat({}, x'0a'), '') FROM \"{table}\"",
            columns.join(" || ',' || ")
        );
        let text: Option<String> = db.scalar(&sql, values![]).await.unwrap();
        all.insert(table, text.unwrap_or_default());
    }
    all
}

/// The first row of every table that has numbers.
async fn numbers(municipality: &Municipality) -> Vec<i64> {
    let db = &municipality.db.write;
    let mut all = vec![1];
    for table in tables(municipality).await {
        let sql = "SELECT COUNT(*) FROM pragma_table_info($1) WHERE name = 'id' AND type LIKE '%INT%'";
        if db.scalar::<i64>(sql, values![table.clone()]).await.unwrap() == Some(1) {
            all.extend(
                db.scalar::<i64>(&format!("SELECT id FROM \"{table}\" ORDER BY id LIMIT 1"), values![])
                    .await
                    .unwrap(),
            );
        }
    }
    all
}

async fn sign_in(municipality: &Arc<Municipality>, kind: ActorKind) -> String {
    let db = &municipality.db.write;
    let sql = match kind {
        ActorKind::Staff => "SELECT MIN(id) FROM staff",
        _ => "SELECT MIN(id) FROM account WHERE party_id IS NOT NULL",
    };
    let subject_id: i64 = db.scalar(sql, values![]).await.unwrap().unwrap();
    let party_id: Option<i64> =
        db.scalar("SELECT party_id FROM account WHERE id = $1", values![subject_id]).await.unwrap();
    let new = NewSession {
        kind,
        subject_id,
        name: "Ktoś".into(),
        party_id,
        level: 2,
        permissions: vec!["*".into()],
        device: "test".into(),
        origin: "127.0.0.0/24".into(),
    };
    ratusz_web::session::start(db, municipality, &new).await.unwrap()
}

#[tokio::test]
async fn no_address_that_is_read_changes_anything() {
    let modules = ratusz::site::modules();
    let town = Town::with(modules.iter().skip(1).cloned().collect()).await;
    let options = ratusz_demo::Options { payers: 12, host: HOST.into() };
    ratusz_demo::ensure(&town.municipalities, &options).await.unwrap();
    let municipality = town.municipalities.by_host(HOST).await.unwrap().unwrap();
    let numbers = numbers(&municipality).await;
    assert!(numbers.len() > 15, "{numbers:?}");
    let tokens =
        [sign_in(&municipality, ActorKind::Resident).await, sign_in(&municipality, ActorKind::Staff).await];
    let mut before = contents(&municipality).await;
    assert!(before["journal_line"].len() > 1000, "there are books to change");
    let (mut opened, mut changed) = (0, Vec::new());
    for (_, pattern) in
        ratusz_web::app::route_list(&modules).into_iter().filter(|(method, _)| *method == Method::GET)
    {
        let variable = pattern.contains('{');
        for number in numbers.iter().take(if variable { numbers.len() } else { 1 }) {
            let part = |part: &str| if part.starts_with('{') { number.to_string() } else { part.to_owned() };
            let path = pattern.split('/').map(part).collect::<Vec<_>>().join("/");
            for token in &tokens {
                let mut browser = town.browser();
                browser.host = HOST.into();
                browser.cookies.insert("__Host-sesja".into(), token.clone());
                let reply = browser.send("GET", &path, "", Vec::new()).await;
                opened += usize::from(reply.status == 200);
            }
        }
        let after = contents(&municipality).await;
        for (table, text) in &after {
            if !BOOKKEEPING.contains(&table.as_str()) && before.get(table) != Some(text) {
                changed.push(format!("{pattern} changed {table}"));
            }
        }
        before = after;
    }
    assert!(changed.is_empty(), "{changed:#?}");
    assert!(opened > 100, "only {opened} pages were opened");
}
