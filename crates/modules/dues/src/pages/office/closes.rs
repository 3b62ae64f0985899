//! `/urzad/zamkniecia`: closes the books month by month.

use askama::Template;
use chrono::{Datelike, Days, Months, NaiveDate};
use ratusz_kernel::Deed;
use ratusz_kernel::time::{civil_date, short_date};
use ratusz_web::{Answer, Form, Page, Problem, Staff};

use crate::ledger;

struct Row {
    until: String,
    when: String,
    who: String,
}

#[derive(Template)]
#[template(path = "office/closes.html")]
struct Closes {
    page: Page,
    closed: Vec<Row>,
    /// Last day of the month that can be closed next, as a date and in words.
    next: Option<(NaiveDate, String)>,
}

pub(super) async fn show(staff: Staff) -> Answer {
    staff.require("dues.close")?;
    let visit = &staff.visit;
    let db = &visit.municipality.db.read;
    let closed = ledger::closes(db).await?;
    let next = next_month(closed.first().map(|close| close.last_day), visit.municipality.clock.today());
    visit.show(&Closes {
        page: visit.page(),
        next: next.map(|day| (day, short_date(day))),
        closed: closed
            .into_iter()
            .map(|close| Row {
                until: short_date(close.last_day),
                when: short_date(civil_date(close.closed_at)),
                who: close.actor_name,
            })
            .collect(),
    })
}

pub(super) async fn save(staff: Staff, form: Form) -> Answer {
    let visit = &staff.visit;
    let day = ratusz_web::forms::parse_date(form.get("do")).ok_or(Problem::BadRequest)?;
    let mut deed = Deed::begin(&visit.municipality, &visit.actor(), "dues.close").await?;
    ledger::close_through(&mut deed, day).await?;
    deed.commit().await?;
    let text = format!("Księgi są zamknięte do {} włącznie.", short_date(day));
    Ok(visit.go_telling("/urzad/zamkniecia", "success", &text))
}

/// The end of the first month that is over and not closed; without any closing, of the last month.
fn next_month(closed: Option<NaiveDate>, today: NaiveDate) -> Option<NaiveDate> {
    let end_of = |day: NaiveDate| Some(day.with_day(1)? + Months::new(1) - Days::new(1));
    let last = today.with_day(1)? - Days::new(1);
    let end = match closed {
        Some(closed) => end_of(closed + Days::new(1))?,
        None => last,
    };
    (end <= last).then_some(end)
}
