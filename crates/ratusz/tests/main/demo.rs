//! The demo municipality: made once, the same each time, its books sound, no PESEL readable in its file.

use serde_json::Value;
use tempfile::tempdir;

use crate::succeeds;

#[test]
fn a_small_demo_is_sound_and_keeps_its_secrets() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    let made: Value =
        serde_json::from_str(&succeeds(at, &["demo", "--payers", "30", "--host", "localhost:1", "--json"])).unwrap();
    assert_eq!(made["people"].as_array().unwrap().len(), 6);
    let verdict = succeeds(at, &["audit", "verify", "--json"]);
    assert!(verdict.contains("\"sound\":true"), "{verdict}");
    // Again: found, not made twice.
    assert_eq!(succeeds(at, &["audit", "verify", "--json"]), {
        succeeds(at, &["demo", "--payers", "30", "--host", "localhost:1", "--json"]);
        verdict
    });
    // Nothing in the database looks like the PESEL of the demo's people.
    let bytes = std::fs::read(at.join("data/1499992.db")).unwrap();
    let mut digits = 0;
    let mut found = Vec::new();
    for (end, byte) in bytes.iter().enumerate() {
        if byte.is_ascii_digit() {
            digits += 1;
            continue;
        }
        if digits == 11 {
            let text = String::from_utf8_lossy(&bytes[end - 11..end]).into_owned();
            found.extend(ratusz_kernel::Pesel::parse(&text).ok().map(|_| text));
        }
        digits = 0;
    }
    assert!(found.is_empty(), "readable: {found:?}");
}
