//! `ratusz calc`: worked examples of the dues sheet §4 and §8 through the command line.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::tempdir;

use crate::{ratusz, said, succeeds};

fn interest(arguments: &[&str]) -> Value {
    let folder = tempdir().unwrap();
    let mut all = vec!["calc", "interest", "--json"];
    all.extend(arguments);
    serde_json::from_str(&succeeds(folder.path(), &all)).unwrap()
}

#[test]
fn late_interest_on_public_dues() {
    let answer = interest(&[
        "--regime",
        "public",
        "--principal",
        "1000.00",
        "--due",
        "2025-03-17",
        "--paid",
        "2025-06-30",
    ]);
    assert_eq!(
        answer["segments"],
        json!([
            { "from": "2025-03-18", "to": "2025-05-07", "days": 51, "rate": "14.50" },
            { "from": "2025-05-08", "to": "2025-06-30", "days": 54, "rate": "13.50" }
        ])
    );
    assert_eq!(
        (&answer["exact"], &answer["charged"], &answer["threshold"]),
        (&json!("40.232877"), &json!(4000), &json!(870))
    );
}

#[test]
fn interest_at_the_threshold_is_not_charged() {
    let paid = |principal: &str| {
        interest(&[
            "--regime",
            "public",
            "--principal",
            principal,
            "--due",
            "2026-03-16",
            "--paid",
            "2026-04-15",
        ])["charged"]
            .clone()
    };
    assert_eq!((paid("1008"), paid("1009")), (json!(0), json!(900)));
}

#[test]
fn interest_for_delay_on_civil_dues() {
    let answer = interest(&[
        "--regime",
        "civil",
        "--principal",
        "640,50",
        "--due",
        "2026-03-31",
        "--paid",
        "2026-06-30",
    ]);
    assert_eq!(answer["charged"], 1477);
}

#[test]
fn crediting_reads_json_from_standard_input() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ratusz"))
        .args(["calc", "credit"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let input = json!({
        "regime": "public", "day": "2025-06-30", "payment": 50000,
        "arrears": [{ "id": 1, "kind": "property_np", "due_date": "2025-03-17", "principal": 100_000, "cost": 1600 }]
    });
    child.stdin.take().unwrap().write_all(input.to_string().as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let allocation: Value = serde_json::from_slice(&output.stdout).unwrap();
    let amount = |component: &str| {
        allocation["lines"].as_array().unwrap().iter().find(|line| line["component"] == component).unwrap()["amount"].clone()
    };
    assert_eq!(
        (amount("cost"), amount("principal"), amount("interest")),
        (json!(1600), json!(46528), json!(1872))
    );
}

#[test]
fn a_wrong_argument_is_explained() {
    let folder = tempdir().unwrap();
    let output = ratusz(
        folder.path(),
        &[
            "calc",
            "interest",
            "--regime",
            "private",
            "--principal",
            "1",
            "--due",
            "2025-01-01",
            "--paid",
            "2025-02-01",
        ],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("public or civil"), "{}", said(&output));
}
