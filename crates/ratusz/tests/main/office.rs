//! Adding a municipality and staff, the doctor, keys, backup; a wrong configuration is named.

use tempfile::tempdir;

use crate::{ratusz, said, succeeds};

#[test]
fn from_nothing_to_a_proven_backup() {
    let folder = tempdir().unwrap();
    let at = folder.path();
    succeeds(at, &["municipality", "add", "1412042", "Gmina Wierzbica Dolna", "urzad.example"]);
    assert!(succeeds(at, &["municipality", "list", "--json"]).contains("\"host\":\"urzad.example\""));
    let link =
        succeeds(at, &["staff", "add", "--role", "Administrator", "admin@urzad.example", "Paweł Dudek"]);
    assert!(link.starts_with("https://urzad.example/urzad/pierwszy-dostep"), "{link}");
    assert!(succeeds(at, &["migrate"]).contains("1 of 1"));
    assert!(succeeds(at, &["audit", "verify", "--json"]).contains("\"sound\":true"));

    succeeds(at, &["keys", "rotate"]);
    let refused = ratusz(at, &["keys", "retire", "2"]);
    assert!(said(&refused).contains("current"), "{}", said(&refused));
    succeeds(at, &["keys", "retire", "1"]);
    let keys = std::fs::read_to_string(at.join("root.key")).unwrap();
    assert!(
        keys.lines().any(|line| line.starts_with("2:")) && !keys.lines().any(|line| line.starts_with("1:"))
    );

    succeeds(at, &["backup", "--to", "copies"]);
    let copy = std::fs::read_dir(at.join("copies"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "gz"))
        .unwrap();
    let proof = succeeds(at, &["restore", "--verify", copy.to_str().unwrap()]);
    assert!(proof.contains("can be restored"), "{proof}");
}

#[test]
fn the_doctor_finds_what_is_missing() {
    let folder = tempdir().unwrap();
    succeeds(folder.path(), &["municipality", "add", "1412042", "Gmina Wierzbica Dolna", "urzad.example"]);
    let output = ratusz(folder.path(), &["doctor", "--json"]);
    let text = said(&output);
    // The machine that runs the tests may have little room on its disk, which is an error.
    let expected = if text.contains(r#""severity":"error""#) { 2 } else { 1 };
    assert_eq!(output.status.code(), Some(expected), "{text}");
    assert!(text.contains("R-1005") && text.contains("R-2008") && text.contains("dpo_email"), "{text}");
}

#[test]
fn a_wrong_key_or_code_stops_with_its_name() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("ratusz.toml"), "lissten = \"127.0.0.1:8080\"\n").unwrap();
    let output = ratusz(folder.path(), &["municipality", "list"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("lissten"), "{}", said(&output));
    std::fs::remove_file(folder.path().join("ratusz.toml")).unwrap();
    let output = ratusz(folder.path(), &["municipality", "add", "12", "X", "x.example"]);
    assert_eq!(output.status.code(), Some(2));
}
