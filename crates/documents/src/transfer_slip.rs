//! The transfer slip: everything needed to pay one amount from any bank, post office or cash desk.

use chrono::NaiveDate;
use serde::Serialize;

use crate::letter::{Office, letter};
use crate::render::{DocumentError, Meta};

/// A transfer slip (polecenie przelewu). Amounts come formatted, with no-break spaces.
#[derive(Debug, Clone, Serialize)]
pub struct TransferSlip {
    /// Name, then address, one line each.
    pub recipient: Vec<String>,
    /// 26 digits of the NRB, without spaces; printed in groups.
    pub account: String,
    pub amount: String,
    pub title: String,
    /// Name, then address, one line each.
    pub payer: Vec<String>,
    /// Written out: `15 grudnia 2026 r.`
    pub due_date: Option<String>,
    /// What the amount is made of.
    pub parts: Vec<AmountPart>,
    /// Plain sentences under the table of parts: which decision, why no interest.
    pub explanation: String,
    /// The payment code (kod QR, "Standard 2D" of the Polish Bank Association), an SVG.
    #[serde(skip)]
    pub qr_svg: Option<Vec<u8>>,
}

#[derive(Debug, Clone, Serialize)]
pub struct AmountPart {
    pub label: String,
    pub amount: String,
}

pub fn transfer_slip(
    slip: &TransferSlip,
    office: &Office,
    date: NaiveDate,
) -> Result<Vec<u8>, DocumentError> {
    #[derive(Serialize)]
    struct Page<'a> {
        #[serde(flatten)]
        slip: &'a TransferSlip,
        has_code: bool,
    }
    let meta = Meta { title: "Polecenie przelewu".to_owned(), date };
    let pictures = slip.qr_svg.iter().map(|svg| ("qr".to_owned(), svg.clone())).collect();
    let page = Page { slip, has_code: slip.qr_svg.is_some() };
    letter(include_str!("../templates/transfer_slip.typ"), office, &page, &meta, pictures)
}
