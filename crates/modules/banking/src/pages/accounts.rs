//! `/urzad/rachunki`: the municipality's bank accounts, and how well automatic posting does.

use askama::Template;
use chrono::Duration;
use ratusz_web::{Answer, Page, Staff};

use crate::store::{accounts, reconciling};

/// Days the precision looks back.
const DAYS: i64 = 365;

struct Row {
    id: i64,
    name: String,
    bank: String,
    number: String,
    pool: bool,
    active: bool,
}

#[derive(Template)]
#[template(path = "banking/accounts.html")]
struct Accounts {
    page: Page,
    rows: Vec<Row>,
    precision: Option<String>,
    automatic: i64,
    corrected: i64,
}

pub(crate) async fn show(staff: Staff) -> Answer {
    staff.require("banking.accounts")?;
    let visit = staff.visit;
    let db = &visit.municipality.db.read;
    let since = visit.municipality.clock.today() - Duration::days(DAYS);
    let precision = reconciling::precision(db, since).await?;
    let rows = accounts::all(db).await?.into_iter().map(|account| Row {
        id: account.id,
        number: account.spaced(),
        pool: account.pool().is_some(),
        active: account.active,
        name: account.name,
        bank: account.bank,
    });
    visit.show(&Accounts {
        page: visit.page(),
        rows: rows.collect(),
        precision: precision.percent(),
        automatic: precision.automatic,
        corrected: precision.corrected,
    })
}
