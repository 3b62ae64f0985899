//! A document on the municipality's letterhead.

use serde::Serialize;

use crate::render::{DocumentError, Files, Meta, render};

/// Who writes: what the letterhead shows.
#[derive(Debug, Clone, Serialize)]
pub struct Office {
    /// `Gmina Wierzbica Dolna`
    pub municipality: String,
    /// `Urząd Gminy w Wierzbicy Dolnej`
    pub name: String,
    /// One line: street, number, postal code, town.
    pub address: String,
    /// One line: telephone, e-mail or web address.
    pub contact: String,
    /// The town that precedes the date of a letter.
    pub place: String,
    /// Six hexadecimal digits after `#`; at least 4.5 : 1 on white, since headings are set in it.
    pub colour: String,
    pub arms: Option<Arms>,
}

/// The coat of arms (herb).
#[derive(Debug, Clone, Serialize)]
pub struct Arms {
    /// SVG, PNG or JPEG.
    #[serde(skip)]
    pub image: Vec<u8>,
    /// Read out instead of the picture: `Herb gminy Wierzbica Dolna`.
    pub alt: String,
}

#[derive(Serialize)]
struct Sheet<'a, D> {
    office: &'a Office,
    document: &'a D,
}

/// Sets a template that starts with `#import "letter.typ": *` and `#show: letter`. It finds `document` under
/// `document` and each of the `pictures` under its name.
pub fn letter<D: Serialize>(
    template: &str,
    office: &Office,
    document: &D,
    meta: &Meta,
    mut pictures: Files,
) -> Result<Vec<u8>, DocumentError> {
    if let Some(arms) = &office.arms {
        pictures.push(("arms".to_owned(), arms.image.clone()));
    }
    let data = serde_json::to_value(Sheet { office, document })?;
    render(template, &data, meta, pictures)
}
