//! What the command line says: results on standard output, everything else on standard error.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "the command line speaks here and only here")]

use serde::Serialize;

pub fn line(text: &str) {
    println!("{text}");
}

pub fn error(text: &str) {
    eprintln!("ratusz: {text}");
}

/// One JSON document on one line, for scripts.
pub fn json<T: Serialize>(value: &T) {
    match serde_json::to_string(value) {
        Ok(text) => println!("{text}"),
        Err(problem) => error(&problem.to_string()),
    }
}
