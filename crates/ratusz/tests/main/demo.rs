//! The demo municipality: made once, the same each time, its books sound, no PESEL readable in its file.

use serde_json::Value;
use tempfile::tempdir;

use crate::succeeds;

#[test]
fn a_small_demo_is_sound_and_keeps_its_secrets() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    let made: Value =
        serde_json::from_str(&succeeds(at, &["demo", "--payers", "30", "--host", "localhost:1", "--json"]))
            .unwrap();
    assert_eq!(made["people"].as_array().unwrap().len(), 6);
    let verdict = succeeds(at, &["audit", "verify", "--json"]);
    assert!(verdict.contains("\"sound\":true"), "{verdict}");
    // Again: found, not made twice.
    assert_eq!(succeeds(at, &["audit", "verify", "--json"]), {
        succeeds(at, &["demo", "--payers", "30", "--host", "localhost:1", "--json"]);
        verdict
    });
    // None of the demo's people can be read by number in the file.
    let bytes = std::fs::read(at.join("data/1499992.db")).unwrap();
    let readable: Vec<_> = ratusz_demo::everyone(30)
        .iter()
        .filter_map(|payer| payer.pesel.as_ref())
        .filter(|pesel| bytes.windows(11).any(|window| window == pesel.as_str().as_bytes()))
        .map(ratusz_kernel::Pesel::masked)
        .collect();
    assert!(readable.is_empty(), "{readable:?}");

    // Everything sealed moves to a new root key, second factors included, and the old one can go.
    let moved = succeeds(at, &["keys", "rotate", "--json"]);
    assert!(
        moved.lines().any(|line| line.contains("credential.totp_secret") && line.contains("\"moved\":6")),
        "{moved}"
    );
    succeeds(at, &["keys", "retire", "1"]);
    assert!(succeeds(at, &["audit", "verify", "--json"]).contains("\"sound\":true"));
}
