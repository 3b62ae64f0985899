//! `/platnosci`: the resident's own online payments.

use askama::Template;
use axum::extract::RawQuery;
use ratusz_web::{Answer, Form, Page, Resident};

use crate::store::payments::{self, Payment};

const PAGE_SIZE: i64 = 30;

#[derive(Template)]
#[template(path = "resident/list.html")]
struct ListPage {
    page: Page,
    payments: Vec<Payment>,
    number: i64,
    more: bool,
}

pub(in crate::pages) async fn show(resident: Resident, RawQuery(query): RawQuery) -> Answer {
    let Resident { visit, session } = resident;
    let number = Form::from_query(&query.unwrap_or_default()).id("strona").unwrap_or(1).clamp(1, 10_000);
    let payments =
        payments::of_account(&visit.municipality.db.read, session.subject_id, number, PAGE_SIZE).await?;
    let more = i64::try_from(payments.len()).unwrap_or(0) == PAGE_SIZE;
    visit.show(&ListPage { page: visit.page(), payments, number, more })
}
