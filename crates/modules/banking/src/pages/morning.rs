//! `/urzad/wyciagi`: the clerk's morning. What came, what was posted by itself and why, what waits.

use askama::Template;
use axum::extract::RawQuery;
use ratusz_web::{Answer, Form, Page, Staff};

use super::{Line, lines, weekday_date};
use crate::rules::checks::plural;
use crate::store::accounts::{self, BankAccount};
use crate::store::entries::EntryState;
use crate::store::reconciling::{self, Counts, Filter};
use crate::store::statements::{self, BankStatement, StatementState};
use crate::store::{days, files};

/// Rows of the lists that wait; more are a page of their own.
const WAITING: i64 = 100;
const EXPLAIN: i64 = 30;
const AUTOMATIC: i64 = 25;
const RECENT: i64 = 10;
/// Days the precision of automatic posting looks back.
const PRECISION_DAYS: i64 = 90;

/// The statement on top of the page.
struct Latest {
    id: i64,
    heading: String,
    account: String,
    balance: String,
    counts: Counts,
    receipts: String,
    closed: bool,
}

/// A statement or file that needs a decision.
struct Held {
    href: String,
    label: String,
    reason: String,
    ready: bool,
}

struct Recent {
    id: i64,
    label: String,
    account: String,
    day: String,
    entries: i64,
    closing: String,
    state: &'static str,
    pill: &'static str,
}

#[derive(Template)]
#[template(path = "banking/morning.html")]
struct Morning {
    page: Page,
    latest: Option<Latest>,
    held: Vec<Held>,
    /// Payments no bank should have taken; empty when there are none.
    alerts: String,
    suggested: Vec<Line>,
    suggested_total: i64,
    to_explain: Vec<Line>,
    to_explain_total: i64,
    automatic: Vec<Line>,
    automatic_page: i64,
    automatic_pages: i64,
    automatic_text: String,
    recent: Vec<Recent>,
    precision: Option<String>,
    precision_of: i64,
    closed_to: String,
    accounts: bool,
    may_import: bool,
    may_post: bool,
    may_close: bool,
    /// A row was just dealt with: focus goes to the next.
    carry_on: bool,
}

pub(crate) async fn show(staff: Staff, RawQuery(query): RawQuery) -> Answer {
    staff.require("banking.read")?;
    let visit = staff.visit;
    let municipality = &visit.municipality;
    let db = &municipality.db.read;
    let today = municipality.clock.today();
    let actor = visit.actor();
    let asked = Form::from_query(&query.unwrap_or_default());
    let statement = statements::latest(db).await?;
    let automatic_page = asked.id("strona").unwrap_or(1).max(1);
    let (automatic, total) = match &statement {
        Some(statement) => {
            let filter = Filter { statement_id: Some(statement.id), automatic: true, ..Filter::default() };
            reconciling::page(db, &filter, automatic_page, AUTOMATIC).await?
        }
        None => (Vec::new(), 0),
    };
    let latest = match &statement {
        Some(statement) => Some(latest(&visit, statement).await?),
        None => None,
    };
    let suggested = reconciling::waiting(db, EntryState::Suggested, WAITING).await?;
    let to_explain = reconciling::waiting(db, EntryState::ToExplain, EXPLAIN).await?;
    let precision = reconciling::precision(db, today - chrono::Duration::days(PRECISION_DAYS)).await?;
    let accounts = accounts::all(db).await?;
    let alerts = reconciling::alerts(db).await?;
    visit.show(&Morning {
        page: visit.page(),
        latest,
        held: held(&visit).await?,
        alerts: match alerts {
            0 => String::new(),
            _ => format!(
                "Wpłaty na rachunek wirtualny z błędnymi cyframi kontrolnymi: {alerts}. Bank nie powinien ich przyjmować: zapytaj, skąd się wzięły."
            ),
        },
        suggested: lines(municipality, &suggested).await?,
        suggested_total: reconciling::count_in(db, EntryState::Suggested).await?,
        to_explain: lines(municipality, &to_explain).await?,
        to_explain_total: reconciling::count_in(db, EntryState::ToExplain).await?,
        automatic: lines(municipality, &automatic).await?,
        automatic_page,
        automatic_pages: super::pages(total, AUTOMATIC),
        automatic_text: format!(
            "{total} {}",
            plural(usize::try_from(total).unwrap_or(0), "wpłata", "wpłaty", "wpłat")
        ),
        recent: statements::recent(db, RECENT)
            .await?
            .iter()
            .map(|statement| recent_row(statement, &accounts))
            .collect(),
        precision: precision.percent(),
        precision_of: precision.automatic,
        closed_to: days::closed_to(db).await?.map_or_else(String::new, ratusz_kernel::time::short_date),
        accounts: !accounts.is_empty(),
        may_import: actor.may("banking.import"),
        may_post: actor.may("banking.post"),
        may_close: actor.may("banking.close"),
        carry_on: visit.flash.is_some(),
    })
}

async fn latest(visit: &ratusz_web::Visit, statement: &BankStatement) -> ratusz_kernel::Result<Latest> {
    let db = &visit.municipality.db.read;
    let account = match statement.account_id {
        Some(id) => accounts::get(db, id).await?,
        None => None,
    };
    let counts = reconciling::counts(db, statement.id).await?;
    let today = visit.municipality.clock.today();
    let day =
        statement.closing_date.map_or_else(String::new, |day| format!(", {}", weekday_date(day, today)));
    let balanced = statement.checks().iter().all(|check| check.ok);
    let receipts = usize::try_from(counts.receipts).unwrap_or(0);
    Ok(Latest {
        id: statement.id,
        heading: format!("Wyciąg {}{day}", statement.label()),
        account: account
            .map_or_else(String::new, |account| format!("{}, rachunek {}", account.bank, account.ending())),
        balance: if balanced { "saldo się zgadza".into() } else { "przyjęty mimo uwag".into() },
        receipts: format!("{receipts} {}", plural(receipts, "wpłata", "wpłaty", "wpłat")),
        counts,
        closed: statement.state() == StatementState::DayClosed,
    })
}

async fn held(visit: &ratusz_web::Visit) -> ratusz_kernel::Result<Vec<Held>> {
    let db = &visit.municipality.db.read;
    let mut held: Vec<Held> = files::held(db)
        .await?
        .into_iter()
        .map(|file| Held {
            href: format!("/urzad/wyciagi/plik/{}", file.id),
            label: format!("Plik {}", file.name),
            reason: file.reason,
            ready: false,
        })
        .collect();
    held.extend(statements::waiting(db).await?.iter().map(|statement| {
        Held {
            href: format!("/urzad/wyciagi/{}", statement.id),
            label: format!("Wyciąg {}", statement.label()),
            reason: statement
                .faults()
                .first()
                .map_or_else(|| "Sprawdzony, czeka na zaksięgowanie.".to_owned(), |fault| fault.text.clone()),
            ready: statement.state() == StatementState::Ready,
        }
    }));
    Ok(held)
}

fn recent_row(statement: &BankStatement, accounts: &[BankAccount]) -> Recent {
    let (state, pill) = statement.state().words();
    Recent {
        id: statement.id,
        label: statement.label(),
        account: accounts.iter().find(|account| account.nrb == statement.nrb).map_or_else(
            || "nieznany rachunek".into(),
            |account| format!("{} {}", account.name, account.ending()),
        ),
        day: statement.closing_date.map_or_else(String::new, ratusz_kernel::time::short_date),
        entries: statement.entry_count,
        closing: statement.closing.map_or_else(String::new, super::amount),
        state,
        pill,
    }
}
