//! The watched folder.

use ratusz_testkit::TownBuilder;
use serde_json::json;

use crate::office::{Office, file, receipt, statement};

#[tokio::test]
async fn files_are_taken_in_and_moved_after_they_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("1412042");
    std::fs::create_dir_all(&own).unwrap();
    let pattern = format!("{}/{{code}}", folder.path().display());
    let builder = TownBuilder::default().section("banking", json!({ "watch": pattern }));
    let office = Office::open_with(builder).await;
    let earlier = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    let put = |name: &str, bytes: &[u8]| {
        std::fs::write(own.join(name), bytes).unwrap();
        std::fs::File::options().append(true).open(own.join(name)).unwrap().set_modified(earlier).unwrap();
    };
    put("wb54.sta", &file(statement(54, 0, vec![receipt(100, "Jan Nowak", "a")])));
    put("smiec.txt", b"to nie jest wyciag");
    put("wb55.part", b"jeszcze sie pisze");
    office.town.work().await;
    let names = |place: &str| -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(own.join(place)) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
    };
    assert!(names("done")[0].ends_with("-wb54.sta"), "{:?}", names("done"));
    assert!(names("rejected")[0].ends_with("-smiec.txt"));
    assert!(own.join("wb55.part").exists(), "a file still being written is left alone");
    assert_eq!(office.balance("130").await, 100);
}
