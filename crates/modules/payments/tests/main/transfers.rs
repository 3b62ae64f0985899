//! Own transfer: account, title, amount, payment code and slip.

use ratusz_dues::rules::reference::find_references;
use ratusz_kernel::{AccountNumber, Sql, values};

use super::stage::Stage;

#[tokio::test]
async fn everything_for_a_transfer_is_there() {
    let stage = Stage::new().await;
    let mut anna = stage.resident().await;
    let path = format!("/platnosci/przelew?naleznosc={}", stage.due);
    anna.get(&path).await.is(200).shows("nie ma własnego rachunku");
    let account = AccountNumber::from_parts("87650004", "0040123410001239").unwrap();
    let sql = "UPDATE card SET nrb = $1 WHERE id = $2";
    stage.municipality().db.write.run(sql, values![account.as_str(), stage.card]).await.unwrap();
    let page = anna.get(&path).await;
    let grouped = account.as_str()[22..].to_owned();
    page.is(200).shows("125,50 zł").shows(&grouped);
    let words = page.readable();
    let title = words.split("Tytuł ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().to_owned();
    assert!(title.ends_with("/2026/1"), "{title}");
    assert_eq!(find_references(&title).len(), 1);
    let base = format!("/platnosci/przelew/{}", stage.card);
    let code = anna.get(&format!("{base}/kod.svg?naleznosc={}", stage.due)).await;
    assert!(code.is(200).text().contains("<svg"));
    assert_eq!(code.headers["content-type"], "image/svg+xml");
    let slip = anna.get(&format!("{base}/polecenie.pdf?naleznosc={}", stage.due)).await;
    assert!(slip.is(200).body.starts_with(b"%PDF-"));
    anna.get("/platnosci/przelew").await.shows("205,50 zł");
    let mut stranger = stage.clerk(7, &[]).await;
    assert_eq!(stranger.send("GET", &path, "", Vec::new()).await.status.as_u16(), 303);
    anna.get(&format!("/platnosci/przelew/{}/kod.svg", stage.card + 1)).await.is(404);
}
