//! `ratusz statement read`: the structure for scripts, and exit status 1 for what cannot be read.

use serde_json::Value;
use tempfile::tempdir;

use crate::ratusz;

const STATEMENT: &str = ":20:WB1\r\n:25:PL61109010140000071219812874\r\n:28C:1\r\n:60F:C260102PLN100,00\r\n\
                         :61:2601020102C50,00NTRFNONREF//B1\r\n:86:020~00020\r\n~20CZYNSZ\r\n~32JAN\r\n\
                         :62F:C260102PLN150,00\r\n-\r\n";

#[test]
fn a_good_file_and_a_bad_one() {
    let folder = tempdir().unwrap();
    std::fs::write(folder.path().join("good.sta"), STATEMENT).unwrap();
    std::fs::write(folder.path().join("bad.sta"), "to nie jest wyciąg\n").unwrap();
    let output = ratusz(folder.path(), &["statement", "read", "good.sta", "bad.sta", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    let reports: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(reports[0]["statements"][0]["balanced"], true);
    assert_eq!(reports[0]["statements"][0]["entries"][0]["amount"], "50.00");
    assert_eq!(reports[1]["expect"], "reject");
    assert!(reports[1]["reason"].is_string());
}

#[test]
fn a_missing_file_is_named() {
    let folder = tempdir().unwrap();
    let output = ratusz(folder.path(), &["statement", "read", "nie-ma.sta"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("nie-ma.sta"));
}
