//! The module through its front door, on SQLite or (with `RATUSZ_TEST_DB`) on PostgreSQL.

#[path = "main/announcements.rs"]
mod announcements;
#[path = "main/append_only.rs"]
mod append_only;
#[path = "main/bad_input.rs"]
mod bad_input;
#[path = "main/calculator.rs"]
mod calculator;
#[path = "main/corrections.rs"]
mod corrections;
#[path = "main/council_rates.rs"]
mod council_rates;
#[path = "main/import.rs"]
mod import;
#[path = "main/ledger.rs"]
mod ledger;
#[path = "main/office.rs"]
mod office;
#[path = "main/resident.rs"]
mod resident;
#[path = "main/setting.rs"]
mod setting;
