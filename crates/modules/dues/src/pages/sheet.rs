//! Tables to keep: CSV and XLSX from one description.

use axum::response::Response;
use chrono::NaiveDate;
use ratusz_kernel::{Error, Money, Result};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

use ratusz_web::download;

/// A value of a table.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Text(String),
    Date(NaiveDate),
    Money(Money),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<NaiveDate> for Cell {
    fn from(date: NaiveDate) -> Self {
        Self::Date(date)
    }
}

impl From<Money> for Cell {
    fn from(money: Money) -> Self {
        Self::Money(money)
    }
}

/// A table with a header.
pub(crate) struct Sheet {
    pub headers: Vec<&'static str>,
    pub rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// Semicolons, decimal commas and the mark of UTF-8: what spreadsheets in Poland open with a double click.
    pub(crate) fn csv(&self, name: &str) -> Result<Response> {
        let mut writer =
            csv::WriterBuilder::new().delimiter(b';').from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(&self.headers).map_err(Error::internal)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(plain)).map_err(Error::internal)?;
        }
        let bytes = writer.into_inner().map_err(Error::internal)?;
        Ok(download::attachment(&format!("{name}.csv"), "text/csv; charset=utf-8", bytes))
    }

    pub(crate) fn xlsx(&self, name: &str) -> Result<Response> {
        const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let bytes = self.workbook().map_err(Error::internal)?;
        Ok(download::attachment(&format!("{name}.xlsx"), KIND, bytes))
    }

    fn workbook(&self) -> std::result::Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet();
        let bold = Format::new().set_bold();
        let money = Format::new().set_num_format("#,##0.00");
        let date = Format::new().set_num_format("yyyy-mm-dd");
        for (column, header) in (0..).zip(&self.headers) {
            sheet.write_with_format(0, column, *header, &bold)?;
        }
        for (number, row) in (1..).zip(&self.rows) {
            for (column, cell) in (0..).zip(row) {
                match cell {
                    Cell::Text(text) => sheet.write_string(number, column, text)?,
                    // A spreadsheet counts in binary fractions anyway; two places of an amount survive that.
                    Cell::Money(amount) => {
                        let value: f64 = amount.plain().parse().unwrap_or_default();
                        sheet.write_with_format(number, column, value, &money)?
                    }
                    Cell::Date(day) => {
                        let value = ExcelDateTime::parse_from_str(&day.to_string())?;
                        sheet.write_with_format(number, column, &value, &date)?
                    }
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofit();
        workbook.save_to_buffer()
    }
}

/// A text that begins like a formula gets an apostrophe, so that no spreadsheet runs it.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) if text.starts_with(['=', '+', '-', '@', '\t', '\r']) => format!("'{text}"),
        Cell::Text(text) => text.clone(),
        Cell::Date(day) => day.to_string(),
        Cell::Money(amount) => amount.plain().replace('.', ","),
    }
}
