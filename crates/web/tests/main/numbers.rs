//! Every request has a number: in its answer, on the lines of the log it leaves, and on the page that says something broke.

use std::io;
use std::sync::{Arc, Mutex};

use ratusz_kernel::Sql;
use ratusz_kernel::values;
use tracing_subscriber::fmt::MakeWriter;

use crate::town_with_clerk;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn a_broken_page_names_its_number_and_the_log_finds_it() {
    let (town, mut clerk) = town_with_clerk().await;
    let fine = clerk.get("/kontakt").await;
    assert!(!fine.is(200).readable().contains("Numer zgłoszenia"));
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .with_writer(log.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let db = &town.municipality.db.write;
    db.run("ALTER TABLE accessibility_demand RENAME TO gone", values![]).await.unwrap();
    let broken = clerk.get("/urzad/dostepnosc/zgloszenia").await;
    town.municipality.db.write.run("UPDATE session SET permissions = ''", values![]).await.unwrap();
    let refused = clerk.get("/urzad/klauzule").await;
    drop(guard);
    let number = |reply: &ratusz_testkit::Reply| reply.headers["x-request-id"].to_str().unwrap().to_owned();
    broken.is(500).shows(&format!("Numer zgłoszenia: {}", number(&broken)));
    assert_ne!(number(&broken), number(&fine));
    assert!(!refused.is(403).readable().contains("Numer zgłoszenia"), "here the person can help themselves");
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<serde_json::Value> =
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    for (what, reply) in [("request failed", &broken), ("permission", &refused)] {
        let line = lines
            .iter()
            .find(|line| line["message"] == what || line["reason"] == what)
            .unwrap_or_else(|| panic!("no line {what} in {text}"));
        assert_eq!(line["span"]["request_id"], number(reply), "{line}");
        assert_eq!(line["span"]["tenant"], "1412042", "{line}");
    }
}
