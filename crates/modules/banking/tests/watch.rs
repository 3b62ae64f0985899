//! The watched folder.

use ratusz_kernel::{Sql, values};
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

/// dues.md §15: two gigabytes are refused before anything is parsed, and not even read into memory.
#[tokio::test]
async fn a_file_of_two_gigabytes_is_put_aside_unread() {
    let folder = tempfile::tempdir().unwrap();
    let pattern = folder.path().display().to_string();
    let builder = TownBuilder::default().section("banking", json!({ "watch": pattern }));
    let mut office = Office::open_with(builder).await;
    let huge = std::fs::File::create(folder.path().join("wb54.xml")).unwrap();
    huge.set_len(2 * 1024 * 1024 * 1024).unwrap();
    let earlier = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    huge.set_modified(earlier).unwrap();
    office.town.work().await;
    assert!(folder.path().join("rejected/wb54.xml").exists());
    let db = &office.municipality().db.read;
    let count = async |sql: &str| db.scalar::<i64>(sql, values![]).await.unwrap();
    assert_eq!(count("SELECT COUNT(*) FROM statement_file").await, Some(0));
    assert_eq!(
        count("SELECT COUNT(*) FROM audit_entry WHERE deed = 'banking.file_too_large'").await,
        Some(1)
    );
    // Through the browser less is taken.
    let large = vec![b' '; 65 * 1024 * 1024];
    office.upload("wb54.xml", &large).await.is(413).shows("To za dużo danych naraz");
}
