//! MT940 in the dialects of five Polish banks.

use chrono::NaiveDate;

use super::{EntryDraft, StatementDraft, Unwritable};
use crate::encoding::{Encoding, FILLER};
use crate::mt940::{Layout, Separator};

/// The way a bank fills MT940.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// `~NN`, one subfield on a line, filler in empty ones.
    Pko,
    /// `^NN`, lines cut at 65 characters wherever they fall.
    Pekao,
    /// `<NN`, lines cut at 65 characters, empty subfields left out.
    Millennium,
    /// `KEY: value;`, blocks marked with 0x01 and 0x03.
    Mbank,
    /// `~NN` and field 86 given twice.
    Ing,
}

/// Characters of a line of field 86.
const LINE: usize = 65;
/// Characters of a title or name subfield.
const SUBFIELD: usize = 27;

impl Dialect {
    pub const ALL: [Self; 5] = [Self::Pko, Self::Pekao, Self::Millennium, Self::Mbank, Self::Ing];

    /// How the bank lays out field 86.
    pub const fn layout(self) -> Layout {
        match self {
            Self::Pko | Self::Ing => Layout::Separated(Separator::Tilde),
            Self::Pekao => Layout::Separated(Separator::Caret),
            Self::Millennium => Layout::Separated(Separator::Less),
            Self::Mbank => Layout::Keyed,
        }
    }

    const fn line_end(self) -> &'static str {
        match self {
            Self::Mbank => "\n",
            _ => "\r\n",
        }
    }
}

/// Writes a file of statements.
pub fn mt940(
    statements: &[StatementDraft],
    dialect: Dialect,
    encoding: Encoding,
) -> Result<Vec<u8>, Unwritable> {
    let filler = encoding.encode(&FILLER.to_string()).is_ok();
    let mut lines: Vec<String> = Vec::new();
    for statement in statements {
        if dialect == Dialect::Mbank {
            lines.push("\u{1}".to_owned());
        }
        let slash = if matches!(dialect, Dialect::Pko | Dialect::Pekao) { "/" } else { "" };
        lines.push(format!(":20:{}", statement.reference));
        lines.push(format!(":25:{slash}PL{}", statement.account));
        lines.push(format!(":28C:{}", statement.number));
        lines.push(balance("60F", statement.opening_date, &statement.currency, statement.opening));
        for entry in &statement.entries {
            lines.push(line61(entry, dialect, &statement.currency));
            lines.extend(field86(entry, dialect, filler)?);
        }
        lines.push(balance("62F", statement.closing_date, &statement.currency, statement.closing()));
        lines.push(if dialect == Dialect::Mbank { "-\u{3}".to_owned() } else { "-".to_owned() });
    }
    let text: String = lines.into_iter().map(|line| line + dialect.line_end()).collect();
    encoding.encode(&text).map_err(Unwritable::Character)
}

fn comma(hundredths: i64) -> String {
    let size = hundredths.unsigned_abs();
    format!("{},{:02}", size / 100, size % 100)
}

fn balance(field: &str, date: NaiveDate, currency: &str, amount: i64) -> String {
    let mark = if amount < 0 { 'D' } else { 'C' };
    format!(":{field}:{mark}{}{currency}{}", date.format("%y%m%d"), comma(amount))
}

fn line61(entry: &EntryDraft, dialect: Dialect, currency: &str) -> String {
    let mark = match (entry.amount >= 0, entry.reversal) {
        (true, false) => "C",
        (false, false) => "D",
        (false, true) => "RC",
        (true, true) => "RD",
    };
    let funds =
        currency.get(2..3).filter(|_| !matches!(dialect, Dialect::Pko | Dialect::Ing)).unwrap_or_default();
    let kind = match dialect {
        Dialect::Pko => format!("N{}", code(entry, dialect)),
        Dialect::Ing => format!("S{}", code(entry, dialect)),
        _ if entry.counterparty.is_empty() => "NCHG".to_owned(),
        _ => "NTRF".to_owned(),
    };
    let references = match dialect {
        Dialect::Ing => entry.bank_reference.clone(),
        _ => format!("NONREF//{}", entry.bank_reference),
    };
    format!(
        ":61:{}{}{mark}{funds}{}{kind}{references}",
        entry.value_date.format("%y%m%d"),
        entry.booking_date.format("%m%d"),
        comma(entry.amount),
    )
}

/// The bank's code of the operation.
fn code(entry: &EntryDraft, dialect: Dialect) -> &'static str {
    let fee = entry.counterparty.is_empty();
    match dialect {
        Dialect::Pko if fee => "775",
        Dialect::Pko => "270",
        Dialect::Pekao | Dialect::Millennium if fee => "808",
        Dialect::Pekao | Dialect::Millennium => "641",
        Dialect::Ing if fee => "100",
        Dialect::Ing => "020",
        Dialect::Mbank if fee => "794 OPŁATY GRUPOWE",
        Dialect::Mbank if entry.virtual_identifier.is_some() => "911 TRANSAKCJA IPH",
        Dialect::Mbank => "770 PRZELEW KRAJOWY",
    }
}

fn field86(entry: &EntryDraft, dialect: Dialect, filler: bool) -> Result<Vec<String>, Unwritable> {
    for text in [&entry.title, &entry.counterparty] {
        if text.contains(|c: char| c.is_control() || c == FILLER) {
            return Err(Unwritable::Mark(text.clone()));
        }
    }
    match dialect.layout() {
        Layout::Separated(separator) => separated(entry, dialect, separator, filler),
        Layout::Keyed | Layout::Plain => keyed(entry),
    }
}

fn separated(
    entry: &EntryDraft,
    dialect: Dialect,
    separator: Separator,
    filler: bool,
) -> Result<Vec<String>, Unwritable> {
    let sign = separator.as_char();
    if let Some(text) = [&entry.title, &entry.counterparty].into_iter().find(|text| text.contains(sign)) {
        return Err(Unwritable::Mark(text.clone()));
    }
    let title = match &entry.virtual_account {
        Some(account) => format!("{} {account}", entry.title),
        None => entry.title.clone(),
    };
    let account = &entry.counterparty_account;
    let mut parts: Vec<(u8, String)> = chunks(20, &title, 6)?;
    parts.insert(0, (0, operation(entry, dialect).to_owned()));
    parts.push((30, account.get(2..10).unwrap_or_default().to_owned()));
    parts.push((31, account.get(10..).unwrap_or_default().to_owned()));
    parts.extend(chunks(32, &entry.counterparty, 2)?);
    parts.push((38, if account.is_empty() { String::new() } else { format!("PL{account}") }));
    if dialect == Dialect::Pko {
        let date = entry.payer_debit_date.map(|date| date.format("%y%m%d").to_string());
        parts.push((60, date.unwrap_or_default()));
        parts.push((63, String::new()));
    }
    let empty = if dialect == Dialect::Pko && filler { FILLER.to_string() } else { String::new() };
    let keeps_empty = matches!(dialect, Dialect::Pko | Dialect::Ing);
    let subfields = parts
        .into_iter()
        .filter(|(_, text)| keeps_empty || !text.is_empty())
        .map(|(number, text)| format!("{sign}{number:02}{}", if text.is_empty() { &empty } else { &text }));
    let code = code(entry, dialect);
    Ok(match dialect {
        Dialect::Pko => with_first(format!(":86:{code}"), subfields),
        Dialect::Ing => {
            let mut lines = vec![format!(":86:{code}")];
            lines.extend(with_first(format!(":86:{code}"), subfields));
            lines
        }
        _ => wrapped(&(code.to_owned() + &subfields.collect::<String>()), false),
    })
}

fn operation(entry: &EntryDraft, dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Pko => code(entry, dialect),
        Dialect::Ing if entry.counterparty.is_empty() => "FEE",
        Dialect::Ing => "IBCG",
        _ if entry.counterparty.is_empty() => "OPŁATA",
        _ if entry.amount >= 0 => "PRZELEW OTRZYMANY ELIXIR",
        _ => "PRZELEW WYSŁANY ELIXIR",
    }
}

/// The first subfield stands on the line of the tag.
fn with_first(tag: String, mut subfields: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines = vec![tag + &subfields.next().unwrap_or_default()];
    lines.extend(subfields);
    lines
}

/// Cuts a text over numbered subfields; all of them are given, empty ones too.
fn chunks(first: u8, text: &str, count: u8) -> Result<Vec<(u8, String)>, Unwritable> {
    let mut letters = text.chars();
    let parts =
        (first..first + count).map(|number| (number, letters.by_ref().take(SUBFIELD).collect())).collect();
    match letters.next() {
        None => Ok(parts),
        Some(_) => Err(Unwritable::TooLong(text.to_owned())),
    }
}

fn keyed(entry: &EntryDraft) -> Result<Vec<String>, Unwritable> {
    // A title may hold a semicolon, but not one that begins a key.
    if let Some(text) =
        [&entry.title, &entry.counterparty].into_iter().find(|text| text.contains(';') && text.contains(':'))
    {
        return Err(Unwritable::Mark(text.clone()));
    }
    let incoming = entry.amount >= 0;
    let account = Some(entry.counterparty_account.clone()).filter(|account| !account.is_empty());
    let own = entry.virtual_account.clone();
    let (from, to) = if incoming { (account, own) } else { (own, account) };
    let party = if incoming { "OD" } else { "DLA" };
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let pairs = [
        ("ID IPH", entry.virtual_identifier.clone()),
        ("Z RACH.", from),
        ("NA RACH.", to),
        (party, filled(&entry.counterparty)),
        ("TYT.", filled(&entry.title)),
        ("DATA STEMPLA", entry.payer_debit_date.map(|date| date.format("%d.%m.%Y").to_string())),
        ("TNR", filled(&entry.bank_reference)),
    ];
    let mut text = code(entry, Dialect::Mbank).to_owned();
    for (key, value) in pairs {
        if let Some(value) = value {
            text = format!("{text}; {key}: {value}");
        }
    }
    Ok(wrapped(&text, true))
}

/// Lines of at most 65 characters. A line never begins with a sign that could be taken for a tag, a block end or
/// padding; mBank prefers to cut after a blank.
fn wrapped(text: &str, after_blank: bool) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let mut lines = Vec::new();
    let mut at = 0;
    while at < letters.len() {
        let full = (at + LINE).min(letters.len());
        let safe = |cut: &usize| letters.get(*cut).is_none_or(|c| !matches!(c, ':' | '-' | '{' | ' '));
        let blank = |cut: &usize| letters.get(*cut - 1) == Some(&' ');
        let mut places = (at + 1..=full).rev();
        let cut = if full == letters.len() {
            full
        } else {
            let preferred = places.clone().find(|cut| safe(cut) && blank(cut)).filter(|_| after_blank);
            preferred.or_else(|| places.find(safe)).unwrap_or(full)
        };
        let tag = if at == 0 { ":86:" } else { "" };
        lines.push(letters[at..cut].iter().fold(tag.to_owned(), |mut line, c| {
            line.push(*c);
            line
        }));
        at = cut;
    }
    lines
}
