//! Reads a table from a CSV or XLSX file as text cells.

mod xlsx;

use encoding_rs::WINDOWS_1250;
use ratusz_kernel::{Error, Result};

/// Rows of one file at most.
const MOST_ROWS: usize = 200_000;
/// Cells of one file at most: even empty ones take memory.
const MOST_CELLS: usize = 5_000_000;

/// A table: its header and rows, all as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub header: Vec<String>,
    /// With the number of the row in the file, as a spreadsheet counts.
    pub rows: Vec<(usize, Vec<String>)>,
    cells: usize,
}

impl Table {
    /// The header as one text, to know files of the same layout again.
    pub(crate) fn signature(&self) -> String {
        self.header.iter().map(|name| name.trim().to_lowercase()).collect::<Vec<_>>().join("|")
    }

    /// The first row with anything in it is the header; empty rows are passed over.
    fn take(&mut self, number: usize, cells: Vec<String>) -> Result<()> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        self.cells += cells.len();
        if self.cells > MOST_CELLS {
            let message =
                "Plik ma za dużo komórek. Zostaw tylko potrzebne kolumny albo podziel go na mniejsze.";
            return Err(refuse(message));
        }
        if self.header.is_empty() {
            self.header = cells;
        } else if self.rows.len() < MOST_ROWS {
            self.rows.push((number, cells));
        } else {
            return Err(refuse(&format!("Plik ma ponad {MOST_ROWS} wierszy. Podziel go na mniejsze.")));
        }
        Ok(())
    }
}

/// Reads a file, beside the threads that serve requests.
pub(crate) async fn read(name: &str, bytes: impl AsRef<[u8]> + Send + 'static) -> Result<Table> {
    let name = name.to_owned();
    tokio::task::spawn_blocking(move || table(&name, bytes.as_ref())).await.map_err(Error::internal)?
}

/// Tells the format by what is in the file; the name only helps to say what is wrong.
fn table(name: &str, bytes: &[u8]) -> Result<Table> {
    let table = if bytes.starts_with(b"PK\x03\x04") { xlsx::read(bytes)? } else { csv(&text(bytes)?)? };
    if table.header.iter().all(|cell| cell.trim().is_empty()) {
        return Err(refuse(&format!("W pliku {name} nie ma nagłówka z nazwami kolumn.")));
    }
    if table.rows.is_empty() {
        return Err(refuse(&format!("W pliku {name} jest tylko nagłówek, nie ma żadnego wiersza.")));
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
    let mut table = Table::default();
    for record in reader.records() {
        let record = record.map_err(|error| {
            let line = error.position().map_or(0, csv::Position::line);
            refuse(&format!("Nie udało się odczytać wiersza {line}. Sprawdź, czy cudzysłowy są zamknięte."))
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        table.take(usize::try_from(line).unwrap_or(0), cells)?;
    }
    Ok(table)
}
