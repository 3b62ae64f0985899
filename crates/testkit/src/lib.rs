//! A fresh municipality on a real database and a browser without a screen, for tests through the front door.
//!
//! `RATUSZ_TEST_DB=postgres://…` runs the same tests on PostgreSQL; without it they run on SQLite.

mod browser;
mod town;

pub use browser::{Browser, Reply};
pub use town::{Town, TownBuilder, copy_of_database, database_url, drop_database};
