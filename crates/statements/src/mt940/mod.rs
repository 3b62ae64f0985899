//! MT940 and MT942: the tolerant reader of SWIFT customer statements in the dialects of Polish banks.

mod balance;
pub(crate) mod dates;
mod details;
mod fields;
mod layout;
mod line61;
mod particulars;
mod stream;

use std::borrow::Cow;

pub use details::{Keyed, Structure, Subfields};
pub use layout::{Layout, Separator};
pub use line61::{Line61, References};
pub use particulars::{Mt940Entry, Particulars};
pub use stream::{EntryView, Event, Stream};

use crate::Options;
use crate::encoding;
use crate::model::{Balance, Format, MAX_PARTS, Newline, Outcome, Rejection, Statement, Verdict};

/// Walks a decoded text (see [`encoding::decode`]) without collecting it.
pub fn stream(text: &str, layout: Option<Layout>) -> Stream<'_> {
    Stream::new(text, layout)
}

/// Reads a whole file.
pub(crate) fn read(bytes: &[u8], options: &Options) -> Outcome {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let decoded = encoding::recognise(bytes, options.encoding);
    let newline = newline(&decoded.text);
    let text = match newline {
        Newline::Cr => Cow::Owned(decoded.text.replace('\r', "\n")),
        Newline::Lf | Newline::CrLf => decoded.text,
    };
    let verdict = match collect(&text, options.layout) {
        Ok(statements) => Verdict::Accepted(statements),
        Err(rejection) => Verdict::Rejected(rejection),
    };
    Outcome {
        format: Format::Mt940,
        encoding: Some(decoded.encoding),
        newline: Some(newline),
        message: None,
        undecodable_lines: decoded.undecodable,
        verdict,
    }
}

fn newline(text: &str) -> Newline {
    match text.find('\n') {
        Some(at) if at > 0 && text.as_bytes()[at - 1] == b'\r' => Newline::CrLf,
        None if text.contains('\r') => Newline::Cr,
        _ => Newline::Lf,
    }
}

/// A statement brings its reference, account and number along.
const EVENTS_OF_A_PART: usize = 2;

/// Collects the statements of a text.
pub fn collect(text: &str, layout: Option<Layout>) -> Result<Vec<Statement>, Rejection> {
    let mut statements: Vec<Statement> = Vec::new();
    for (parts, event) in stream(text, layout).enumerate() {
        let event = event?;
        if parts > MAX_PARTS * EVENTS_OF_A_PART {
            let line = statements.last().map_or(1, |statement| statement.line);
            return Err(Rejection::new(line, format!("the file has more than {MAX_PARTS} parts")));
        }
        if let Event::Start { line } = event {
            statements.push(Statement { line, ..Statement::default() });
            continue;
        }
        if let Some(statement) = statements.last_mut() {
            add(statement, event);
        }
    }
    // A lone `:20:` is not a statement.
    statements.retain(|s| s.account.is_some() || !s.balances.is_empty() || !s.entries.is_empty());
    if statements.is_empty() {
        return Err(Rejection::new(1, "no statement block found"));
    }
    Ok(statements)
}

fn add(statement: &mut Statement, event: Event<'_>) {
    match event {
        Event::Start { .. } => {}
        Event::Reference(text) => statement.reference = Some(text.to_owned()),
        Event::Account(text) => statement.account = Some(text.to_owned()),
        Event::Number(text) => statement.number = Some(text.to_owned()),
        Event::Currency(code) => statement.currency = Some(code.to_owned()),
        Event::Balance(balance) => add_balance(statement, balance),
        Event::Entry(view) => statement.entries.push(view.to_entry()),
        Event::Information(body) => {
            let text = statement.information.get_or_insert_default();
            for line in fields::lines(body) {
                if !text.is_empty() {
                    text.push('\n');
                }
                text.push_str(line);
            }
        }
        Event::Interim => statement.interim = true,
        Event::Warning(warning) => statement.warnings.push(warning),
    }
}

/// A balance without a currency (`C020315105000,00`) has that of the statement.
fn add_balance(statement: &mut Statement, mut balance: Balance) {
    match &balance.currency {
        Some(currency) => {
            statement.currency.get_or_insert_with(|| currency.clone());
        }
        None => balance.currency.clone_from(&statement.currency),
    }
    statement.balances.push(balance);
}
