//! `/urzad/wyciagi/wpisy`: looks for an entry by words, amount or state, over all statements.

use askama::Template;
use axum::extract::RawQuery;
use ratusz_kernel::Money;
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
    rows: Vec<Line>,
    page_number: i64,
    pages: i64,
    base: String,
    total: String,
}

pub(crate) async fn show(staff: Staff, RawQuery(query): RawQuery) -> Answer {
    staff.require("banking.read")?;
    let visit = staff.visit;
    let form = Form::from_query(&query.unwrap_or_default());
    let text = form.get("q");
    let state = EntryState::parse(form.get("stan"));
    let page_number = form.id("strona").unwrap_or(1).max(1);
    let filter = Filter {
        state,
        words: fold(text).split_whitespace().map(str::to_owned).collect(),
        amount: Money::parse_pl(text).ok().map(Money::grosze),
        ..Filter::default()
    };
    let db = &visit.municipality.db.read;
    let (entries, total) = reconciling::page(db, &filter, page_number, ROWS).await?;
    let kept = url_query(text, state);
    visit.show(&EntryList {
        page: visit.page(),
        crumbs: vec![Crumb::statements()],
        heading: match state {
            Some(EntryState::Suggested) => "Do potwierdzenia",
            Some(EntryState::ToExplain) => "Do wyjaśnienia",
            _ => "Operacje z wyciągów",
        },
        query: text.to_owned(),
        rows: lines(&visit.municipality, &entries).await?,
        page_number,
        pages: super::pages(total, ROWS),
        base: format!("/urzad/wyciagi/wpisy?{kept}strona="),
        total: operations(usize::try_from(total).unwrap_or(0)),
    })
}

fn url_query(text: &str, state: Option<EntryState>) -> String {
    let mut kept = String::new();
    if !text.is_empty() {
        let encoded: String = text
            .bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect();
        kept = format!("q={encoded}&");
    }
    if let Some(state) = state {
        kept = format!("{kept}stan={}&", state.as_str());
    }
    kept
}
