//! Any bytes as MT940: reading, reporting and previewing never panic.
#![no_main]

use bank_statements::{Options, previews, read, to_expected_json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let outcome = read(bytes, &Options::default());
    to_expected_json("fuzz", &outcome);
    previews(bytes);
    for entry in outcome.statements().unwrap_or_default().iter().flat_map(|statement| &statement.entries) {
        entry.payment();
    }
});
