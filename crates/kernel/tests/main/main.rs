//! The kernel on real databases: deeds, audit, outbox, many municipalities, backup.
#![expect(clippy::unwrap_used, reason = "a test that meets an error has failed")]

mod backup;
mod deeds;
mod outbox;
mod tenancy;

use std::sync::Mutex;

use futures_util::FutureExt;
use ratusz_kernel::{Error, Handler, Migration};
use ratusz_web::{Module, Routes};

/// What the test module's handler was given, so that a test can count.
static CARRIED_OUT: Mutex<Vec<String>> = Mutex::new(Vec::new());

const MIGRATIONS: &[Migration] = &[Migration {
    name: "trial/001",
    sql: "CREATE TABLE trial (id {id}, at {time} NOT NULL, day {date}, bytes {blob}, word TEXT NOT NULL UNIQUE);\n",
}];

const HANDLERS: &[Handler] = &[Handler {
    name: "trial.note",
    topic: "trial.happened",
    run: |_, fact| {
        async move {
            let word = fact["word"].as_str().unwrap_or_default().to_owned();
            assert!(!word.starts_with("panics"), "this handler panics");
            let mut seen = CARRIED_OUT.lock().map_err(Error::internal)?;
            let earlier = seen.iter().filter(|other| **other == word).count();
            seen.push(word.clone());
            if word.starts_with("stumbles") && earlier == 0 {
                return Err(Error::internal("the first try stumbles"));
            }
            if word.starts_with("never") {
                return Err(Error::internal("this never works"));
            }
            Ok(())
        }
        .boxed()
    },
    max_attempts: 3,
}];

/// A module of one table and one handler.
fn trial() -> Module {
    Module {
        kernel: ratusz_kernel::Module {
            name: "trial",
            migrations: MIGRATIONS,
            permissions: &[],
            handlers: HANDLERS,
            schedules: &[],
            sealed: &[],
            export: None,
        },
        routes: Routes::new,
        menu: &[],
    }
}

/// How often the handler was given this word.
fn times(word: &str) -> usize {
    CARRIED_OUT.lock().unwrap().iter().filter(|other| *other == word).count()
}
