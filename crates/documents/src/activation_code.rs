//! The sheet that carries an activation code from the office to one resident.

use chrono::NaiveDate;
use serde::Serialize;

use crate::letter::{Office, letter};
use crate::render::{DocumentError, Meta};

/// A sheet with an activation code (kod aktywacyjny).
#[derive(Debug, Clone, Serialize)]
pub struct ActivationCode {
    /// Name, then address, one line each.
    pub resident: Vec<String>,
    /// As it is to be typed, in groups: `K7PQ-3M9X-TV2D`.
    pub code: String,
    /// The page where it is typed, without `https://`: `wierzbica.example/aktywacja`.
    pub page: String,
    /// Written out: `19 grudnia 2026 r.`
    pub valid_until: String,
}

pub fn activation_code(
    sheet: &ActivationCode,
    office: &Office,
    date: NaiveDate,
) -> Result<Vec<u8>, DocumentError> {
    let meta = Meta { title: "Kod aktywacyjny do e-Urzędu".to_owned(), date };
    letter(include_str!("../templates/activation_code.typ"), office, sheet, &meta, Vec::new())
}
