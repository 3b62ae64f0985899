//! One Typst template and its data in, one tagged PDF out.

use chrono::NaiveDate;
use serde_json::Value;
use typst::comemo;
use typst::foundations::Smart;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::fonts;
use crate::world::Desk;

/// What the PDF says about itself.
#[derive(Debug, Clone)]
pub struct Meta {
    /// Shown in the window's title bar and read out first; the letterhead prints it as the main heading.
    pub title: String,
    /// The date of the document. The clock is never read: the same date and data give the same bytes.
    pub date: NaiveDate,
}

/// Pictures the template refers to: a fixed name (`qr`, `arms`) and the bytes of an SVG, PNG or JPEG.
pub type Files = Vec<(String, Vec<u8>)>;

#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The template is wrong, a picture cannot be read, or the result would break PDF/UA-1.
    #[error("the document cannot be set: {0}")]
    Typesetting(String),
    #[error("not a name of a file: {0:?}")]
    FileName(String),
    #[error("the data of the document cannot be written as JSON")]
    Data(#[from] serde_json::Error),
    #[error("the output standard is not available: {0}")]
    Standard(String),
}

/// Sets `template` (Typst source; static text, never made from data) and exports it as PDF/UA-1.
///
/// The template reads its data with `json("data.json")`, its title with `json("meta.json").title`, the date with
/// `datetime.today()`, and the letterhead with `#import "letter.typ"`. Nothing else is within its reach: no disk,
/// no network, no packages.
///
/// Works for tens of milliseconds on the calling thread: in a server call it from `spawn_blocking`.
pub fn render(template: &str, data: &Value, meta: &Meta, files: Files) -> Result<Vec<u8>, DocumentError> {
    let mut data = data.clone();
    fonts::printable(&mut data);
    let mut about = serde_json::json!({ "title": meta.title });
    fonts::printable(&mut about);
    let texts = [
        ("data.json".to_owned(), serde_json::to_vec(&data)?),
        ("meta.json".to_owned(), serde_json::to_vec(&about)?),
    ];
    let desk = Desk::new(template, files.into_iter().chain(texts), meta.date)?;
    let result = set(&desk);
    // Typst remembers intermediate results in a global cache. They hold names, addresses and amounts, and memory.
    comemo::evict(0);
    result
}

fn set(desk: &Desk) -> Result<Vec<u8>, DocumentError> {
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|error| DocumentError::Standard(error.message().to_string()))?;
    let options =
        PdfOptions { creator: Smart::Custom(Some("Ratusz".to_owned())), standards, ..PdfOptions::default() };
    let document = typst::compile(desk).output.map_err(|complaints| desk.complaint(&complaints))?;
    typst_pdf::pdf(&document, &options).map_err(|complaints| desk.complaint(&complaints))
}
