//! `/urzad/wyciagi/dzien`: books against bank, and the close of the day.

use askama::Template;
use axum::extract::RawQuery;
use chrono::NaiveDate;
use ratusz_kernel::time::{civil_time, short_date};
use ratusz_kernel::{Error, Money};
use ratusz_web::forms::parse_date;
use ratusz_web::{Answer, Errors, Form, Page, Staff, Visit};

use super::Crumb;
use crate::actions::close_day::{close as close_books, compare};
use crate::store::{days, statements};

struct AccountRow {
    name: String,
    ending: String,
    start: String,
    closing: String,
    date: String,
}

struct Closed {
    day: String,
    bank: String,
    when: String,
    who: String,
}

#[derive(Template)]
#[template(path = "banking/day.html")]
struct DayPage {
    page: Page,
    crumbs: Vec<Crumb>,
    day: String,
    day_text: String,
    bank: String,
    books: String,
    difference: String,
    agrees: bool,
    unposted: i64,
    accounts: Vec<AccountRow>,
    closed: Vec<Closed>,
    already: bool,
    may_close: bool,
    errors: Errors,
}

pub(crate) async fn show(staff: Staff, RawQuery(query): RawQuery) -> Answer {
    staff.require("banking.read")?;
    let visit = staff.visit;
    let asked = parse_date(Form::from_query(&query.unwrap_or_default()).get("dzien"));
    let day = match asked {
        Some(day) => day,
        None => default_day(&visit).await?,
    };
    let shown = page(&visit, day, visit.page(), Errors::default()).await?;
    visit.show(&shown)
}

pub(crate) async fn close(staff: Staff, form: Form) -> Answer {
    staff.require("banking.close")?;
    let visit = staff.visit;
    let Some(day) = parse_date(form.get("dzien")) else {
        let mut errors = Errors::default();
        errors.add("dzien", "Wpisz datę w postaci 20.11.2026.");
        let shown = page(&visit, default_day(&visit).await?, visit.page_with_errors(), errors).await?;
        return visit.show_invalid(&shown);
    };
    match close_books(&visit.municipality, &visit.actor(), day).await {
        Ok(()) => {
            let text = format!("Dzień {} zamknięty: księgi i bank są zgodne co do grosza.", short_date(day));
            Ok(visit.go_telling("/urzad/wyciagi", "success", &text))
        }
        Err(Error::Invalid(errors)) => {
            let shown = page(&visit, day, visit.page_with_errors(), Errors(errors)).await?;
            visit.show_invalid(&shown)
        }
        Err(error) => Err(error.into()),
    }
}

/// The day of the newest statement.
async fn default_day(visit: &Visit) -> ratusz_kernel::Result<NaiveDate> {
    let latest = statements::latest(&visit.municipality.db.read).await?;
    Ok(latest
        .and_then(|statement| statement.closing_date)
        .unwrap_or_else(|| visit.municipality.clock.today()))
}

async fn page(visit: &Visit, day: NaiveDate, page: Page, errors: Errors) -> ratusz_kernel::Result<DayPage> {
    let db = &visit.municipality.db.read;
    let comparison = compare(db, day).await?;
    let closed_to = days::closed_to(db).await?;
    Ok(DayPage {
        page,
        crumbs: vec![Crumb::statements()],
        day: day.to_string(),
        day_text: super::weekday_date(day, visit.municipality.clock.today()),
        bank: comparison.bank.to_string(),
        books: comparison.books.to_string(),
        difference: comparison.difference().to_string(),
        agrees: comparison.agrees(),
        unposted: comparison.unposted,
        accounts: comparison
            .accounts
            .iter()
            .map(|account| AccountRow {
                name: account.name.clone(),
                ending: account.nrb.get(22..).unwrap_or_default().to_owned(),
                start: super::amount(account.start_balance),
                closing: super::amount(account.closing),
                date: short_date(account.closing_date),
            })
            .collect(),
        closed: days::recent(db, 10)
            .await?
            .into_iter()
            .map(|close| Closed {
                day: short_date(close.day),
                bank: Money::from_grosze(close.bank).to_string(),
                when: civil_time(close.closed_at).format("%d.%m.%Y, %H:%M").to_string(),
                who: close.closed_by,
            })
            .collect(),
        already: closed_to.is_some_and(|closed| day <= closed),
        may_close: visit.actor().may("banking.close"),
        errors,
    })
}
