//! Reads a table from a CSV or XLSX file as text cells.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::{Days, NaiveDate};
use encoding_rs::WINDOWS_1250;
use ratusz_kernel::{Error, Result};

/// Rows of one file at most.
const MOST_ROWS: usize = 200_000;

/// A table: its header and rows, all as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub header: Vec<String>,
    /// With the number of the row in the file, as a spreadsheet counts.
    pub rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    /// The header as one text, to know files of the same layout again.
    pub(crate) fn signature(&self) -> String {
        self.header.iter().map(|name| name.trim().to_lowercase()).collect::<Vec<_>>().join("|")
    }
}

/// Reads a file by what is in it; the name only helps to say what is wrong.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Table> {
    let table = if bytes.starts_with(b"PK\x03\x04") { xlsx(bytes)? } else { csv(&text(bytes)?)? };
    if table.header.iter().all(|cell| cell.trim().is_empty()) {
        return Err(refuse(&format!("W pliku {name} nie ma nagłówka z nazwami kolumn.")));
    }
    if table.rows.is_empty() {
        return Err(refuse(&format!("W pliku {name} jest tylko nagłówek, nie ma żadnego wiersza.")));
    }
    if table.rows.len() > MOST_ROWS {
        return Err(refuse(&format!("Plik ma ponad {MOST_ROWS} wierszy. Podziel go na mniejsze.")));
    }
    Ok(table)
}

fn refuse(message: &str) -> Error {
    Error::field("plik", message)
}

/// UTF-8 when it is that, otherwise Windows-1250, the code page of Polish office programs.
fn text(bytes: &[u8]) -> Result<String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        return Err(refuse(
            "To nie jest plik CSV ani XLSX. Zapisz arkusz w jednym z tych formatów i wyślij go jeszcze raz.",
        ));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Ok(WINDOWS_1250.decode_without_bom_handling(bytes).0.into_owned()),
    }
}

fn csv(text: &str) -> Result<Table> {
    let first = text.lines().next().unwrap_or_default();
    let count = |sign: char| first.matches(sign).count();
    let delimiter =
        [';', '\t', ','].into_iter().max_by_key(|sign| (count(*sign), *sign == ';')).unwrap_or(';');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(delimiter).unwrap_or(b';'))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut table = Table { header: Vec::new(), rows: Vec::new() };
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            refuse(&format!("Nie udało się odczytać wiersza {line}. Sprawdź, czy cudzysłowy są zamknięte."))
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        take(&mut table, usize::try_from(line).unwrap_or(0), cells);
    }
    Ok(table)
}

fn xlsx(bytes: &[u8]) -> Result<Table> {
    let unreadable = |_| {
        refuse("Nie udało się odczytać arkusza. Zapisz go jeszcze raz jako XLSX albo CSV i wyślij ponownie.")
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let range = book
        .worksheet_range_at(0)
        .ok_or_else(|| refuse("W pliku nie ma żadnego arkusza."))?
        .map_err(unreadable)?;
    let first = range.start().map_or(0, |(row, _)| usize::try_from(row).unwrap_or(0));
    let mut table = Table { header: Vec::new(), rows: Vec::new() };
    for (offset, row) in range.rows().enumerate() {
        take(&mut table, first + offset + 1, row.iter().map(cell).collect());
    }
    Ok(table)
}

/// The first row with anything in it is the header; empty rows are passed over.
fn take(table: &mut Table, number: usize, cells: Vec<String>) {
    if cells.iter().all(|cell| cell.trim().is_empty()) {
        return;
    }
    if table.header.is_empty() {
        table.header = cells;
    } else {
        table.rows.push((number, cells));
    }
}

fn cell(data: &Data) -> String {
    match data {
        Data::DateTime(moment) => serial_date(moment.as_f64()).unwrap_or_else(|| data.to_string()),
        Data::DateTimeIso(text) => text.chars().take(10).collect(),
        // Whole numbers (PESEL, NIP, year) come as 44051401359.0; amounts keep two places of grosze.
        Data::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        Data::Float(number) => format!("{number:.2}"),
        other => other.to_string(),
    }
}

/// A spreadsheet counts days from 30 December 1899.
fn serial_date(days: f64) -> Option<String> {
    if !(1.0..=100_000.0).contains(&days) {
        return None;
    }
    let day = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days.floor() as u64))?;
    Some(day.to_string())
}
