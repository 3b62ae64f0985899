//! `/urzad/platnosci`: all online payments, found by state, number and day; what waits for a person is on top.

use askama::Template;
use axum::extract::RawQuery;
use ratusz_web::forms::parse_date;
use ratusz_web::{Answer, Form, Page, Staff};

use crate::pages::Choice;
use crate::rules::state::{ALL, State};
use crate::store::inbox;
use crate::store::payments::{self, Filter, Payment};
use crate::store::refunds::{self, Refund};

const PAGE_SIZE: i64 = 50;

#[derive(Template)]
#[template(path = "office/list.html")]
struct ListPage {
    page: Page,
    payments: Vec<Payment>,
    states: Vec<Choice>,
    text: String,
    from: String,
    to: String,
    in_review: i64,
    /// Refunds that wait for the second person.
    refunds: Vec<Refund>,
    /// Notifications nobody could use in the last 30 days.
    unusable: i64,
    may_set: bool,
    total: i64,
    /// Whether anything was asked for.
    filtered: bool,
    total_text: String,
    number: i64,
    pages: i64,
    base: String,
}

pub(in crate::pages) async fn show(staff: Staff, RawQuery(query): RawQuery) -> Answer {
    staff.require("payments.read")?;
    let db = &staff.visit.municipality.db.read;
    let query = Form::from_query(&query.unwrap_or_default());
    let state = State::of(query.get("stan"));
    // References are letters and digits; anything else finds nothing rather than everything.
    let text: String = query.get("numer").chars().filter(char::is_ascii_alphanumeric).take(10).collect();
    let (from, to) = (query.get("od").to_owned(), query.get("do").to_owned());
    let filter = Filter { state, text: text.clone(), from: parse_date(&from), to: parse_date(&to) };
    let total = payments::count(db, &filter).await?;
    let pages = (total + PAGE_SIZE - 1) / PAGE_SIZE;
    let number = query.id("strona").unwrap_or(1).clamp(1, pages.max(1));
    let mut states =
        vec![Choice { value: String::new(), label: "wszystkie".into(), selected: state.is_none() }];
    states.extend(ALL.into_iter().filter(|known| *known != State::Draft).map(|known| Choice {
        value: known.code().into(),
        label: known.words().into(),
        selected: state == Some(known),
    }));
    let code = state.map_or("", State::code);
    staff.visit.show(&ListPage {
        page: staff.visit.page(),
        payments: payments::list(db, &filter, number, PAGE_SIZE).await?,
        base: format!(
            "/urzad/platnosci?stan={code}&numer={text}&od={}&do={}&strona=",
            day(&filter.from),
            day(&filter.to)
        ),
        filtered: state.is_some() || [&text, &from, &to].into_iter().any(|asked| !asked.is_empty()),
        states,
        text,
        from,
        to,
        in_review: payments::in_state(db, State::Review).await?,
        refunds: refunds::waiting(db).await?,
        unusable: inbox::unusable(db).await?,
        may_set: staff.visit.actor().may("payments.settings"),
        total,
        total_text: format!("Płatności: {total}"),
        number,
        pages,
    })
}

fn day(day: &Option<chrono::NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}
