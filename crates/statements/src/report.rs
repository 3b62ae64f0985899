//! The outcome as JSON, in the shape of the `.expected.json` files that lie beside sample statements.

use serde_json::{Map, Value, json};

use crate::amount::decimal;
use crate::camt::{CamtEntry, Party, TxDetails};
use crate::model::{Balance, Entry, Form, Format, Outcome, Statement, Verdict};
use crate::mt940::{Mt940Entry, Structure};

/// The whole outcome; `name` is the name of the file.
pub fn to_expected_json(name: &str, outcome: &Outcome) -> Value {
    let mut report = Map::new();
    let mut put = |key: &str, value: Value| report.insert(key.to_owned(), value);
    put("file", json!(name));
    put("format", json!(outcome.format.name()));
    if let Some(encoding) = outcome.encoding {
        put("encoding", json!(encoding.name()));
    }
    if let Some(newline) = outcome.newline {
        put("newline", json!(newline.name()));
    }
    if let Some(message) = &outcome.message {
        put("namespace", json!(message.namespace));
        put("version", json!(message.version));
        put("message_id", json!(message.id));
    }
    if !outcome.undecodable_lines.is_empty() {
        put("undecodable_lines", json!(outcome.undecodable_lines));
    }
    let statements = match &outcome.verdict {
        Verdict::Accepted(statements) => {
            put("expect", json!("accept"));
            statements
        }
        Verdict::Rejected(rejection) => {
            put("expect", json!("reject"));
            put("reason", json!(rejection.reason));
            put("line", json!(rejection.line));
            &rejection.would_read
        }
    };
    let accepted = matches!(outcome.verdict, Verdict::Accepted(_));
    if accepted || outcome.format == Format::Mt940 {
        put("statement_count", json!(statements.len()));
        put("entry_count", json!(statements.iter().map(|statement| statement.entries.len()).sum::<usize>()));
    }
    // A message refused while it was read has no statements to speak of; one refused after has what was read.
    if outcome.format == Format::Mt940 || outcome.message.is_some() {
        let shape = if outcome.format == Format::Mt940 { mt940_statement } else { camt_statement };
        put("statements", statements.iter().map(shape).collect());
    }
    Value::Object(report)
}

fn mt940_statement(statement: &Statement) -> Value {
    let mut value = json!({
        "reference": statement.reference,
        "account": statement.account,
        "number": statement.number,
        "currency": statement.currency,
        "opening": statement.opening().map(mt940_balance),
        "closing": statement.closing().map(mt940_balance),
        "available": statement.available().map(mt940_balance),
        "entry_count": statement.entries.len(),
        "sum": decimal(statement.sum()),
        "balanced": statement.balanced(),
        "entries": statement.entries.iter().map(entry).collect::<Vec<_>>(),
        "check": statement.check().name(),
    });
    if !statement.warnings.is_empty() {
        value["warnings"] = statement.warnings.iter().map(|warning| json!(warning.to_string())).collect();
    }
    value
}

fn mt940_balance(balance: &Balance) -> Value {
    json!({
        "amount": decimal(balance.amount.into()),
        "date": balance.date.map(|date| date.to_string()),
        "currency": balance.currency,
        "kind": balance.kind,
    })
}

fn entry(entry: &Entry) -> Value {
    match &entry.form {
        Form::Mt940(mt940) => mt940_entry(entry, mt940),
        Form::Camt(camt) => camt_entry(entry, camt),
    }
}

fn mt940_entry(entry: &Entry, mt940: &Mt940Entry) -> Value {
    let particulars = mt940.particulars();
    let references = particulars.references();
    let mut value = json!({
        "value_date": entry.value_date.map(|date| date.to_string()),
        "entry_date": entry.entry_date.map(|date| date.to_string()),
        "mark": entry.mark.name(),
        "amount": decimal(entry.amount.into()),
        "type": references.kind,
        "customer_ref": references.customer_ref,
        "bank_ref": references.bank_ref,
        "supplementary": particulars.supplementary(),
        "details": particulars.details(),
    });
    match particulars.structure() {
        Structure::Plain => {}
        Structure::Subfields(subfields) => {
            value["delimiter"] = json!(subfields.separator().as_char());
            let mut parts = Map::new();
            parts.insert("_code".to_owned(), json!(subfields.code()));
            for (number, text) in subfields.iter() {
                // A repeated subfield is joined.
                match parts.entry(format!("{number:02}")).or_insert_with(|| json!("")) {
                    Value::String(whole) => whole.push_str(text),
                    _ => continue,
                }
            }
            value["subfields"] = Value::Object(parts);
        }
        Structure::Keyed(keyed) => {
            let mut parts = Map::new();
            parts.insert("_head".to_owned(), json!(keyed.head()));
            for (key, text) in keyed.iter() {
                parts.insert(key.to_owned(), json!(text));
            }
            value["keyed"] = Value::Object(parts);
        }
    }
    if let Some(ns) = particulars.ns() {
        value["ns"] = json!(ns);
    }
    value
}

fn camt_statement(statement: &Statement) -> Value {
    let balances = statement.balances.iter().map(|balance| {
        json!({
            "code": balance.kind,
            "amount": decimal(balance.amount.into()),
            "currency": balance.currency,
            "date": balance.written_date,
        })
    });
    json!({
        "id": statement.reference,
        "sequence": statement.number,
        "created": statement.created,
        "from": statement.from,
        "to": statement.to,
        "account": statement.account,
        "currency": statement.currency,
        "balances": balances.collect::<Vec<_>>(),
        "entry_count": statement.entries.len(),
        "booked_sum": decimal(statement.sum()),
        "balanced": statement.balanced(),
        "entries": statement.entries.iter().map(entry).collect::<Vec<_>>(),
        "check": statement.check().name(),
    })
}

/// Absent values are left out, not written as `null`.
fn present<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    pairs
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
}

fn indicator(credit: bool) -> &'static str {
    if credit { "CRDT" } else { "DBIT" }
}

fn camt_entry(entry: &Entry, camt: &CamtEntry) -> Value {
    present([
        ("amount", json!(decimal(entry.amount.into()))),
        ("currency", json!(camt.currency)),
        ("indicator", json!(indicator(camt.credit))),
        ("reversal", json!(camt.reversal)),
        ("status", json!(camt.status)),
        ("booking_date", json!(camt.booking_date)),
        ("value_date", json!(camt.value_date)),
        ("entry_ref", json!(camt.entry_ref)),
        ("bank_ref", json!(camt.bank_ref)),
        ("code", json!(camt.code)),
        ("info", json!(camt.info)),
        ("details", camt.details.iter().map(details).collect()),
    ])
}

fn details(details: &TxDetails) -> Value {
    let list = |texts: &[String]| if texts.is_empty() { Value::Null } else { json!(texts) };
    let party = |party: &Party| party.name.as_ref().map_or(Value::Null, |name| json!({ "name": name }));
    present([
        ("amount", json!(details.amount.map(|amount| decimal(amount.into())))),
        ("currency", json!(details.currency)),
        ("indicator", json!(details.credit.map(indicator))),
        ("end_to_end", json!(details.end_to_end)),
        ("instruction", json!(details.instruction)),
        ("tx_id", json!(details.tx_id)),
        ("mandate", json!(details.mandate)),
        ("bank_ref", json!(details.bank_ref)),
        ("debtor", party(&details.debtor)),
        ("debtor_account", json!(details.debtor.account)),
        ("creditor", party(&details.creditor)),
        ("creditor_account", json!(details.creditor.account)),
        ("unstructured", list(&details.unstructured)),
        ("structured_refs", list(&details.structured_refs)),
        ("return_reason", json!(details.return_reason)),
    ])
}
