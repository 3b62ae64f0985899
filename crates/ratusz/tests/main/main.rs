//! The program as it is run: command line, configuration, isolation of municipalities, an orderly end.
#![expect(clippy::unwrap_used, reason = "a test that meets an error has failed")]

mod calc;
mod demo;
mod isolation;
mod office;
mod reading;
mod statement;

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in its own folder and gives what it said.
fn ratusz(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ratusz"))
        .args(arguments)
        .current_dir(folder)
        .env("RATUSZ_DATA_DIR", folder.join("data"))
        .env("RATUSZ_ROOT_KEY_FILE", folder.join("root.key"))
        .env("RUST_LOG", "error")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Standard output of a command that must succeed.
#[track_caller]
fn succeeds(folder: &Path, arguments: &[&str]) -> String {
    let output = ratusz(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}
