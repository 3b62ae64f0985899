//! Any content of a camt document: reading never panics and a batch that is parted adds up.
#![no_main]

use bank_statements::{Options, read, to_expected_json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &str| {
    let xml = format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>{content}</BkToCstmrStmt></Document>"
    );
    let outcome = read(xml.as_bytes(), &Options::default());
    to_expected_json("fuzz", &outcome);
    for entry in outcome.statements().unwrap_or_default().iter().flat_map(|statement| &statement.entries) {
        let parts = entry.payments();
        assert_eq!(parts.iter().map(|part| i128::from(part.amount)).sum::<i128>(), i128::from(entry.amount));
    }
});
