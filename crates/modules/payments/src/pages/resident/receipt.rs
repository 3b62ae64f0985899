//! `/platnosc/{reference}/potwierdzenie`: the receipt, only after the payment is posted, as a page and as PDF.

use askama::Template;
use axum::extract::Path;
use ratusz_documents::{Meta, letter};
use ratusz_kernel::time;
use ratusz_web::{Answer, Page, Problem, Resident};
use serde::Serialize;

use crate::pages::paper;
use crate::store::lines::{self, Line};
use crate::store::payments::{self, Payment};

#[derive(Template)]
#[template(path = "resident/receipt.html")]
struct ReceiptPage {
    page: Page,
    payment: Payment,
    lines: Vec<Line>,
    paid_on: String,
    payer: String,
}

#[derive(Serialize)]
struct Receipt {
    reference: String,
    amount: String,
    paid_on: String,
    payer: String,
    lines: Vec<(String, String)>,
    refunded: String,
}

/// The resident's own payment with its lines; before it is posted there is no receipt.
async fn open(resident: &Resident, reference: &str) -> Result<(Payment, Vec<Line>, String), Problem> {
    let db = &resident.visit.municipality.db.read;
    let payment = payments::by_reference(db, reference).await?;
    if payment.account_id != resident.session.subject_id {
        return Err(Problem::NotFound);
    }
    let Some(day) = payment.payment_day().filter(|_| payment.state().is_posted()) else {
        return Err(Problem::Conflict(
            "Potwierdzenie wystawimy, gdy płatność zostanie zaksięgowana. Na razie nie ma jej w księgach."
                .into(),
        ));
    };
    let lines = lines::of(db, payment.id).await?;
    Ok((payment, lines, time::long_date(day)))
}

pub(in crate::pages) async fn show(resident: Resident, Path(reference): Path<String>) -> Answer {
    let (payment, lines, paid_on) = open(&resident, &reference).await?;
    let page = resident.visit.page();
    resident.visit.show(&ReceiptPage { page, payment, lines, paid_on, payer: resident.session.name.clone() })
}

pub(in crate::pages) async fn pdf(resident: Resident, Path(reference): Path<String>) -> Answer {
    let (payment, lines, paid_on) = open(&resident, &reference).await?;
    let office = paper::office(&resident.visit.municipality);
    let date = resident.visit.municipality.clock.today();
    let refunded = payment.refunded();
    let receipt = Receipt {
        reference: payment.reference.clone(),
        amount: payment.total().to_string(),
        paid_on: format!("{paid_on} r."),
        payer: resident.session.name.clone(),
        lines: lines.iter().map(|line| (line.title.clone(), line.amount().to_string())).collect(),
        refunded: if refunded.is_zero() { String::new() } else { refunded.to_string() },
    };
    paper::pdf(&format!("potwierdzenie-{}.pdf", payment.reference), move || {
        let meta = Meta { title: "Potwierdzenie płatności".to_owned(), date };
        letter(include_str!("../../../templates/pdf/receipt.typ"), &office, &receipt, &meta, Vec::new())
    })
    .await
}
