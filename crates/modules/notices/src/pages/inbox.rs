//! `/wiadomosci`: everything the office has written to the resident.

use askama::Template;
use axum::extract::RawQuery;
use ratusz_web::{Answer, Form, Page, Resident};

use crate::notice;
use crate::store::inbox::{self, Message};

const PAGE_SIZE: i64 = 30;

#[derive(Template)]
#[template(path = "inbox/list.html")]
struct InboxPage {
    page: Page,
    messages: Vec<Message>,
    unread: i64,
    total_text: String,
    number: i64,
    pages: i64,
}

pub(crate) async fn show(resident: Resident, RawQuery(query): RawQuery) -> Answer {
    let Resident { visit, session } = resident;
    let db = &visit.municipality.db.read;
    let query = Form::from_query(&query.unwrap_or_default());
    let total = inbox::count(db, session.subject_id).await?;
    let pages = (total + PAGE_SIZE - 1) / PAGE_SIZE;
    let number = query.id("strona").unwrap_or(1).clamp(1, pages.max(1));
    visit.show(&InboxPage {
        page: visit.page(),
        messages: inbox::page(db, session.subject_id, number, PAGE_SIZE).await?,
        unread: notice::unread(db, session.subject_id).await?,
        total_text: format!("Wiadomości: {total}"),
        number,
        pages,
    })
}
