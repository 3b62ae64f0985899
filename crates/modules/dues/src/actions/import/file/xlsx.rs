//! The first sheet of a workbook, cell by cell. A workbook is a ZIP archive that may unpack to far more than was sent, so
//! its size is checked before anything of it is kept.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Xlsx};
use chrono::{Days, NaiveDate};
use ratusz_kernel::{Error, Result};
use zip::ZipArchive;

use super::{Table, refuse};

/// Files in the archive at most.
const MOST_ENTRIES: usize = 1000;
/// Unpacked bytes of all files at most.
const MOST_BYTES: u64 = 200 * 1024 * 1024;
/// Unpacked bytes for each packed one at most.
const MOST_RATIO: u64 = 100;
/// Small files pack as well as they like: ten megabytes harm nobody.
const HARMLESS_BYTES: u64 = 10 * 1024 * 1024;
/// Columns at most; a cell far to the right would make every row as wide.
const MOST_COLUMNS: usize = 300;

pub(super) fn read(bytes: &[u8]) -> Result<Table> {
    check_size(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheet =
        book.sheet_names().into_iter().next().ok_or_else(|| refuse("W pliku nie ma żadnego arkusza."))?;
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    let mut table = Table::default();
    let (mut number, mut cells) = (0, Vec::new());
    while let Some(found) = reader.next_cell().map_err(unreadable)? {
        let (row, column) = found.get_position();
        let column = usize::try_from(column).map_err(Error::internal)?;
        if column >= MOST_COLUMNS {
            return Err(refuse(&format!("Arkusz ma ponad {MOST_COLUMNS} kolumn. Zostaw tylko potrzebne.")));
        }
        let row = usize::try_from(row).map_err(Error::internal)? + 1;
        if row != number {
            table.take(number, std::mem::take(&mut cells))?;
            number = row;
        }
        if cells.len() <= column {
            cells.resize(column + 1, String::new());
        }
        cells[column] = text(found.get_value());
    }
    table.take(number, cells)?;
    Ok(table)
}

/// Refuses what would unpack to too much by the archive's directory; the unpacker itself stops where a file grows past
/// what the directory says.
fn check_size(bytes: &[u8]) -> Result<()> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if archive.len() > MOST_ENTRIES {
        return Err(too_large());
    }
    let mut total = 0_u64;
    for place in 0..archive.len() {
        let entry = archive.by_index_raw(place).map_err(unreadable)?;
        let ratio = entry.size() / entry.compressed_size().max(1);
        total = total.saturating_add(entry.size());
        if total > MOST_BYTES || (entry.size() > HARMLESS_BYTES && ratio > MOST_RATIO) {
            return Err(too_large());
        }
    }
    Ok(())
}

fn too_large() -> Error {
    refuse(
        "Ten arkusz po rozpakowaniu jest za duży. Zapisz go jako CSV albo podziel na mniejsze i wyślij jeszcze raz.",
    )
}

fn unreadable<E>(_: E) -> Error {
    refuse("Nie udało się odczytać arkusza. Zapisz go jeszcze raz jako XLSX albo CSV i wyślij ponownie.")
}

fn text(data: &DataRef) -> String {
    match data {
        DataRef::DateTime(moment) => {
            serial_date(moment.as_f64()).unwrap_or_else(|| Data::DateTime(*moment).to_string())
        }
        DataRef::DateTimeIso(text) => text.chars().take(10).collect(),
        // Whole numbers (PESEL, NIP, year) come as 44051401359.0; amounts keep two places of grosze.
        DataRef::Float(number) if number.fract() == 0.0 => format!("{number:.0}"),
        DataRef::Float(number) => format!("{number:.2}"),
        DataRef::SharedString(text) => (*text).to_owned(),
        other => Data::from(other.clone()).to_string(),
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
