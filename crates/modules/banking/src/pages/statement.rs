//! `/urzad/wyciagi/{id}`: one statement with its checks and all entries, and what can be done with it.

use askama::Template;
use axum::extract::{Path, RawQuery};
use ratusz_kernel::{Error, Money};
use ratusz_web::{Answer, Errors, Form, Page, Staff, Visit};

use super::{Crumb, Line, Tab, lines, weekday_date};
use crate::actions::{auto_post, decide_held, post_statement};
use crate::rules::checks::{Check, operations};
use crate::store::entries::EntryState;
use crate::store::reconciling::{self, Filter};
use crate::store::statements::{self, StatementState};
use crate::store::{accounts, files};

const ROWS: i64 = 50;

#[derive(Template)]
#[template(path = "banking/statement.html")]
struct StatementPage {
    page: Page,
    crumbs: Vec<Crumb>,
    id: i64,
    heading: String,
    account: String,
    state: &'static str,
    pill: &'static str,
    opening: String,
    closing: String,
    sum: String,
    entries: String,
    file: String,
    file_id: i64,
    decided: String,
    checks: Vec<Check>,
    tabs: Vec<Tab>,
    rows: Vec<Line>,
    page_number: i64,
    pages: i64,
    base: String,
    held: bool,
    ready: bool,
    information: bool,
    may_post: bool,
    may_release: bool,
    may_import: bool,
    form: Form,
    errors: Errors,
}

pub(crate) async fn show(staff: Staff, Path(id): Path<i64>, RawQuery(query): RawQuery) -> Answer {
    staff.require("banking.read")?;
    let visit = staff.visit;
    let form = Form::from_query(&query.unwrap_or_default());
    let shown = page(&visit, id, visit.page(), form, Errors::default()).await?;
    visit.show(&shown)
}

pub(crate) async fn post(staff: Staff, Path(id): Path<i64>, _: Form) -> Answer {
    staff.require("banking.post")?;
    let visit = staff.visit;
    let posted = post_statement::post(&visit.municipality, &visit.actor(), id).await?;
    let text = format!(
        "Wyciąg zaksięgowany. Samodzielnie: {}, do potwierdzenia: {}, do wyjaśnienia: {}.",
        posted.automatic, posted.suggested, posted.to_explain
    );
    Ok(visit.go_telling("/urzad/wyciagi", "success", &text))
}

pub(crate) async fn release(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("banking.release")?;
    let visit = staff.visit;
    match decide_held::release(&visit.municipality, &visit.actor(), id, form.get("powod")).await {
        Ok(()) => after_decision(&visit, id, "Wyciąg przyjęty z Twoim uzasadnieniem.").await,
        Err(error) => again(&visit, id, form, error).await,
    }
}

pub(crate) async fn discard(staff: Staff, Path(id): Path<i64>, form: Form) -> Answer {
    staff.require("banking.release")?;
    let visit = staff.visit;
    match decide_held::discard(&visit.municipality, &visit.actor(), id, form.get("powod")).await {
        Ok(()) => after_decision(&visit, id, "Wyciąg odrzucony. Niczego z niego nie zaksięgowaliśmy.").await,
        Err(error) => again(&visit, id, form, error).await,
    }
}

pub(crate) async fn check_again(staff: Staff, Path(id): Path<i64>, _: Form) -> Answer {
    staff.require("banking.import")?;
    let visit = staff.visit;
    let state = decide_held::check_again(&visit.municipality, &visit.actor(), id).await?;
    let text = if state == StatementState::Ready { "Wyciąg przeszedł wszystkie sprawdzenia." } else { "" };
    after_decision(&visit, id, text).await
}

/// Posts what the decision made ready and tells how the statement stands then.
async fn after_decision(visit: &Visit, id: i64, text: &str) -> Answer {
    auto_post::run(&visit.municipality).await?;
    let statement = statements::get(&visit.municipality.db.read, id).await?.ok_or(Error::NotFound)?;
    let (kind, text) = match statement.state() {
        StatementState::Held => ("warning", "Wyciąg nadal jest wstrzymany. Powód jest niżej."),
        _ => ("success", text),
    };
    Ok(visit.go_telling(&format!("/urzad/wyciagi/{id}"), kind, text))
}

async fn again(visit: &Visit, id: i64, form: Form, error: Error) -> Answer {
    match error {
        Error::Invalid(errors) => {
            let shown = page(visit, id, visit.page_with_errors(), form, Errors(errors)).await?;
            visit.show_invalid(&shown)
        }
        other => Err(other.into()),
    }
}

async fn page(
    visit: &Visit,
    id: i64,
    page: Page,
    form: Form,
    errors: Errors,
) -> ratusz_kernel::Result<StatementPage> {
    let municipality = &visit.municipality;
    let db = &municipality.db.read;
    let statement = statements::get(db, id).await?.ok_or(Error::NotFound)?;
    let file = files::get(db, statement.file_id).await?;
    let account = accounts::by_nrb(db, &statement.nrb).await?;
    let wanted = EntryState::parse(form.get("stan"));
    let page_number = form.id("strona").unwrap_or(1).max(1);
    let filter = Filter { statement_id: Some(id), state: wanted, ..Filter::default() };
    let (entries, total) = reconciling::page(db, &filter, page_number, ROWS).await?;
    let own = format!("/urzad/wyciagi/{id}");
    let mut tabs = vec![Tab { href: own.clone(), label: "Wszystkie".into(), current: wanted.is_none() }];
    for state in EntryState::ALL.into_iter().skip(1) {
        let filter = Filter { state: Some(state), ..filter.clone() };
        let (_, count) = reconciling::page(db, &filter, 1, 1).await?;
        if count > 0 {
            let label = format!("{} ({count})", state.words().0);
            tabs.push(Tab {
                href: format!("{own}?stan={}", state.as_str()),
                label,
                current: wanted == Some(state),
            });
        }
    }
    let (state, pill) = statement.state().words();
    let day = statement
        .closing_date
        .map_or_else(String::new, |day| format!(", {}", weekday_date(day, municipality.clock.today())));
    let actor = visit.actor();
    let money =
        |grosze: Option<i64>| grosze.map_or_else(|| "brak".into(), |sum| Money::from_grosze(sum).to_string());
    Ok(StatementPage {
        page,
        crumbs: vec![Crumb::statements()],
        id,
        heading: format!("Wyciąg {}{day}", statement.label()),
        account: account.map_or_else(
            || if statement.nrb.is_empty() { "bez numeru rachunku".into() } else { statement.nrb.clone() },
            |account| format!("{}, {}", account.bank, account.spaced()),
        ),
        state,
        pill,
        opening: money(statement.opening),
        closing: money(statement.closing),
        sum: money(Some(statement.entry_sum)),
        entries: operations(usize::try_from(statement.entry_count).unwrap_or(0)),
        file: file.map_or_else(String::new, |file| file.name),
        file_id: statement.file_id,
        decided: match statement.decided_by.as_str() {
            "" => String::new(),
            by => format!("{by}: {}", statement.decided_reason),
        },
        checks: statement.checks(),
        tabs,
        rows: lines(municipality, &entries).await?,
        page_number,
        pages: super::pages(total, ROWS),
        base: match wanted {
            Some(state) => format!("{own}?stan={}&strona=", state.as_str()),
            None => format!("{own}?strona="),
        },
        held: statement.state() == StatementState::Held,
        ready: statement.state() == StatementState::Ready,
        information: statement.state() == StatementState::Information,
        may_post: actor.may("banking.post"),
        may_release: actor.may("banking.release"),
        may_import: actor.may("banking.import"),
        form,
        errors,
    })
}
