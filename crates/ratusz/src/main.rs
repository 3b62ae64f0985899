//! Ratusz: the whole online office of a Polish municipality in one binary.

mod cli;
mod output;

use std::process::ExitCode;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match runtime {
        Ok(runtime) => runtime.block_on(cli::run()),
        Err(error) => {
            output::error(&format!("the runtime cannot start: {error}"));
            ExitCode::from(2)
        }
    }
}
