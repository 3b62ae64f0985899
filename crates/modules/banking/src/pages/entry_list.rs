//! `/urzad/wyciagi/wpisy`: looks for an entry by words, amount or state, over all statements.

use askama::Template;
use axum::extract::RawQuery;
use ratusz_kernel::Money;
use ratusz_web::limits::Limited;
use ratusz_web::{Answer, Form, Page, Staff};

use super::{Crumb, Line, lines};
use crate::rules::checks::operations;
use crate::rules::title::fold;
use crate::store::entries::EntryState;
use crate::store::reconciling::{self, Filter};

const ROWS: i64 = 50;

#[derive(Template)]
#[template(path = "banking/entries.html")]
struct EntryList {
    page: Page,
    crumbs: Vec<Crumb>,
    heading: &'static str,
    query: String,
    state: &'static str,
    rows: Vec<Line>,
    page_number: i64,
    pages: i64,
    total: String,
}

/// A list by state, as other pages link to it.
pub(crate) async fn show(staff: Staff, RawQuery(query): RawQuery) -> Answer {
    staff.require("banking.read")?;
    let form = Form::from_query(&query.unwrap_or_default());
    list(&staff, "", EntryState::parse(form.get("stan")), form.id("strona")).await
}

/// By POST, because titles and senders are looked for by names, which have no place in an address.
pub(crate) async fn find(staff: Staff, form: Form) -> Answer {
    staff.require("banking.read")?;
    staff.visit.limit(Limited::Search)?;
    list(&staff, form.get("q"), EntryState::parse(form.get("stan")), form.id("strona")).await
}

async fn list(staff: &Staff, text: &str, state: Option<EntryState>, wanted: Option<i64>) -> Answer {
    let visit = &staff.visit;
    let page_number = wanted.unwrap_or(1).max(1);
    let filter = Filter {
        state,
        words: fold(text).split_whitespace().map(str::to_owned).collect(),
        amount: Money::parse_pl(text).ok().map(Money::grosze),
        ..Filter::default()
    };
    let db = &visit.municipality.db.read;
    let (entries, total) = reconciling::page(db, &filter, page_number, ROWS).await?;
    let pages = super::pages(total, ROWS);
    visit.show(&EntryList {
        page: visit.page(),
        crumbs: vec![Crumb::statements()],
        heading: match state {
            Some(EntryState::Suggested) => "Do potwierdzenia",
            Some(EntryState::ToExplain) => "Do wyjaśnienia",
            _ => "Operacje z wyciągów",
        },
        query: text.to_owned(),
        state: state.map_or("", EntryState::as_str),
        rows: lines(&visit.municipality, &entries).await?,
        page_number,
        pages,
        total: operations(usize::try_from(total).unwrap_or(0)),
    })
}
